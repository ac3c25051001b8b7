"""What each role may do in the schemas of clients' data, written as in `privileges`; whoever is not named may nothing."""

ENTRUSTED: dict[str, dict[str, str]] = {
    "azukari_entrusted": {
        "vault_access_event": "SI",
        "vault_consent": "SI",
        "vault_directory": "SD",
        "vault_erasure": "SI",
        "vault_hold": "SI",
        "vault_import": "S",
        "vault_purpose_key": "SI",
        "vault_record": "SuD",
        "vault_sealing_session": "SI",
        "vault_service_key": "S",
        "vault_suppression": "S",
        "vault_terms": "SI",
        "vault_tombstone": "SI",
    },
    "azukari_entrusted_import": {
        "vault_consent": "I",
        "vault_directory": "I",
        "vault_import": "SIu",
        "vault_purpose_key": "S",
        "vault_record": "I",
        "vault_sealing_session": "I",
        "vault_terms": "I",
    },
}

INTAKE: dict[str, dict[str, str]] = {
    "azukari_entrusted_import": {"vault_consent": "I", "vault_directory": "I", "vault_record": "I"},
}

ENTRUSTED_KEYS: dict[str, dict[str, str]] = {
    "azukari_entrusted": {"person_key": "SD", "person_key_session": "S", "person_key_tombstone": "SI"},
    "azukari_entrusted_import": {"person_key": "I", "person_key_session": "I"},
}

ENTRUSTED_FUNCTIONS: dict[str, list[str]] = {"azukari_entrusted": ["vault_destroy"]}
