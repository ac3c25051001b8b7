-- The person's portal shows the statement, and under which version something was collected.
GRANT SELECT ON statement_version TO azukari_portal;
