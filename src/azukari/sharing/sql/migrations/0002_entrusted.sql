-- Data that clients entrusted to us (requirements S7), in a schema of its own: no process that works with our own data has any right
-- in it, and those that work in it see one client's rows at a time (docs/adr/0035-a-chamber-for-each-client.md).

-- That a client entrusts data to us. Its contracts stand beside it, each by its hash; what is of persons lies in the schema `entrusted`.
CREATE TABLE sharing_entrusted (
    engagement_id uuid PRIMARY KEY,
    contract_id text NOT NULL UNIQUE,
    state text NOT NULL CHECK (state IN ('active', 'ended', 'destroying', 'destroyed')),
    begun_at timestamptz NOT NULL,
    begun_by text NOT NULL,
    ended_on date,
    ended_at timestamptz,
    ended_by text,
    destroyed_at timestamptz,
    destroyed_by text,
    certificate bytea,
    CHECK ((ended_on IS NULL) = (ended_at IS NULL) AND (ended_on IS NULL) = (ended_by IS NULL)),
    CHECK ((state = 'destroyed') = (destroyed_at IS NOT NULL) AND (state = 'destroyed') = (certificate IS NOT NULL))
);

-- A version of a client's contract, as canonical bytes. The newest one is in force; records stay bound to the one under which they came.
CREATE TABLE sharing_entrusted_contract (
    hash text PRIMARY KEY CHECK (hash ~ '^[0-9a-f]{64}$'),
    engagement_id uuid NOT NULL REFERENCES sharing_entrusted,
    contract bytea NOT NULL,
    filed_at timestamptz NOT NULL,
    filed_by text NOT NULL
);
CREATE INDEX sharing_entrusted_contract_engagement ON sharing_entrusted_contract (engagement_id, filed_at);

-- Who of the staff works with a client's data; nobody else sees any of it, whatever their role.
CREATE TABLE sharing_entrusted_member (
    engagement_id uuid NOT NULL REFERENCES sharing_entrusted,
    user_id uuid NOT NULL,
    added_at timestamptz NOT NULL,
    added_by text NOT NULL,
    removed_at timestamptz,
    removed_by text,
    PRIMARY KEY (engagement_id, user_id, added_at),
    CHECK ((removed_at IS NULL) = (removed_by IS NULL))
);
CREATE UNIQUE INDEX sharing_entrusted_member_now ON sharing_entrusted_member (engagement_id, user_id) WHERE removed_at IS NULL;

-- What a person asked us about a client's data: that it came, and by when it has to be forwarded. What was asked is in the file alone.
CREATE TABLE sharing_entrusted_request (
    handover_id uuid PRIMARY KEY REFERENCES sharing_handover,
    engagement_id uuid NOT NULL REFERENCES sharing_entrusted,
    arrived_at timestamptz NOT NULL,
    due_on date NOT NULL
);
CREATE INDEX sharing_entrusted_request_engagement ON sharing_entrusted_request (engagement_id, arrived_at);

-- Which hand-overs are a client's.
CREATE TABLE sharing_entrusted_handover (
    handover_id uuid PRIMARY KEY REFERENCES sharing_handover,
    engagement_id uuid NOT NULL REFERENCES sharing_entrusted
);
CREATE INDEX sharing_entrusted_handover_engagement ON sharing_entrusted_handover (engagement_id);

-- An engagement only goes on, and what it is never changes.
CREATE FUNCTION sharing_entrusted_goes_on() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF (NEW.engagement_id, NEW.contract_id, NEW.begun_at, NEW.begun_by)
        IS DISTINCT FROM (OLD.engagement_id, OLD.contract_id, OLD.begun_at, OLD.begun_by)
        OR (NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
            ('active', 'ended'), ('active', 'destroying'), ('ended', 'destroying'), ('destroying', 'destroyed')
        ))
        OR OLD.state = 'destroyed'
    THEN
        RAISE EXCEPTION 'An engagement only goes on' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER sharing_entrusted_goes_on BEFORE UPDATE ON sharing_entrusted
    FOR EACH ROW EXECUTE FUNCTION sharing_entrusted_goes_on();
CREATE TRIGGER sharing_entrusted_stays BEFORE DELETE OR TRUNCATE ON sharing_entrusted
    FOR EACH STATEMENT EXECUTE FUNCTION sharing_refuse_change();
CREATE TRIGGER sharing_entrusted_contract_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON sharing_entrusted_contract
    FOR EACH STATEMENT EXECUTE FUNCTION sharing_refuse_change();
CREATE TRIGGER sharing_entrusted_member_stays BEFORE DELETE OR TRUNCATE ON sharing_entrusted_member
    FOR EACH STATEMENT EXECUTE FUNCTION sharing_refuse_change();
CREATE TRIGGER sharing_entrusted_request_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON sharing_entrusted_request
    FOR EACH STATEMENT EXECUTE FUNCTION sharing_refuse_change();
CREATE TRIGGER sharing_entrusted_handover_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON sharing_entrusted_handover
    FOR EACH STATEMENT EXECUTE FUNCTION sharing_refuse_change();

CREATE SCHEMA entrusted;
CREATE SCHEMA entrusted_intake;

-- The vault's tables once more, as they are, with whose rows they hold. A column that is added to one is added to the other in the same
-- migration; a test compares them. Row security holds for their owner, too.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY[
        'vault_purpose_key', 'vault_sealing_session', 'vault_directory', 'vault_terms', 'vault_record', 'vault_consent', 'vault_hold',
        'vault_access_event', 'vault_erasure', 'vault_tombstone', 'vault_service_key', 'vault_import', 'vault_suppression'
    ]
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
-- Each client's keyring has a key for person keys of the same name.
ALTER TABLE entrusted.vault_purpose_key DROP CONSTRAINT vault_purpose_key_pkey;
ALTER TABLE entrusted.vault_purpose_key ADD PRIMARY KEY (engagement_id, purpose, epoch);
-- One client's records in their order, whatever lies between them.
DROP INDEX entrusted.vault_record_engagement;
CREATE INDEX vault_record_engagement ON entrusted.vault_record (engagement_id, person_id, record_id);

-- What is put on record stays, until all of a client's data is destroyed after its contract has ended.
CREATE FUNCTION entrusted.vault_stays() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP <> 'DELETE' OR NOT EXISTS (
        SELECT FROM public.sharing_entrusted AS s
        WHERE s.engagement_id = nullif(current_setting('azukari.engagement', true), '')::uuid AND s.state = 'destroying'
    ) THEN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER vault_consent_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON entrusted.vault_consent
    FOR EACH STATEMENT EXECUTE FUNCTION entrusted.vault_stays();
CREATE TRIGGER vault_tombstone_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON entrusted.vault_tombstone
    FOR EACH STATEMENT EXECUTE FUNCTION entrusted.vault_stays();
CREATE TRIGGER vault_erasure_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON entrusted.vault_erasure
    FOR EACH STATEMENT EXECUTE FUNCTION entrusted.vault_stays();
CREATE TRIGGER vault_suppression_stays BEFORE DELETE OR TRUNCATE ON entrusted.vault_suppression
    FOR EACH STATEMENT EXECUTE FUNCTION entrusted.vault_stays();
CREATE TRIGGER vault_suppression_only_later BEFORE UPDATE ON entrusted.vault_suppression
    FOR EACH ROW EXECUTE FUNCTION public.vault_suppression_only_later();
-- Who opened what, and where files came from, names nobody, and is what we owe the client an account of.
CREATE TRIGGER vault_access_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON entrusted.vault_access_event
    FOR EACH STATEMENT EXECUTE FUNCTION public.vault_refuse_change();
CREATE TRIGGER vault_import_only_goes_on BEFORE UPDATE ON entrusted.vault_import
    FOR EACH ROW EXECUTE FUNCTION public.vault_import_only_goes_on();
CREATE TRIGGER vault_import_stays BEFORE DELETE OR TRUNCATE ON entrusted.vault_import
    FOR EACH STATEMENT EXECUTE FUNCTION public.vault_refuse_change();

-- As the vault's function of that name.
CREATE FUNCTION entrusted.vault_erase(person uuid, entry uuid, body bytea, at timestamptz) RETURNS text
    LANGUAGE plpgsql SET search_path = pg_catalog, entrusted, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(person::text, 0));
    IF EXISTS (SELECT FROM entrusted.vault_hold AS h WHERE h.person_id = person AND h.lifted_at IS NULL) THEN
        RETURN 'held';
    END IF;
    INSERT INTO entrusted.vault_erasure (person_id, entry_id, at) VALUES (person, entry, at) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN 'erased before';
    END IF;
    PERFORM public.ledger_append_all(ARRAY[entry], ARRAY['vault.person.erased'], ARRAY[body], at);
    RETURN 'erased';
END
$$;

-- Deletes some of a client's records, and with the last of them all that belonged to them; tells how many. Only once it is to be.
CREATE FUNCTION entrusted.vault_destroy(most integer) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    gone bigint;
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.sharing_entrusted AS s
        WHERE s.engagement_id = nullif(current_setting('azukari.engagement', true), '')::uuid AND s.state = 'destroying'
    ) THEN
        RAISE EXCEPTION 'Nothing is to be destroyed' USING ERRCODE = 'insufficient_privilege';
    END IF;
    WITH chosen AS (
        SELECT r.person_id, r.record_id FROM entrusted.vault_record AS r ORDER BY r.person_id, r.record_id LIMIT vault_destroy.most
    ), deleted AS (
        DELETE FROM entrusted.vault_record AS r USING chosen
        WHERE r.person_id = chosen.person_id AND r.record_id = chosen.record_id
        RETURNING r.record_id
    ), places AS (
        DELETE FROM entrusted.vault_directory AS d USING chosen WHERE d.record_id = chosen.record_id
    )
    SELECT count(*) INTO gone FROM deleted;
    IF gone < vault_destroy.most THEN
        DELETE FROM entrusted.vault_directory;
        DELETE FROM entrusted.vault_consent;
        DELETE FROM entrusted.vault_hold;
        DELETE FROM entrusted.vault_tombstone;
        DELETE FROM entrusted.vault_erasure;
        DELETE FROM entrusted.vault_suppression;
        DELETE FROM entrusted.vault_terms;
        DELETE FROM entrusted.vault_sealing_session;
        DELETE FROM entrusted.vault_purpose_key;
    END IF;
    RETURN gone;
END
$$;

-- The import's way in: rows are copied into views, since COPY does not go through row security, and are put in by INSERT, which does.
CREATE VIEW entrusted_intake.vault_directory AS SELECT record_id, number, person_id FROM entrusted.vault_directory;
CREATE VIEW entrusted_intake.vault_consent AS
SELECT person_id, record_id, purpose, at, state, statement_hash FROM entrusted.vault_consent;
CREATE VIEW entrusted_intake.vault_record AS
SELECT person_id, record_id, terms_id, entry_id, collected_at, due_on, number, sealed, digests, grants, sessions, untils, tokens, token_parts
FROM entrusted.vault_record;
CREATE FUNCTION entrusted_intake.put_directory() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO entrusted.vault_directory (record_id, number, person_id) VALUES (NEW.record_id, NEW.number, NEW.person_id);
    RETURN NEW;
END
$$;
CREATE FUNCTION entrusted_intake.put_consent() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO entrusted.vault_consent (person_id, record_id, purpose, at, state, statement_hash)
    VALUES (NEW.person_id, NEW.record_id, NEW.purpose, NEW.at, NEW.state, NEW.statement_hash);
    RETURN NEW;
END
$$;
CREATE FUNCTION entrusted_intake.put_record() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO entrusted.vault_record (
        person_id, record_id, terms_id, entry_id, collected_at, due_on, number, sealed, digests, grants, sessions, untils, tokens,
        token_parts
    )
    VALUES (
        NEW.person_id, NEW.record_id, NEW.terms_id, NEW.entry_id, NEW.collected_at, NEW.due_on, NEW.number, NEW.sealed, NEW.digests,
        NEW.grants, NEW.sessions, NEW.untils, NEW.tokens, NEW.token_parts
    );
    RETURN NEW;
END
$$;
CREATE TRIGGER put INSTEAD OF INSERT ON entrusted_intake.vault_directory
    FOR EACH ROW EXECUTE FUNCTION entrusted_intake.put_directory();
CREATE TRIGGER put INSTEAD OF INSERT ON entrusted_intake.vault_consent
    FOR EACH ROW EXECUTE FUNCTION entrusted_intake.put_consent();
CREATE TRIGGER put INSTEAD OF INSERT ON entrusted_intake.vault_record
    FOR EACH ROW EXECUTE FUNCTION entrusted_intake.put_record();

REVOKE ALL ON
    sharing_entrusted, sharing_entrusted_contract, sharing_entrusted_member, sharing_entrusted_request, sharing_entrusted_handover
FROM PUBLIC;
REVOKE ALL ON FUNCTION
    sharing_entrusted_goes_on(), entrusted.vault_stays(), entrusted.vault_erase(uuid, uuid, bytea, timestamptz),
    entrusted.vault_destroy(integer), entrusted_intake.put_directory(), entrusted_intake.put_consent(), entrusted_intake.put_record()
FROM PUBLIC;

-- The keeper decides who works with what; of the data itself it sees nothing by its own role.
GRANT SELECT, INSERT ON
    sharing_entrusted, sharing_entrusted_contract, sharing_entrusted_member, sharing_entrusted_request, sharing_entrusted_handover
TO azukari_keeper;
GRANT UPDATE (state, ended_on, ended_at, ended_by, destroyed_at, destroyed_by, certificate) ON sharing_entrusted TO azukari_keeper;
GRANT UPDATE (removed_at, removed_by) ON sharing_entrusted_member TO azukari_keeper;

-- The register of what clients entrust to us, for those who answer for it. There is nothing of a person in it.
GRANT SELECT ON
    sharing_entrusted, sharing_entrusted_contract, sharing_entrusted_member, sharing_entrusted_request, sharing_entrusted_handover
TO azukari_staff;
-- The worker reminds of reports that are due.
GRANT SELECT ON
    sharing_entrusted, sharing_entrusted_contract, sharing_entrusted_member, sharing_entrusted_request, sharing_entrusted_handover
TO azukari_worker;

-- As what the keeper's process works in one client's chamber. It has no right on any table of our own records.
GRANT USAGE ON SCHEMA entrusted TO azukari_entrusted;
GRANT SELECT ON
    entrusted.vault_purpose_key, entrusted.vault_sealing_session, entrusted.vault_directory, entrusted.vault_terms,
    entrusted.vault_record, entrusted.vault_consent, entrusted.vault_hold, entrusted.vault_access_event, entrusted.vault_erasure,
    entrusted.vault_tombstone, entrusted.vault_service_key, entrusted.vault_import, entrusted.vault_suppression
TO azukari_entrusted;
GRANT INSERT ON
    entrusted.vault_purpose_key, entrusted.vault_sealing_session, entrusted.vault_terms, entrusted.vault_consent, entrusted.vault_hold,
    entrusted.vault_access_event, entrusted.vault_erasure, entrusted.vault_tombstone
TO azukari_entrusted;
GRANT UPDATE (
    terms_id, entry_id, closed_at, due_on, sealed, digests, grants, sessions, untils, tokens, token_parts
) ON entrusted.vault_record TO azukari_entrusted;
GRANT DELETE ON entrusted.vault_directory, entrusted.vault_record TO azukari_entrusted;
GRANT EXECUTE ON FUNCTION
    entrusted.vault_erase(uuid, uuid, bytea, timestamptz), entrusted.vault_destroy(integer),
    ledger_append(uuid, text, bytea, timestamptz), ledger_append_all(uuid[], text[], bytea[], timestamptz)
TO azukari_entrusted;
GRANT SELECT ON ledger_entry, ledger_leaf, ledger_pending TO azukari_entrusted;
INSERT INTO ledger_writer (role, kinds) VALUES ('azukari_entrusted', 'vault.');

-- As what a client's file is taken in: it puts in, and reads back where its imports stand and no more.
GRANT USAGE ON SCHEMA entrusted, entrusted_intake TO azukari_entrusted_import;
GRANT INSERT ON entrusted_intake.vault_directory, entrusted_intake.vault_consent, entrusted_intake.vault_record TO azukari_entrusted_import;
GRANT INSERT ON
    entrusted.vault_directory, entrusted.vault_consent, entrusted.vault_record, entrusted.vault_sealing_session, entrusted.vault_terms
TO azukari_entrusted_import;
GRANT SELECT, INSERT ON entrusted.vault_import TO azukari_entrusted_import;
GRANT UPDATE (line, stored, skipped, state, finished_at) ON entrusted.vault_import TO azukari_entrusted_import;
GRANT SELECT ON entrusted.vault_purpose_key TO azukari_entrusted_import;
GRANT SELECT (engagement_id, contract_id, state, ended_on) ON sharing_entrusted TO azukari_entrusted_import;
GRANT SELECT ON sharing_entrusted_contract TO azukari_entrusted_import;
GRANT EXECUTE ON FUNCTION
    ledger_append(uuid, text, bytea, timestamptz), ledger_append_all(uuid[], text[], bytea[], timestamptz)
TO azukari_entrusted_import;
INSERT INTO ledger_writer (role, kinds)
VALUES ('azukari_entrusted_import', 'vault.record.collected'), ('azukari_entrusted_import', 'vault.import.');
