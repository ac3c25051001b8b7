-- name: insert_session
-- A sealing session, durable before its first use.
INSERT INTO vault_sealing_session (session_id, purpose, epoch, sealed, made_at)
VALUES (%(session_id)s, %(purpose)s, %(epoch)s, %(sealed)s, %(made_at)s)

-- name: insert_person_keys
-- A batch of person keys with the session that wraps them; in the database of person keys.
WITH session AS (
    INSERT INTO person_key_session (session_id, epoch, sealed, made_at)
    VALUES (%(session_id)s, %(epoch)s, %(sealed)s, %(made_at)s)
)
INSERT INTO person_key (person_id, session_id, sealed, made_at)
SELECT made.person_id, %(session_id)s, made.sealed, %(made_at)s
FROM unnest(%(persons)s::uuid[], %(wrapped)s::bytea[]) AS made (person_id, sealed)

-- name: newest_public_key
-- The public key of a purpose's newest epoch.
SELECT purpose, epoch, public, made_at, signature
FROM vault_purpose_key
WHERE purpose = %(purpose)s
ORDER BY epoch DESC
LIMIT 1

-- name: all_public_keys
-- Every published public key.
SELECT purpose, epoch, public, made_at, signature
FROM vault_purpose_key
ORDER BY purpose, epoch

-- name: insert_public_key
-- A signed public key.
INSERT INTO vault_purpose_key (purpose, epoch, public, made_at, signature)
VALUES (%(purpose)s, %(epoch)s, %(public)s, %(made_at)s, %(signature)s)

-- name: insert_terms
-- The terms of a record, once.
INSERT INTO vault_terms (terms_id, service, statement_hash, notice_hash, language, connection, granted, compartments)
VALUES (
    %(terms_id)s, %(service)s, %(statement_hash)s, %(notice_hash)s, %(language)s, %(connection)s, %(granted)s::text[],
    %(compartments)s::text[]
)
ON CONFLICT DO NOTHING

-- name: select_terms
-- Terms by their ids.
SELECT terms_id, service, statement_hash, notice_hash, language, connection, granted, compartments
FROM vault_terms
WHERE terms_id = ANY (%(terms)s::uuid[])

-- name: terms_of_service
-- The terms of a service under which a purpose got a grant.
SELECT terms_id
FROM vault_terms
WHERE service = %(service)s AND %(purpose)s = ANY (granted)

-- name: keep_record
-- A sealed record with everything that belongs to it and its entry in the ledger, or the number under which it was kept before.
SELECT vault_keep(
    %(record_id)s::uuid, %(number)s::text, %(person_id)s::uuid, %(terms_id)s::uuid, %(collected_at)s::timestamptz,
    %(entry_id)s::uuid, %(entry)s::bytea, %(due_on)s::date, %(sealed)s::bytea[], %(digests)s::bytea[], %(grants)s::bytea[],
    %(sessions)s::uuid[], %(untils)s::date[], %(tokens)s::bytea[], %(token_parts)s::smallint[], %(consents)s::text[],
    %(states)s::text[]
)

-- name: select_for_opening
-- Each ask's record, hold, erasure and tombstone, and which of the service keys that ask have ended. The lateral joins with OFFSET 0
-- keep the planner from hashing whole tables.
SELECT
    ARRAY(
        SELECT k.key_id FROM vault_service_key k
        WHERE k.key_id = ANY (%(keys)s::uuid[]) AND (k.revoked_at IS NOT NULL OR k.expires_at <= %(now)s)
    ),
    directory.person_id, gone.erased, grave.person_id, grave.cause, held.held,
    r.person_id, r.record_id, r.terms_id, r.entry_id, r.collected_at, r.closed_at, r.number, r.sealed, r.digests, r.grants,
    r.sessions, r.untils, r.due_on
FROM unnest(%(records)s::uuid[], %(numbers)s::text[])
    WITH ORDINALITY AS ask (record_id, number, place)
LEFT JOIN LATERAL (
    SELECT d.person_id, d.record_id FROM vault_directory d WHERE d.record_id = ask.record_id
    UNION ALL
    SELECT d.person_id, d.record_id FROM vault_directory d WHERE d.number = ask.number
    OFFSET 0
) directory ON true
LEFT JOIN LATERAL (
    SELECT true AS erased FROM vault_erasure e WHERE e.person_id = directory.person_id
    OFFSET 0
) gone ON true
LEFT JOIN LATERAL (
    SELECT t.person_id, t.cause FROM vault_tombstone t WHERE t.record_id = ask.record_id
    UNION ALL
    SELECT t.person_id, t.cause FROM vault_tombstone t WHERE t.number = ask.number
    LIMIT 1
) grave ON directory.person_id IS NULL
LEFT JOIN LATERAL (
    SELECT
        v.person_id, v.record_id, v.terms_id, v.entry_id, v.collected_at, v.closed_at, v.number, v.sealed, v.digests, v.grants,
        v.sessions, v.untils, v.due_on
    FROM vault_record v
    WHERE v.person_id = directory.person_id AND v.record_id = directory.record_id
    OFFSET 0
) r ON true
LEFT JOIN LATERAL (
    SELECT true AS held FROM vault_hold h
    WHERE h.person_id = directory.person_id AND h.record_id = directory.record_id AND h.lifted_at IS NULL
    LIMIT 1
) held ON true
ORDER BY ask.place

-- name: select_sessions
-- Sealed session keys by their ids.
SELECT session_id, purpose, epoch, sealed
FROM vault_sealing_session
WHERE session_id = ANY (%(sessions)s::uuid[])

-- name: select_person_keys
-- Wrapped person keys; in the database of person keys.
SELECT person_id, session_id, sealed
FROM person_key
WHERE person_id = ANY (%(persons)s::uuid[])

-- name: select_person_key_sessions
-- Sealed session keys of person keys; in the database of person keys.
SELECT session_id, epoch, sealed
FROM person_key_session
WHERE session_id = ANY (%(sessions)s::uuid[])

-- name: insert_events
-- What was opened, searched for or refused, and the ledger's entry of each under the same id.
WITH logged AS MATERIALIZED (
    SELECT ledger_append_all(
        %(ledger_entry_ids)s::uuid[], %(ledger_kinds)s::text[], %(ledger_bodies)s::bytea[], %(ledger_at)s::timestamptz
    )
)
INSERT INTO vault_access_event (person_id, event_id, record_id, kind, purpose, actor, role, reason, ground, entry_id, at)
SELECT one.person_id, one.event_id, one.record_id, one.kind, one.purpose, one.actor, one.role, one.reason, one.ground,
    one.event_id, %(ledger_at)s
FROM logged, unnest(
    %(persons)s::uuid[], %(ledger_entry_ids)s::uuid[], %(records)s::uuid[], %(ledger_kinds)s::text[], %(purposes)s::text[], %(actors)s::text[],
    %(roles)s::text[], %(reasons)s::text[], %(grounds)s::text[]
) AS one (person_id, event_id, record_id, kind, purpose, actor, role, reason, ground)

-- name: insert_page_events
-- The events of a page of records that were opened at once, and the one entry in the ledger that speaks of all of them.
WITH logged AS MATERIALIZED (
    SELECT ledger_append_all(
        %(ledger_entry_ids)s::uuid[], %(ledger_kinds)s::text[], %(ledger_bodies)s::bytea[], %(ledger_at)s::timestamptz
    )
)
INSERT INTO vault_access_event (person_id, event_id, record_id, kind, purpose, actor, role, reason, ground, entry_id, at)
SELECT one.person_id, one.event_id, one.record_id, one.kind, %(purpose)s, %(actor)s, %(role)s, %(reason)s, one.ground,
    %(entry_id)s, %(ledger_at)s
FROM logged, unnest(%(persons)s::uuid[], %(events)s::uuid[], %(records)s::uuid[], %(kinds)s::text[], %(grounds)s::text[])
    AS one (person_id, event_id, record_id, kind, ground)

-- name: lock_record
-- A record's row, locked against every other ending of it.
SELECT
    r.person_id, r.record_id, r.terms_id, r.entry_id, r.collected_at, r.closed_at, r.number, r.sealed, r.digests, r.grants,
    r.sessions, r.untils, r.due_on, r.tokens, r.token_parts
FROM vault_record r
WHERE r.person_id = %(person_id)s AND r.record_id = %(record_id)s
FOR NO KEY UPDATE

-- name: insert_consent
-- What a person said to a permission, after the collection.
INSERT INTO vault_consent (person_id, record_id, purpose, at, state, statement_hash)
VALUES (%(person_id)s, %(record_id)s, %(purpose)s, %(at)s, %(state)s, %(statement_hash)s)

-- name: set_closed
-- The closing of a record's matter, once.
UPDATE vault_record SET closed_at = %(at)s
WHERE person_id = %(person_id)s AND record_id = %(record_id)s AND closed_at IS NULL

-- name: set_record
-- What is left of a record after a part of it has ended, or what it holds after a correction.
UPDATE vault_record
SET
    terms_id = %(terms_id)s, entry_id = %(entry_id)s, due_on = %(due_on)s, sealed = %(sealed)s::bytea[],
    digests = %(digests)s::bytea[], grants = %(grants)s::bytea[], sessions = %(sessions)s::uuid[], untils = %(untils)s::date[],
    tokens = %(tokens)s::bytea[], token_parts = %(token_parts)s::smallint[]
WHERE person_id = %(person_id)s AND record_id = %(record_id)s

-- name: has_records
-- Whether a person has a record.
SELECT EXISTS (SELECT FROM vault_record WHERE person_id = %(person_id)s)

-- name: bury_records
-- Records go, and a tombstone stays for each.
WITH buried AS (
    DELETE FROM vault_record r
    WHERE r.person_id = %(person_id)s AND r.record_id = ANY (%(records)s::uuid[])
    RETURNING r.record_id, r.number
), directory AS (
    DELETE FROM vault_directory d WHERE d.record_id = ANY (%(records)s::uuid[])
)
INSERT INTO vault_tombstone (person_id, record_id, number, cause, at)
SELECT %(person_id)s, buried.record_id, buried.number, %(cause)s, %(at)s FROM buried

-- name: has_records_of_others
-- Whether a person has a record of another service.
SELECT EXISTS (
    SELECT FROM vault_record r JOIN vault_terms t ON t.terms_id = r.terms_id
    WHERE r.person_id = %(person_id)s AND t.service <> %(service)s
)

-- name: lock_records_of_service
-- A person's records of a service, locked against every other ending of them.
SELECT r.record_id
FROM vault_record r JOIN vault_terms t ON t.terms_id = r.terms_id
WHERE r.person_id = %(person_id)s AND t.service = %(service)s
ORDER BY r.record_id
FOR UPDATE OF r

-- name: is_person_held
-- Whether any of a person's records is on hold.
SELECT EXISTS (SELECT FROM vault_hold WHERE person_id = %(person_id)s AND lifted_at IS NULL)

-- name: erase
-- A person's erasure with its entry in the ledger, unless a record of theirs is on hold.
SELECT vault_erase(%(person_id)s::uuid, %(entry_id)s::uuid, %(entry)s::bytea, %(at)s::timestamptz)

-- name: select_erasure
-- The ledger's entry of a person's erasure.
SELECT entry_id FROM vault_erasure WHERE person_id = %(person_id)s

-- name: lock_person
-- Keep a person from being erased until the end of the transaction.
SELECT pg_advisory_xact_lock(hashtextextended(%(person_id)s::uuid::text, 0))

-- name: is_erased
-- Whether a person was erased.
SELECT EXISTS (SELECT FROM vault_erasure WHERE person_id = %(person_id)s)

-- name: select_erased
-- Records of persons who were erased, which are still to be cleared away.
SELECT r.person_id, array_agg(r.record_id)
FROM (
    SELECT v.person_id, v.record_id
    FROM vault_erasure e
    CROSS JOIN LATERAL (SELECT v.person_id, v.record_id FROM vault_record v WHERE v.person_id = e.person_id OFFSET 0) v
    LIMIT %(limit)s
) r
GROUP BY r.person_id

-- name: select_waiting
-- Every record of an erased person that is still to be cleared away.
SELECT r.record_id
FROM vault_erasure e
JOIN vault_record r ON r.person_id = e.person_id

-- name: select_erasures
-- Every erasure, with the ledger's entry of it.
SELECT person_id, entry_id
FROM vault_erasure

-- name: delete_person_keys
-- The end of persons' keys with the persons' last records; in the database of person keys.
DELETE FROM person_key WHERE person_id = ANY (%(persons)s::uuid[])

-- name: destroy_person_keys
-- The destruction of keys of persons who were erased, each with a tombstone that no backup takes back; in the database of person
-- keys. Tells how many keys there were.
WITH gone AS (
    DELETE FROM person_key WHERE person_id = ANY (%(persons)s::uuid[]) RETURNING person_id
), buried AS (
    INSERT INTO person_key_tombstone (person_id, erased_at)
    SELECT one.person_id, one.erased_at
    FROM unnest(%(persons)s::uuid[], %(ats)s::timestamptz[]) AS one (person_id, erased_at)
    WHERE NOT EXISTS (SELECT FROM person_key_tombstone t WHERE t.person_id = one.person_id)
    ON CONFLICT DO NOTHING
)
SELECT count(*) FROM gone

-- name: scan_key_tombstones
-- Persons whose keys were destroyed, in order from after one of them; in the database of person keys.
SELECT person_id, erased_at
FROM person_key_tombstone
WHERE person_id > %(after)s
ORDER BY person_id
LIMIT %(limit)s

-- name: come_back
-- Those of some persons who have records and are not erased.
SELECT one.person_id
FROM unnest(%(persons)s::uuid[]) AS one (person_id)
WHERE EXISTS (SELECT FROM vault_record r WHERE r.person_id = one.person_id)
    AND NOT EXISTS (SELECT FROM vault_erasure e WHERE e.person_id = one.person_id)

-- name: a_record_of
-- One of a person's records.
SELECT record_id FROM vault_record WHERE person_id = %(person_id)s ORDER BY record_id LIMIT 1

-- name: insert_erasure_again
-- An erasure that a restore had undone.
INSERT INTO vault_erasure (person_id, entry_id, at) VALUES (%(person_id)s, %(entry_id)s, %(at)s)

-- name: scan_erased
-- Persons who were erased, in order from after one of them.
SELECT person_id, at
FROM vault_erasure
WHERE person_id > %(after)s
ORDER BY person_id
LIMIT %(limit)s

-- name: scan_ended
-- Persons of whom only tombstones are left, in order from after one of them.
SELECT DISTINCT t.person_id
FROM vault_tombstone t
WHERE t.person_id > %(after)s AND NOT EXISTS (SELECT FROM vault_record r WHERE r.person_id = t.person_id)
ORDER BY t.person_id
LIMIT %(limit)s

-- name: persons_of_records
-- Which of some records there are, each with its person.
SELECT record_id, person_id
FROM vault_directory
WHERE record_id = ANY (%(records)s::uuid[])

-- name: is_held
-- Whether a record is on hold.
SELECT EXISTS (
    SELECT 1 FROM vault_hold
    WHERE person_id = %(person_id)s AND record_id = %(record_id)s AND lifted_at IS NULL
)

-- name: is_held_by_law
-- Whether a record is on a hold that its person did not ask for.
SELECT EXISTS (
    SELECT 1 FROM vault_hold
    WHERE person_id = %(person_id)s AND record_id = %(record_id)s AND lifted_at IS NULL AND request_id IS NULL
)

-- name: insert_hold
-- A hold, of the law or by a request.
INSERT INTO vault_hold (person_id, record_id, hold_id, matter, approver, placed_at, review_on, request_id)
VALUES (%(person_id)s, %(record_id)s, %(hold_id)s, %(matter)s, %(approver)s, %(at)s, %(review_on)s, %(request_id)s)

-- name: hold_of_request
-- The hold that was placed on a record by a request, lifted since or not.
SELECT hold_id FROM vault_hold
WHERE person_id = %(person_id)s AND record_id = %(record_id)s AND request_id = %(request_id)s

-- name: holds_of_request
-- The holds by a request that stand.
SELECT hold_id FROM vault_hold WHERE request_id = %(request_id)s AND lifted_at IS NULL ORDER BY hold_id

-- name: hold_approver
-- Who approved a legal hold that no request put on, while it is on.
SELECT approver FROM vault_hold WHERE hold_id = %(hold_id)s AND lifted_at IS NULL AND request_id IS NULL

-- name: lift_hold
-- The end of a legal hold, once.
UPDATE vault_hold SET lifted_at = %(at)s, lifted_by = %(by)s
WHERE hold_id = %(hold_id)s AND lifted_at IS NULL
RETURNING record_id

-- name: select_due
-- Records with a grant whose last day is past and that are not on hold, in order from after one of them.
SELECT r.person_id, r.record_id
FROM vault_record r
WHERE r.due_on < %(today)s AND (r.person_id, r.record_id) > (%(after_person)s, %(after_record)s) AND NOT EXISTS (
    SELECT 1 FROM vault_hold h WHERE h.person_id = r.person_id AND h.record_id = r.record_id AND h.lifted_at IS NULL
)
ORDER BY r.person_id, r.record_id
LIMIT %(limit)s

-- name: find_by_token
-- Records with a token that a purpose may open today, newest first.
SELECT
    r.person_id, r.record_id, r.number, t.service, r.collected_at, t.statement_hash
FROM vault_record r
JOIN vault_terms t ON t.terms_id = r.terms_id
WHERE
    r.tokens @> ARRAY[%(token)s::bytea] AND
    r.grants[array_position(t.granted, %(purpose)s::text)] IS NOT NULL
    AND COALESCE(r.untils[array_position(t.granted, %(purpose)s::text)] >= %(today)s, true)
    AND NOT EXISTS (SELECT FROM vault_erasure e WHERE e.person_id = r.person_id)
    AND NOT EXISTS (
        SELECT 1 FROM vault_hold h WHERE h.person_id = r.person_id AND h.record_id = r.record_id AND h.lifted_at IS NULL
    )
ORDER BY r.collected_at DESC, r.record_id
LIMIT %(limit)s

-- name: find_by_number
-- The record with a number, if a purpose may open it today.
SELECT
    r.person_id, r.record_id, r.number, t.service, r.collected_at, t.statement_hash
FROM vault_directory d
JOIN vault_record r ON r.person_id = d.person_id AND r.record_id = d.record_id
JOIN vault_terms t ON t.terms_id = r.terms_id
WHERE
    d.number = %(number)s AND
    r.grants[array_position(t.granted, %(purpose)s::text)] IS NOT NULL
    AND COALESCE(r.untils[array_position(t.granted, %(purpose)s::text)] >= %(today)s, true)
    AND NOT EXISTS (SELECT FROM vault_erasure e WHERE e.person_id = r.person_id)
    AND NOT EXISTS (
        SELECT 1 FROM vault_hold h WHERE h.person_id = r.person_id AND h.record_id = r.record_id AND h.lifted_at IS NULL
    )

-- name: scan_records
-- Records in order from after one of them, but for those of persons who were erased.
SELECT
    r.person_id, r.record_id, r.terms_id, r.entry_id, r.collected_at, r.closed_at, r.number, r.sealed, r.digests, r.grants,
    r.sessions, r.untils, r.due_on, r.tokens, r.token_parts
FROM vault_record r
WHERE (r.person_id, r.record_id) > (%(after_person)s, %(after_record)s)
    AND NOT EXISTS (SELECT FROM vault_erasure e WHERE e.person_id = r.person_id)
ORDER BY r.person_id, r.record_id
LIMIT %(limit)s

-- name: scan_for_purpose
-- Records of some terms in order from after one of them, that are neither on hold nor of an erased person.
SELECT
    r.person_id, r.record_id, r.terms_id, r.entry_id, r.collected_at, r.closed_at, r.number, r.sealed, r.digests, r.grants,
    r.sessions, r.untils, r.due_on
FROM vault_record r
WHERE (r.person_id, r.record_id) > (%(after_person)s, %(after_record)s) AND r.terms_id = ANY (%(terms)s::uuid[])
    AND NOT EXISTS (SELECT FROM vault_erasure e WHERE e.person_id = r.person_id)
    AND NOT EXISTS (
        SELECT 1 FROM vault_hold h WHERE h.person_id = r.person_id AND h.record_id = r.record_id AND h.lifted_at IS NULL
    )
ORDER BY r.person_id, r.record_id
LIMIT %(limit)s

-- name: scan_directory
-- Where some records are said to lie.
SELECT record_id, number, person_id
FROM vault_directory
WHERE record_id = ANY (%(records)s::uuid[])

-- name: scan_sessions
-- Sealing sessions in order from after one of them.
SELECT session_id, purpose, epoch, sealed
FROM vault_sealing_session
WHERE session_id > %(after)s
ORDER BY session_id
LIMIT %(limit)s

-- name: scan_person_keys
-- Person keys in order from after one of them, each with its session; in the database of person keys.
SELECT p.person_id, p.session_id, p.sealed, s.epoch, s.sealed
FROM person_key p
LEFT JOIN person_key_session s ON s.session_id = p.session_id
WHERE p.person_id > %(after)s
ORDER BY p.person_id
LIMIT %(limit)s

-- name: records_of_person
-- All records of a person.
SELECT
    r.person_id, r.record_id, r.terms_id, r.entry_id, r.collected_at, r.closed_at, r.number, r.sealed, r.digests, r.grants,
    r.sessions, r.untils, r.due_on, r.tokens, r.token_parts
FROM vault_record r
WHERE r.person_id = %(person_id)s
ORDER BY r.collected_at, r.record_id

-- name: holdings
-- How much is held about a person.
SELECT
    (SELECT count(*) FROM vault_record WHERE person_id = %(person_id)s),
    (SELECT coalesce(sum(cardinality(tokens)), 0) FROM vault_record WHERE person_id = %(person_id)s),
    (SELECT count(*) FROM vault_consent WHERE person_id = %(person_id)s),
    (SELECT count(*) FROM vault_hold WHERE person_id = %(person_id)s),
    (SELECT count(*) FROM vault_access_event WHERE person_id = %(person_id)s)

-- name: key_holdings
-- Whether there is a key of a person; in the database of person keys.
SELECT count(*) FROM person_key WHERE person_id = %(person_id)s

-- name: erased
-- Whether a person was erased.
SELECT EXISTS (SELECT FROM vault_erasure WHERE person_id = %(person_id)s)

-- name: access_events
-- Access events from the newest, of the kind, role, purpose and actor that are given, and before one that was shown.
SELECT e.event_id, e.record_id, e.kind, e.purpose, e.actor, e.role, e.reason, e.ground, e.entry_id, e.at
FROM vault_access_event e
WHERE
    (%(kind)s::text IS NULL OR e.kind = %(kind)s::text)
    AND (%(role)s::text IS NULL OR e.role = %(role)s::text)
    AND (%(purpose)s::text IS NULL OR e.purpose = %(purpose)s::text)
    AND (%(actor)s::text IS NULL OR e.actor = %(actor)s::text)
    AND (
        %(before)s::uuid IS NULL
        OR (e.at, e.event_id) < (SELECT b.at, b.event_id FROM vault_access_event b WHERE b.event_id = %(before)s::uuid)
    )
ORDER BY e.at DESC, e.event_id DESC
LIMIT %(limit)s

-- name: access_event
-- One access event.
SELECT e.event_id, e.record_id, e.kind, e.purpose, e.actor, e.role, e.reason, e.ground, e.entry_id, e.at
FROM vault_access_event e
WHERE e.event_id = %(event_id)s

-- name: transaction_has_written
-- Whether the transaction that this runs in has written anything before: a transaction of its own has not.
SELECT pg_current_xact_id_if_assigned() IS NOT NULL

-- name: insert_service_key
-- A service key, unless the key that it replaces was replaced already.
INSERT INTO vault_service_key (key_id, digest, label, service, purposes, acts, made_at, made_by, expires_at, replaces)
VALUES (
    %(key_id)s, %(digest)s, %(label)s, %(service)s, %(purposes)s::text[], %(acts)s::text[], %(made_at)s, %(made_by)s,
    %(expires_at)s, %(replaces)s
)
ON CONFLICT (replaces) DO NOTHING

-- name: lock_service_key
-- A service key and the one that replaced it, locked against every other change.
SELECT k.key_id, k.service, k.purposes, k.acts, k.expires_at, k.label, k.made_at, k.made_by, k.revoked_at, k.replaces,
    (SELECT later.key_id FROM vault_service_key later WHERE later.replaces = k.key_id)
FROM vault_service_key k
WHERE k.key_id = %(key_id)s
FOR NO KEY UPDATE OF k

-- name: list_service_keys
-- All service keys, the newest first, each with the one that replaced it.
SELECT k.key_id, k.service, k.purposes, k.acts, k.expires_at, k.label, k.made_at, k.made_by, k.revoked_at, k.replaces,
    later.key_id
FROM vault_service_key k
LEFT JOIN vault_service_key later ON later.replaces = k.key_id
ORDER BY k.made_at DESC, k.key_id

-- name: end_service_key
-- The end of a service key, if it does not end before.
UPDATE vault_service_key SET expires_at = %(at)s
WHERE key_id = %(key_id)s AND expires_at > %(at)s

-- name: revoke_service_key
-- The end of a service key at once, and once.
UPDATE vault_service_key SET revoked_at = %(at)s
WHERE key_id = %(key_id)s AND revoked_at IS NULL

-- name: service_key_of
-- What the key with a digest may.
SELECT key_id, service, purposes, acts, expires_at, revoked_at
FROM vault_service_key_of(%(digest)s)

-- name: held_of_persons
-- All records of some persons, with what was said to each permission, whether they are on hold, and whether by a request; none of who was erased.
SELECT
    r.person_id, r.record_id, r.terms_id, r.entry_id, r.collected_at, r.closed_at, r.number, r.sealed, r.digests, r.grants,
    r.sessions, r.untils, r.due_on, said.purposes, said.states, said.ats,
    EXISTS (SELECT FROM vault_hold h WHERE h.person_id = r.person_id AND h.record_id = r.record_id AND h.lifted_at IS NULL),
    EXISTS (
        SELECT FROM vault_hold h
        WHERE h.person_id = r.person_id AND h.record_id = r.record_id AND h.lifted_at IS NULL AND h.request_id IS NOT NULL
    )
FROM vault_record r
CROSS JOIN LATERAL (
    SELECT
        coalesce(array_agg(c.purpose ORDER BY c.at, c.state), '{}') AS purposes,
        coalesce(array_agg(c.state ORDER BY c.at, c.state), '{}') AS states,
        coalesce(array_agg(c.at ORDER BY c.at, c.state), '{}') AS ats
    FROM vault_consent c
    WHERE c.person_id = r.person_id AND c.record_id = r.record_id
) said
WHERE r.person_id = ANY (%(persons)s::uuid[])
    AND NOT EXISTS (SELECT FROM vault_erasure e WHERE e.person_id = r.person_id)
ORDER BY r.collected_at, r.record_id

-- name: events_of_persons
-- Who used what is held about some persons, newest first, and before an event of theirs that was shown.
SELECT e.event_id, e.record_id, e.kind, e.purpose, e.actor, e.role, e.reason, e.ground, e.entry_id, e.at
FROM vault_access_event e
WHERE e.person_id = ANY (%(persons)s::uuid[])
    AND (
        %(before)s::uuid IS NULL
        OR (e.at, e.event_id) < (
            SELECT b.at, b.event_id FROM vault_access_event b
            WHERE b.person_id = ANY (%(persons)s::uuid[]) AND b.event_id = %(before)s::uuid
        )
    )
ORDER BY e.at DESC, e.event_id DESC
LIMIT %(limit)s

-- name: newest_own
-- The newest record with a token, whatever it may be used for; none of who was erased.
SELECT r.person_id, r.record_id
FROM vault_record r
WHERE r.tokens @> ARRAY[%(token)s::bytea] AND NOT EXISTS (SELECT FROM vault_erasure e WHERE e.person_id = r.person_id)
ORDER BY r.collected_at DESC, r.record_id
LIMIT 1

-- name: own_by_number
-- The record with a number, whatever it may be used for, if it has a token that is given; none of who was erased.
SELECT r.person_id, r.record_id
FROM vault_directory d
JOIN vault_record r ON r.person_id = d.person_id AND r.record_id = d.record_id
WHERE
    d.number = %(number)s
    AND (%(contact)s::bytea IS NULL OR r.tokens @> ARRAY[%(contact)s::bytea])
    AND NOT EXISTS (SELECT FROM vault_erasure e WHERE e.person_id = d.person_id)

-- name: suppress
-- Addresses that are not to be used from now on; those that the same request named before are left as they are. Tells how many.
WITH put AS (
    INSERT INTO vault_suppression AS s (token, at, request_id)
    SELECT one.token, %(at)s, %(request_id)s FROM unnest(%(tokens)s::bytea[]) AS one (token)
    ON CONFLICT (token) DO UPDATE SET at = EXCLUDED.at, request_id = EXCLUDED.request_id
    WHERE s.request_id <> EXCLUDED.request_id AND s.at < EXCLUDED.at
    RETURNING 1
)
SELECT count(*) FROM put

-- name: suppressions
-- Which of some addresses are not to be used, since when, and when a permission was given last to the use that is asked for.
SELECT one.place, s.at, (
    SELECT max(c.at) FROM vault_consent c
    WHERE c.person_id = one.person_id AND c.record_id = one.record_id AND c.purpose = one.purpose AND c.state = 'given'
)
FROM unnest(%(tokens)s::bytea[], %(persons)s::uuid[], %(records)s::uuid[], %(purposes)s::text[])
    WITH ORDINALITY AS one (token, person_id, record_id, purpose, place)
JOIN LATERAL (SELECT v.at FROM vault_suppression v WHERE v.token = one.token OFFSET 0) s ON true

-- name: standing
-- How some records stand: the newest entry, and which grants live; nothing of those that are gone or of an erased person.
SELECT r.record_id, r.entry_id, t.granted, ARRAY(SELECT g IS NOT NULL FROM unnest(r.grants) WITH ORDINALITY AS a (g, n) ORDER BY n),
    r.untils, EXISTS (
        SELECT FROM vault_hold h WHERE h.person_id = r.person_id AND h.record_id = r.record_id AND h.lifted_at IS NULL
    )
FROM unnest(%(persons)s::uuid[], %(records)s::uuid[]) AS one (person_id, record_id)
    JOIN vault_record r ON r.person_id = one.person_id AND r.record_id = one.record_id
    JOIN vault_terms t ON t.terms_id = r.terms_id
WHERE NOT EXISTS (SELECT FROM vault_erasure e WHERE e.person_id = r.person_id)

-- name: lock_persons
-- Keeps some persons from being erased, and their records from being put on hold, until the end of the transaction.
SELECT pg_advisory_xact_lock_shared(hashtextextended(person::text, 0)) FROM unnest(%(persons)s::uuid[]) AS one (person)

-- name: lock_standing
-- Keeps some records as they are until the end of the transaction.
SELECT r.record_id
FROM unnest(%(persons)s::uuid[], %(records)s::uuid[]) AS one (person_id, record_id)
    JOIN vault_record r ON r.person_id = one.person_id AND r.record_id = one.record_id
FOR SHARE OF r

-- name: newest_suppression
-- When an address was last put on the list of those that are not to be used.
SELECT max(at) FROM vault_suppression

-- name: count_grants
-- How many records of a service a purpose's grants open on a day.
SELECT count(*)
FROM vault_record r JOIN vault_terms t ON t.terms_id = r.terms_id
WHERE t.service = %(service)s AND %(purpose)s = ANY (t.granted)
    AND r.grants[array_position(t.granted, %(purpose)s)] IS NOT NULL
    AND coalesce(r.untils[array_position(t.granted, %(purpose)s)] >= %(today)s, true)
    AND NOT EXISTS (SELECT FROM vault_erasure e WHERE e.person_id = r.person_id)
    AND NOT EXISTS (
        SELECT 1 FROM vault_hold h WHERE h.person_id = r.person_id AND h.record_id = r.record_id AND h.lifted_at IS NULL
    )

-- name: scan_persons
-- Persons who have records and are not erased, in order from after one of them.
SELECT DISTINCT r.person_id
FROM vault_record r
WHERE r.person_id > %(after)s AND NOT EXISTS (SELECT FROM vault_erasure e WHERE e.person_id = r.person_id)
ORDER BY r.person_id
LIMIT %(limit)s

-- name: count_records
-- How many records there are.
SELECT count(*) FROM vault_record

-- name: usage
-- What happened between two instants: by what kind, for which purpose, and how often.
SELECT e.kind, e.purpose, count(*)
FROM vault_access_event e
WHERE e.at >= %(since)s AND e.at < %(until)s
GROUP BY e.kind, e.purpose
ORDER BY e.kind, e.purpose

-- name: count_erased
-- How many persons were erased between two instants.
SELECT count(*) FROM vault_erasure WHERE at >= %(since)s AND at < %(until)s

-- name: count_received
-- How many records files brought in between two instants.
SELECT coalesce(sum(stored), 0)::bigint FROM vault_import WHERE begun_at >= %(since)s AND begun_at < %(until)s

-- name: named
-- Records by their ids or numbers, but for those of erased persons.
SELECT d.record_id, d.number
FROM vault_directory d
WHERE (d.record_id = ANY (%(records)s::uuid[]) OR d.number = ANY (%(numbers)s::text[]))
    AND NOT EXISTS (SELECT FROM vault_erasure e WHERE e.person_id = d.person_id)
