"""What the staff side's role in the database may do, and what nobody else may do with its tables."""

from tests.web.staff.conftest import Door

SEALED = (
    "vault_record",
    "vault_terms",
    "vault_erasure",
    "vault_consent",
    "vault_sealing_session",
    "vault_directory",
)
OWN = ("staff_user", "staff_access_key", "mfa_authenticator", "django_session")
HISTORY = (
    "DELETE FROM staff_user",
    "DELETE FROM staff_access_key",
    "UPDATE vault_access_event SET reason = ''",
    "DELETE FROM vault_access_event",
    "INSERT INTO ledger_entry (entry_id, kind, body, appended_at) VALUES (gen_random_uuid(), 'x', 'x', now())",
    "UPDATE ledger_entry SET kind = 'x'",
    "DELETE FROM ledger_leaf",
    "UPDATE statement_version SET edition = 'x'",
    "CREATE TABLE mine (id int)",
)
REFUSED = "InsufficientPrivilege"


def test_the_staff_side_reads_nothing_that_is_sealed(door: Door) -> None:
    assert {table: door.house.fails_as("staff", f"TABLE {table}") for table in SEALED} == dict.fromkeys(SEALED, REFUSED)


def test_nobody_else_reads_who_signs_in(door: Door) -> None:
    for role in ("public", "worker", "ledger"):
        assert {table: door.house.fails_as(role, f"TABLE {table}") for table in OWN} == dict.fromkeys(OWN, REFUSED)


def test_the_staff_side_rewrites_no_history(door: Door) -> None:
    assert {query: door.house.fails_as("staff", query) for query in HISTORY} == dict.fromkeys(HISTORY, REFUSED)


def test_the_staff_side_reads_what_it_shows(door: Door) -> None:
    shown = ("vault_access_event", "ledger_entry", "statement_version", *OWN)
    assert {table: door.house.fails_as("staff", f"TABLE {table}") for table in shown} == dict.fromkeys(shown)
