-- The baseline: the table that a developer would write for the same form, with the same ways to look a record up, and nothing else.
CREATE TABLE plain_record (
    record_id uuid PRIMARY KEY,
    person_id uuid NOT NULL,
    number text NOT NULL UNIQUE,
    service text NOT NULL,
    language text NOT NULL,
    collected_at timestamptz NOT NULL,
    permissions text[] NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    phone text NOT NULL,
    body text NOT NULL
);
CREATE INDEX plain_record_person ON plain_record (person_id);
CREATE INDEX plain_record_email ON plain_record (email);
CREATE INDEX plain_record_phone ON plain_record (phone);

-- What is written when a record is read, where an audit is asked for.
CREATE TABLE plain_event (
    event_id uuid PRIMARY KEY,
    record_id uuid NOT NULL,
    actor text NOT NULL,
    purpose text NOT NULL,
    reason text NOT NULL,
    at timestamptz NOT NULL
);
