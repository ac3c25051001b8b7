-- Imports of files: how far each has come, and where its file came from (APPI Art. 30). A record says in its header, which its digest
-- binds, by which import it came. Nothing in it is of one person; it can be copied to each server.
CREATE TABLE vault_import (
    import_id uuid PRIMARY KEY,
    service text NOT NULL,
    statement_hash text NOT NULL,
    file_digest text NOT NULL,
    mapping_digest text NOT NULL,
    provenance bytea NOT NULL,
    begun_by text NOT NULL,
    begun_at timestamptz NOT NULL,
    finished_at timestamptz,
    line bigint NOT NULL DEFAULT 0,
    stored bigint NOT NULL DEFAULT 0,
    skipped bigint NOT NULL DEFAULT 0,
    state text NOT NULL DEFAULT 'begun' CHECK (state IN ('begun', 'finished')),
    CHECK ((state = 'finished') = (finished_at IS NOT NULL))
);
CREATE INDEX vault_import_file ON vault_import (file_digest);

-- An import only goes on: where it came from never changes, and what is finished stays so.
CREATE FUNCTION vault_import_only_goes_on() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF OLD.state = 'finished'
        OR NEW.line < OLD.line OR NEW.stored < OLD.stored OR NEW.skipped < OLD.skipped
        OR (NEW.import_id, NEW.service, NEW.statement_hash, NEW.file_digest, NEW.mapping_digest, NEW.provenance, NEW.begun_by,
            NEW.begun_at)
        IS DISTINCT FROM
        (OLD.import_id, OLD.service, OLD.statement_hash, OLD.file_digest, OLD.mapping_digest, OLD.provenance, OLD.begun_by,
            OLD.begun_at)
    THEN
        RAISE EXCEPTION 'An import only goes on' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER vault_import_only_goes_on
    BEFORE UPDATE ON vault_import
    FOR EACH ROW EXECUTE FUNCTION vault_import_only_goes_on();
CREATE TRIGGER vault_import_stays
    BEFORE DELETE OR TRUNCATE ON vault_import
    FOR EACH STATEMENT EXECUTE FUNCTION vault_refuse_change();

REVOKE ALL ON vault_import FROM PUBLIC;
REVOKE ALL ON FUNCTION vault_import_only_goes_on() FROM PUBLIC;

-- The import seals as the public side does, and reads back its own progress and no more.
GRANT SELECT, INSERT ON vault_import TO azukari_import;
GRANT UPDATE (line, stored, skipped, state, finished_at) ON vault_import TO azukari_import;
GRANT SELECT ON vault_purpose_key TO azukari_import;
GRANT INSERT ON
    vault_sealing_session, vault_record, vault_grant, vault_lookup, vault_contact_point, vault_consent
TO azukari_import;
GRANT EXECUTE ON FUNCTION vault_reserve(uuid, text, uuid) TO azukari_import;
-- It appends what it collects, and reads the statement and keeps the notices that its records refer to.
GRANT EXECUTE ON FUNCTION
    ledger_append(uuid, text, bytea, timestamptz), ledger_append_all(uuid[], text[], bytea[], timestamptz)
TO azukari_import;
GRANT SELECT ON statement_version, statement_notice TO azukari_import;
GRANT INSERT ON statement_notice TO azukari_import;
INSERT INTO ledger_writer (role, kinds) VALUES ('azukari_import', 'vault.record.collected'), ('azukari_import', 'vault.import.');
