-- The baseline of the GDPRbench-style mixes: GDPRbench's own columns, and the indexes on its metadata that make it quick.
CREATE TABLE gdpr_record (
    key bigint PRIMARY KEY,
    pur smallint NOT NULL,
    ttl integer NOT NULL,
    usr integer NOT NULL,
    obj smallint NOT NULL,
    dec smallint NOT NULL,
    acl text NOT NULL,
    shr text NOT NULL,
    src text NOT NULL,
    cat text NOT NULL,
    data text NOT NULL
);
CREATE INDEX gdpr_record_pur ON gdpr_record (pur);
CREATE INDEX gdpr_record_ttl ON gdpr_record (ttl);
CREATE INDEX gdpr_record_usr ON gdpr_record (usr);
CREATE INDEX gdpr_record_obj ON gdpr_record (obj);
CREATE INDEX gdpr_record_dec ON gdpr_record (dec);
CREATE INDEX gdpr_record_shr ON gdpr_record (shr);

-- A log to read from; plain PostgreSQL writes nothing to it when a record is read.
CREATE TABLE gdpr_log (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    line text NOT NULL
);
