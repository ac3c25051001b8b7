from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from azukari.host.database import PsycopgDatabase
from azukari.ledger.entry import EntryInvalidError
from azukari.ledger.queries import history
from azukari.ledger.services import append, append_all

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
