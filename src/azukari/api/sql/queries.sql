-- name: claim_token
-- Take the one place in which an act under this token is done, until the transaction ends; false if somebody else has it.
SELECT pg_try_advisory_xact_lock(%(place)s)

-- name: answer
-- What an act under this token came to, as long as it is not forgotten.
SELECT body, status, answer
FROM api_answer
WHERE token = %(token)s

-- name: keep_answer
-- Keep what an act came to.
INSERT INTO api_answer (token, key_id, body, status, answer, expires_at)
VALUES (%(token)s, %(key_id)s, %(body)s, %(status)s, %(answer)s, %(expires_at)s)

-- name: keep_answer_also
-- Keep what a collection came to, in the statement that stores the record; the names differ from those of the record's parameters.
INSERT INTO api_answer (token, key_id, body, status, answer, expires_at)
SELECT
    %(token)s::bytea, %(key_id)s::uuid, %(body)s::bytea, %(status)s::smallint, %(answer)s::bytea, %(expires_at)s::timestamptz
FROM kept
WHERE kept.earlier IS NULL

-- name: drop_expired
-- Forget what has expired, so many rows at a time.
DELETE FROM api_answer
WHERE token IN (SELECT token FROM api_answer WHERE expires_at <= %(now)s LIMIT %(most)s)

-- name: alive
-- Whether the database answers.
SELECT true
