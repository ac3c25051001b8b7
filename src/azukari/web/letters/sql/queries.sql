-- name: put
-- Put a letter into the outbox and tell the worker.
SELECT letters_put(
    %(record_id)s, %(kind)s, %(language)s, %(service)s, %(statement_hash)s, %(entry)s, %(receipt)s, %(now)s
)

-- name: take
-- Take one letter that waits, so that no other worker sends it meanwhile.
SELECT record_id, language, service, statement_hash, entry, receipt
FROM letters_letter
WHERE letter_id = %(letter_id)s AND state = 'waiting'
FOR NO KEY UPDATE SKIP LOCKED

-- name: finish
-- Note how a letter ended.
UPDATE letters_letter SET state = %(state)s, ended_at = %(now)s WHERE letter_id = %(letter_id)s

-- name: put_code
-- Put the letter with an entrance's code out, by telling the worker.
SELECT letters_put_code(%(entrance)s)
