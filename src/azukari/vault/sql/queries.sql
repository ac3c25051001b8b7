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

-- name: insert_record
-- A sealed record with everything that belongs to it, or the number under which it was collected before.
WITH place AS MATERIALIZED (
    SELECT vault_reserve(%(record_id)s, %(number)s, %(person_id)s) AS earlier
), record AS (
    INSERT INTO vault_record (
        person_id, record_id, number, service, statement_hash, notice_hash, language, connection, collected_at, entry_id,
        granted, compartments, digests, sealed
    )
    SELECT
        %(person_id)s, %(record_id)s, %(number)s, %(service)s, %(statement_hash)s, %(notice_hash)s, %(language)s,
        %(connection)s, %(collected_at)s, %(entry_id)s, %(granted)s::text[], %(compartments)s::text[], %(digests)s::bytea[],
        %(sealed)s::bytea[]
    FROM place WHERE place.earlier IS NULL
), granted AS (
    INSERT INTO vault_grant (person_id, record_id, purpose, session_id, sealed, until_on)
    SELECT %(person_id)s, %(record_id)s, one.purpose, one.session_id, one.sealed, one.until_on
    FROM place, unnest(
        %(granted)s::text[], %(grant_sessions)s::uuid[], %(grants)s::bytea[], %(grants_until)s::date[]
    ) AS one (purpose, session_id, sealed, until_on)
    WHERE place.earlier IS NULL
), lookup AS (
    INSERT INTO vault_lookup (person_id, record_id, kind, token, compartment)
    SELECT %(person_id)s, %(record_id)s, one.kind, one.token, one.compartment
    FROM place, unnest(%(lookup_kinds)s::text[], %(lookup_tokens)s::bytea[], %(lookup_compartments)s::text[])
        AS one (kind, token, compartment)
    WHERE place.earlier IS NULL
), contact_point AS (
    INSERT INTO vault_contact_point (person_id, kind, token, state, at)
    SELECT %(person_id)s, one.kind, one.token, 'claimed', %(collected_at)s
    FROM place, unnest(%(contact_kinds)s::text[], %(contact_tokens)s::bytea[]) AS one (kind, token)
    WHERE place.earlier IS NULL
), consent AS (
    INSERT INTO vault_consent (person_id, record_id, purpose, at, state, statement_hash)
    SELECT %(person_id)s, %(record_id)s, one.purpose, %(collected_at)s, one.state, %(statement_hash)s
    FROM place, unnest(%(consent_purposes)s::text[], %(consent_states)s::text[]) AS one (purpose, state)
    WHERE place.earlier IS NULL
)
SELECT place.earlier FROM place

-- name: select_for_opening
-- Each ask's record, grant, hold and tombstone. The lateral joins with OFFSET 0 keep the planner from hashing whole tables.
SELECT
    ask.place, directory.person_id, grave.person_id, grave.cause, held.held,
    record.person_id, record.record_id, record.number, record.service, record.statement_hash, record.notice_hash,
    record.language, record.connection, record.collected_at, record.granted, record.compartments, record.digests,
    record.closed_at, record.entry_id, record.sealed,
    access.session_id, access.sealed, access.until_on
FROM unnest(%(records)s::uuid[], %(numbers)s::text[], %(purposes)s::text[])
    WITH ORDINALITY AS ask (record_id, number, purpose, place)
LEFT JOIN LATERAL (
    SELECT d.person_id, d.record_id FROM vault_directory d WHERE d.record_id = ask.record_id
    UNION ALL
    SELECT d.person_id, d.record_id FROM vault_directory d WHERE d.number = ask.number
    OFFSET 0
) directory ON true
LEFT JOIN LATERAL (
    SELECT t.person_id, t.cause FROM vault_tombstone t WHERE t.record_id = ask.record_id
    UNION ALL
    SELECT t.person_id, t.cause FROM vault_tombstone t WHERE t.number = ask.number
    LIMIT 1
) grave ON directory.person_id IS NULL
LEFT JOIN LATERAL (
    SELECT
        r.person_id, r.record_id, r.number, r.service, r.statement_hash, r.notice_hash, r.language, r.connection, r.collected_at,
        r.granted, r.compartments, r.digests, r.closed_at, r.entry_id, r.sealed
    FROM vault_record r
    WHERE r.person_id = directory.person_id AND r.record_id = directory.record_id
    OFFSET 0
) record ON true
LEFT JOIN LATERAL (
    SELECT g.session_id, g.sealed, g.until_on FROM vault_grant g
    WHERE g.person_id = directory.person_id AND g.record_id = directory.record_id AND g.purpose = ask.purpose
    OFFSET 0
) access ON true
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
-- What was opened, searched for or refused.
INSERT INTO vault_access_event (
    person_id, event_id, record_id, kind, purpose, actor, role, reason, ground, entry_id, at
)
SELECT one.person_id, one.event_id, one.record_id, one.kind, one.purpose, one.actor, one.role, one.reason, one.ground,
    one.entry_id, %(at)s
FROM unnest(
    %(persons)s::uuid[], %(events)s::uuid[], %(records)s::uuid[], %(kinds)s::text[], %(purposes)s::text[], %(actors)s::text[],
    %(roles)s::text[], %(reasons)s::text[], %(grounds)s::text[], %(entries)s::uuid[]
) AS one (person_id, event_id, record_id, kind, purpose, actor, role, reason, ground, entry_id)

-- name: lock_record
-- A record's row, locked against every other ending of it.
SELECT
    r.person_id, r.record_id, r.number, r.service, r.statement_hash, r.notice_hash, r.language, r.connection, r.collected_at,
    r.granted, r.compartments, r.digests, r.closed_at, r.entry_id, r.sealed
FROM vault_record r
WHERE r.person_id = %(person_id)s AND r.record_id = %(record_id)s
FOR NO KEY UPDATE

-- name: lock_records_of_person
-- All records of a person, locked against every other ending of them.
SELECT
    r.person_id, r.record_id, r.number, r.service, r.statement_hash, r.notice_hash, r.language, r.connection, r.collected_at,
    r.granted, r.compartments, r.digests, r.closed_at, r.entry_id, r.sealed
FROM vault_record r
WHERE r.person_id = %(person_id)s
ORDER BY r.record_id
FOR UPDATE

-- name: select_grants
-- A record's grants.
SELECT purpose, session_id, sealed, until_on
FROM vault_grant
WHERE person_id = %(person_id)s AND record_id = %(record_id)s
ORDER BY purpose

-- name: delete_grants
-- The end of some purposes' access to a record.
DELETE FROM vault_grant
WHERE person_id = %(person_id)s AND record_id = %(record_id)s AND purpose = ANY (%(purposes)s::text[])

-- name: set_until
-- The last day of a purpose's access to a record.
UPDATE vault_grant SET until_on = %(until_on)s
WHERE person_id = %(person_id)s AND record_id = %(record_id)s AND purpose = %(purpose)s

-- name: insert_consent
-- What a person said to a permission, after the collection.
INSERT INTO vault_consent (person_id, record_id, purpose, at, state, statement_hash)
VALUES (%(person_id)s, %(record_id)s, %(purpose)s, %(at)s, %(state)s, %(statement_hash)s)

-- name: set_closed
-- The closing of a record's matter, once.
UPDATE vault_record SET closed_at = %(at)s
WHERE person_id = %(person_id)s AND record_id = %(record_id)s AND closed_at IS NULL

-- name: set_sealed
-- The sealed parts that are left of a record.
UPDATE vault_record SET sealed = %(sealed)s::bytea[]
WHERE person_id = %(person_id)s AND record_id = %(record_id)s

-- name: delete_lookups
-- The tokens of values that were destroyed.
DELETE FROM vault_lookup
WHERE person_id = %(person_id)s AND record_id = %(record_id)s AND compartment = ANY (%(compartments)s::text[])

-- name: delete_idle_contact_points
-- Contact points of a person that none of the person's records holds any more.
DELETE FROM vault_contact_point c
WHERE c.person_id = %(person_id)s AND NOT EXISTS (
    SELECT 1 FROM vault_lookup l WHERE l.person_id = c.person_id AND l.kind = c.kind AND l.token = c.token
)

-- name: bury_records
-- Records go, and a tombstone stays for each.
WITH buried AS (
    DELETE FROM vault_record r
    WHERE r.person_id = %(person_id)s AND r.record_id = ANY (%(records)s::uuid[])
    RETURNING r.record_id, r.number
), directory AS (
    DELETE FROM vault_directory d WHERE d.record_id = ANY (%(records)s::uuid[])
), access AS (
    DELETE FROM vault_grant g WHERE g.person_id = %(person_id)s AND g.record_id = ANY (%(records)s::uuid[])
), lookup AS (
    DELETE FROM vault_lookup l WHERE l.person_id = %(person_id)s AND l.record_id = ANY (%(records)s::uuid[])
)
INSERT INTO vault_tombstone (person_id, record_id, number, cause, at)
SELECT %(person_id)s, buried.record_id, buried.number, %(cause)s, %(at)s FROM buried

-- name: delete_person_key
-- The destruction of a person's key; in the database of person keys.
DELETE FROM person_key WHERE person_id = %(person_id)s

-- name: is_held
-- Whether any of some records of a person is on hold.
SELECT EXISTS (
    SELECT 1 FROM vault_hold
    WHERE person_id = %(person_id)s AND record_id = ANY (%(records)s::uuid[]) AND lifted_at IS NULL
)

-- name: insert_hold
-- A legal hold.
INSERT INTO vault_hold (person_id, record_id, hold_id, matter, approver, placed_at, review_on)
VALUES (%(person_id)s, %(record_id)s, %(hold_id)s, %(matter)s, %(approver)s, %(at)s, %(review_on)s)

-- name: lift_hold
-- The end of a legal hold, once.
UPDATE vault_hold SET lifted_at = %(at)s, lifted_by = %(by)s
WHERE hold_id = %(hold_id)s AND lifted_at IS NULL
RETURNING record_id

-- name: select_due
-- Records with a grant whose last day is past and that are not on hold, in order from after one of them.
SELECT DISTINCT g.person_id, g.record_id
FROM vault_grant g
WHERE g.until_on < %(today)s AND (g.person_id, g.record_id) > (%(after_person)s, %(after_record)s) AND NOT EXISTS (
    SELECT 1 FROM vault_hold h WHERE h.person_id = g.person_id AND h.record_id = g.record_id AND h.lifted_at IS NULL
)
ORDER BY g.person_id, g.record_id
LIMIT %(limit)s

-- name: find_by_token
-- Records with a token that a purpose may open today, newest first.
SELECT DISTINCT r.person_id, r.record_id, r.number, r.service, r.collected_at, r.statement_hash
FROM vault_lookup l
JOIN vault_grant g ON g.person_id = l.person_id AND g.record_id = l.record_id AND g.purpose = %(purpose)s
JOIN vault_record r ON r.person_id = l.person_id AND r.record_id = l.record_id
WHERE l.kind = %(kind)s AND l.token = %(token)s AND (g.until_on IS NULL OR g.until_on >= %(today)s) AND NOT EXISTS (
    SELECT 1 FROM vault_hold h WHERE h.person_id = l.person_id AND h.record_id = l.record_id AND h.lifted_at IS NULL
)
ORDER BY r.collected_at DESC, r.record_id
LIMIT %(limit)s

-- name: find_by_number
-- The record with a number, if a purpose may open it today.
SELECT r.person_id, r.record_id, r.number, r.service, r.collected_at, r.statement_hash
FROM vault_directory d
JOIN vault_grant g ON g.person_id = d.person_id AND g.record_id = d.record_id AND g.purpose = %(purpose)s
JOIN vault_record r ON r.person_id = d.person_id AND r.record_id = d.record_id
WHERE d.number = %(number)s AND (g.until_on IS NULL OR g.until_on >= %(today)s) AND NOT EXISTS (
    SELECT 1 FROM vault_hold h WHERE h.person_id = d.person_id AND h.record_id = d.record_id AND h.lifted_at IS NULL
)

-- name: scan_records
-- Records in order from after one of them.
SELECT
    r.person_id, r.record_id, r.number, r.service, r.statement_hash, r.notice_hash, r.language, r.connection, r.collected_at,
    r.granted, r.compartments, r.digests, r.closed_at, r.entry_id, r.sealed
FROM vault_record r
WHERE (r.person_id, r.record_id) > (%(after_person)s, %(after_record)s)
ORDER BY r.person_id, r.record_id
LIMIT %(limit)s

-- name: scan_grants
-- The grants of some persons' records.
SELECT person_id, record_id, purpose, session_id, sealed, until_on
FROM vault_grant
WHERE person_id = ANY (%(persons)s::uuid[])
ORDER BY person_id, record_id, purpose

-- name: scan_lookups
-- The tokens of some persons' records.
SELECT person_id, record_id, kind, token, compartment
FROM vault_lookup
WHERE person_id = ANY (%(persons)s::uuid[])

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
    r.person_id, r.record_id, r.number, r.service, r.statement_hash, r.notice_hash, r.language, r.connection, r.collected_at,
    r.granted, r.compartments, r.digests, r.closed_at, r.entry_id, r.sealed
FROM vault_record r
WHERE r.person_id = %(person_id)s
ORDER BY r.collected_at, r.record_id

-- name: holdings
-- How much is held about a person.
SELECT
    (SELECT count(*) FROM vault_record WHERE person_id = %(person_id)s),
    (SELECT count(*) FROM vault_lookup WHERE person_id = %(person_id)s),
    (SELECT count(*) FROM vault_contact_point WHERE person_id = %(person_id)s),
    (SELECT count(*) FROM vault_consent WHERE person_id = %(person_id)s),
    (SELECT count(*) FROM vault_access_event WHERE person_id = %(person_id)s)

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
