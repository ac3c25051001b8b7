-- name: standing
-- How far an import has come.
SELECT statement_hash, line, stored, skipped, state
FROM vault_import
WHERE import_id = %(import_id)s

-- name: same_file
-- Another import of the same file into the same service.
SELECT import_id
FROM vault_import
WHERE file_digest = %(file_digest)s AND service = %(service)s AND import_id <> %(import_id)s
ORDER BY begun_at
LIMIT 1

-- name: begin
-- A new import; the same one begun at the same moment by another process waits, and finds this one.
INSERT INTO vault_import (
    import_id, service, statement_hash, file_digest, mapping_digest, provenance, begun_by, begun_at
)
VALUES (
    %(import_id)s, %(service)s, %(statement_hash)s, %(file_digest)s, %(mapping_digest)s, %(provenance)s, %(begun_by)s,
    %(begun_at)s
)
ON CONFLICT (import_id) DO NOTHING

-- name: move
-- The next step of an import, if it stands where its process believes.
UPDATE vault_import
SET line = %(to)s, stored = stored + %(stored)s, skipped = skipped + %(skipped)s
WHERE import_id = %(import_id)s AND line = %(line)s AND state = 'begun'

-- name: finish
-- The end of an import.
UPDATE vault_import
SET state = 'finished', finished_at = %(at)s
WHERE import_id = %(import_id)s AND line = %(line)s AND state = 'begun'

-- name: imports
-- All imports, the newest first.
SELECT import_id, service, statement_hash, provenance, begun_by, begun_at, finished_at, stored, skipped, state
FROM vault_import
ORDER BY begun_at DESC, import_id
