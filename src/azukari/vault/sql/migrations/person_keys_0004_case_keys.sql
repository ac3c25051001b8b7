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
