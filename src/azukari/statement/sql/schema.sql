-- The statement: every version that was ever published, and every notice that was ever shown; nothing is changed or removed.
-- Who may do what stands at the end; docs/operator/roles.md says it in words.

-- One published version. `hash` names the canonical bundle (spec/statement-bundle.md); no two versions begin at one instant.
CREATE TABLE statement_version (
    hash text PRIMARY KEY,
    version text NOT NULL UNIQUE,
    edition text NOT NULL,
    reason_kind text NOT NULL,
    reason_ja text NOT NULL,
    reason_en text NOT NULL,
    approver text NOT NULL CHECK (approver <> ''),
    published_at timestamptz NOT NULL,
    effective_at timestamptz NOT NULL UNIQUE,
    bundle bytea NOT NULL,
    CHECK (hash = encode(sha256(bundle), 'hex')),
    CHECK (effective_at >= published_at)
);

-- The exact bytes that a person was shown before giving anything (spec/notice.md); records refer to them by hash.
CREATE TABLE statement_notice (
    hash text PRIMARY KEY,
    body bytea NOT NULL,
    CHECK (hash = encode(sha256(body), 'hex'))
);

CREATE FUNCTION statement_refuse_change() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER statement_version_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON statement_version
    FOR EACH STATEMENT EXECUTE FUNCTION statement_refuse_change();
CREATE TRIGGER statement_notice_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON statement_notice
    FOR EACH STATEMENT EXECUTE FUNCTION statement_refuse_change();

REVOKE ALL ON FUNCTION statement_refuse_change() FROM PUBLIC;
REVOKE ALL ON statement_version, statement_notice FROM PUBLIC;

-- A statement is public, so every process may read it; only the owner publishes.
GRANT SELECT ON statement_version, statement_notice
TO azukari_public, azukari_staff, azukari_keeper, azukari_worker, azukari_ledger;
-- The public side keeps what it showed.
GRANT INSERT ON statement_notice TO azukari_public;

-- The API's door reads the statement, and keeps the notices that services showed for it.
GRANT SELECT ON statement_version, statement_notice TO azukari_api;
GRANT INSERT ON statement_notice TO azukari_api;

-- The person's portal shows the statement, and under which version something was collected.
GRANT SELECT ON statement_version TO azukari_portal;
