"""The row of an import only goes on: nobody changes where a file came from, and two steps never begin at one place."""

import uuid
from dataclasses import replace

import psycopg
import pytest

from azukari.base.clock import system_clock
from azukari.vault.services.bulk import NOTHING
from azukari.vault.services.importing import (
    Import,
    ImportedBeforeError,
    ImportMovedError,
    Standing,
    Step,
    begin,
    finish,
    imports,
    store_step,
)
from tests.cli.importing.office import Office

WANTED = Import(
    import_id=uuid.UUID(int=7), service="registration", statement_hash="ab" * 32, file_digest="f", mapping_digest="m",
    provenance=b"{}", provenance_digest="p", begun_by="somebody",
)  # fmt: skip
STANDING = Standing(WANTED.statement_hash)


def _begin(office: Office, wanted: Import = WANTED, *, again: bool = False) -> Standing:
    return begin(office.database("import"), wanted, notices=[b"notice"], again=again, now=system_clock())


def _step(office: Office, before: Standing, *, to: int) -> Standing:
    step = Step(WANTED.import_id, before, to, skipped=1)
    return store_step(office.database("import"), NOTHING, step=step)


@pytest.mark.parametrize("role", ["import", "owner"])
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE vault_import SET provenance = 'other'",
        "UPDATE vault_import SET begun_by = 'somebody else'",
        "UPDATE vault_import SET file_digest = 'other'",
        "UPDATE vault_import SET line = line - 1",
        "UPDATE vault_import SET stored = stored - 1",
        "DELETE FROM vault_import",
        "TRUNCATE vault_import",
    ],
)
def test_what_is_written_of_an_import_stays(office: Office, role: str, change: str) -> None:
    _begin(office)
    with pytest.raises(psycopg.errors.InsufficientPrivilege), office.database(role).transaction() as cursor:
        cursor.execute(change)
    assert office.sql("SELECT provenance, line FROM vault_import") == [(b"{}", 0)]


def test_what_is_finished_stays_finished(office: Office) -> None:
    finish(office.database("import"), WANTED.import_id, before=_begin(office), now=system_clock())
    with pytest.raises(psycopg.errors.InsufficientPrivilege), office.database("import").transaction() as cursor:
        cursor.execute("UPDATE vault_import SET state = 'begun', finished_at = NULL")
    with pytest.raises(ImportMovedError):
        finish(office.database("import"), WANTED.import_id, before=STANDING, now=system_clock())
    assert _begin(office).finished


def test_a_step_that_begins_elsewhere_is_not_taken(office: Office) -> None:
    _begin(office)
    after = _step(office, STANDING, to=5)
    assert (after.line, after.skipped) == (5, 1)
    with pytest.raises(ImportMovedError):
        _step(office, STANDING, to=9)
    with pytest.raises(ImportMovedError):
        finish(office.database("import"), WANTED.import_id, before=STANDING, now=system_clock())
    assert office.sql("SELECT line, skipped, state FROM vault_import") == [(5, 1, "begun")]


def test_begun_twice_it_is_begun_once(office: Office) -> None:
    assert _begin(office) == _begin(office) == STANDING
    assert len(office.entries("vault.import.begun")) == 1


def test_the_same_file_by_another_name_needs_to_be_meant(office: Office) -> None:
    _begin(office)
    other = replace(WANTED, import_id=uuid.UUID(int=8))
    with pytest.raises(ImportedBeforeError):
        _begin(office, other)
    assert _begin(office, replace(other, service="inquiry")).line == 0
    assert _begin(office, replace(other, import_id=uuid.UUID(int=9)), again=True).line == 0
    assert [one.import_id.int for one in imports(office.database("import"))] == [9, 8, 7]
