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
