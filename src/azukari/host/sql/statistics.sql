-- No planner statistics of bytes, in either database. ANALYZE, which the server runs by itself, copies values that it has sampled into
-- pg_statistic, and there they outlive their rows: a person's key that was destroyed would lie on there, and so would the token of an
-- address. Whatever here is sealed, hashed or a key is of type bytea, and nothing else of a person is stored at all. What the planner
-- then goes without are histograms of random bytes; that a column is unique it knows from its index.
--
-- Idempotent, so it runs after every migration. Statistics from before go, too, where the owner of a table may have that (PostgreSQL
-- 18); on an older server a superuser has to delete them.
DO $$
DECLARE
    one record;
BEGIN
    FOR one IN
        SELECT n.nspname, c.relname, a.attname
        FROM pg_attribute a
        JOIN pg_class c ON c.oid = a.attrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'
            AND a.atttypid IN ('bytea'::regtype, 'bytea[]'::regtype) AND a.attnum > 0 AND NOT a.attisdropped
            AND a.attstattarget IS DISTINCT FROM 0
    LOOP
        EXECUTE format('ALTER TABLE %I.%I ALTER COLUMN %I SET STATISTICS 0', one.nspname, one.relname, one.attname);
        IF to_regprocedure('pg_clear_attribute_stats(text, text, text, boolean)') IS NOT NULL THEN
            EXECUTE 'SELECT pg_clear_attribute_stats($1, $2, $3, false)' USING one.nspname::text, one.relname::text, one.attname::text;
        END IF;
    END LOOP;
END
$$
