-- Person keys, in a database of their own with its own short backup horizon: destroying a row erases its person from every copy of
-- the main store. Nothing here says who a person is.

-- A sealing process's key for person keys, sealed once to the keeper's key of that epoch.
CREATE TABLE person_key_session (
    session_id uuid PRIMARY KEY,
    epoch integer NOT NULL,
    sealed bytea NOT NULL,
    made_at timestamptz NOT NULL
);

-- One person's key under a session's key (spec/grant.md). Keys are made ahead in batches; one without a record was never used.
CREATE TABLE person_key (
    person_id uuid PRIMARY KEY,
    session_id uuid NOT NULL,
    sealed bytea NOT NULL,
    made_at timestamptz NOT NULL
);

REVOKE ALL ON person_key_session, person_key FROM PUBLIC;
GRANT INSERT ON person_key_session, person_key TO azukari_public;
GRANT SELECT ON person_key_session, person_key TO azukari_keeper;
GRANT DELETE ON person_key TO azukari_keeper;

-- The API's door makes keys of persons as the public side does.
GRANT INSERT ON person_key_session, person_key TO azukari_api;
-- The import makes keys of persons as the public side does.
GRANT INSERT ON person_key_session, person_key TO azukari_import;

-- Keys of requests' papers, each sealed to the keeper's key for person keys of that epoch (spec/case-paper.md). They lie here, and not
-- beside the papers, for the same reason as persons' keys: destroying a row ends what lies under it in every copy of the main store.
CREATE TABLE case_key (
    request_id uuid NOT NULL,
    lid text NOT NULL CHECK (lid IN ('case', 'identity', 'contact')),
    key_id uuid NOT NULL UNIQUE,
    epoch integer NOT NULL,
    sealed bytea NOT NULL,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (request_id, lid)
);
REVOKE ALL ON case_key FROM PUBLIC;
GRANT SELECT, INSERT, DELETE ON case_key TO azukari_keeper;

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

-- From PostgreSQL 17 on the keeper may write the tables of keys anew, so that a key that was destroyed leaves the server's files, too.
-- Before that only their owner may, by hand (docs/operator/backup-and-restore.md).
DO $$
BEGIN
    IF current_setting('server_version_num')::integer >= 170000 THEN
        EXECUTE 'GRANT MAINTAIN ON person_key, case_key TO azukari_keeper';
    END IF;
END
$$;

-- Keys of persons whose data clients entrusted to us, apart from those of our own, and of one client at a time: whoever works in a
-- client's chamber can read, make and destroy that client's keys and no other (docs/adr/0035-a-chamber-for-each-client.md).
CREATE SCHEMA entrusted;
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['person_key_session', 'person_key', 'person_key_tombstone']
    LOOP
        EXECUTE format(
            'CREATE TABLE entrusted.%1$I ('
            'LIKE public.%1$I INCLUDING ALL, engagement_id uuid NOT NULL DEFAULT current_setting(''azukari.engagement'')::uuid)',
            name
        );
        EXECUTE format('CREATE INDEX %2$I ON entrusted.%1$I (engagement_id)', name, name || '_engagement');
        EXECUTE format('ALTER TABLE entrusted.%1$I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE entrusted.%1$I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY one_client ON entrusted.%1$I'
            ' USING (engagement_id = (SELECT nullif(current_setting(''azukari.engagement'', true), '''')::uuid))'
            ' WITH CHECK (engagement_id = (SELECT nullif(current_setting(''azukari.engagement'', true), '''')::uuid))',
            name
        );
        EXECUTE format('REVOKE ALL ON entrusted.%1$I FROM PUBLIC', name);
    END LOOP;
END
$$;
CREATE TRIGGER person_key_tombstone_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON entrusted.person_key_tombstone
    FOR EACH STATEMENT EXECUTE FUNCTION public.person_key_refuse_change();
GRANT USAGE ON SCHEMA entrusted TO azukari_entrusted, azukari_entrusted_import;
GRANT INSERT ON entrusted.person_key_session, entrusted.person_key TO azukari_entrusted_import;
GRANT SELECT ON entrusted.person_key_session, entrusted.person_key TO azukari_entrusted;
GRANT DELETE ON entrusted.person_key TO azukari_entrusted;
GRANT SELECT, INSERT ON entrusted.person_key_tombstone TO azukari_entrusted;
DO $$
BEGIN
    IF current_setting('server_version_num')::integer >= 170000 THEN
        EXECUTE 'GRANT MAINTAIN ON entrusted.person_key TO azukari_entrusted';
    END IF;
END
$$;
