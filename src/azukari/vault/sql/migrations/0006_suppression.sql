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
