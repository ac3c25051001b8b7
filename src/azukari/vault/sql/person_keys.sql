-- Person keys, in a database of their own with its own short backup horizon: destroying a row erases its person from every copy of
-- the main store. Nothing here says who a person is.

-- A sealing process's key for person keys, sealed once to the keeper's key of that epoch.
CREATE TABLE person_key_session (
    session_id uuid PRIMARY KEY,
    epoch integer NOT NULL,
    sealed bytea NOT NULL,
    made_at timestamptz NOT NULL
);

-- One person's key under a session's key (spec/grant.md). Keys are made ahead in batches; one without a record was never used.
CREATE TABLE person_key (
    person_id uuid PRIMARY KEY,
    session_id uuid NOT NULL,
    sealed bytea NOT NULL,
    made_at timestamptz NOT NULL
);

REVOKE ALL ON person_key_session, person_key FROM PUBLIC;
GRANT INSERT ON person_key_session, person_key TO azukari_public;
GRANT SELECT ON person_key_session, person_key TO azukari_keeper;
GRANT DELETE ON person_key TO azukari_keeper;

-- The API's door makes keys of persons as the public side does.
GRANT INSERT ON person_key_session, person_key TO azukari_api;
-- The import makes keys of persons as the public side does.
GRANT INSERT ON person_key_session, person_key TO azukari_import;

-- Keys of requests' papers, each sealed to the keeper's key for person keys of that epoch (spec/case-paper.md). They lie here, and not
-- beside the papers, for the same reason as persons' keys: destroying a row ends what lies under it in every copy of the main store.
CREATE TABLE case_key (
    request_id uuid NOT NULL,
    lid text NOT NULL CHECK (lid IN ('case', 'identity', 'contact')),
    key_id uuid NOT NULL UNIQUE,
    epoch integer NOT NULL,
    sealed bytea NOT NULL,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (request_id, lid)
);
REVOKE ALL ON case_key FROM PUBLIC;
GRANT SELECT, INSERT, DELETE ON case_key TO azukari_keeper;
