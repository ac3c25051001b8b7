-- The ledger: entries as they were appended, and the place of each in the tree.
--
-- Entries and leaves are only ever added: no role has UPDATE, DELETE or TRUNCATE, and triggers refuse them to the owner too. The only
-- way in is ledger_append. Nothing here is personal data: whatever is entered becomes public with the tiles.

CREATE TABLE ledger_entry (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entry_id uuid NOT NULL UNIQUE,
    kind text NOT NULL,
    body bytea NOT NULL CHECK (octet_length(body) BETWEEN 1 AND 65535),
    appended_at timestamptz NOT NULL
);

-- Entries that have no place in the tree yet. `refused` says why the sequencer will never give one; such an entry stays to be seen.
CREATE TABLE ledger_pending (
    id bigint PRIMARY KEY REFERENCES ledger_entry (id),
    refused text
);

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

-- Append one entry within the caller's transaction, and wake the sequencer when that commits.
-- The columns must say what the bytes say; whether the bytes are canonical is the sequencer's to check, which knows the grammar.
-- Notifying makes commits queue up behind each other. So only the first of those that wait does it; the sequencer looks again after
-- each run, and once a second in any case.
CREATE FUNCTION ledger_append(entry_id uuid, kind text, body bytea, at timestamptz) RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    written CONSTANT json := convert_from(ledger_append.body, 'UTF8')::json;
    others_wait CONSTANT boolean := EXISTS (SELECT FROM public.ledger_pending AS p WHERE p.refused IS NULL);
    place bigint;
BEGIN
    IF (written ->> 'id', written ->> 'kind', (written ->> 'at')::timestamptz, written ->> 'v') IS DISTINCT FROM
        (ledger_append.entry_id::text, ledger_append.kind, date_trunc('milliseconds', ledger_append.at), '1')
    THEN
        RAISE EXCEPTION 'An entry is not what its columns say.' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF session_user <> current_user AND NOT EXISTS (
        SELECT FROM public.ledger_writer AS w
        WHERE w.role = session_user AND starts_with(ledger_append.kind, w.kinds)
    ) THEN
        RAISE EXCEPTION 'This role may not append entries of this kind.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO public.ledger_entry (entry_id, kind, body, appended_at)
    VALUES (ledger_append.entry_id, ledger_append.kind, ledger_append.body, date_trunc('milliseconds', ledger_append.at))
    RETURNING id INTO place;
    INSERT INTO public.ledger_pending (id) VALUES (place);
    IF NOT others_wait THEN
        PERFORM pg_notify('azukari_ledger', '');
    END IF;
    RETURN place;
END
$$;

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
GRANT SELECT ON ledger_entry, ledger_leaf TO azukari_api;
