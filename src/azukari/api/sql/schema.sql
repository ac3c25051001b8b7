-- The door for programs keeps one thing: for a day, what an act under an idempotency key came to, so that it is done once however
-- often it is sent. The token is a keyed hash of service key and idempotency key, the body's another; the answer holds ids and
-- dates, and nothing of what was sent.

CREATE TABLE api_answer (
    token bytea PRIMARY KEY CHECK (octet_length(token) = 32),
    key_id uuid NOT NULL,
    body bytea NOT NULL CHECK (octet_length(body) = 32),
    status smallint NOT NULL,
    answer bytea NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX api_answer_expires_at ON api_answer (expires_at);

REVOKE ALL ON api_answer FROM PUBLIC;
GRANT SELECT, INSERT, DELETE ON api_answer TO azukari_api;
