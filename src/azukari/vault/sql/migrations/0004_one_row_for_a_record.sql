-- A record in one row, its terms once, and an erasure that costs the same for any number of records.

-- What many records have in common: under which terms they were collected. The id is a digest of all of it.
CREATE TABLE vault_terms (
    terms_id uuid PRIMARY KEY,
    service text NOT NULL,
    statement_hash text NOT NULL,
    notice_hash text NOT NULL,
    language text NOT NULL,
    connection text NOT NULL,
    granted text[] NOT NULL,
    compartments text[] NOT NULL
);

INSERT INTO vault_terms
SELECT DISTINCT
    -- The digest of the terms' canonical bytes, as azukari.vault.terms writes them.
    substr(encode(sha256(convert_to(
        '{"compartments":' || replace(to_json(compartments)::text, ', ', ',') || ',"connection":' || to_json(connection)
        || ',"granted":' || replace(to_json(granted)::text, ', ', ',') || ',"language":' || to_json(language)
        || ',"notice":' || to_json(notice_hash) || ',"service":' || to_json(service)
        || ',"statement":' || to_json(statement_hash) || ',"type":"terms","v":1}', 'UTF8')), 'hex'), 1, 32)::uuid,
    service, statement_hash, notice_hash, language, connection, granted, compartments
FROM vault_record;

CREATE TABLE vault_record_before AS TABLE vault_record;
DROP TABLE vault_record;

-- One sealed record (spec/sealed-record.md) in one row, since an opening reads all of it and a collection writes all of it.
-- `sealed` and `digests` are in the order of the terms' compartments: a destroyed compartment is a null in `sealed`, and its digest
-- stays, so that the record can still be compared with what the ledger says was collected.
-- `grants`, `sessions` and `untils` are in the order of the terms' purposes: a grant that has ended is a null in `grants`. A grant
-- gives its purpose the data keys of its compartments under a session's key (spec/grant.md); `untils` has the last day of each, and
-- `due_on` the first of them.
-- `tokens` are the blind index (spec/blind-index.md), and `token_parts` tells the compartment, from 1, that each value lies in.
CREATE TABLE vault_record (
    person_id uuid NOT NULL,
    record_id uuid NOT NULL,
    terms_id uuid NOT NULL,
    entry_id uuid NOT NULL,
    collected_at timestamptz NOT NULL,
    closed_at timestamptz,
    due_on date,
    number text NOT NULL,
    sealed bytea[] NOT NULL,
    digests bytea[] NOT NULL,
    grants bytea[] NOT NULL,
    sessions uuid[] NOT NULL,
    untils date[] NOT NULL,
    tokens bytea[] NOT NULL,
    token_parts smallint[] NOT NULL,
    PRIMARY KEY (person_id, record_id)
);
-- What is sealed does not get smaller, so nobody tries.
ALTER TABLE vault_record ALTER COLUMN sealed SET STORAGE EXTERNAL;
CREATE INDEX vault_record_due_on ON vault_record (due_on) WHERE due_on IS NOT NULL;
-- New tokens wait in a list that a search goes through as well; it is kept short, so that a search stays quick.
CREATE INDEX vault_record_tokens ON vault_record USING gin (tokens) WITH (gin_pending_list_limit = 256);

INSERT INTO vault_record
SELECT
    r.person_id, r.record_id, t.terms_id, r.entry_id, r.collected_at, r.closed_at, g.due_on, r.number, r.sealed, r.digests, g.grants,
    g.sessions, g.untils, coalesce(l.tokens, '{}'), coalesce(l.parts, '{}')
FROM vault_record_before r
JOIN vault_terms t USING (service, statement_hash, notice_hash, language, connection, granted, compartments)
CROSS JOIN LATERAL (
    SELECT
        array_agg(v.sealed ORDER BY p.place) AS grants,
        array_agg(coalesce(v.session_id, '00000000-0000-0000-0000-000000000000') ORDER BY p.place) AS sessions,
        array_agg(v.until_on ORDER BY p.place) AS untils,
        min(v.until_on) AS due_on
    FROM unnest(r.granted) WITH ORDINALITY AS p (purpose, place)
    LEFT JOIN vault_grant v ON v.person_id = r.person_id AND v.record_id = r.record_id AND v.purpose = p.purpose
) g
CROSS JOIN LATERAL (
    SELECT
        array_agg(v.token ORDER BY v.token, v.compartment) AS tokens,
        array_agg(array_position(r.compartments, v.compartment)::smallint ORDER BY v.token, v.compartment) AS parts
    FROM vault_lookup v
    WHERE v.person_id = r.person_id AND v.record_id = r.record_id
) l;

DROP TABLE vault_record_before, vault_grant, vault_lookup, vault_contact_point;

-- Persons who were erased: from here on nothing of them is opened or found. Their key is destroyed at once, so that this costs the
-- same however many records there are; what nobody can open any more is cleared away afterwards.
CREATE TABLE vault_erasure (
    person_id uuid PRIMARY KEY,
    entry_id uuid NOT NULL,
    at timestamptz NOT NULL
);

CREATE TRIGGER vault_erasure_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON vault_erasure
    FOR EACH STATEMENT EXECUTE FUNCTION vault_refuse_change();

DROP FUNCTION vault_reserve(uuid, text, uuid);

-- Keeps a new record with all that belongs to it and its entry in the ledger; gives null, or the number under which the same record
-- was kept before. Who only collects may call this, and can read and change nothing of what is kept. All in one call, so that a
-- collection costs one round trip and one durable commit.
CREATE FUNCTION vault_keep(
    record uuid, number text, person uuid, terms uuid, at timestamptz, entry uuid, body bytea, due date, sealed bytea[],
    digests bytea[], grants bytea[], sessions uuid[], untils date[], tokens bytea[], token_parts smallint[], consents text[],
    states text[]
) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    earlier text;
BEGIN
    -- Of two that keep the same record at once one waits: ON CONFLICT looks at the record's id, and not at its number.
    PERFORM pg_advisory_xact_lock(uuid_hash_extended(record, 0));
    INSERT INTO public.vault_directory AS d (record_id, number, person_id)
    VALUES (record, number, person)
    ON CONFLICT (record_id) DO NOTHING;
    IF NOT FOUND THEN
        SELECT d.number INTO STRICT earlier FROM public.vault_directory AS d WHERE d.record_id = record;
        RETURN earlier;
    END IF;
    INSERT INTO public.vault_record (
        person_id, record_id, terms_id, entry_id, collected_at, due_on, number, sealed, digests, grants, sessions, untils, tokens,
        token_parts
    )
    VALUES (person, record, terms, entry, at, due, number, sealed, digests, grants, sessions, untils, tokens, token_parts);
    IF consents <> '{}' THEN
        INSERT INTO public.vault_consent (person_id, record_id, purpose, at, state, statement_hash)
        SELECT person, record, said.purpose, at, said.state, t.statement_hash
        FROM unnest(consents, states) AS said (purpose, state), public.vault_terms AS t
        WHERE t.terms_id = terms;
    END IF;
    PERFORM public.ledger_append_all(ARRAY[entry], ARRAY['vault.record.collected'], ARRAY[body], at);
    RETURN NULL;
END
$$;

-- Erases a person, unless a record of theirs is on hold, with the entry in the ledger; tells whether it was done. Nobody can place a
-- hold in between: whoever does takes the same lock first.
CREATE FUNCTION vault_erase(person uuid, entry uuid, body bytea, at timestamptz) RETURNS text
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(person::text, 0));
    IF EXISTS (SELECT FROM public.vault_hold AS h WHERE h.person_id = person AND h.lifted_at IS NULL) THEN
        RETURN 'held';
    END IF;
    INSERT INTO public.vault_erasure (person_id, entry_id, at) VALUES (person, entry, at) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN 'erased before';
    END IF;
    PERFORM public.ledger_append_all(ARRAY[entry], ARRAY['vault.person.erased'], ARRAY[body], at);
    RETURN 'erased';
END
$$;

REVOKE ALL ON FUNCTION
    vault_keep(
        uuid, text, uuid, uuid, timestamptz, uuid, bytea, date, bytea[], bytea[], bytea[], uuid[], date[], bytea[], smallint[], text[],
        text[]
    ),
    vault_erase(uuid, uuid, bytea, timestamptz)
FROM PUBLIC;
REVOKE ALL ON vault_terms, vault_record, vault_erasure FROM PUBLIC;

-- Who only collects can call one function, and puts nothing into a table of records by itself any more.
REVOKE INSERT ON vault_consent FROM azukari_public, azukari_api;
GRANT INSERT ON vault_terms TO azukari_public, azukari_api, azukari_import;
-- The import copies its records in, many at once.
GRANT INSERT ON vault_directory, vault_record TO azukari_import;
GRANT EXECUTE ON FUNCTION
    vault_keep(
        uuid, text, uuid, uuid, timestamptz, uuid, bytea, date, bytea[], bytea[], bytea[], uuid[], date[], bytea[], smallint[], text[],
        text[]
    )
TO azukari_public, azukari_api;

GRANT SELECT ON vault_terms, vault_record, vault_erasure TO azukari_keeper;
GRANT INSERT ON vault_sealing_session, vault_terms, vault_erasure TO azukari_keeper;
GRANT UPDATE (
    terms_id, entry_id, closed_at, due_on, sealed, digests, grants, sessions, untils, tokens, token_parts
) ON vault_record TO azukari_keeper;
GRANT DELETE ON vault_record TO azukari_keeper;
GRANT EXECUTE ON FUNCTION vault_erase(uuid, uuid, bytea, timestamptz) TO azukari_keeper;
