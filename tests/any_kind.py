"""For tests of the ledger alone: every role may append entries of any kind, as before a room has said which are its own."""

import psycopg
import pytest

from tests.conftest import Server


@pytest.fixture(autouse=True)
def any_kind(request: pytest.FixtureRequest) -> None:
    """Let every role append any kind, where a test has a database."""
    if "postgres" in request.fixturenames:
        server: Server = request.getfixturevalue("postgres")
        with psycopg.connect(server.admin(), autocommit=True) as admin:
            admin.execute("INSERT INTO ledger_writer SELECT rolname, '' FROM pg_roles WHERE rolname LIKE 'azukari\\_%'")
