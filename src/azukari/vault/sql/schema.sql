-- The vault: what has been handed to us to keep, sealed.
--
-- Each table that holds anything of a person has the person first in its primary key, and no foreign key crosses persons, so that
-- the tables can be spread over servers by person. The tables that are not of one person (vault_directory, vault_terms,
-- vault_purpose_key, vault_sealing_session) are small or narrow and can be copied to each server.
-- Who may do what stands at the end; docs/operator/roles.md says it in words.

-- The public half of each purpose's key, by epoch, signed by the keyring. '@person-keys' is the key that person keys are sealed to.
CREATE TABLE vault_purpose_key (
    purpose text NOT NULL,
    epoch integer NOT NULL CHECK (epoch > 0),
    public bytea NOT NULL,
    made_at timestamptz NOT NULL,
    signature bytea NOT NULL,
    PRIMARY KEY (purpose, epoch)
);

-- A sealing process's key for one purpose, sealed once to that purpose's public key (spec/grant.md).
CREATE TABLE vault_sealing_session (
    session_id uuid PRIMARY KEY,
    purpose text NOT NULL,
    epoch integer NOT NULL,
    sealed bytea NOT NULL,
    made_at timestamptz NOT NULL
);

-- Where a record lies. Its primary key is what makes a double submission find itself.
CREATE TABLE vault_directory (
    record_id uuid PRIMARY KEY,
    number text NOT NULL UNIQUE,
    person_id uuid NOT NULL
);

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

-- What a person said to each permission that was asked for, in the order in which it was said.
CREATE TABLE vault_consent (
    person_id uuid NOT NULL,
    record_id uuid NOT NULL,
    purpose text NOT NULL,
    at timestamptz NOT NULL,
    state text NOT NULL CHECK (state IN ('given', 'refused', 'withdrawn')),
    statement_hash text NOT NULL,
    PRIMARY KEY (person_id, record_id, purpose, at, state)
);

-- Holds: approved, dated, and to be looked at again on a day. One that its person asked for has the request (spec/request.md).
CREATE TABLE vault_hold (
    person_id uuid NOT NULL,
    record_id uuid NOT NULL,
    hold_id uuid NOT NULL,
    matter text NOT NULL,
    approver text NOT NULL,
    placed_at timestamptz NOT NULL,
    review_on date NOT NULL,
    lifted_at timestamptz,
    lifted_by text,
    request_id uuid,
    PRIMARY KEY (person_id, record_id, hold_id),
    CHECK ((lifted_at IS NULL) = (lifted_by IS NULL))
);
CREATE UNIQUE INDEX vault_hold_request ON vault_hold (person_id, record_id, request_id) WHERE request_id IS NOT NULL;

-- Who opened, searched, or was refused, for what, and why, and the ledger's entry that says so: it has the event's id, or, where a page
-- of records was opened at once, speaks of all of them. The person is all zeros where none is known.
CREATE TABLE vault_access_event (
    person_id uuid NOT NULL,
    event_id uuid NOT NULL,
    record_id uuid,
    kind text NOT NULL,
    purpose text NOT NULL,
    actor text NOT NULL,
    role text NOT NULL,
    reason text,
    ground text,
    entry_id uuid NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (person_id, event_id)
);
CREATE INDEX vault_access_event_at ON vault_access_event (at, event_id);
CREATE INDEX vault_access_event_event ON vault_access_event (event_id);

-- Persons who were erased: from here on nothing of them is opened or found. Their key is destroyed at once, so that this costs the
-- same however many records there are; what nobody can open any more is cleared away afterwards.
CREATE TABLE vault_erasure (
    person_id uuid PRIMARY KEY,
    entry_id uuid NOT NULL,
    at timestamptz NOT NULL
);

-- What is left of a record that was erased or whose time ran out.
CREATE TABLE vault_tombstone (
    person_id uuid NOT NULL,
    record_id uuid NOT NULL,
    number text NOT NULL,
    cause text NOT NULL CHECK (cause IN ('erased', 'run_out')),
    at timestamptz NOT NULL,
    PRIMARY KEY (person_id, record_id)
);
CREATE INDEX vault_tombstone_record ON vault_tombstone (record_id);
CREATE INDEX vault_tombstone_number ON vault_tombstone (number);

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

CREATE FUNCTION vault_refuse_change() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER vault_access_event_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON vault_access_event
    FOR EACH STATEMENT EXECUTE FUNCTION vault_refuse_change();
CREATE TRIGGER vault_consent_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON vault_consent
    FOR EACH STATEMENT EXECUTE FUNCTION vault_refuse_change();
CREATE TRIGGER vault_tombstone_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON vault_tombstone
    FOR EACH STATEMENT EXECUTE FUNCTION vault_refuse_change();

CREATE TRIGGER vault_erasure_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON vault_erasure
    FOR EACH STATEMENT EXECUTE FUNCTION vault_refuse_change();

REVOKE ALL ON FUNCTION
    vault_keep(
        uuid, text, uuid, uuid, timestamptz, uuid, bytea, date, bytea[], bytea[], bytea[], uuid[], date[], bytea[], smallint[], text[],
        text[]
    ),
    vault_erase(uuid, uuid, bytea, timestamptz),
    vault_refuse_change()
FROM PUBLIC;
REVOKE ALL ON
    vault_purpose_key, vault_sealing_session, vault_directory, vault_terms, vault_record, vault_consent, vault_hold,
    vault_access_event, vault_erasure, vault_tombstone
FROM PUBLIC;

-- The public side puts in and reads nothing back but the public keys that it seals to.
GRANT SELECT ON vault_purpose_key TO azukari_public;
GRANT INSERT ON vault_sealing_session, vault_terms TO azukari_public;
GRANT EXECUTE ON FUNCTION vault_keep(
    uuid, text, uuid, uuid, timestamptz, uuid, bytea, date, bytea[], bytea[], bytea[], uuid[], date[], bytea[], smallint[], text[],
    text[]
) TO azukari_public;

-- The keeper reads, ends, corrects and records.
GRANT SELECT ON
    vault_purpose_key, vault_sealing_session, vault_directory, vault_terms, vault_record, vault_consent, vault_hold,
    vault_access_event, vault_erasure, vault_tombstone
TO azukari_keeper;
GRANT INSERT ON
    vault_purpose_key, vault_sealing_session, vault_terms, vault_consent, vault_hold, vault_access_event, vault_erasure,
    vault_tombstone
TO azukari_keeper;
GRANT UPDATE (
    terms_id, entry_id, closed_at, due_on, sealed, digests, grants, sessions, untils, tokens, token_parts
) ON vault_record TO azukari_keeper;
GRANT UPDATE (lifted_at, lifted_by) ON vault_hold TO azukari_keeper;
GRANT EXECUTE ON FUNCTION vault_erase(uuid, uuid, bytea, timestamptz) TO azukari_keeper;
GRANT DELETE ON vault_directory, vault_record TO azukari_keeper;

-- The staff side sees who did what and why, which holds no personal data; nothing sealed, nothing to look a person up by.
GRANT SELECT ON vault_access_event TO azukari_staff;

-- Which of this room's entries each process may append to the ledger: the public side can say that it collected, and nothing else.
INSERT INTO ledger_writer (role, kinds) VALUES ('azukari_public', 'vault.record.collected'), ('azukari_keeper', 'vault.');

-- Service keys: with one, a program of ours or of a processor acts for one service, for the purposes and acts that it names. Of the
-- secret only the digest is here (docs/operator/service-keys.md). Nothing in it is of one person; it can be copied to each server.
CREATE TABLE vault_service_key (
    key_id uuid PRIMARY KEY,
    digest bytea NOT NULL UNIQUE CHECK (octet_length(digest) = 32),
    label text NOT NULL,
    service text NOT NULL,
    purposes text[] NOT NULL,
    acts text[] NOT NULL
        CHECK (acts <@ ARRAY['collect', 'open', 'find', 'correct', 'close', 'stop', 'erase'] AND cardinality(acts) > 0),
    made_at timestamptz NOT NULL,
    made_by text NOT NULL,
    expires_at timestamptz NOT NULL CHECK (expires_at > made_at),
    revoked_at timestamptz,
    replaces uuid UNIQUE REFERENCES vault_service_key (key_id)
);

-- Tells the API's door what a key may, by the digest of the secret that it was shown. The door cannot read the table.
CREATE FUNCTION vault_service_key_of(wanted_digest bytea)
    RETURNS TABLE (
        key_id uuid, service text, purposes text[], acts text[], expires_at timestamptz, revoked_at timestamptz
    )
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT k.key_id, k.service, k.purposes, k.acts, k.expires_at, k.revoked_at
    FROM public.vault_service_key k
    WHERE k.digest = wanted_digest
$$;

-- A key can only end: its rights never change, its end never moves back, and what was revoked stays so.
CREATE FUNCTION vault_service_key_only_ends() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF (NEW.key_id, NEW.digest, NEW.label, NEW.service, NEW.purposes, NEW.acts, NEW.made_at, NEW.made_by, NEW.replaces)
        IS DISTINCT FROM
        (OLD.key_id, OLD.digest, OLD.label, OLD.service, OLD.purposes, OLD.acts, OLD.made_at, OLD.made_by, OLD.replaces)
        OR NEW.expires_at > OLD.expires_at
        OR (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at)
    THEN
        RAISE EXCEPTION 'A service key can only end' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER vault_service_key_only_ends
    BEFORE UPDATE ON vault_service_key
    FOR EACH ROW EXECUTE FUNCTION vault_service_key_only_ends();
CREATE TRIGGER vault_service_key_stays
    BEFORE DELETE OR TRUNCATE ON vault_service_key
    FOR EACH STATEMENT EXECUTE FUNCTION vault_refuse_change();

REVOKE ALL ON vault_service_key FROM PUBLIC;
REVOKE ALL ON FUNCTION vault_service_key_of(bytea), vault_service_key_only_ends() FROM PUBLIC;

-- The keeper makes and ends service keys for the staff side, and sees for itself what a key may.
GRANT SELECT, INSERT ON vault_service_key TO azukari_keeper;
GRANT UPDATE (expires_at, revoked_at) ON vault_service_key TO azukari_keeper;
GRANT EXECUTE ON FUNCTION vault_service_key_of(bytea) TO azukari_keeper;

-- The API's door seals as the public side does, reads back as little, and looks up keys that it is shown.
GRANT SELECT ON vault_purpose_key TO azukari_api;
GRANT INSERT ON vault_sealing_session, vault_terms TO azukari_api;
GRANT EXECUTE ON FUNCTION
    vault_keep(
        uuid, text, uuid, uuid, timestamptz, uuid, bytea, date, bytea[], bytea[], bytea[], uuid[], date[], bytea[], smallint[], text[],
        text[]
    ),
    vault_service_key_of(bytea)
TO azukari_api;
INSERT INTO ledger_writer (role, kinds) VALUES ('azukari_api', 'vault.record.collected');

-- Imports of files: how far each has come, and where its file came from (APPI Art. 30). A record says in its header, which its digest
-- binds, by which import it came. Nothing in it is of one person; it can be copied to each server.
CREATE TABLE vault_import (
    import_id uuid PRIMARY KEY,
    service text NOT NULL,
    statement_hash text NOT NULL,
    file_digest text NOT NULL,
    mapping_digest text NOT NULL,
    provenance bytea NOT NULL,
    begun_by text NOT NULL,
    begun_at timestamptz NOT NULL,
    finished_at timestamptz,
    line bigint NOT NULL DEFAULT 0,
    stored bigint NOT NULL DEFAULT 0,
    skipped bigint NOT NULL DEFAULT 0,
    state text NOT NULL DEFAULT 'begun' CHECK (state IN ('begun', 'finished')),
    CHECK ((state = 'finished') = (finished_at IS NOT NULL))
);
CREATE INDEX vault_import_file ON vault_import (file_digest);

-- An import only goes on: where it came from never changes, and what is finished stays so.
CREATE FUNCTION vault_import_only_goes_on() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF OLD.state = 'finished'
        OR NEW.line < OLD.line OR NEW.stored < OLD.stored OR NEW.skipped < OLD.skipped
        OR (NEW.import_id, NEW.service, NEW.statement_hash, NEW.file_digest, NEW.mapping_digest, NEW.provenance, NEW.begun_by,
            NEW.begun_at)
        IS DISTINCT FROM
        (OLD.import_id, OLD.service, OLD.statement_hash, OLD.file_digest, OLD.mapping_digest, OLD.provenance, OLD.begun_by,
            OLD.begun_at)
    THEN
        RAISE EXCEPTION 'An import only goes on' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER vault_import_only_goes_on
    BEFORE UPDATE ON vault_import
    FOR EACH ROW EXECUTE FUNCTION vault_import_only_goes_on();
CREATE TRIGGER vault_import_stays
    BEFORE DELETE OR TRUNCATE ON vault_import
    FOR EACH STATEMENT EXECUTE FUNCTION vault_refuse_change();

REVOKE ALL ON vault_import FROM PUBLIC;
REVOKE ALL ON FUNCTION vault_import_only_goes_on() FROM PUBLIC;

-- The import seals as the public side does, and reads back its own progress and no more.
GRANT SELECT, INSERT ON vault_import TO azukari_import;
GRANT UPDATE (line, stored, skipped, state, finished_at) ON vault_import TO azukari_import;
-- The staff side shows where imported files came from (APPI Art. 30); the digests, by which a file could be guessed at, it cannot read.
GRANT SELECT (import_id, service, statement_hash, provenance, begun_by, begun_at, finished_at, stored, skipped, state)
ON vault_import TO azukari_staff;
GRANT SELECT ON vault_purpose_key TO azukari_import;
GRANT INSERT ON vault_sealing_session, vault_terms, vault_directory, vault_record, vault_consent TO azukari_import;
-- It appends what it collects, and reads the statement and keeps the notices that its records refer to.
GRANT EXECUTE ON FUNCTION
    ledger_append(uuid, text, bytea, timestamptz), ledger_append_all(uuid[], text[], bytea[], timestamptz)
TO azukari_import;
GRANT SELECT ON statement_version, statement_notice TO azukari_import;
GRANT INSERT ON statement_notice TO azukari_import;
INSERT INTO ledger_writer (role, kinds) VALUES ('azukari_import', 'vault.record.collected'), ('azukari_import', 'vault.import.');

-- Addresses that are not to be used any more for what needs a permission, as keyed hashes (spec/blind-index.md#suppression). They
-- outlive the records that they were in, and cannot be compared with the index by whoever has only the database.
CREATE TABLE vault_suppression (
    token bytea PRIMARY KEY CHECK (octet_length(token) = 32),
    at timestamptz NOT NULL,
    request_id uuid NOT NULL
);

-- It only becomes later: nobody takes one back.
CREATE FUNCTION vault_suppression_only_later() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF NEW.token IS DISTINCT FROM OLD.token OR NEW.at < OLD.at THEN
        RAISE EXCEPTION 'A suppression only becomes later' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER vault_suppression_only_later
    BEFORE UPDATE ON vault_suppression
    FOR EACH ROW EXECUTE FUNCTION vault_suppression_only_later();
CREATE TRIGGER vault_suppression_stays
    BEFORE DELETE OR TRUNCATE ON vault_suppression
    FOR EACH STATEMENT EXECUTE FUNCTION vault_refuse_change();

REVOKE ALL ON vault_suppression FROM PUBLIC;
REVOKE ALL ON FUNCTION vault_suppression_only_later() FROM PUBLIC;
GRANT SELECT, INSERT ON vault_suppression TO azukari_keeper;
GRANT UPDATE (at, request_id) ON vault_suppression TO azukari_keeper;
