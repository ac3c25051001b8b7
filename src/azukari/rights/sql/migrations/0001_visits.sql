-- Requests of persons. Only the keeper reads or writes here.

-- Somebody said a receipt number or an address, and was told that a code is on its way if anything is held. `target` is a keyed hash of
-- what was said, under a key that lives as long as the keeper's process: it counts tries and can be tested by nobody else. Where nobody
-- is known, or too many codes were asked for, there is no record, and the row looks the same otherwise. `contact` is the token of an
-- address in the blind index, and null where a number was said. A row stays for a day.
CREATE TABLE rights_entrance (
    entrance_id uuid PRIMARY KEY,
    target bytea NOT NULL,
    contact bytea,
    language text NOT NULL CHECK (language IN ('ja', 'en')),
    person_id uuid,
    record_id uuid,
    at timestamptz NOT NULL,
    tries smallint NOT NULL DEFAULT 0 CHECK (tries >= 0),
    ended_at timestamptz,
    CHECK ((person_id IS NULL) = (record_id IS NULL))
);
CREATE INDEX rights_entrance_target ON rights_entrance (target, at);

-- Somebody who showed a code that had been mailed. `digest` is the SHA-256 of the token that their browser keeps. Until a receipt number
-- was named, it is known only that they read the mailbox, and not which person of that address they are. A row stays for a day.
CREATE TABLE rights_visit (
    visit_id uuid PRIMARY KEY,
    digest bytea NOT NULL UNIQUE,
    contact bytea,
    language text NOT NULL CHECK (language IN ('ja', 'en')),
    person_id uuid,
    began_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    tries smallint NOT NULL DEFAULT 0 CHECK (tries >= 0),
    ended_at timestamptz,
    CHECK (person_id IS NOT NULL OR contact IS NOT NULL)
);

REVOKE ALL ON rights_entrance, rights_visit FROM PUBLIC;
GRANT SELECT, INSERT, DELETE ON rights_entrance, rights_visit TO azukari_keeper;
GRANT UPDATE (tries, ended_at) ON rights_entrance TO azukari_keeper;
GRANT UPDATE (person_id, seen_at, tries, ended_at) ON rights_visit TO azukari_keeper;
INSERT INTO ledger_writer (role, kinds) VALUES ('azukari_keeper', 'rights.');
