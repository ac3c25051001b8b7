-- What the keeper reads of the staff side's tables to see for itself who is asking; the grants stand beside this file.

-- name: session
-- One session of the staff side, signed by its secret.
SELECT session_data, expire_date
FROM django_session
WHERE session_key = %(key)s

-- name: staff
-- One member of staff, with those of the second factors named that are still theirs.
SELECT
    u.id,
    u.password,
    u.role,
    u.is_active,
    u.must_change_password,
    EXISTS (SELECT 1 FROM mfa_authenticator a WHERE a.user_id = u.id AND a.id = ANY(%(factors)s)) AS factor_stands
FROM staff_user u
WHERE u.id = %(user)s

-- name: access_key
-- The access key with this digest, and whose it is.
SELECT k.key_hash, k.expires_at, k.revoked_at, u.id, u.role, u.is_active
FROM staff_access_key k
JOIN staff_user u ON u.id = k.user_id
WHERE k.key_hash = %(digest)s

-- name: own_role
-- Under which role this process works.
SELECT current_user

-- name: ledger_writable
-- Whether an entry could be appended now: the server takes writes, and this role may call the one function that appends.
SELECT
    NOT pg_is_in_recovery()
    AND current_setting('transaction_read_only') = 'off'
    AND COALESCE(bool_or(has_function_privilege(p.oid, 'EXECUTE')), false)
FROM pg_proc p
WHERE p.proname = 'ledger_append_all'

-- name: destroyed_keys
-- A figure that grows with every key that is destroyed: rows that the server counted as deleted, which it may do up to a minute late,
-- and persons who were erased, of which there is a row at once; in the database of person keys.
SELECT (
    SELECT coalesce(sum(s.n_tup_del), 0)::bigint FROM pg_stat_user_tables s WHERE s.relname IN ('person_key', 'case_key')
) + (SELECT count(*) FROM person_key_tombstone)

-- name: next_transaction
-- The number of the next transaction that writes, in whichever database of the server.
SELECT pg_snapshot_xmax(pg_current_snapshot())::text

-- name: transactions_before
-- Whether a transaction with a lower number than this still writes anywhere, or one of this database may still see what those did.
SELECT
    pg_snapshot_xmin(pg_current_snapshot()) < %(next)s::text::xid8
    OR EXISTS (
        SELECT FROM pg_stat_activity a
        WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() AND age(a.backend_xmin) > age(%(next)s::text::xid8::xid)
    )

-- name: compact_case_keys
-- The table of cases' keys, written anew.
VACUUM (FULL) case_key

-- name: compact_person_keys
-- The table of persons' keys, written anew.
VACUUM (FULL) person_key
