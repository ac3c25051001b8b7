-- Entries are appended many at a time, in one statement that the caller may fold into its own.

-- Only ledger_append_all inserts, the id that it has just given out, and entries are never deleted; so the foreign key could find
-- nothing, and locked and rewrote every entry to look.
ALTER TABLE ledger_pending DROP CONSTRAINT ledger_pending_id_fkey;

-- Rows come and go: they are vacuumed after so many dead ones, however many others there are.
ALTER TABLE ledger_pending SET (
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000, autovacuum_vacuum_cost_delay = 0
);

-- Append entries within the caller's transaction, in the order given.
-- The columns must say what the bytes say: an entry is JSON that begins with its instant and ends with its id, its kind and its
-- version, so that comparing both ends is enough. Whether all of it is canonical is the sequencer's to check, which knows the grammar.
-- Each id is taken by a transaction that has its number already: by that the sequencer knows below which row nothing can come any
-- more. Nobody is notified, since that would make commits queue up behind each other; the sequencer looks by itself.
CREATE FUNCTION ledger_append_all(entry_ids uuid[], kinds text[], bodies bytea[], at timestamptz) RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    cut CONSTANT timestamptz := date_trunc('milliseconds', ledger_append_all.at);
    beginning CONSTANT bytea := convert_to(
        format('{"at":"%sZ","facts":{', to_char(cut AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS')), 'UTF8'
    );
BEGIN
    IF num_nulls(entry_ids, kinds, bodies, cut) > 0 OR EXISTS (
        SELECT FROM unnest(entry_ids, kinds, bodies) AS new (entry_id, kind, body)
        CROSS JOIN LATERAL convert_to(format('},"id":"%s","kind":%s,"v":1}', new.entry_id, to_json(new.kind)), 'UTF8') AS ending
        WHERE (
            convert_from(new.body, 'UTF8')::json IS NOT NULL
            AND new.entry_id IS NOT NULL
            AND new.kind IS NOT NULL
            AND substr(new.body, 1, octet_length(beginning)) = beginning
            AND substr(new.body, octet_length(new.body) - octet_length(ending) + 1) = ending
        ) IS NOT TRUE
    ) THEN
        RAISE EXCEPTION 'An entry is not what its columns say.' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF session_user <> current_user AND EXISTS (
        SELECT FROM unnest(kinds) AS new (kind)
        WHERE NOT EXISTS (
            SELECT FROM public.ledger_writer AS w WHERE w.role = session_user AND starts_with(new.kind, w.kinds)
        )
    ) THEN
        RAISE EXCEPTION 'This role may not append entries of this kind.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM pg_current_xact_id();
    WITH appended AS (
        INSERT INTO public.ledger_entry (entry_id, kind, body, appended_at)
        SELECT new.entry_id, new.kind, new.body, cut
        FROM unnest(entry_ids, kinds, bodies) WITH ORDINALITY AS new (entry_id, kind, body, place)
        ORDER BY new.place
        RETURNING id
    )
    INSERT INTO public.ledger_pending (id) SELECT a.id FROM appended AS a;
END
$$;

-- Append one entry: what a program of an earlier release calls, while it is being replaced.
CREATE OR REPLACE FUNCTION ledger_append(entry_id uuid, kind text, body bytea, at timestamptz) RETURNS bigint
LANGUAGE sql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
SELECT public.ledger_append_all(ARRAY[ledger_append.entry_id], ARRAY[ledger_append.kind], ARRAY[ledger_append.body], ledger_append.at);
SELECT e.id FROM public.ledger_entry AS e WHERE e.entry_id = ledger_append.entry_id
$$;

REVOKE ALL ON FUNCTION ledger_append_all(uuid[], text[], bytea[], timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_append_all(uuid[], text[], bytea[], timestamptz)
TO azukari_public, azukari_staff, azukari_keeper, azukari_api;
