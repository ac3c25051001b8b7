-- The API's door reads the statement, and keeps the notices that services showed for it.
GRANT SELECT ON statement_version, statement_notice TO azukari_api;
GRANT INSERT ON statement_notice TO azukari_api;
