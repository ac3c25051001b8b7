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
