"""The mixes in the manner of GDPRbench: shares, keys, and a model that notices every wrong answer."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import cast

import pytest

from bench.gdpr.driver import Driver, Model, Store, check_all
from bench.gdpr.mixes import MIXES, operations
from bench.gdpr.records import DECISIONS, KINDS, PURPOSES, USERS, Record, data, kinds_of, record
from bench.harness import WrongAnswerError

_RECORDS = 300


@dataclass
class _Memory:
    """A store in memory that does as it should, but for what a test makes it do."""

    held: dict[int, Record]
    log: int = 5000
    faults: set[str] = field(default_factory=set)

    def create(self, one: Record) -> None:
        self.held[one.key] = one

    def read_data(self, one: Record) -> str | None:
        return "other" if "read_data" in self.faults else self.held[one.key].data

    def read_data_of_user(self, user: int) -> Mapping[int, str]:
        return {one.key: one.data for one in self._of_user(user)}

    def read_data_of_kinds(self, kinds: tuple[int, ...], field: str) -> Mapping[int, str]:  # noqa: ARG002 - a kind has them all
        found = {one.key: one.data for one in self.held.values() if one.kind in kinds}
        if "read_data_of_kinds" in self.faults:
            found.popitem()
        return found

    def read_metadata(self, one: Record) -> Mapping[str, str] | None:
        return self.held[one.key].metadata

    def read_metadata_of_user(self, user: int) -> Mapping[int, Mapping[str, str]]:
        return {one.key: one.metadata for one in self._of_user(user)}

    def update_data(self, one: Record, value: str) -> None:
        self.held[one.key] = one.changed("data", value)

    def update_metadata(self, one: Record, field: str, value: str) -> None:
        if "update_metadata" not in self.faults:
            self.held[one.key] = one.changed(field, value)

    def update_metadata_of_user(self, user: int, field: str, value: str) -> int:
        return self._update(self._of_user(user), field, value)

    def update_metadata_of_purpose(self, purpose: int, field: str, value: str) -> int:
        return self._update([one for one in self.held.values() if one.purpose == purpose], field, value)

    def delete(self, one: Record) -> None:
        if "delete" not in self.faults:
            del self.held[one.key]

    def delete_user(self, user: int) -> int:
        gone = self._of_user(user)
        for one in gone:
            del self.held[one.key]
        return len(gone)

    def read_log(self, lines: int) -> int:
        return min(lines, self.log)

    def is_gone(self, one: Record) -> bool:
        return one.key not in self.held

    def _of_user(self, user: int) -> list[Record]:
        return [one for one in self.held.values() if one.user == user]

    def _update(self, records: list[Record], field: str, value: str) -> int:
        for one in records:
            self.held[one.key] = one.changed(field, value)
        return len(records)


def driver(mix: str, *faults: str) -> Driver:
    records = {key: record(key) for key in range(_RECORDS)}
    model = Model(dict(records))
    store = _Memory(records, faults=set(faults))
    for key in range(0, 50, 10):
        store.delete_user(records[key].user)
        model.drop(key)
    return Driver(cast("Store", store), model, operations(mix, records=_RECORDS, seed=1), mix, 60.0)


@pytest.mark.parametrize("mix", MIXES)
def test_operations_come_in_the_exact_shares_of_their_mix_and_the_same_each_time(mix: str) -> None:
    drawn = list(islice(operations(mix, records=_RECORDS, seed=7), 300))
    assert Counter(one.name for one in drawn) == {name: 3 * share for name, share in MIXES[mix].items()}
    assert drawn == list(islice(operations(mix, records=_RECORDS, seed=7), 300))
    assert drawn != list(islice(operations(mix, records=_RECORDS, seed=8), 300))


def test_the_shares_of_a_mix_make_a_hundred() -> None:
    assert {mix: sum(shares.values()) for mix, shares in MIXES.items()} == dict.fromkeys(MIXES, 100)


def test_some_keys_are_drawn_far_more_often_where_the_mix_is_skewed() -> None:
    def most_drawn(mix: str) -> int:
        drawn = Counter(one.key for one in islice(operations(mix, records=10_000, seed=1), 5000))
        return drawn.most_common(1)[0][1]

    assert most_drawn("customer") > 100
    assert most_drawn("controller") < 20


def test_created_records_get_the_next_keys() -> None:
    created = [
        one.key for one in islice(operations("controller", records=_RECORDS, seed=1), 400) if one.name == "create"
    ]
    assert created == list(range(_RECORDS, _RECORDS + 100))


def test_a_kind_decides_purpose_objection_and_decision() -> None:
    assert kinds_of("purpose", 3) == (3, 28, 53, 78)
    assert kinds_of("objection", 42) == (42,)
    assert len(kinds_of("decision", 1)) == KINDS // DECISIONS
    for key in (0, 17, 123_456):
        assert record(key).kind in kinds_of("purpose", key % PURPOSES)
        assert record(key).user == key % USERS


def test_data_is_long_enough_and_holds_no_digit() -> None:
    texts = {data(key) for key in range(1000)}
    assert len(texts) == 1000
    assert all(len(text) == 100 and text.isalpha() for text in texts)


@pytest.mark.parametrize("mix", MIXES)
def test_a_store_that_answers_rightly_goes_through_every_mix(mix: str) -> None:
    one = driver(mix)
    assert one.round(100) > 0
    assert one.round(100) > 0
    check_all(one)
    assert not one.cut


@pytest.mark.parametrize(
    ("mix", "fault"),
    [
        ("processor", "read_data"),
        ("processor", "read_data_of_kinds"),
        ("customer", "update_metadata"),
        ("customer", "delete"),
    ],
)
def test_a_wrong_answer_is_noticed(mix: str, fault: str) -> None:
    one = driver(mix, fault)
    with pytest.raises(WrongAnswerError):
        for _ in range(20):
            one.round(100)
            check_all(one)


def test_a_mix_whose_time_is_over_is_cut_but_each_operation_was_seen() -> None:
    one = driver("customer")
    one.seconds = 0.0
    assert one.round(10_000) > 0
    assert one.cut
