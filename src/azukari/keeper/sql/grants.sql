-- What the keeper may read of the staff side, column by column, to see for itself who is asking. Applied after all migrations;
-- idempotent. It may write none of it: no session, no password, no key can be made by the keeper.
GRANT SELECT (session_key, session_data, expire_date) ON django_session TO azukari_keeper;
GRANT SELECT (id, password, role, is_active, must_change_password) ON staff_user TO azukari_keeper;
GRANT SELECT (user_id, key_hash, expires_at, revoked_at) ON staff_access_key TO azukari_keeper;
GRANT SELECT (id, user_id) ON mfa_authenticator TO azukari_keeper;
-- Which entries the keeper may append to the ledger beside those of the vault: its own refusals.
INSERT INTO ledger_writer (role, kinds) VALUES ('azukari_keeper', 'keeper.') ON CONFLICT DO NOTHING;
