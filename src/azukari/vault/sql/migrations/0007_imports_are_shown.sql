-- The staff side shows where imported files came from (APPI Art. 30); the digests, by which a file could be guessed at, it cannot read.
GRANT SELECT (import_id, service, statement_hash, provenance, begun_by, begun_at, finished_at, stored, skipped, state)
ON vault_import TO azukari_staff;
