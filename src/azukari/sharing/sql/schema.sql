-- Sharing: who outside receives what, under which contract, and what became of it.
--
-- What is of one person (sharing_delivered, sharing_change, sharing_passing) has the person first in its primary key, and no foreign
-- key crosses persons. Everything else speaks of organisations and counts, and can be copied to each server.

-- A file that was put on record: a contract, a certificate. Kept by its digest, so that whoever refers to it names what it says.
CREATE TABLE sharing_document (
    digest text PRIMARY KEY CHECK (digest ~ '^[0-9a-f]{64}$'),
    name text NOT NULL,
    media_type text NOT NULL,
    data bytea NOT NULL CHECK (octet_length(data) BETWEEN 1 AND 10485760),
    put_at timestamptz NOT NULL
);

-- That we work with a recipient whom the statement names: where its desk is reached, and the key that everything is encrypted to.
-- `party`, here and below, is a digest of who the statement said that is on the day, since names may be given to somebody else.
CREATE TABLE sharing_engagement (
    engagement_id uuid PRIMARY KEY,
    recipient text NOT NULL UNIQUE,
    party text NOT NULL,
    language text NOT NULL CHECK (language IN ('ja', 'en')),
    contact text NOT NULL,
    age_key text NOT NULL,
    sftp jsonb,
    certificate_days integer NOT NULL CHECK (certificate_days BETWEEN 1 AND 3650),
    begun_at timestamptz NOT NULL,
    begun_by text NOT NULL,
    ended_on date,
    ended_at timestamptz,
    ended_by text,
    CHECK ((ended_on IS NULL) = (ended_at IS NULL) AND (ended_on IS NULL) = (ended_by IS NULL))
);

-- A contract as it was filed: its term, on which page each of the eight points a) to h) stands (JIS Q 15001 A.12; requirements R20),
-- and what may be handed over under it.
CREATE TABLE sharing_contract (
    contract_id uuid PRIMARY KEY,
    engagement_id uuid NOT NULL REFERENCES sharing_engagement,
    document text NOT NULL REFERENCES sharing_document,
    from_on date NOT NULL,
    to_on date NOT NULL CHECK (to_on >= from_on),
    pages jsonb NOT NULL,
    services text[] NOT NULL,
    items text[] NOT NULL,
    purposes text[] NOT NULL,
    party text NOT NULL,
    filed_at timestamptz NOT NULL,
    filed_by text NOT NULL
);
CREATE INDEX sharing_contract_engagement ON sharing_contract (engagement_id, filed_at);

-- An assessment by the organisation's own criteria, for the countries that the recipient had then (requirements R20, H62).
CREATE TABLE sharing_assessment (
    assessment_id uuid PRIMARY KEY,
    engagement_id uuid NOT NULL REFERENCES sharing_engagement,
    made_on date NOT NULL,
    scores jsonb NOT NULL,
    score integer NOT NULL CHECK (score BETWEEN 0 AND 100),
    threshold integer NOT NULL CHECK (threshold BETWEEN 1 AND 100),
    countries text[] NOT NULL,
    next_on date NOT NULL CHECK (next_on > made_on),
    made_at timestamptz NOT NULL,
    made_by text NOT NULL
);
CREATE INDEX sharing_assessment_engagement ON sharing_assessment (engagement_id, made_at);

-- An inspection of the recipient's handling: how, how many findings are open, and when the next is due.
CREATE TABLE sharing_inspection (
    inspection_id uuid PRIMARY KEY,
    engagement_id uuid NOT NULL REFERENCES sharing_engagement,
    held_on date NOT NULL,
    method text NOT NULL CHECK (method IN ('visit', 'questionnaire', 'certificate', 'remote')),
    findings integer NOT NULL CHECK (findings >= 0),
    next_on date NOT NULL CHECK (next_on > held_on),
    made_at timestamptz NOT NULL,
    made_by text NOT NULL
);
CREATE INDEX sharing_inspection_engagement ON sharing_inspection (engagement_id, made_at);

-- Which of the subcontractors that the statement names were approved beforehand, and whose approval was taken back.
CREATE TABLE sharing_approval (
    approval_id uuid PRIMARY KEY,
    engagement_id uuid NOT NULL REFERENCES sharing_engagement,
    subcontractor text NOT NULL,
    party text NOT NULL,
    approved boolean NOT NULL,
    made_at timestamptz NOT NULL,
    made_by text NOT NULL
);
CREATE INDEX sharing_approval_engagement ON sharing_approval (engagement_id, made_at);

-- One hand-over: an encrypted file for a recipient, fetched once. `exit` tells by which of the few ways out it leaves; `wish` what was
-- asked for (service, purpose, filter, form), `items` which items may be in it at most, `counted` how many records, and `written` how
-- many are in it. `door_id` stands in the link by which it is fetched, and not in the ledger, which everybody may read.
CREATE TABLE sharing_handover (
    handover_id uuid PRIMARY KEY,
    door_id uuid NOT NULL UNIQUE,
    number text NOT NULL UNIQUE,
    exit text NOT NULL CHECK (exit IN ('contractor', 'consent', 'exception', 'joint_use', 'client')),
    kind text NOT NULL CHECK (kind IN ('records', 'changes', 'return', 'report', 'request', 'breach', 'certificate')),
    engagement_id uuid REFERENCES sharing_engagement,
    recipient text NOT NULL,
    language text NOT NULL CHECK (language IN ('ja', 'en')),
    contact text NOT NULL,
    age_key text NOT NULL,
    sftp jsonb,
    wish jsonb NOT NULL,
    items text[] NOT NULL,
    reason text NOT NULL,
    statement_hash text NOT NULL,
    state text NOT NULL CHECK (state IN ('proposed', 'approved', 'made', 'handed', 'closed', 'refused', 'cancelled')),
    second boolean NOT NULL,
    counted bigint NOT NULL CHECK (counted >= 0),
    written bigint NOT NULL DEFAULT 0 CHECK (written >= 0),
    grounds text[] NOT NULL DEFAULT '{}',
    proposed_at timestamptz NOT NULL,
    proposed_by text NOT NULL,
    proposer_role text NOT NULL,
    decided_at timestamptz,
    decided_by text,
    made_at timestamptz,
    manifest bytea,
    file_digest text,
    size bigint,
    handed_at timestamptz,
    channel text CHECK (channel IN ('link', 'sftp')),
    due_on date,
    closed_at timestamptz,
    certificate jsonb,
    document text REFERENCES sharing_document,
    CHECK (NOT second OR state IN ('proposed', 'refused', 'cancelled') OR (decided_by IS NOT NULL AND decided_by <> proposed_by))
);
CREATE INDEX sharing_handover_open ON sharing_handover (state) WHERE state NOT IN ('closed', 'refused', 'cancelled');
CREATE INDEX sharing_handover_engagement ON sharing_handover (engagement_id, proposed_at);

-- What stands behind a provision under one of the exceptions of APPI Art. 27(1): who asks by what, why it is necessary, and what the
-- person is told (requirements S4.5, H60). The records are named by their ids; no text in it names a person.
CREATE TABLE sharing_dossier (
    handover_id uuid PRIMARY KEY REFERENCES sharing_handover,
    code text NOT NULL CHECK (code IN ('i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii')),
    authority text NOT NULL,
    address text NOT NULL,
    representative text NOT NULL,
    instrument text NOT NULL,
    checked text NOT NULL,
    necessity text NOT NULL,
    told text NOT NULL CHECK (told IN ('told', 'later', 'not')),
    told_why text NOT NULL,
    records uuid[] NOT NULL
);

-- Which record went out in which hand-over, under which reference; `entry_id` is what the ledger said of the record then.
CREATE TABLE sharing_delivered (
    person_id uuid NOT NULL,
    handover_id uuid NOT NULL,
    record_id uuid NOT NULL,
    ref text NOT NULL,
    entry_id uuid NOT NULL,
    PRIMARY KEY (person_id, handover_id, record_id)
);
CREATE INDEX sharing_delivered_handover ON sharing_delivered (handover_id, ref);

-- Records that changed after they had been handed over: what has to be passed on is found out from here.
CREATE TABLE sharing_change (
    person_id uuid NOT NULL,
    record_id uuid NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (person_id, record_id)
);

-- What a recipient has to be told about a record that it was handed: that it may not be used any more, is erased, or was corrected.
CREATE TABLE sharing_passing (
    person_id uuid NOT NULL,
    handover_id uuid NOT NULL,
    record_id uuid NOT NULL,
    act text NOT NULL CHECK (act IN ('stop', 'erase', 'correct')),
    entry_id uuid NOT NULL,
    at timestamptz NOT NULL,
    told_in uuid REFERENCES sharing_handover,
    acknowledged_at timestamptz,
    PRIMARY KEY (person_id, handover_id, record_id, act, entry_id)
);
CREATE INDEX sharing_passing_waiting ON sharing_passing (handover_id) WHERE acknowledged_at IS NULL;
CREATE INDEX sharing_passing_told_in ON sharing_passing (told_in);

-- Somebody who says that they fetch a hand-over: a code is mailed to the recipient's desk, and opens it for an hour.
CREATE TABLE sharing_pickup (
    pickup_id uuid PRIMARY KEY,
    handover_id uuid NOT NULL REFERENCES sharing_handover,
    language text NOT NULL CHECK (language IN ('ja', 'en')),
    at timestamptz NOT NULL,
    tries integer NOT NULL DEFAULT 0,
    token bytea UNIQUE CHECK (octet_length(token) = 32),
    shown_at timestamptz
);
CREATE INDEX sharing_pickup_handover ON sharing_pickup (handover_id, at);

-- Notes that a handed record changed. A trigger, and not an act of the vault's: whatever ends a grant, corrects, holds or destroys a
-- record, by whichever path, cannot forget it, and the vault need not know who was handed what
-- (docs/adr/0034-changes-are-noted-by-the-database.md). Nothing is noted of what was never handed over.
CREATE FUNCTION sharing_note_change() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    touched CONSTANT record := coalesce(NEW, OLD);  -- a row that went has no new form
BEGIN
    INSERT INTO public.sharing_change (person_id, record_id, at)
    SELECT DISTINCT d.person_id, d.record_id, clock_timestamp()
    FROM public.sharing_delivered d
    WHERE d.person_id = touched.person_id AND d.record_id = touched.record_id
    ON CONFLICT (person_id, record_id) DO UPDATE SET at = EXCLUDED.at;
    RETURN NULL;
END
$$;
CREATE TRIGGER sharing_note_change
    AFTER UPDATE OF grants, untils, entry_id ON vault_record
    FOR EACH ROW
    WHEN (
        OLD.entry_id <> NEW.entry_id OR OLD.untils IS DISTINCT FROM NEW.untils
        OR array_positions(OLD.grants, NULL) <> array_positions(NEW.grants, NULL)
    )
    EXECUTE FUNCTION sharing_note_change();
CREATE TRIGGER sharing_note_end
    AFTER DELETE ON vault_record
    FOR EACH ROW EXECUTE FUNCTION sharing_note_change();
CREATE TRIGGER sharing_note_hold  -- nobody may use it meanwhile
    AFTER INSERT ON vault_hold
    FOR EACH ROW EXECUTE FUNCTION sharing_note_change();

-- The same for a person who was erased: their records are cleared away later, and the recipients are told at once.
CREATE FUNCTION sharing_note_erasure() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    INSERT INTO public.sharing_change (person_id, record_id, at)
    SELECT DISTINCT d.person_id, d.record_id, clock_timestamp()
    FROM public.sharing_delivered d
    WHERE d.person_id = NEW.person_id
    ON CONFLICT (person_id, record_id) DO UPDATE SET at = EXCLUDED.at;
    RETURN NULL;
END
$$;
CREATE TRIGGER sharing_note_erasure
    AFTER INSERT ON vault_erasure
    FOR EACH ROW EXECUTE FUNCTION sharing_note_erasure();

-- What was put on record stays as it was.
CREATE FUNCTION sharing_refuse_change() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION '% only grows', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER sharing_document_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON sharing_document
    FOR EACH STATEMENT EXECUTE FUNCTION sharing_refuse_change();
CREATE TRIGGER sharing_contract_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON sharing_contract
    FOR EACH STATEMENT EXECUTE FUNCTION sharing_refuse_change();
CREATE TRIGGER sharing_assessment_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON sharing_assessment
    FOR EACH STATEMENT EXECUTE FUNCTION sharing_refuse_change();
CREATE TRIGGER sharing_inspection_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON sharing_inspection
    FOR EACH STATEMENT EXECUTE FUNCTION sharing_refuse_change();
CREATE TRIGGER sharing_approval_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON sharing_approval
    FOR EACH STATEMENT EXECUTE FUNCTION sharing_refuse_change();
CREATE TRIGGER sharing_dossier_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON sharing_dossier
    FOR EACH STATEMENT EXECUTE FUNCTION sharing_refuse_change();

-- A hand-over goes on and never back, but to be made anew before it was handed over; what it is never changes.
CREATE FUNCTION sharing_handover_goes_on() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF (NEW.handover_id, NEW.door_id, NEW.number, NEW.exit, NEW.kind, NEW.engagement_id, NEW.recipient, NEW.language, NEW.contact,
        NEW.age_key, NEW.sftp, NEW.wish, NEW.items, NEW.reason, NEW.statement_hash, NEW.second, NEW.counted, NEW.proposed_at,
        NEW.proposed_by, NEW.proposer_role)
        IS DISTINCT FROM
        (OLD.handover_id, OLD.door_id, OLD.number, OLD.exit, OLD.kind, OLD.engagement_id, OLD.recipient, OLD.language, OLD.contact,
        OLD.age_key, OLD.sftp, OLD.wish, OLD.items, OLD.reason, OLD.statement_hash, OLD.second, OLD.counted, OLD.proposed_at,
        OLD.proposed_by, OLD.proposer_role)
        OR (NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
            ('proposed', 'approved'), ('proposed', 'cancelled'), ('proposed', 'refused'),
            ('approved', 'made'), ('approved', 'cancelled'), ('approved', 'refused'),
            ('made', 'approved'), ('made', 'handed'), ('made', 'closed'), ('made', 'cancelled'), ('made', 'refused'),
            ('handed', 'closed')
        ))
    THEN
        RAISE EXCEPTION 'A hand-over only goes on' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER sharing_handover_goes_on BEFORE UPDATE ON sharing_handover
    FOR EACH ROW EXECUTE FUNCTION sharing_handover_goes_on();
CREATE TRIGGER sharing_handover_stays BEFORE DELETE OR TRUNCATE ON sharing_handover
    FOR EACH STATEMENT EXECUTE FUNCTION sharing_refuse_change();

-- Tells the worker to mail a recipient: that something waits, or the code with which it is fetched. The job holds ids only.
CREATE FUNCTION sharing_put_letter(task text, name text, id uuid, priority integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF task NOT IN ('sharing.letter', 'sharing.code', 'sharing.put') THEN
        RAISE EXCEPTION 'no such letter' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    PERFORM public.procrastinate_defer_jobs_v1(ARRAY[
        ROW('default', task, priority, NULL, NULL, jsonb_build_object(name, id), NULL)::public.procrastinate_job_to_defer_v1
    ]);
END
$$;

REVOKE ALL ON
    sharing_document, sharing_engagement, sharing_contract, sharing_assessment, sharing_inspection, sharing_approval,
    sharing_handover, sharing_dossier, sharing_delivered, sharing_change, sharing_passing, sharing_pickup
FROM PUBLIC;
REVOKE ALL ON FUNCTION
    sharing_note_change(), sharing_note_erasure(), sharing_refuse_change(), sharing_handover_goes_on(),
    sharing_put_letter(text, text, uuid, integer)
FROM PUBLIC;

-- The keeper decides and records; nobody else changes anything here.
GRANT SELECT ON
    sharing_document, sharing_engagement, sharing_contract, sharing_assessment, sharing_inspection, sharing_approval,
    sharing_handover, sharing_dossier, sharing_delivered, sharing_change, sharing_passing, sharing_pickup
TO azukari_keeper;
GRANT INSERT ON
    sharing_document, sharing_engagement, sharing_contract, sharing_assessment, sharing_inspection, sharing_approval,
    sharing_handover, sharing_dossier, sharing_delivered, sharing_passing, sharing_pickup
TO azukari_keeper;
GRANT UPDATE (party, language, contact, age_key, sftp, certificate_days, ended_on, ended_at, ended_by)
ON sharing_engagement TO azukari_keeper;
GRANT UPDATE (
    state, written, grounds, decided_at, decided_by, made_at, manifest, file_digest, size, handed_at, channel, due_on, closed_at,
    certificate, document
) ON sharing_handover TO azukari_keeper;
GRANT UPDATE (told_in, acknowledged_at) ON sharing_passing TO azukari_keeper;
GRANT UPDATE (tries, token, shown_at) ON sharing_pickup TO azukari_keeper;
GRANT DELETE ON sharing_delivered, sharing_change, sharing_passing, sharing_pickup TO azukari_keeper;
GRANT EXECUTE ON FUNCTION sharing_put_letter(text, text, uuid, integer) TO azukari_keeper;

-- The staff side puts documents on record and reads what is of organisations; whose records went out it cannot read.
GRANT SELECT ON
    sharing_document, sharing_engagement, sharing_contract, sharing_assessment, sharing_inspection, sharing_approval, sharing_handover
TO azukari_staff;
GRANT SELECT (handover_id, code, authority, address, representative, instrument, checked, necessity, told, told_why)
ON sharing_dossier TO azukari_staff;
GRANT INSERT ON sharing_document TO azukari_staff;
GRANT SELECT (handover_id, told_in, act, at, acknowledged_at) ON sharing_passing TO azukari_staff;

-- The worker reminds of what is due.
GRANT SELECT ON
    sharing_engagement, sharing_contract, sharing_assessment, sharing_inspection, sharing_approval, sharing_handover
TO azukari_worker;

INSERT INTO ledger_writer (role, kinds) VALUES ('azukari_keeper', 'sharing.');

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
