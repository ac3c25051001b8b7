-- Whose key was destroyed because they were erased. It stays for good, so that no backup of either database that is older than the
-- erasure can undo it: the keeper compares both when it starts (docs/adr/0029-erasures-are-replayed.md).
CREATE TABLE person_key_tombstone (
    person_id uuid PRIMARY KEY,
    erased_at timestamptz NOT NULL
);

CREATE FUNCTION person_key_refuse_change() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER person_key_tombstone_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON person_key_tombstone
    FOR EACH STATEMENT EXECUTE FUNCTION person_key_refuse_change();

REVOKE ALL ON person_key_tombstone FROM PUBLIC;
REVOKE ALL ON FUNCTION person_key_refuse_change() FROM PUBLIC;
GRANT SELECT, INSERT ON person_key_tombstone TO azukari_keeper;
