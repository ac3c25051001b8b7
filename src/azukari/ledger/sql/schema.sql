-- The ledger: entries as they were appended, and the place of each in the tree.
--
-- Entries and leaves are only ever added: no role has UPDATE, DELETE or TRUNCATE, and triggers refuse them to the owner too. The only
-- way in is ledger_append_all. Nothing here is personal data: whatever is entered becomes public with the tiles.

CREATE TABLE ledger_entry (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entry_id uuid NOT NULL UNIQUE,
    kind text NOT NULL,
    body bytea NOT NULL CHECK (octet_length(body) BETWEEN 1 AND 65535),
    appended_at timestamptz NOT NULL
);

-- Entries that have no place in the tree yet. `refused` says why the sequencer will never give one; such an entry stays to be seen.
-- Only ledger_append_all inserts, the id that it has just given out, and entries are never deleted; so a foreign key could find
-- nothing, and would lock and rewrite every entry to look.
-- Rows come and go: they are vacuumed after so many dead ones, however many others there are.
CREATE TABLE ledger_pending (
    id bigint PRIMARY KEY,
    refused text
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000, autovacuum_vacuum_cost_delay = 0);

-- The place of each entry in the tree, from 0 and without gaps, and its leaf hash (RFC 6962 §2.1).
CREATE TABLE ledger_leaf (
    index bigint PRIMARY KEY CHECK (index >= 0),
    entry bigint NOT NULL UNIQUE REFERENCES ledger_entry (id),
    leaf_hash bytea NOT NULL CHECK (octet_length(leaf_hash) = 32)
);

CREATE FUNCTION ledger_refuse_change() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'The ledger is only ever appended to: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER ledger_entry_append_only
BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry
FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();

CREATE TRIGGER ledger_leaf_append_only
BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_leaf
FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();

-- ALWAYS: also in a session that passes itself off as a replica.
ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER ledger_entry_append_only;
ALTER TABLE ledger_leaf ENABLE ALWAYS TRIGGER ledger_leaf_append_only;

-- Which kinds of entry a role may append, by how they begin. The rooms and doors whose kinds they are say so; the owner may append any.
CREATE TABLE ledger_writer (
    role name NOT NULL,
    kinds text NOT NULL,
    PRIMARY KEY (role, kinds)
);
REVOKE ALL ON ledger_writer FROM PUBLIC;

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
CREATE FUNCTION ledger_append(entry_id uuid, kind text, body bytea, at timestamptz) RETURNS bigint
LANGUAGE sql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
SELECT public.ledger_append_all(ARRAY[ledger_append.entry_id], ARRAY[ledger_append.kind], ARRAY[ledger_append.body], ledger_append.at);
SELECT e.id FROM public.ledger_entry AS e WHERE e.entry_id = ledger_append.entry_id
$$;

REVOKE ALL ON FUNCTION ledger_append_all(uuid[], text[], bytea[], timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_append_all(uuid[], text[], bytea[], timestamptz)
TO azukari_public, azukari_staff, azukari_keeper;
REVOKE ALL ON FUNCTION ledger_append(uuid, text, bytea, timestamptz) FROM PUBLIC;
REVOKE ALL ON FUNCTION ledger_refuse_change() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_append(uuid, text, bytea, timestamptz)
TO azukari_public, azukari_staff, azukari_keeper;

-- Those who browse and check. What they read is published in the tiles within a second.
GRANT SELECT ON ledger_entry, ledger_leaf, ledger_pending TO azukari_staff, azukari_keeper, azukari_ledger;

-- Those who hand out receipts look up an entry's place, and nothing else.
GRANT SELECT (id, entry_id) ON ledger_entry TO azukari_public, azukari_worker;
GRANT SELECT ON ledger_leaf TO azukari_public, azukari_worker;

-- The sequencer.
GRANT INSERT ON ledger_leaf TO azukari_ledger;
GRANT DELETE, UPDATE (refused) ON ledger_pending TO azukari_ledger;

-- The API's door: it appends what it collects, and shows entries and their places, which are public.
GRANT EXECUTE ON FUNCTION ledger_append(uuid, text, bytea, timestamptz) TO azukari_api;
GRANT EXECUTE ON FUNCTION ledger_append_all(uuid[], text[], bytea[], timestamptz) TO azukari_api;
GRANT SELECT ON ledger_entry, ledger_leaf TO azukari_api;
