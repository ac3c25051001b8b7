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

-- In which form the answer is wanted.
ALTER TABLE rights_request ADD COLUMN form text NOT NULL DEFAULT 'page' CHECK (form IN ('page', 'letter'));
CREATE INDEX rights_request_person ON rights_request (person_id) WHERE person_id IS NOT NULL;

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

-- Letters about requests that are to be mailed, and those that were: neither a name nor an address.
CREATE TABLE rights_notice (
    notice_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    request_id uuid NOT NULL REFERENCES rights_request (request_id),
    kind text NOT NULL CHECK (kind IN ('received', 'proof_asked', 'extended', 'answered', 'forwarded', 'erased')),
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'given_up')),
    made_at timestamptz NOT NULL,
    ended_at timestamptz
);

-- Puts a letter about a request into the outbox and tells the worker, in the caller's transaction.
CREATE FUNCTION rights_put_notice(wanted_request uuid, wanted_kind text, put_at timestamptz) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    made bigint;
BEGIN
    INSERT INTO public.rights_notice (request_id, kind, made_at)
    VALUES (wanted_request, wanted_kind, put_at)
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
REVOKE ALL ON FUNCTION rights_put_notice(uuid, text, timestamptz) FROM PUBLIC;
GRANT SELECT, INSERT, DELETE ON rights_link, rights_paper TO azukari_keeper;
GRANT UPDATE (group_id) ON rights_link TO azukari_keeper;
GRANT SELECT, INSERT ON rights_proof, rights_place TO azukari_keeper;
GRANT UPDATE (state, count, settled_by, at) ON rights_place TO azukari_keeper;
GRANT SELECT ON rights_notice TO azukari_keeper;
GRANT UPDATE (state, ended_at) ON rights_notice TO azukari_keeper;
GRANT EXECUTE ON FUNCTION rights_put_notice(uuid, text, timestamptz) TO azukari_keeper;

-- The staff side and the worker see where requests stand, which holds nothing personal: not whose they are, nor what was written.
GRANT SELECT (
    request_id, number, pack, kind, channel, asker, language, arrived_at, acknowledge_by, answer_by, latest_on, state, steps, form
) ON rights_request TO azukari_staff, azukari_worker;
GRANT SELECT ON rights_step, rights_place TO azukari_staff, azukari_worker;
GRANT SELECT ON rights_proof TO azukari_staff;
