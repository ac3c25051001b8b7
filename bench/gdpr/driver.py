"""Running a mix against a store, and comparing each answer with a model that lives in this process."""

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from bench.gdpr.mixes import MIXES, Operation
from bench.gdpr.records import USERS, Record, data, kinds_of, record
from bench.harness import check

Read = Mapping[int, str]  # key → data
Metadata = Mapping[str, str]


class Store(Protocol):
    """What is measured: the operations of the benchmark on whatever keeps the records."""

    def create(self, one: Record) -> None:
        """Store a record."""

    def read_data(self, one: Record) -> str | None:
        """Give the data of a record, for its purpose."""

    def read_data_of_user(self, user: int) -> Read:
        """Give the data of all records of a user."""

    def read_data_of_kinds(self, kinds: tuple[int, ...], field: str) -> Read:
        """Give the data of all records that have a purpose, an objection or a decision."""

    def read_metadata(self, one: Record) -> Metadata | None:
        """Give the metadata of a record."""

    def read_metadata_of_user(self, user: int) -> Mapping[int, Metadata]:
        """Give the metadata of all records of a user."""

    def update_data(self, one: Record, value: str) -> None:
        """Set the data of a record."""

    def update_metadata(self, one: Record, field: str, value: str) -> None:
        """Set a field of a record's metadata."""

    def update_metadata_of_user(self, user: int, field: str, value: str) -> int:
        """Set a field in all records of a user, and tell how many there were."""

    def update_metadata_of_purpose(self, purpose: int, field: str, value: str) -> int:
        """Set a field in all records of a purpose, and tell how many there were."""

    def delete(self, one: Record) -> None:
        """Destroy a record."""

    def delete_user(self, user: int) -> int:
        """Destroy all records of a user, and tell how many there were."""

    def read_log(self, lines: int) -> int:
        """Read the last lines of the log, and tell how many they were."""

    def is_gone(self, one: Record) -> bool:
        """Tell whether nothing is left of a record."""


@dataclass
class Model:
    """The records as they have to be."""

    held: dict[int, Record]
    gone: list[int] = field(default_factory=list)
    by_user: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    by_kind: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        """Index what is held."""
        for one in self.held.values():
            self.add(one)

    def add(self, one: Record) -> None:
        """Hold a record."""
        self.held[one.key] = one
        self.by_user[one.user].add(one.key)
        self.by_kind[one.kind].add(one.key)

    def drop(self, key: int) -> None:
        """Forget a record."""
        one = self.held.pop(key)
        self.by_user[one.user].discard(key)
        self.by_kind[one.kind].discard(key)
        self.gone.append(key)

    def nearest(self, key: int) -> Record:
        """Give the record with a key, or the next one that is still there."""
        while key not in self.held:
            key = (key + 1) % (max(self.held) + 1)
        return self.held[key]


@dataclass
class Driver:
    """One store with its model, on its way through a mix."""

    store: Store
    model: Model
    drawn: Iterator[Operation]
    mix: str
    seconds: float
    cut: bool = False

    def round(self, operations: int) -> float:
        """Run operations until there were enough or the time is over, and give the mean cost of one in the mix's shares."""
        took: dict[str, list[float]] = {name: [] for name in MIXES[self.mix]}
        deadline = time.perf_counter() + self.seconds
        for done in range(operations):
            if time.perf_counter() > deadline and all(took.values()):
                self.cut = self.cut or done < operations
                break
            one = next(self.drawn)
            took[one.name].append(self._run(one))
        shares = MIXES[self.mix]
        return sum(shares[name] * sum(costs) / len(costs) for name, costs in took.items() if costs) / sum(
            shares[name] for name, costs in took.items() if costs
        )

    def _run(self, one: Operation) -> float:
        step = getattr(self, f"_{one.name}")
        cost: float = step(one)
        return cost

    def _create(self, one: Operation) -> float:
        made = record(one.key)
        started = time.perf_counter()
        self.store.create(made)
        took = time.perf_counter() - started
        self.model.add(made)
        return took

    def _read_data_by_key(self, one: Operation) -> float:
        wanted = self.model.nearest(one.key)
        started = time.perf_counter()
        found = self.store.read_data(wanted)
        took = time.perf_counter() - started
        check(found == wanted.data, "read-data-by-key gave something else")
        return took

    def _read_data_by_user(self, one: Operation) -> float:
        user = self.model.nearest(one.key).user
        started = time.perf_counter()
        found = self.store.read_data_of_user(user)
        took = time.perf_counter() - started
        check(found == self._data(self.model.by_user[user]), "read-data-by-usr gave something else")
        return took

    def _read_data_by_purpose(self, one: Operation) -> float:
        return self._read_kinds("purpose", one.number)

    def _read_data_by_objection(self, one: Operation) -> float:
        return self._read_kinds("objection", one.number)

    def _read_data_by_decision(self, one: Operation) -> float:
        return self._read_kinds("decision", one.number)

    def _read_kinds(self, by: str, number: int) -> float:
        kinds = kinds_of(by, number)
        started = time.perf_counter()
        found = self.store.read_data_of_kinds(kinds, by)
        took = time.perf_counter() - started
        wanted = set[int]().union(*(self.model.by_kind[kind] for kind in kinds))
        check(found == self._data(wanted), f"read-data-by-{by} gave something else")
        return took

    def _read_metadata_by_key(self, one: Operation) -> float:
        wanted = self.model.nearest(one.key)
        started = time.perf_counter()
        found = self.store.read_metadata(wanted)
        took = time.perf_counter() - started
        check(found == wanted.metadata, "read-metadata-by-key gave something else")
        return took

    def _read_metadata_by_user(self, one: Operation) -> float:
        user = self.model.nearest(one.key).user
        started = time.perf_counter()
        found = self.store.read_metadata_of_user(user)
        took = time.perf_counter() - started
        wanted = {key: self.model.held[key].metadata for key in self.model.by_user[user]}
        check(found == wanted, "read-metadata-by-usr gave something else")
        return took

    def _update_data_by_key(self, one: Operation) -> float:
        old, text = self.model.nearest(one.key), data(one.key + 1)
        started = time.perf_counter()
        self.store.update_data(old, text)
        took = time.perf_counter() - started
        self.model.held[old.key] = old.changed("data", text)
        return took

    def _update_metadata_by_key(self, one: Operation) -> float:
        old = self.model.nearest(one.key)
        started = time.perf_counter()
        self.store.update_metadata(old, one.field, one.value)
        took = time.perf_counter() - started
        self.model.held[old.key] = old.changed(one.field, one.value)
        return took

    def _update_metadata_by_user(self, one: Operation) -> float:
        user = self.model.nearest(one.key).user
        started = time.perf_counter()
        count = self.store.update_metadata_of_user(user, one.field, one.value)
        took = time.perf_counter() - started
        self._update(self.model.by_user[user], one, count)
        return took

    def _update_metadata_by_purpose(self, one: Operation) -> float:
        purpose = self.model.nearest(one.key).purpose
        started = time.perf_counter()
        count = self.store.update_metadata_of_purpose(purpose, one.field, one.value)
        took = time.perf_counter() - started
        keys = set[int]().union(*(self.model.by_kind[kind] for kind in kinds_of("purpose", purpose)))
        self._update(keys, one, count)
        return took

    def _delete_by_key(self, one: Operation) -> float:
        old = self.model.nearest(one.key)
        started = time.perf_counter()
        self.store.delete(old)
        took = time.perf_counter() - started
        self.model.drop(old.key)
        check(self.store.is_gone(old), "a deleted record is still there")
        return took

    def _delete_by_user(self, one: Operation) -> float:
        user = self.model.nearest(one.key).user
        keys = sorted(self.model.by_user[user])
        started = time.perf_counter()
        count = self.store.delete_user(user)
        took = time.perf_counter() - started
        check(count == len(keys), "not every record of a user was deleted")
        for key in keys:
            self.model.drop(key)
        check(self.store.is_gone(record(keys[0])), "a deleted record is still there")
        return took

    def _read_log(self, one: Operation) -> float:
        started = time.perf_counter()
        found = self.store.read_log(one.number + 1)
        took = time.perf_counter() - started
        check(found == one.number + 1, "the log gave another number of lines")
        return took

    def _verify_deletion(self, one: Operation) -> float:
        wanted = record(self.model.gone[one.key % len(self.model.gone)])
        started = time.perf_counter()
        gone = self.store.is_gone(wanted)
        took = time.perf_counter() - started
        check(gone, "a deleted record is still there")
        return took

    def _update(self, keys: set[int], one: Operation, count: int) -> None:
        check(count == len(keys), "not every record was updated")
        for key in keys:
            self.model.held[key] = self.model.held[key].changed(one.field, one.value)

    def _data(self, keys: set[int]) -> Read:
        return {key: self.model.held[key].data for key in keys}


def check_all(driver: Driver) -> None:
    """Read every user's records once more after a mix: what was updated is there, and what was deleted is not."""
    for user in sorted({key % USERS for key in driver.model.held})[:: max(1, len(driver.model.held) // 2000)]:
        found = driver.store.read_metadata_of_user(user)
        wanted = {key: driver.model.held[key].metadata for key in driver.model.by_user[user]}
        check(found == wanted, "after the mix a record is not what it was made")
