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
GRANT INSERT ON
    vault_sealing_session, vault_record, vault_grant, vault_lookup, vault_contact_point, vault_consent
TO azukari_api;
GRANT EXECUTE ON FUNCTION vault_reserve(uuid, text, uuid), vault_service_key_of(bytea) TO azukari_api;
INSERT INTO ledger_writer (role, kinds) VALUES ('azukari_api', 'vault.record.collected');
