"""Many entries are appended at once, each of them checked, and all of them or none."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from azukari.base.ids import new_id
from azukari.host.database import PsycopgDatabase
from azukari.ledger.entry import Entry, EntryInvalidError, encode, new_entry
from azukari.ledger.queries import history
from azukari.ledger.services import append, append_all, entries_for
from tests.conftest import Server

NOW = datetime(2026, 11, 23, 9, 15, 2, tzinfo=UTC)


def test_entries_of_several_acts_are_appended_in_their_order(database: Callable[..., PsycopgDatabase]) -> None:
    keeper = database("keeper")
    with keeper.transaction() as cursor:
        first = append(cursor, "a.b.first", {}, now=NOW)
        others = append_all(cursor, [("a.b.c", {"place": place}) for place in range(5)], now=NOW)
        assert append_all(cursor, [], now=NOW) == ()
    assert [entry for _, entry in history(keeper, prefix="a.b.")] == [first, *others]
    assert history(keeper, prefix="a.b.f") == history(keeper, prefix="a.b.")[:1]


def test_if_one_cannot_be_entered_none_is(database: Callable[..., PsycopgDatabase]) -> None:
    keeper = database("keeper")
    with pytest.raises(EntryInvalidError), keeper.transaction() as cursor:
        append_all(cursor, [("a.b.c", {}), ("no kind", {})], now=NOW)
    assert history(keeper, prefix="a.b.") == ()


def test_entries_are_appended_in_a_statement_of_the_caller(database: Callable[..., PsycopgDatabase]) -> None:
    keeper = database("keeper")
    ids = [new_id() for _ in range(3)]
    appending = entries_for([("a.b.c", {"place": place}, one) for place, one in enumerate(ids)], now=NOW)
    with keeper.transaction() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT ledger_append_all(%(ledger_entry_ids)s::uuid[], %(ledger_kinds)s::text[],"
            " %(ledger_bodies)s::bytea[], %(ledger_at)s::timestamptz)) AS appended",
            appending.parameters,
        )
    assert [entry.entry_id for entry in appending.entries] == ids
    assert tuple(entry for _, entry in history(keeper, prefix="a.b.")) == appending.entries


def test_each_entry_is_written_once(monkeypatch: pytest.MonkeyPatch, database: Callable[..., PsycopgDatabase]) -> None:
    written: list[Entry] = []

    def noted(entry: Entry) -> bytes:
        written.append(entry)
        return encode(entry)

    monkeypatch.setattr("azukari.ledger.entry.encode", noted)
    with database("keeper").transaction() as cursor:
        append_all(cursor, [("a.b.c", {"place": place}) for place in range(5)], now=NOW)
    assert len(written) == 5


_GOOD = [uuid.UUID(int=number) for number in range(1, 4)]


def _columns() -> dict[str, Any]:
    entries = [new_entry("a.b.c", {"n": number}, entry_id=one, at=NOW) for number, one in enumerate(_GOOD)]
    return {
        "entry_ids": list(_GOOD),
        "kinds": ["a.b.c"] * 3,
        "bodies": [encode(entry) for entry in entries],
        "at": NOW,
    }


def _broken(name: str, place: int, value: object) -> dict[str, Any]:
    columns = _columns()
    if place < 0:
        columns[name] = value
    else:
        columns[name][place] = value
    return columns


_LAST = _columns()["bodies"][2]
_BROKEN = {
    "another id": _broken("entry_ids", 2, uuid.UUID(int=9)),
    "no id": _broken("entry_ids", 1, None),
    "another kind": _broken("kinds", 2, "a.b.d"),
    "no kind": _broken("kinds", 0, None),
    "a kind with a mark": _broken("kinds", 2, 'a","kind":"a.b.c')
    | {"bodies": [*_columns()["bodies"][:2], _LAST.replace(b'"kind":"', b'"kind":"a","kind":"')]},
    "no body": _broken("bodies", 1, None),
    "another version": _broken("bodies", 2, _LAST.replace(b'"v":1', b'"v":2')),
    "another instant": _broken("bodies", 2, _LAST.replace(b"09:15", b"09:16")),
    "not JSON": _broken("bodies", 2, _LAST.replace(b'"n":2', b'"n":')),
    "the end within a text": _broken("bodies", 2, _LAST.replace(b'"n":2', b'"n":"')),
    "not UTF-8": _broken("bodies", 2, _LAST.replace(b'"n":2', b'"n":"\xff"')),
    "too long": _broken("bodies", 2, _LAST.replace(b'"n":2', b'"n":"%b"' % (b"x" * 65_535))),
    "one body less": _broken("bodies", -1, _columns()["bodies"][:2]),
    "one id less": _broken("entry_ids", -1, _GOOD[:2]),
    "one kind more": _broken("kinds", -1, ["a.b.c"] * 4),
    "no ids at all": _broken("entry_ids", -1, None),
    "no kinds at all": _broken("kinds", -1, None),
    "no bodies at all": _broken("bodies", -1, None),
    "nothing at all": {"entry_ids": None, "kinds": None, "bodies": None, "at": NOW},
    "no instant": _broken("at", -1, None),
    "an id twice": _broken("entry_ids", -1, [_GOOD[0], _GOOD[0], _GOOD[2]]),
}


def _call(database: PsycopgDatabase, columns: dict[str, Any]) -> None:
    with database.transaction() as cursor:
        cursor.execute(
            "SELECT ledger_append_all("
            "%(entry_ids)s::uuid[], %(kinds)s::text[], %(bodies)s::bytea[], %(at)s::timestamptz)",
            columns,
        )


@pytest.mark.parametrize("what", _BROKEN)
def test_if_one_of_many_is_not_what_its_columns_say_none_is_appended(
    database: Callable[..., PsycopgDatabase], what: str
) -> None:
    keeper = database("keeper")
    with pytest.raises((psycopg.DataError, psycopg.IntegrityError)):
        _call(keeper, _BROKEN[what])
    assert history(keeper, prefix="a.b.") == ()
    _call(keeper, _columns())
    assert len(history(keeper, prefix="a.b.")) == 3


def test_if_one_of_many_is_of_anothers_kind_none_is_appended(
    postgres: Server, database: Callable[..., PsycopgDatabase]
) -> None:
    with psycopg.connect(postgres.admin(), autocommit=True) as admin:
        admin.execute("DELETE FROM ledger_writer")
        admin.execute("INSERT INTO ledger_writer VALUES ('azukari_keeper', 'a.b.'), ('azukari_staff', 'c.')")
    keeper = database("keeper")
    acts: list[tuple[str, dict[str, str]]] = [("a.b.c", {}), ("c.d.e", {}), ("a.b.c", {})]
    with pytest.raises(psycopg.errors.InsufficientPrivilege), keeper.transaction() as cursor:
        append_all(cursor, acts, now=NOW)
    assert history(keeper, prefix="") == ()
    with database("owner").transaction() as cursor:
        append_all(cursor, acts, now=NOW)
    assert len(history(keeper, prefix="")) == 3


def test_a_program_of_an_earlier_release_appends_one(
    postgres: Server, database: Callable[..., PsycopgDatabase]
) -> None:
    with psycopg.connect(postgres.admin(), autocommit=True) as admin:
        admin.execute("DELETE FROM ledger_writer")
        admin.execute("INSERT INTO ledger_writer VALUES ('azukari_keeper', 'a.')")
    keeper = database("keeper")
    one, columns = "SELECT ledger_append(%s, %s, %s, %s)", _columns()
    values = [columns["entry_ids"][0], "a.b.c", columns["bodies"][0], NOW]
    with keeper.transaction() as cursor:
        cursor.execute(one, values)
        assert cursor.fetchone() == (1,)
    other = new_entry("c.d.e", {}, entry_id=new_id(), at=NOW)
    with pytest.raises(psycopg.errors.InsufficientPrivilege), keeper.transaction() as cursor:
        cursor.execute(one, [other.entry_id, other.kind, encode(other), NOW])
    with pytest.raises(psycopg.DataError), keeper.transaction() as cursor:
        cursor.execute(one, [other.entry_id, "a.b.c", encode(other), NOW])
    assert len(history(keeper, prefix="")) == 1


def test_an_id_is_given_out_to_a_transaction_that_has_its_number(database: Callable[..., PsycopgDatabase]) -> None:
    # The gap between the two is too short to be caught in; waiting.py relies on their order.
    with database("owner").transaction() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'ledger_append_all'")
        (source,) = cursor.fetchone() or ("",)
    assert 0 < source.index("pg_current_xact_id()") < source.index("INSERT INTO public.ledger_entry")
