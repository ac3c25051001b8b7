-- What the staff side may do with its own tables. Applied after all migrations; idempotent. Nobody but it and the keeper (see the
-- keeper's grants) reads any of them; accounts are closed, never deleted, so that ids in the ledger keep their meaning.
GRANT SELECT, INSERT, UPDATE, DELETE ON django_session TO azukari_staff;
GRANT SELECT, INSERT, UPDATE ON staff_user, staff_access_key TO azukari_staff;
GRANT SELECT, INSERT, UPDATE, DELETE ON mfa_authenticator TO azukari_staff;
GRANT USAGE ON SEQUENCE mfa_authenticator_id_seq TO azukari_staff;
-- django-allauth looks whether there are addresses to verify; there never are any.
GRANT SELECT ON account_emailaddress TO azukari_staff;
-- Which entries the staff side may append to the ledger: those about its own accounts and keys.
INSERT INTO ledger_writer (role, kinds) VALUES ('azukari_staff', 'staff.') ON CONFLICT DO NOTHING;
