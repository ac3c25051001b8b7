-- Requests of persons. Only the keeper reads or writes here.

-- Somebody said a receipt number or an address, and was told that a code is on its way if anything is held. `target` is a keyed hash of
-- what was said, under a key that lives as long as the keeper's process: it counts tries and can be tested by nobody else. Where nobody
-- is known, or too many codes were asked for, there is no record, and the row looks the same otherwise. `contact` is the token of an
-- address in the blind index, and null where a number was said. A row stays for a day.
CREATE TABLE rights_entrance (
    entrance_id uuid PRIMARY KEY,
    target bytea NOT NULL,
    contact bytea,
    language text NOT NULL CHECK (language IN ('ja', 'en')),
    person_id uuid,
    record_id uuid,
    at timestamptz NOT NULL,
    tries smallint NOT NULL DEFAULT 0 CHECK (tries >= 0),
    ended_at timestamptz,
    CHECK ((person_id IS NULL) = (record_id IS NULL))
);
CREATE INDEX rights_entrance_target ON rights_entrance (target, at);

-- Somebody who showed a code that had been mailed. `digest` is the SHA-256 of the token that their browser keeps. Until a receipt number
-- was named, it is known only that they read the mailbox, and not which person of that address they are. A row stays for a day.
CREATE TABLE rights_visit (
    visit_id uuid PRIMARY KEY,
    digest bytea NOT NULL UNIQUE,
    contact bytea,
    language text NOT NULL CHECK (language IN ('ja', 'en')),
    person_id uuid,
    began_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    tries smallint NOT NULL DEFAULT 0 CHECK (tries >= 0),
    ended_at timestamptz,
    CHECK (person_id IS NOT NULL OR contact IS NOT NULL)
);

REVOKE ALL ON rights_entrance, rights_visit FROM PUBLIC;
GRANT SELECT, INSERT, DELETE ON rights_entrance, rights_visit TO azukari_keeper;
GRANT UPDATE (tries, ended_at) ON rights_entrance TO azukari_keeper;
GRANT UPDATE (person_id, seen_at, tries, ended_at) ON rights_visit TO azukari_keeper;
INSERT INTO ledger_writer (role, kinds) VALUES ('azukari_keeper', 'rights.');

-- The register of requests. What a person wrote is not here: it is sealed in the vault, as the record that `record_id` names.
CREATE TABLE rights_request (
    request_id uuid PRIMARY KEY,
    number text NOT NULL UNIQUE,
    person_id uuid,
    record_id uuid,
    pack text NOT NULL,
    kind text NOT NULL,
    channel text NOT NULL CHECK (channel IN ('page', 'mail', 'telephone', 'letter', 'counter')),
    asker text NOT NULL CHECK (asker IN ('person', 'statutory_agent', 'mandated_agent')),
    language text NOT NULL CHECK (language IN ('ja', 'en')),
    arrived_at timestamptz NOT NULL,
    acknowledge_by date NOT NULL,
    answer_by date NOT NULL,
    latest_on date NOT NULL,
    state text NOT NULL CHECK (
        state IN (
            'received', 'identifying', 'examining', 'proposed', 'decided', 'acting', 'done', 'answered', 'forwarded', 'withdrawn'
        )
    ),
    steps smallint NOT NULL CHECK (steps > 0),
    form text NOT NULL DEFAULT 'page' CHECK (form IN ('page', 'letter')),
    CHECK (answer_by <= latest_on)
);
CREATE INDEX rights_request_open ON rights_request (answer_by, request_id)
WHERE state NOT IN ('answered', 'forwarded', 'withdrawn');
CREATE INDEX rights_request_person ON rights_request (person_id) WHERE person_id IS NOT NULL;

-- What was done with a request, step by step (spec/request.md). `taken_by` is an opaque id.
CREATE TABLE rights_step (
    request_id uuid NOT NULL REFERENCES rights_request (request_id),
    place smallint NOT NULL CHECK (place > 0),
    move text NOT NULL,
    taken_by text NOT NULL,
    outcome text CHECK (outcome IN ('full', 'part', 'refused', 'not_held')),
    grounds text[] NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (request_id, place),
    CHECK ((move = 'propose') = (outcome IS NOT NULL)),
    CHECK ((outcome IS NOT NULL AND outcome IN ('part', 'refused')) = (grounds <> '{}'))
);

-- The states that a step may lead from and to: the table of spec/request.md once more, so that no slip of ours gets by it.
CREATE FUNCTION rights_may_step(before text, move text, after text) RETURNS boolean
    LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE move
        WHEN 'ask_proof' THEN before IN ('received', 'examining') AND after = 'identifying'
        WHEN 'prove' THEN before IN ('received', 'identifying') AND after = 'examining'
        WHEN 'extend' THEN before IN ('received', 'identifying', 'examining', 'proposed') AND after = before
        WHEN 'propose' THEN before IN ('identifying', 'examining') AND after = 'proposed'
        WHEN 'return' THEN before = 'proposed' AND after IN ('examining', 'identifying')
        WHEN 'decide' THEN before = 'proposed' AND after = 'decided'
        WHEN 'act' THEN before = 'decided' AND after = 'acting'
        WHEN 'finish' THEN before = 'acting' AND after = 'done'
        WHEN 'answer' THEN before IN ('decided', 'done') AND after = 'answered'
        WHEN 'forward' THEN before IN ('received', 'identifying', 'examining') AND after = 'forwarded'
        WHEN 'withdraw' THEN before IN ('received', 'identifying', 'examining', 'proposed') AND after = 'withdrawn'
        ELSE false
    END
$$;

-- A request moves by one step at a time, which stands in its place already; what it is about never changes but for whose it is.
CREATE FUNCTION rights_request_steps() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    taken text;
BEGIN
    IF (NEW.request_id, NEW.number, NEW.pack, NEW.kind, NEW.channel, NEW.asker, NEW.language, NEW.arrived_at, NEW.acknowledge_by)
        IS DISTINCT FROM
        (OLD.request_id, OLD.number, OLD.pack, OLD.kind, OLD.channel, OLD.asker, OLD.language, OLD.arrived_at, OLD.acknowledge_by)
    THEN
        RAISE EXCEPTION 'A request stays what it was' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF (NEW.state, NEW.steps, NEW.answer_by, NEW.latest_on) IS DISTINCT FROM (OLD.state, OLD.steps, OLD.answer_by, OLD.latest_on) THEN
        SELECT s.move INTO taken
        FROM public.rights_step AS s
        WHERE s.request_id = NEW.request_id AND s.place = NEW.steps;
        IF NEW.steps <> OLD.steps + 1
            OR taken IS NULL
            OR NOT public.rights_may_step(OLD.state, taken, NEW.state)
            OR (taken <> 'extend' AND (NEW.answer_by, NEW.latest_on) IS DISTINCT FROM (OLD.answer_by, OLD.latest_on))
        THEN
            RAISE EXCEPTION 'A request cannot take this step' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END
$$;

-- A request begins by being received.
CREATE FUNCTION rights_request_begins() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF NEW.state <> 'received' OR NEW.steps <> 1 THEN
        RAISE EXCEPTION 'A request begins by being received' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE FUNCTION rights_refuse_change() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER rights_request_begins BEFORE INSERT ON rights_request
    FOR EACH ROW EXECUTE FUNCTION rights_request_begins();
CREATE TRIGGER rights_request_steps BEFORE UPDATE ON rights_request
    FOR EACH ROW EXECUTE FUNCTION rights_request_steps();
CREATE TRIGGER rights_request_stays BEFORE DELETE OR TRUNCATE ON rights_request
    FOR EACH STATEMENT EXECUTE FUNCTION rights_refuse_change();
CREATE TRIGGER rights_step_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON rights_step
    FOR EACH STATEMENT EXECUTE FUNCTION rights_refuse_change();

REVOKE ALL ON rights_request, rights_step FROM PUBLIC;
REVOKE ALL ON FUNCTION
    rights_may_step(text, text, text), rights_request_steps(), rights_request_begins(), rights_refuse_change()
FROM PUBLIC;
GRANT SELECT, INSERT ON rights_request, rights_step TO azukari_keeper;
GRANT UPDATE (person_id, record_id, state, steps, answer_by, latest_on) ON rights_request TO azukari_keeper;
GRANT EXECUTE ON FUNCTION rights_may_step(text, text, text) TO azukari_keeper;

-- Persons who are one and the same: each sending makes a person of its own, and what joins them is said by somebody, shown, and can be
-- taken back. A person without a row is one by themselves. The group's id says nothing else.
CREATE TABLE rights_link (
    person_id uuid PRIMARY KEY,
    group_id uuid NOT NULL,
    basis text NOT NULL CHECK (basis IN ('own_number', 'staff')),
    linked_by text NOT NULL,
    linked_at timestamptz NOT NULL
);
CREATE INDEX rights_link_group ON rights_link (group_id);

-- What was written in a request and about it, sealed (spec/case-paper.md). The keys lie in the database of person keys.
CREATE TABLE rights_paper (
    request_id uuid NOT NULL REFERENCES rights_request (request_id),
    paper_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('wish', 'contact', 'identity', 'evidence', 'plan', 'reason', 'change', 'reply')),
    sealed bytea NOT NULL,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (request_id, paper_id)
);
ALTER TABLE rights_paper ALTER COLUMN sealed SET STORAGE EXTERNAL;

-- What was shown of who asks: about what, how, until when it counts, and who looked at it. No copy and no name.
CREATE TABLE rights_proof (
    request_id uuid NOT NULL REFERENCES rights_request (request_id),
    proof_id uuid NOT NULL,
    subject text NOT NULL CHECK (subject IN ('person', 'agent', 'relation')),
    method text NOT NULL CHECK (
        method IN ('mailbox', 'number', 'call_back', 'document', 'in_person', 'mandate', 'register', 'licence')
    ),
    until_on date,
    checked_by text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (request_id, proof_id)
);

-- The search plan of a request: every place where something of the person may be, and what is known of it.
CREATE TABLE rights_place (
    request_id uuid NOT NULL REFERENCES rights_request (request_id),
    place text NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'found', 'none', 'not_personal', 'asked', 'confirmed')),
    count integer NOT NULL CHECK (count >= 0),
    settled_by text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (request_id, place)
);

-- Letters about requests that are to be mailed, and those that were: neither a name nor an address. `named` is a letter to whoever is
-- named in a request that did not come by their own page, at the address of the record: they learn of it, whoever asks in their name.
CREATE TABLE rights_notice (
    notice_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    request_id uuid NOT NULL REFERENCES rights_request (request_id),
    kind text NOT NULL CHECK (
        kind IN ('received', 'proof_asked', 'extended', 'answered', 'forwarded', 'erased', 'named')
    ),
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'given_up')),
    made_at timestamptz NOT NULL,
    ended_at timestamptz,
    record_id uuid,
    CONSTRAINT rights_notice_named CHECK ((kind = 'named') = (record_id IS NOT NULL))
);

-- Puts a letter about a request into the outbox and tells the worker, in the caller's transaction.
CREATE FUNCTION rights_put_notice(wanted_request uuid, wanted_kind text, wanted_record uuid, put_at timestamptz) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    made bigint;
BEGIN
    INSERT INTO public.rights_notice (request_id, kind, record_id, made_at)
    VALUES (wanted_request, wanted_kind, wanted_record, put_at)
    RETURNING notice_id INTO made;
    PERFORM public.procrastinate_defer_jobs_v1(ARRAY[
        ROW('default', 'rights.notice', 0, NULL, NULL, jsonb_build_object('notice_id', made), NULL)
            ::public.procrastinate_job_to_defer_v1
    ]);
END
$$;

CREATE TRIGGER rights_proof_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON rights_proof
    FOR EACH STATEMENT EXECUTE FUNCTION rights_refuse_change();

REVOKE ALL ON rights_link, rights_paper, rights_proof, rights_place, rights_notice FROM PUBLIC;
REVOKE ALL ON FUNCTION rights_put_notice(uuid, text, uuid, timestamptz) FROM PUBLIC;
GRANT SELECT, INSERT, DELETE ON rights_link, rights_paper TO azukari_keeper;
GRANT UPDATE (group_id) ON rights_link TO azukari_keeper;
GRANT SELECT, INSERT ON rights_proof, rights_place TO azukari_keeper;
GRANT UPDATE (state, count, settled_by, at) ON rights_place TO azukari_keeper;
GRANT SELECT ON rights_notice TO azukari_keeper;
GRANT UPDATE (state, ended_at) ON rights_notice TO azukari_keeper;
GRANT EXECUTE ON FUNCTION rights_put_notice(uuid, text, uuid, timestamptz) TO azukari_keeper;

-- The staff side and the worker see where requests stand, which holds nothing personal: not whose they are, nor what was written.
GRANT SELECT (
    request_id, number, pack, kind, channel, asker, language, arrived_at, acknowledge_by, answer_by, latest_on, state, steps, form
) ON rights_request TO azukari_staff, azukari_worker;
GRANT SELECT ON rights_step, rights_place TO azukari_staff, azukari_worker;
GRANT SELECT ON rights_proof TO azukari_staff;
-- Whether the mail that acknowledges a request has gone out.
GRANT SELECT (request_id, kind, state) ON rights_notice TO azukari_staff, azukari_worker;
