-- The API's door: it appends what it collects, and shows entries and their places, which are public.
GRANT EXECUTE ON FUNCTION ledger_append(uuid, text, bytea, timestamptz) TO azukari_api;
GRANT SELECT ON ledger_entry, ledger_leaf TO azukari_api;
