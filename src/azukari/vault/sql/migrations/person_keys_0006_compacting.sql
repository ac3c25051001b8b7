-- From PostgreSQL 17 on the keeper may write the tables of keys anew, so that a key that was destroyed leaves the server's files, too.
-- Before that only their owner may, by hand (docs/operator/backup-and-restore.md).
DO $$
BEGIN
    IF current_setting('server_version_num')::integer >= 170000 THEN
        EXECUTE 'GRANT MAINTAIN ON person_key, case_key TO azukari_keeper';
    END IF;
END
$$;
