-- name: insert_document
-- Puts a document on record; the same one twice is one.
INSERT INTO sharing_document (digest, name, media_type, data, put_at)
VALUES (%(digest)s, %(name)s, %(media_type)s, %(data)s, %(now)s)
ON CONFLICT (digest) DO NOTHING

-- name: document
-- A document by its digest.
SELECT name, media_type, data FROM sharing_document WHERE digest = %(digest)s

-- name: has_document
-- Whether a document is on record.
SELECT 1 FROM sharing_document WHERE digest = %(digest)s

-- name: engagements
-- What is on record of working with recipients: all of them, or one.
SELECT engagement_id, recipient, language, contact, age_key, sftp, certificate_days, begun_at, ended_on, party
FROM sharing_engagement
WHERE %(recipient)s::text IS NULL OR recipient = %(recipient)s
ORDER BY recipient

-- name: contracts
-- Contracts in the order in which they were filed.
SELECT engagement_id, contract_id, document, from_on, to_on, pages, services, items, purposes, party, filed_at
FROM sharing_contract
WHERE engagement_id = ANY (%(engagements)s::uuid[])
ORDER BY filed_at, contract_id

-- name: assessments
-- Assessments in the order in which they were made.
SELECT engagement_id, made_on, scores, score, threshold, countries, next_on
FROM sharing_assessment
WHERE engagement_id = ANY (%(engagements)s::uuid[])
ORDER BY made_at, assessment_id

-- name: inspections
-- Inspections in the order in which they were taken down.
SELECT engagement_id, held_on, method, findings, next_on
FROM sharing_inspection
WHERE engagement_id = ANY (%(engagements)s::uuid[])
ORDER BY made_at, inspection_id

-- name: approvals
-- What was said last of each subcontractor.
SELECT DISTINCT ON (engagement_id, subcontractor) engagement_id, subcontractor, approved, party
FROM sharing_approval
WHERE engagement_id = ANY (%(engagements)s::uuid[])
ORDER BY engagement_id, subcontractor, made_at DESC, approval_id

-- name: insert_engagement
-- Begins to work with a recipient; nothing if it was begun before.
INSERT INTO sharing_engagement (
    engagement_id, recipient, party, language, contact, age_key, sftp, certificate_days, begun_at, begun_by
)
VALUES (
    %(engagement_id)s, %(recipient)s, %(party)s, %(language)s, %(contact)s, %(age_key)s, %(sftp)s::jsonb, %(certificate_days)s, %(now)s,
    %(by)s
)
ON CONFLICT (recipient) DO NOTHING

-- name: update_engagement
-- Changes where a recipient is reached and what is encrypted to.
UPDATE sharing_engagement
SET party = %(party)s, language = %(language)s, contact = %(contact)s, age_key = %(age_key)s, sftp = %(sftp)s::jsonb,
    certificate_days = %(certificate_days)s, ended_on = NULL, ended_at = NULL, ended_by = NULL
WHERE engagement_id = %(engagement_id)s

-- name: end_engagement
-- Ends the work with a recipient.
UPDATE sharing_engagement
SET ended_on = %(ended_on)s, ended_at = %(now)s, ended_by = %(by)s
WHERE engagement_id = %(engagement_id)s

-- name: insert_contract
-- Files a contract.
INSERT INTO sharing_contract (
    contract_id, engagement_id, document, from_on, to_on, pages, services, items, purposes, party, filed_at, filed_by
)
VALUES (
    %(contract_id)s, %(engagement_id)s, %(document)s, %(from_on)s, %(to_on)s, %(pages)s::jsonb, %(services)s::text[],
    %(items)s::text[], %(purposes)s::text[], %(party)s, %(now)s, %(by)s
)

-- name: insert_assessment
-- Takes down an assessment.
INSERT INTO sharing_assessment (
    assessment_id, engagement_id, made_on, scores, score, threshold, countries, next_on, made_at, made_by
)
VALUES (
    %(assessment_id)s, %(engagement_id)s, %(made_on)s, %(scores)s::jsonb, %(score)s, %(threshold)s, %(countries)s::text[],
    %(next_on)s, %(now)s, %(by)s
)

-- name: insert_inspection
-- Takes down an inspection.
INSERT INTO sharing_inspection (inspection_id, engagement_id, held_on, method, findings, next_on, made_at, made_by)
VALUES (%(inspection_id)s, %(engagement_id)s, %(held_on)s, %(method)s, %(findings)s, %(next_on)s, %(now)s, %(by)s)

-- name: insert_approval
-- Takes down that a subcontractor is approved, or no longer is.
INSERT INTO sharing_approval (approval_id, engagement_id, subcontractor, party, approved, made_at, made_by)
VALUES (%(approval_id)s, %(engagement_id)s, %(subcontractor)s, %(party)s, %(approved)s, %(now)s, %(by)s)

-- name: insert_handover
-- Proposes a hand-over.
INSERT INTO sharing_handover (
    handover_id, door_id, number, exit, kind, engagement_id, recipient, language, contact, age_key, sftp, wish, items, reason,
    statement_hash, state, second, counted, proposed_at, proposed_by, proposer_role
)
VALUES (
    %(handover_id)s, %(door_id)s, %(number)s, %(exit)s, %(kind)s, %(engagement_id)s, %(recipient)s, %(language)s, %(contact)s,
    %(age_key)s, %(sftp)s::jsonb, %(wish)s::jsonb, %(items)s::text[], %(reason)s, %(statement_hash)s, %(state)s, %(second)s, %(counted)s,
    %(now)s, %(by)s, %(role)s
)

-- name: insert_dossier
-- What stands behind a provision under an exception.
INSERT INTO sharing_dossier (
    handover_id, code, authority, address, representative, instrument, checked, necessity, told, told_why, records
)
VALUES (
    %(handover_id)s, %(code)s, %(authority)s, %(address)s, %(representative)s, %(instrument)s, %(checked)s, %(necessity)s, %(told)s,
    %(told_why)s, %(records)s::uuid[]
)

-- name: dossier
-- The dossier of a hand-over.
SELECT code, authority, address, representative, instrument, checked, necessity, told, told_why, records
FROM sharing_dossier
WHERE handover_id = %(handover_id)s

-- name: dossiers
-- What stands behind all provisions under an exception, without the records that they name.
SELECT handover_id, code, authority, address, representative, instrument, checked, necessity, told, told_why
FROM sharing_dossier
ORDER BY handover_id

-- name: handover
-- One hand-over.
SELECT handover_id, number, exit, kind, engagement_id, recipient, language, contact, age_key, wish, reason, statement_hash, state,
    second, counted, written, grounds, proposed_at, proposed_by, proposer_role, decided_at, decided_by, made_at, manifest, file_digest,
    size, handed_at, channel, due_on, closed_at, certificate, document, door_id, items, sftp
FROM sharing_handover
WHERE handover_id = %(handover_id)s

-- name: lock_handover
-- One hand-over, locked against every other step of it.
SELECT handover_id, number, exit, kind, engagement_id, recipient, language, contact, age_key, wish, reason, statement_hash, state,
    second, counted, written, grounds, proposed_at, proposed_by, proposer_role, decided_at, decided_by, made_at, manifest, file_digest,
    size, handed_at, channel, due_on, closed_at, certificate, document, door_id, items, sftp
FROM sharing_handover
WHERE handover_id = %(handover_id)s
FOR NO KEY UPDATE

-- name: handover_of_door
-- The hand-over that a link leads to.
SELECT handover_id FROM sharing_handover WHERE door_id = %(door_id)s

-- name: handovers
-- Hand-overs, the newest first: of all recipients or of one.
SELECT handover_id, number, exit, kind, engagement_id, recipient, language, contact, age_key, wish, reason, statement_hash, state,
    second, counted, written, grounds, proposed_at, proposed_by, proposer_role, decided_at, decided_by, made_at, manifest, file_digest,
    size, handed_at, channel, due_on, closed_at, certificate, document, door_id, items, sftp
FROM sharing_handover
WHERE %(recipient)s::text IS NULL OR recipient = %(recipient)s
ORDER BY proposed_at DESC, handover_id

-- name: handovers_in
-- Hand-overs in a state, the oldest first.
SELECT handover_id, number, exit, kind, engagement_id, recipient, language, contact, age_key, wish, reason, statement_hash, state,
    second, counted, written, grounds, proposed_at, proposed_by, proposer_role, decided_at, decided_by, made_at, manifest, file_digest,
    size, handed_at, channel, due_on, closed_at, certificate, document, door_id, items, sftp
FROM sharing_handover
WHERE state = %(state)s
ORDER BY proposed_at, handover_id

-- name: decide_handover
-- Approves a proposal, cancels, or refuses.
UPDATE sharing_handover
SET state = %(state)s, grounds = %(grounds)s::text[], decided_at = coalesce(%(now)s, decided_at), decided_by = coalesce(%(by)s, decided_by)
WHERE handover_id = %(handover_id)s AND state = %(before)s

-- name: made_handover
-- A file was made.
UPDATE sharing_handover
SET state = 'made', written = %(written)s, made_at = %(now)s, manifest = %(manifest)s, file_digest = %(file_digest)s,
    size = %(size)s, due_on = %(due_on)s
WHERE handover_id = %(handover_id)s AND state = 'approved'

-- name: make_anew
-- A file that waits has become untrue and is made anew.
UPDATE sharing_handover
SET state = 'approved', manifest = NULL, file_digest = NULL, size = NULL, made_at = NULL
WHERE handover_id = %(handover_id)s AND state = 'made'

-- name: progress
-- How many records are in a file that is being made.
UPDATE sharing_handover SET written = %(written)s WHERE handover_id = %(handover_id)s AND state = 'approved'

-- name: handed_handover
-- The recipient has a file.
UPDATE sharing_handover
SET state = %(state)s, handed_at = %(now)s, channel = %(channel)s, closed_at = %(closed_at)s
WHERE handover_id = %(handover_id)s AND state = 'made' AND file_digest = %(file_digest)s

-- name: close_handover
-- The recipient certifies what became of it.
UPDATE sharing_handover
SET state = 'closed', closed_at = %(now)s, certificate = %(certificate)s::jsonb, document = %(document)s
WHERE handover_id = %(handover_id)s AND state = 'handed'

-- name: forget_delivered
-- What an earlier try wrote of a hand-over's rows.
DELETE FROM sharing_delivered WHERE handover_id = %(handover_id)s

-- name: delivered_of_ref
-- From which hand-over a reference is.
SELECT d.handover_id, h.number, h.recipient, d.record_id
FROM sharing_delivered d JOIN sharing_handover h ON h.handover_id = d.handover_id
WHERE d.ref = %(ref)s

-- name: delivered_of_persons
-- Where the records of some persons went, the newest first.
SELECT d.person_id, d.record_id, h.handover_id, h.number, h.exit, h.recipient, h.wish, h.statement_hash, h.state, h.handed_at, h.due_on,
    h.closed_at, h.certificate, coalesce(s.address, ''), coalesce(s.representative, '')
FROM sharing_delivered d
    JOIN sharing_handover h ON h.handover_id = d.handover_id
    LEFT JOIN sharing_dossier s ON s.handover_id = h.handover_id
WHERE d.person_id = ANY (%(persons)s::uuid[]) AND h.state IN ('handed', 'closed') AND h.kind = 'records'
    AND (s.told IS NULL OR s.told = 'told')
ORDER BY h.handed_at DESC, h.handover_id, d.record_id

-- name: outside_of_persons
-- Which recipients have records of some persons, as far as anybody knows, and whether they were told everything.
SELECT h.recipient,
    NOT EXISTS (
        SELECT FROM sharing_passing p
        WHERE p.person_id = ANY (%(persons)s::uuid[]) AND p.acknowledged_at IS NULL
            AND p.handover_id IN (SELECT i.handover_id FROM sharing_handover i WHERE i.recipient = h.recipient)
    )
FROM sharing_handover h
WHERE h.state = 'handed' AND h.kind = 'records'
    AND h.handover_id IN (SELECT d.handover_id FROM sharing_delivered d WHERE d.person_id = ANY (%(persons)s::uuid[]))
GROUP BY h.recipient
ORDER BY h.recipient

-- name: reached_by_persons
-- Every recipient that was ever handed records of some persons: whether it has them still, as far as anybody knows, and whether it was
-- told of what changed since an instant, and has still to acknowledge that or to be told.
SELECT h.recipient,
    bool_or(h.state = 'handed' OR h.certificate IS NULL),
    coalesce(bool_or(p.told_in IS NOT NULL), false),
    coalesce(bool_or(p.act IS NOT NULL AND p.acknowledged_at IS NULL), false)
        OR EXISTS (SELECT FROM sharing_change c WHERE c.person_id = ANY (%(persons)s::uuid[]))
FROM sharing_delivered d
    JOIN sharing_handover h ON h.handover_id = d.handover_id
    LEFT JOIN sharing_passing p ON p.person_id = d.person_id AND p.handover_id = d.handover_id AND p.record_id = d.record_id
        AND p.at >= %(since)s
WHERE d.person_id = ANY (%(persons)s::uuid[]) AND h.state IN ('handed', 'closed') AND h.kind = 'records'
GROUP BY h.recipient
ORDER BY h.recipient

-- name: count_delivered
-- How many records of a person went out.
SELECT count(*)
FROM sharing_delivered d JOIN sharing_handover h ON h.handover_id = d.handover_id
WHERE d.person_id = %(person_id)s AND h.state IN ('handed', 'closed')

-- name: changes
-- Where records that changed were handed to, and what the ledger said of each then.
SELECT d.person_id, d.record_id, d.handover_id, d.entry_id, h.wish ->> 'purpose', h.state, h.exit
FROM unnest(%(persons)s::uuid[], %(records)s::uuid[]) AS changed (person_id, record_id)
    JOIN sharing_delivered d ON d.person_id = changed.person_id AND d.record_id = changed.record_id
    JOIN sharing_handover h ON h.handover_id = d.handover_id

-- name: take_changes
-- Changes that were looked at; one that happened meanwhile has another instant and stays.
DELETE FROM sharing_change c
USING unnest(%(persons)s::uuid[], %(records)s::uuid[], %(ats)s::timestamptz[]) AS seen (person_id, record_id, at)
WHERE c.person_id = seen.person_id AND c.record_id = seen.record_id AND c.at = seen.at

-- name: pending_changes
-- Which changes are waiting, with their instants, page by page.
SELECT person_id, record_id, at
FROM sharing_change
WHERE (at, person_id, record_id) > (%(at)s, %(person_id)s, %(record_id)s)
ORDER BY at, person_id, record_id
LIMIT %(limit)s

-- name: insert_passing
-- What a recipient has to be told.
INSERT INTO sharing_passing (person_id, handover_id, record_id, act, entry_id, at)
SELECT one.person_id, one.handover_id, one.record_id, one.act, one.entry_id, %(now)s
FROM unnest(%(persons)s::uuid[], %(handovers)s::uuid[], %(records)s::uuid[], %(acts)s::text[], %(entries)s::uuid[])
    AS one (person_id, handover_id, record_id, act, entry_id)
ON CONFLICT DO NOTHING

-- name: untold
-- By engagement, the hand-overs of which something has to be told that stands in no file yet.
SELECT DISTINCT h.engagement_id, h.recipient, h.exit
FROM sharing_passing p JOIN sharing_handover h ON h.handover_id = p.handover_id
WHERE p.told_in IS NULL AND p.acknowledged_at IS NULL AND h.state = 'handed' AND h.engagement_id IS NOT NULL

-- name: waiting_changes_file
-- The file of changes for an engagement that was not fetched yet.
SELECT handover_id, state FROM sharing_handover
WHERE engagement_id = %(engagement_id)s AND kind = 'changes' AND state IN ('approved', 'made')

-- name: tell_in
-- All that an engagement has to be told goes into one file.
UPDATE sharing_passing p
SET told_in = %(handover_id)s
FROM sharing_handover h
WHERE h.handover_id = p.handover_id AND h.engagement_id = %(engagement_id)s AND h.state = 'handed'
    AND p.told_in IS NULL AND p.acknowledged_at IS NULL

-- name: passing_of
-- What stands in a file of changes.
SELECT p.person_id, p.handover_id, p.record_id, p.act, d.ref, h.number, h.wish, h.proposed_by, h.proposer_role, h.items
FROM sharing_passing p
    JOIN sharing_delivered d ON d.person_id = p.person_id AND d.handover_id = p.handover_id AND d.record_id = p.record_id
    JOIN sharing_handover h ON h.handover_id = p.handover_id
WHERE p.told_in = %(handover_id)s
ORDER BY h.number, d.ref, p.act

-- name: acknowledge
-- What a file of changes tells was acknowledged.
UPDATE sharing_passing SET acknowledged_at = %(now)s WHERE told_in = %(handover_id)s AND acknowledged_at IS NULL

-- name: count_unacknowledged
-- How many changes a file tells of that were not acknowledged.
SELECT count(*) FROM sharing_passing WHERE told_in = %(handover_id)s AND acknowledged_at IS NULL

-- name: insert_pickup
-- Somebody says that they fetch a hand-over.
INSERT INTO sharing_pickup (pickup_id, handover_id, language, at) VALUES (%(pickup_id)s, %(handover_id)s, %(language)s, %(now)s)

-- name: count_pickups
-- How often a code was asked for lately.
SELECT count(*) FROM sharing_pickup WHERE handover_id = %(handover_id)s AND at > %(since)s

-- name: pickup_for_letter
-- The pick-up whose code is to be mailed.
SELECT p.handover_id, p.language, h.contact, h.number, h.recipient
FROM sharing_pickup p JOIN sharing_handover h ON h.handover_id = p.handover_id
WHERE p.pickup_id = %(pickup_id)s AND p.at > %(since)s AND p.token IS NULL

-- name: try_pickup
-- One more try at a code, while it lives; nothing if it does not, or there were too many.
UPDATE sharing_pickup
SET tries = tries + 1
WHERE pickup_id = %(pickup_id)s AND at > %(since)s AND token IS NULL AND tries < %(most)s
RETURNING handover_id

-- name: show_pickup
-- The code was shown: whoever has this token is in.
UPDATE sharing_pickup SET token = %(token)s, shown_at = %(now)s WHERE pickup_id = %(pickup_id)s

-- name: pickup_of
-- The hand-over that a token opens.
SELECT handover_id, shown_at FROM sharing_pickup WHERE token = %(token)s AND shown_at > %(since)s

-- name: sweep_pickups
-- Forgets pick-ups that are over.
DELETE FROM sharing_pickup WHERE at < %(before)s

-- name: put_letter
-- Tells the worker to write to a recipient.
SELECT sharing_put_letter(%(task)s, %(name)s, %(id)s, %(priority)s)

-- name: files
-- Which files have to lie in the folder.
SELECT handover_id FROM sharing_handover WHERE state IN ('approved', 'made') OR (state IN ('handed', 'closed') AND handed_at > %(since)s)

-- name: sweep_delivered
-- Forgets whose records were in a hand-over when its record need not be kept any more; of a third party, nothing ever comes back.
DELETE FROM sharing_delivered d
USING sharing_handover h
WHERE h.handover_id = d.handover_id
    AND (h.state = 'closed' AND h.closed_at < %(before)s OR h.exit = 'consent' AND h.state = 'handed' AND h.handed_at < %(before)s)

-- name: sweep_passing
-- Forgets what recipients were told of rows of which nothing is kept any more.
DELETE FROM sharing_passing p
WHERE p.at < %(before)s AND NOT EXISTS (
    SELECT FROM sharing_delivered d
    WHERE d.person_id = p.person_id AND d.handover_id = p.handover_id AND d.record_id = p.record_id
)
