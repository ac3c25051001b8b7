-- The public door keeps one thing: for a day, which completion page belongs to which receipt, so that the page can be opened again
-- and the receipt fetched. A receipt holds nothing that anybody typed.

CREATE TABLE public_completion (
    token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
    number text NOT NULL,
    service text NOT NULL,
    language text NOT NULL,
    statement_hash text NOT NULL,
    entry bytea NOT NULL,
    receipt bytea NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX public_completion_expires_at ON public_completion (expires_at);

REVOKE ALL ON public_completion FROM PUBLIC;
GRANT SELECT, INSERT, DELETE ON public_completion TO azukari_public;
