-- name: keep_completion
-- Keep the completion page of a record for a day; a second sending of the same record finds the first.
INSERT INTO public_completion (token_hash, number, service, language, statement_hash, entry, receipt, expires_at)
VALUES (%(token_hash)s, %(number)s, %(service)s, %(language)s, %(statement_hash)s, %(entry)s, %(receipt)s, %(expires_at)s)
ON CONFLICT (token_hash) DO NOTHING

-- name: completion
-- Find a completion page that has not expired.
SELECT number, service, language, statement_hash, entry, receipt
FROM public_completion
WHERE token_hash = %(token_hash)s AND expires_at > %(now)s

-- name: drop_expired_completions
-- Forget what has expired, a few rows at a time.
DELETE FROM public_completion
WHERE token_hash IN (SELECT token_hash FROM public_completion WHERE expires_at <= %(now)s LIMIT 50)
