"""Statements prepared once for each connection: what goes in comes out, and what the server forgot is prepared again."""

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from azukari.host.database import PsycopgDatabase
from tests.conftest import Server


class Word(str, Enum):  # noqa: UP042 - the shape that has to be written as its value
    """An enumeration of texts."""

    ONE = "one"


ECHOES = [
    ("text", 'quo"te, back\\slash, {brace}, NULL, 漢字'),
    ("text", None),
    ("bytea", b"\x00\\x\xff"),
    ("uuid", uuid.UUID(int=7)),
    ("bigint", -(2**40)),
    ("boolean", True),
    ("timestamptz", datetime(2026, 11, 24, 1, 2, 3, 4000, tzinfo=UTC)),
    ("date", date(2026, 2, 28)),
    ("text[]", ['a"b', "c\\d", "", "NULL", None, "e,f", "{}"]),
    ("bytea[]", [b"", b'"\x00\\', None]),
    ("uuid[]", [uuid.UUID(int=1), uuid.UUID(int=2)]),
    ("date[]", [date(2026, 1, 1), None]),
    ("text[]", []),
]


@pytest.fixture
def database(postgres: Server) -> Iterator[PsycopgDatabase]:
    made = PsycopgDatabase(postgres.url("keeper"))
    yield made
    made.close()


def echo(database: PsycopgDatabase, kind: str, value: Any) -> Any:
    return database.run(f"SELECT %(value)s::{kind}", {"value": value})[0][0]


@pytest.mark.parametrize(("kind", "value"), ECHOES)
def test_what_goes_in_comes_out(database: PsycopgDatabase, kind: str, value: Any) -> None:
    for _ in range(2):
        assert echo(database, kind, value) == value


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.none() | st.text(st.characters(codec="utf-8", exclude_characters="\0"))))
def test_any_texts_come_out(database: PsycopgDatabase, texts: list[str | None]) -> None:
    assert echo(database, "text[]", texts) == texts


def test_an_enumeration_is_written_as_its_value(database: PsycopgDatabase) -> None:
    assert echo(database, "text", Word.ONE) == "one"
    assert echo(database, "text[]", [Word.ONE]) == ["one"]


@pytest.mark.parametrize("value", ["a\0b", ["a\0b"]])
def test_a_text_is_never_cut_at_a_nul(database: PsycopgDatabase, value: Any) -> None:
    with pytest.raises(psycopg.DataError):
        echo(database, "text" if isinstance(value, str) else "text[]", value)


def test_what_has_no_form_is_refused(database: PsycopgDatabase) -> None:
    with pytest.raises(psycopg.ProgrammingError):
        echo(database, "text", object())


def test_one_parameter_may_stand_in_two_places(database: PsycopgDatabase) -> None:
    both = database.run("SELECT %(b)s::text, %(a)s::text, %(b)s::text", {"a": "x", "b": "y"})
    assert both == [("y", "x", "y")]


def test_an_error_is_that_of_the_server_and_the_connection_goes_on(database: PsycopgDatabase) -> None:
    for _ in range(2):
        with pytest.raises(psycopg.errors.DivisionByZero):
            database.run("SELECT 1 / %(none)s::int", {"none": 0})
    with pytest.raises(psycopg.errors.SyntaxError):
        database.run("SELEKT 1")
    assert echo(database, "text", "still here") == "still here"


def test_what_the_server_forgot_is_prepared_again(database: PsycopgDatabase) -> None:
    assert echo(database, "text", "before") == "before"
    database.connection.execute("DEALLOCATE ALL")
    assert echo(database, "text", "after") == "after"


def test_what_was_prepared_since_the_server_forgot_is_in_nobodys_way(database: PsycopgDatabase) -> None:
    kinds = ("text", "varchar", "name", "char(9)")
    for kind in kinds[:3]:
        echo(database, kind, "before")
    database.connection.execute("DEALLOCATE ALL")
    for kind in (kinds[3], *kinds, *kinds):
        assert echo(database, kind, "forgotten") == "forgotten"


def test_what_psycopg_lets_go_after_a_rollback_is_prepared_again(database: PsycopgDatabase) -> None:
    assert echo(database, "text", "before") == "before"
    for _ in range(8):  # so often that psycopg has prepared the statement itself
        with database.transaction() as cursor:
            cursor.execute("SELECT 1")
    with pytest.raises(LookupError), database.transaction() as cursor:
        cursor.execute("SELECT 1")
        raise LookupError
    with database.transaction() as cursor:
        cursor.execute("SELECT 2")
    assert echo(database, "text", "after") == "after"


def test_inside_a_transaction_nothing_that_was_forgotten_ends_it(database: PsycopgDatabase) -> None:
    assert echo(database, "text", "before") == "before"
    database.connection.execute("DEALLOCATE ALL")
    with database.transaction() as cursor:
        assert echo(database, "text", "within") == "within"
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


def test_plans_are_kept(database: PsycopgDatabase) -> None:
    assert database.run("SHOW plan_cache_mode") == [("force_generic_plan",)]
