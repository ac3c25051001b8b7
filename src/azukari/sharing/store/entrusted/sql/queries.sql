-- name: engagement
-- What is on record of a client's engagement, by the contract's id.
SELECT engagement_id, contract_id, state, begun_at, begun_by, ended_on, ended_at, ended_by, destroyed_at, destroyed_by, certificate
FROM sharing_entrusted
WHERE contract_id = %(contract_id)s

-- name: engagements
-- What is on record of all clients' engagements.
SELECT engagement_id, contract_id, state, begun_at, begun_by, ended_on, ended_at, ended_by, destroyed_at, destroyed_by, certificate
FROM sharing_entrusted
ORDER BY begun_at, contract_id

-- name: newest_contract
-- The version of a client's contract that is in force.
SELECT contract FROM sharing_entrusted_contract WHERE engagement_id = %(engagement_id)s ORDER BY filed_at DESC, hash LIMIT 1

-- name: newest_filed_at
-- When the version of a client's contract that is in force was put on record.
SELECT max(filed_at) FROM sharing_entrusted_contract WHERE engagement_id = %(engagement_id)s

-- name: contract
-- A version of a client's contract by its hash.
SELECT contract FROM sharing_entrusted_contract WHERE engagement_id = %(engagement_id)s AND hash = %(hash)s

-- name: insert_engagement
-- A new engagement.
INSERT INTO sharing_entrusted (engagement_id, contract_id, state, begun_at, begun_by)
VALUES (%(engagement_id)s, %(contract_id)s, 'active', %(now)s, %(by)s)

-- name: insert_contract
-- A version of a contract; the same one twice is one.
INSERT INTO sharing_entrusted_contract (hash, engagement_id, contract, filed_at, filed_by)
VALUES (%(hash)s, %(engagement_id)s, %(contract)s, %(now)s, %(by)s)

-- name: end
-- The end of an engagement.
UPDATE sharing_entrusted SET state = 'ended', ended_on = %(on)s, ended_at = %(now)s, ended_by = %(by)s
WHERE engagement_id = %(engagement_id)s AND state = 'active'

-- name: begin_destroying
-- From now on the data is destroyed.
UPDATE sharing_entrusted SET state = 'destroying' WHERE engagement_id = %(engagement_id)s AND state IN ('active', 'ended')

-- name: end_destroying
-- All of it was destroyed.
UPDATE sharing_entrusted
SET state = 'destroyed', destroyed_at = %(now)s, destroyed_by = %(by)s, certificate = %(certificate)s
WHERE engagement_id = %(engagement_id)s AND state = 'destroying'

-- name: members
-- Who works with a client's data now, and since when.
SELECT user_id, added_at, added_by FROM sharing_entrusted_member
WHERE engagement_id = %(engagement_id)s AND removed_at IS NULL
ORDER BY added_at, user_id

-- name: is_member
-- Whether somebody works with a client's data now.
SELECT EXISTS (
    SELECT FROM sharing_entrusted_member
    WHERE engagement_id = %(engagement_id)s AND user_id::text = %(user)s AND removed_at IS NULL
)

-- name: add_member
-- Somebody is let work with a client's data, unless they do.
INSERT INTO sharing_entrusted_member (engagement_id, user_id, added_at, added_by)
VALUES (%(engagement_id)s, %(user)s, %(now)s, %(by)s)
ON CONFLICT DO NOTHING

-- name: remove_member
-- Somebody no longer works with a client's data.
UPDATE sharing_entrusted_member SET removed_at = %(now)s, removed_by = %(by)s
WHERE engagement_id = %(engagement_id)s AND user_id = %(user)s AND removed_at IS NULL

-- name: insert_handover
-- That a hand-over is a client's.
INSERT INTO sharing_entrusted_handover (handover_id, engagement_id) VALUES (%(handover_id)s, %(engagement_id)s)

-- name: insert_request
-- That a person asked something, when, and by when it has to be forwarded.
INSERT INTO sharing_entrusted_request (handover_id, engagement_id, arrived_at, due_on)
VALUES (%(handover_id)s, %(engagement_id)s, %(arrived_at)s, %(due_on)s)

-- name: handovers
-- A client's hand-overs, the newest first, with what is known of a person's request.
SELECT h.handover_id, h.number, h.kind, h.state, h.written, h.proposed_at, h.made_at, h.handed_at, q.arrived_at, q.due_on
FROM sharing_entrusted_handover o
JOIN sharing_handover h ON h.handover_id = o.handover_id
LEFT JOIN sharing_entrusted_request q ON q.handover_id = o.handover_id
WHERE o.engagement_id = %(engagement_id)s
ORDER BY h.proposed_at DESC, h.handover_id

-- name: destroy_some
-- Some of a client's records go.
SELECT entrusted.vault_destroy(%(most)s)

-- name: destroy_keys
-- All keys of one client's persons go; in the database of person keys, of which row security shows that client's alone.
WITH gone AS (DELETE FROM entrusted.person_key RETURNING 1) SELECT count(*) FROM gone

-- name: count_keys
-- How many keys of a client's persons there are; in the database of person keys.
SELECT count(*) FROM entrusted.person_key
