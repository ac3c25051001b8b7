"""Each process may append to the ledger only entries of its own kinds: none can make another's act up."""

from collections.abc import Callable
from datetime import UTC, datetime

import psycopg
import pytest

from azukari.host.database import PsycopgDatabase
from azukari.ledger.services import append

_NOW = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
_OWN = {
    "public": ("vault.record.collected",),
    "api": ("vault.record.collected",),
    "entrusted_import": ("vault.record.collected", "vault.import.begun"),
    "import": ("vault.record.collected", "vault.import.begun"),
    "keeper": ("vault.record.opened", "vault.record.refused", "keeper.call.refused", "rights.visit.begun"),
    "staff": ("staff.user.created",),
    "owner": ("statement.version.published",),
}
_KINDS = sorted({kind for kinds in _OWN.values() for kind in kinds})


@pytest.mark.parametrize(
    "role",
    ["public", "portal", "api", "import", "entrusted", "entrusted_import", "keeper", "staff", "worker", "ledger"],
)
@pytest.mark.parametrize("kind", _KINDS)
def test_a_role_appends_its_own_kinds_only(database: Callable[..., PsycopgDatabase], role: str, kind: str) -> None:
    may = kind in _OWN.get(role, ()) or (role in {"keeper", "entrusted"} and kind.startswith("vault."))
    with database(role).transaction() as cursor:
        if may:
            append(cursor, kind, {"number": 1}, now=_NOW)
            return
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            append(cursor, kind, {"number": 1}, now=_NOW)
