-- What the worker may do with its queue. Jobs are put in by SECURITY DEFINER functions (letters_put), so no other role needs more.
GRANT SELECT, INSERT, UPDATE, DELETE ON
    procrastinate_jobs, procrastinate_periodic_defers, procrastinate_events, procrastinate_workers
TO azukari_worker;
GRANT USAGE ON SEQUENCE
    procrastinate_jobs_id_seq, procrastinate_periodic_defers_id_seq, procrastinate_events_id_seq
TO azukari_worker;
