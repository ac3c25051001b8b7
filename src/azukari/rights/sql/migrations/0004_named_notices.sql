-- A letter to whoever is named in a request that did not come by their own page: they learn of it at the address that is held, whoever
-- asks in their name, and whoever takes it down.
ALTER TABLE rights_notice ADD COLUMN record_id uuid;
ALTER TABLE rights_notice DROP CONSTRAINT rights_notice_kind_check;
ALTER TABLE rights_notice ADD CONSTRAINT rights_notice_kind_check CHECK (
    kind IN ('received', 'proof_asked', 'extended', 'answered', 'forwarded', 'erased', 'named')
);
ALTER TABLE rights_notice ADD CONSTRAINT rights_notice_named CHECK ((kind = 'named') = (record_id IS NOT NULL));

DROP FUNCTION rights_put_notice(uuid, text, timestamptz);
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

REVOKE ALL ON FUNCTION rights_put_notice(uuid, text, uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rights_put_notice(uuid, text, uuid, timestamptz) TO azukari_keeper;
