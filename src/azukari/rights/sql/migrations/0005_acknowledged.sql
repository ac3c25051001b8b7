-- Whether the mail that acknowledges a request has gone out.
GRANT SELECT (request_id, kind, state) ON rights_notice TO azukari_staff, azukari_worker;
