-- The roles of Azukari's processes. Idempotent; runs as a role that may create roles. Passwords are set apart from it.
-- Each process signs in as its own role; grants stand in each room's schema. No role but the owner may create anything.
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY[
        'azukari_owner', 'azukari_public', 'azukari_staff', 'azukari_keeper', 'azukari_worker', 'azukari_ledger', 'azukari_api',
        'azukari_import', 'azukari_portal', 'azukari_entrusted', 'azukari_entrusted_import'
    ]
    LOOP
        IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = wanted) THEN
            EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOBYPASSRLS', wanted);
        END IF;
    END LOOP;
END
$$;
