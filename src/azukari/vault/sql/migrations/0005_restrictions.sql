-- A hold that was placed because its person asked for it: by which request.
ALTER TABLE vault_hold ADD COLUMN request_id uuid;
CREATE UNIQUE INDEX vault_hold_request ON vault_hold (person_id, record_id, request_id) WHERE request_id IS NOT NULL;
