-- name: insert_entrance
-- An entrance; it leads to a record only if few were asked for with the same target.
INSERT INTO rights_entrance (entrance_id, target, contact, language, person_id, record_id, at)
SELECT
    %(entrance_id)s, %(target)s, %(contact)s, %(language)s,
    CASE WHEN few.enough THEN %(person_id)s::uuid END, CASE WHEN few.enough THEN %(record_id)s::uuid END, %(now)s
FROM (
    SELECT count(*) < %(most)s AS enough
    FROM rights_entrance e
    WHERE e.target = %(target)s AND e.at > %(since)s
) few

-- name: entrance_for_letter
-- Where a code is to be mailed, if the entrance still stands and leads anywhere.
SELECT e.person_id, e.record_id, e.contact, e.language
FROM rights_entrance e
WHERE e.entrance_id = %(entrance_id)s AND e.record_id IS NOT NULL AND e.ended_at IS NULL AND e.at > %(since)s

-- name: try_entrance
-- Counts a try and gives what the entrance leads to, unless it has ended, had its tries, or is too old.
UPDATE rights_entrance AS e
SET tries = e.tries + 1
WHERE e.entrance_id = %(entrance_id)s AND e.ended_at IS NULL AND e.tries < %(most)s AND e.at > %(since)s
RETURNING e.person_id, e.contact, e.language

-- name: end_entrance
-- An entrance is used once.
UPDATE rights_entrance SET ended_at = %(now)s WHERE entrance_id = %(entrance_id)s AND ended_at IS NULL

-- name: insert_visit
-- A visit begins; the person is known if a receipt number was said at the entrance.
INSERT INTO rights_visit (visit_id, digest, contact, language, person_id, began_at, seen_at)
VALUES (%(visit_id)s, %(digest)s, %(contact)s, %(language)s, %(person_id)s, %(now)s, %(now)s)

-- name: see_visit
-- The visit of a token, if it is alive; that it was seen keeps it so.
UPDATE rights_visit AS v
SET seen_at = greatest(v.seen_at, %(now)s)
WHERE v.digest = %(digest)s AND v.ended_at IS NULL AND v.began_at > %(begun_since)s AND v.seen_at > %(seen_since)s
RETURNING v.visit_id, v.person_id, v.language, v.contact

-- name: try_visit
-- Counts a try to name a receipt number, unless there were too many.
UPDATE rights_visit AS v
SET tries = v.tries + 1
WHERE v.visit_id = %(visit_id)s AND v.tries < %(most)s
RETURNING v.tries

-- name: set_person
-- Who the visitor is.
UPDATE rights_visit SET person_id = %(person_id)s WHERE visit_id = %(visit_id)s AND person_id IS NULL

-- name: end_visit
-- A visitor has left, or guessed too often.
UPDATE rights_visit SET ended_at = %(now)s WHERE visit_id = %(visit_id)s AND ended_at IS NULL

-- name: sweep_entrances
-- Nothing is kept of yesterday's entrances.
DELETE FROM rights_entrance WHERE at < %(before)s

-- name: sweep_visits
-- Nothing is kept of yesterday's visits.
DELETE FROM rights_visit WHERE began_at < %(before)s

-- name: forget_entrances
-- Nothing is kept of somebody's entrances.
DELETE FROM rights_entrance WHERE person_id = ANY (%(persons)s::uuid[])

-- name: forget_visits
-- Nothing is kept of somebody's visits.
DELETE FROM rights_visit WHERE person_id = ANY (%(persons)s::uuid[])

-- name: insert_request
-- A request that has arrived, with its first step.
WITH arrived AS (
    INSERT INTO rights_request (
        request_id, number, person_id, record_id, pack, kind, channel, asker, language, arrived_at, acknowledge_by, answer_by, latest_on,
        state, steps, form
    )
    VALUES (
        %(request_id)s, %(number)s, %(person_id)s, %(record_id)s, %(pack)s, %(kind)s, %(channel)s, %(asker)s, %(language)s,
        %(arrived_at)s, %(acknowledge_by)s, %(answer_by)s, %(latest_on)s, 'received', 1, %(form)s
    )
    RETURNING request_id
)
INSERT INTO rights_step (request_id, place, move, taken_by, outcome, grounds, at)
SELECT request_id, 1, 'receive', %(taken_by)s, NULL, '{}', %(now)s
FROM arrived

-- name: lock_request
-- A request, for whoever takes its next step; others wait.
SELECT
    r.request_id, r.number, r.person_id, r.record_id, r.pack, r.kind, r.channel, r.asker, r.language, r.arrived_at, r.acknowledge_by,
    r.answer_by, r.latest_on, r.state, r.steps, r.form
FROM rights_request r
WHERE r.request_id = %(request_id)s
FOR NO KEY UPDATE

-- name: select_request
-- One request.
SELECT
    r.request_id, r.number, r.person_id, r.record_id, r.pack, r.kind, r.channel, r.asker, r.language, r.arrived_at, r.acknowledge_by,
    r.answer_by, r.latest_on, r.state, r.steps, r.form
FROM rights_request r
WHERE r.request_id = %(request_id)s

-- name: open_requests
-- Requests that have not ended, the most urgent first.
SELECT
    r.request_id, r.number, r.person_id, r.record_id, r.pack, r.kind, r.channel, r.asker, r.language, r.arrived_at, r.acknowledge_by,
    r.answer_by, r.latest_on, r.state, r.steps, r.form
FROM rights_request r
WHERE r.state NOT IN ('answered', 'forwarded', 'withdrawn')
ORDER BY r.answer_by, r.request_id
LIMIT %(limit)s

-- name: select_steps
-- What was done with a request.
SELECT s.move, s.taken_by, s.outcome, s.grounds, s.at
FROM rights_step s
WHERE s.request_id = %(request_id)s
ORDER BY s.place

-- name: insert_step
-- A step in its place.
INSERT INTO rights_step (request_id, place, move, taken_by, outcome, grounds, at)
VALUES (%(request_id)s, %(place)s, %(move)s, %(taken_by)s, %(outcome)s, %(grounds)s, %(now)s)

-- name: move_request
-- Where the step has led.
UPDATE rights_request
SET state = %(state)s, steps = %(place)s, answer_by = %(answer_by)s, latest_on = %(latest_on)s
WHERE request_id = %(request_id)s

-- name: requests_of_persons
-- The requests of some persons, newest first.
SELECT
    r.request_id, r.number, r.person_id, r.record_id, r.pack, r.kind, r.channel, r.asker, r.language, r.arrived_at, r.acknowledge_by,
    r.answer_by, r.latest_on, r.state, r.steps, r.form
FROM rights_request r
WHERE r.person_id = ANY (%(persons)s::uuid[])
ORDER BY r.arrived_at DESC, r.request_id

-- name: set_request_person
-- Whose request it is, or that it is nobody's any more.
UPDATE rights_request SET person_id = %(person_id)s WHERE request_id = %(request_id)s

-- name: forget_request_persons
-- Requests of some persons are nobody's any more.
UPDATE rights_request SET person_id = NULL, record_id = NULL WHERE person_id = ANY (%(persons)s::uuid[])

-- name: moved_at
-- Under which pack and when some requests took the last of some steps.
SELECT s.request_id, r.pack, max(s.at)
FROM rights_step s
JOIN rights_request r ON r.request_id = s.request_id
WHERE s.request_id = ANY (%(requests)s::uuid[]) AND s.move = ANY (%(moves)s::text[])
GROUP BY s.request_id, r.pack

-- name: group_of
-- The persons who are one and the same with a person, themselves included where anybody is.
SELECT other.person_id, other.group_id
FROM rights_link mine
JOIN rights_link other ON other.group_id = mine.group_id
WHERE mine.person_id = %(person_id)s
ORDER BY other.person_id

-- name: lock_links
-- Nobody else joins or parts persons meanwhile; it is seldom done, and quick.
SELECT pg_advisory_xact_lock(hashtextextended('rights_link', 0))

-- name: insert_link
-- A person is of a group.
INSERT INTO rights_link (person_id, group_id, basis, linked_by, linked_at)
VALUES (%(person_id)s, %(group_id)s, %(basis)s, %(linked_by)s, %(now)s)
ON CONFLICT (person_id) DO NOTHING

-- name: move_links
-- All of one group are of another.
UPDATE rights_link SET group_id = %(into)s WHERE group_id = %(group_id)s

-- name: delete_links
-- Some persons are one by themselves again.
DELETE FROM rights_link WHERE person_id = ANY (%(persons)s::uuid[])

-- name: insert_paper
-- A sealed paper.
INSERT INTO rights_paper (request_id, paper_id, kind, sealed, made_by, made_at)
VALUES (%(request_id)s, %(paper_id)s, %(kind)s, %(sealed)s, %(made_by)s, %(now)s)

-- name: select_papers
-- The papers of a case, of some kinds, oldest first.
SELECT p.paper_id, p.kind, p.sealed, p.made_at
FROM rights_paper p
WHERE p.request_id = %(request_id)s AND p.kind = ANY (%(kinds)s::text[])
ORDER BY p.made_at, p.paper_id

-- name: delete_papers
-- Papers whose key is gone.
DELETE FROM rights_paper WHERE request_id = %(request_id)s AND kind = ANY (%(kinds)s::text[])

-- name: insert_case_key
-- A key of a case, unless it has one; in the database of person keys.
INSERT INTO case_key (request_id, lid, key_id, epoch, sealed, made_at)
VALUES (%(request_id)s, %(lid)s, %(key_id)s, %(epoch)s, %(sealed)s, %(now)s)
ON CONFLICT (request_id, lid) DO NOTHING

-- name: select_case_key
-- A key of a case; in the database of person keys.
SELECT k.key_id, k.epoch, k.sealed
FROM case_key k
WHERE k.request_id = %(request_id)s AND k.lid = %(lid)s

-- name: delete_case_keys
-- The end of keys of a case; in the database of person keys.
DELETE FROM case_key WHERE request_id = %(request_id)s AND lid = ANY (%(lids)s::text[])

-- name: cases_with_keys
-- Which cases still have which keys; in the database of person keys.
SELECT k.request_id, k.lid FROM case_key k ORDER BY k.request_id, k.lid

-- name: old_case_keys
-- Which cases have had which keys since before an instant; in the database of person keys.
SELECT k.request_id, k.lid FROM case_key k WHERE k.made_at < %(before)s ORDER BY k.request_id, k.lid

-- name: kinds_of_papers
-- Which kinds of papers some cases have.
SELECT DISTINCT p.request_id, p.kind FROM rights_paper p WHERE p.request_id = ANY (%(requests)s::uuid[])

-- name: insert_proof
-- What was shown of who asks.
INSERT INTO rights_proof (request_id, proof_id, subject, method, until_on, checked_by, at)
VALUES (%(request_id)s, %(proof_id)s, %(subject)s, %(method)s, %(until_on)s, %(checked_by)s, %(now)s)

-- name: select_proofs
-- What was shown of who asks, in its order.
SELECT p.proof_id, p.subject, p.method, p.until_on, p.checked_by, p.at
FROM rights_proof p
WHERE p.request_id = %(request_id)s
ORDER BY p.at, p.proof_id

-- name: put_place
-- A place of a search plan, unless it is there already.
INSERT INTO rights_place (request_id, place, state, count, settled_by, at)
VALUES (%(request_id)s, %(place)s, %(state)s, %(count)s, %(settled_by)s, %(now)s)
ON CONFLICT (request_id, place) DO NOTHING

-- name: set_place
-- What is known of a place.
UPDATE rights_place SET state = %(state)s, count = %(count)s, settled_by = %(settled_by)s, at = %(now)s
WHERE request_id = %(request_id)s AND place = %(place)s

-- name: select_places
-- A search plan.
SELECT p.place, p.state, p.count
FROM rights_place p
WHERE p.request_id = %(request_id)s
ORDER BY p.place

-- name: put_notice
-- A letter about a request is to be mailed.
SELECT rights_put_notice(%(request_id)s, %(kind)s, %(record_id)s, %(now)s)

-- name: select_notice
-- A letter that waits.
SELECT n.request_id, n.kind, n.record_id
FROM rights_notice n
WHERE n.notice_id = %(notice_id)s AND n.state = 'waiting'

-- name: waits_for_mail
-- Whether another letter about a request waits.
SELECT EXISTS (
    SELECT FROM rights_notice n WHERE n.request_id = %(request_id)s AND n.state = 'waiting' AND n.notice_id <> %(but)s
)

-- name: finish_notice
-- How a letter ended.
UPDATE rights_notice SET state = %(state)s, ended_at = %(now)s WHERE notice_id = %(notice_id)s AND state = 'waiting'

-- name: count_requests_of_persons
-- How many requests and links there are of some persons.
SELECT
    (SELECT count(*) FROM rights_request r WHERE r.person_id = ANY (%(persons)s::uuid[])),
    (SELECT count(*) FROM rights_link l WHERE l.person_id = ANY (%(persons)s::uuid[])),
    (SELECT count(*) FROM rights_visit v WHERE v.person_id = ANY (%(persons)s::uuid[]))
        + (SELECT count(*) FROM rights_entrance e WHERE e.person_id = ANY (%(persons)s::uuid[]))

-- name: listed_requests
-- Where requests stand, for the staff side and the worker: nothing personal. The open ones by their urgency, or the newest that ended.
SELECT
    r.request_id, r.number, r.pack, r.kind, r.channel, r.asker, r.language, r.arrived_at, r.acknowledge_by, r.answer_by, r.latest_on,
    r.state, r.steps, r.form,
    EXISTS (SELECT FROM rights_notice n WHERE n.request_id = r.request_id AND n.kind = 'received' AND n.state = 'sent')
FROM rights_request r
WHERE (r.state IN ('answered', 'forwarded', 'withdrawn')) = %(ended)s
ORDER BY
    CASE WHEN %(ended)s THEN NULL ELSE r.answer_by END,
    CASE WHEN %(ended)s THEN r.arrived_at END DESC,
    r.request_id
LIMIT %(limit)s

-- name: listed_request
-- Where one request stands.
SELECT
    r.request_id, r.number, r.pack, r.kind, r.channel, r.asker, r.language, r.arrived_at, r.acknowledge_by, r.answer_by, r.latest_on,
    r.state, r.steps, r.form,
    EXISTS (SELECT FROM rights_notice n WHERE n.request_id = r.request_id AND n.kind = 'received' AND n.state = 'sent')
FROM rights_request r
WHERE r.request_id = %(request_id)s

-- name: waiting_places
-- Requests of which somebody outside has not confirmed what they were asked to do.
SELECT DISTINCT p.request_id
FROM rights_place p
WHERE p.state = 'asked'

-- name: answered_requests
-- When requests arrived and ended, since an instant, for figures.
SELECT r.kind, r.arrived_at, max(s.at), r.latest_on
FROM rights_request r
JOIN rights_step s ON s.request_id = r.request_id AND s.move IN ('answer', 'forward', 'withdraw')
WHERE s.at >= %(since)s
GROUP BY r.request_id, r.kind, r.arrived_at, r.latest_on

-- name: arrived_requests
-- When requests arrived, since an instant, for figures.
SELECT r.kind, r.arrived_at
FROM rights_request r
WHERE r.arrived_at >= %(since)s
