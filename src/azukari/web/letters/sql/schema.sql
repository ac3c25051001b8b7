-- The outbox: letters that are to be sent, and those that were. Holds neither a name nor an address: both are opened by the keeper
-- when a letter is sent, and forgotten.

CREATE TABLE letters_letter (
    letter_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    record_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('acknowledgement')),
    language text NOT NULL CHECK (language IN ('ja', 'en')),
    service text NOT NULL,
    statement_hash text NOT NULL,
    entry bytea NOT NULL,
    receipt bytea NOT NULL,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'given_up')),
    made_at timestamptz NOT NULL,
    ended_at timestamptz,
    UNIQUE (record_id, kind)
);

-- Puts a letter into the outbox and tells the worker, in the caller's transaction. The caller can put, and cannot read.
CREATE FUNCTION letters_put(
    wanted_record uuid,
    wanted_kind text,
    wanted_language text,
    wanted_service text,
    wanted_statement text,
    wanted_entry bytea,
    wanted_receipt bytea,
    put_at timestamptz
) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    made bigint;
BEGIN
    INSERT INTO public.letters_letter (record_id, kind, language, service, statement_hash, entry, receipt, made_at)
    VALUES (
        wanted_record, wanted_kind, wanted_language, wanted_service, wanted_statement, wanted_entry, wanted_receipt, put_at
    )
    ON CONFLICT (record_id, kind) DO NOTHING
    RETURNING letter_id INTO made;
    IF made IS NOT NULL THEN
        PERFORM public.procrastinate_defer_jobs_v1(ARRAY[
            ROW('default', 'letters.send', 0, NULL, NULL, jsonb_build_object('letter_id', made), NULL)
                ::public.procrastinate_job_to_defer_v1
        ]);
    END IF;
END
$$;

REVOKE ALL ON letters_letter FROM PUBLIC;
REVOKE ALL ON FUNCTION letters_put(uuid, text, text, text, text, bytea, bytea, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION letters_put(uuid, text, text, text, text, bytea, bytea, timestamptz) TO azukari_public;
GRANT SELECT ON letters_letter TO azukari_worker;
GRANT UPDATE (state, ended_at) ON letters_letter TO azukari_worker;
GRANT SELECT (letter_id, record_id, kind, language, service, state, made_at, ended_at) ON letters_letter TO azukari_staff;

-- Puts the letter with an entrance's code out, by telling the worker; it asks the keeper whether there is anything to write, so that
-- whoever calls this neither knows nor learns it. Before other letters, since somebody waits.
CREATE FUNCTION letters_put_code(wanted_entrance uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    PERFORM public.procrastinate_defer_jobs_v1(ARRAY[
        ROW('default', 'letters.send_code', 10, NULL, NULL, jsonb_build_object('entrance', wanted_entrance), NULL)
            ::public.procrastinate_job_to_defer_v1
    ]);
END
$$;
REVOKE ALL ON FUNCTION letters_put_code(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION letters_put_code(uuid) TO azukari_portal;
