"""Azukari: the same operations through a keeper's process, with a service key for each kind, as a program would do them."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, Protocol, cast

from azukari.base.clock import system_clock
from azukari.base.errors import MalformedError, NotFoundError
from azukari.base.ids import new_receipt_number
from azukari.vault.keeper_client import KeeperClient, KeeperLine, Opened
from azukari.vault.queries import PAGE_LIMIT, EventFilter, access_events
from azukari.vault.services.collecting import Submission, collect
from azukari.vault.services.ending import run_out
from bench.bulk_path import store_all
from bench.gdpr.driver import Metadata, Read
from bench.gdpr.records import CHANGED, KINDS, USERS, Record, kinds_of
from bench.gdpr.statement import SHORTEST_DAYS, service
from bench.ground import Ground
from bench.harness import check
from bench.keeping import Keeping, service_key

_REASON = "working through the mix"
_PAGE = 500
_MANY = 200
_EVENTS = EventFilter()


class _Page(Protocol):
    records: tuple[Opened, ...]
    after: str | None


class _Keeper(Protocol):
    # The verbs that this store needs; KeeperClient has them.
    def open(self, record: uuid.UUID | str, *, purpose: str, reason: str) -> Opened: ...
    def open_many(self, records: Sequence[uuid.UUID], *, purpose: str, reason: str) -> Sequence[Any]: ...
    def open_page(self, service: str, *, purpose: str, reason: str, after: str | None, limit: int) -> _Page: ...
    def find(self, kind: str, value: str, *, purpose: str, reason: str) -> Sequence[Any]: ...
    def correct(self, record: uuid.UUID, *, purpose: str, items: Mapping[str, str], reason: str) -> object: ...
    def erase(self, record: uuid.UUID | str) -> object: ...


class AzukariStore:
    """The vault behind its keeper."""

    def __init__(self, made: Ground, keeping: Keeping, records: Iterable[Record]) -> None:
        """Make a service key for each kind, and load records."""
        self._made = made
        self._ids: dict[int, uuid.UUID] = {}
        self._keys: dict[uuid.UUID, int] = {}
        line = KeeperLine(keeping.socket)
        self._keepers = [cast("_Keeper", KeeperClient(line, service_key(made, service(kind)))) for kind in range(KINDS)]
        self._staff = made.database("staff")
        store_all(made, [self._submission(one) for one in records])
        made.settle()

    def create(self, one: Record) -> None:
        """Store a record."""
        sent, made = self._submission(one), self._made
        collect(made.public, sent, sealer=made.sealer, statement=made.statement, now=system_clock())

    def read_data(self, one: Record) -> str | None:
        """Open a record for its use."""
        opened = self._keeper(one).open(self._ids[one.key], purpose=_use(one.kind), reason=_REASON)
        return opened.items["data"]

    def read_data_of_user(self, user: int) -> Read:
        """Find a user's records, and open them for their use."""
        return {self._keys[one.record_id]: one.items["data"] for one in self._of_user(user, _use(user % KINDS))}

    def read_data_of_kinds(self, kinds: tuple[int, ...], field: str) -> Read:  # noqa: ARG002 - a kind has them all
        """Open all records of some kinds, page by page."""
        return {self._keys[one.record_id]: one.items["data"] for kind in kinds for one in self._all(kind, _use(kind))}

    def read_metadata(self, one: Record) -> Metadata | None:
        """Open a record's entry in the register."""
        opened = self._keeper(one).open(self._ids[one.key], purpose=_register(one.kind), reason=_REASON)
        return _metadata(opened)

    def read_metadata_of_user(self, user: int) -> Mapping[int, Metadata]:
        """Find a user's records, and open their entries in the register."""
        return {self._keys[one.record_id]: _metadata(one) for one in self._of_user(user, _register(user % KINDS))}

    def update_data(self, one: Record, value: str) -> None:
        """Correct the data of a record."""
        self._correct(one.kind, self._ids[one.key], _use(one.kind), {"data": value})

    def update_metadata(self, one: Record, field: str, value: str) -> None:
        """Correct a field of a record."""
        self._correct(one.kind, self._ids[one.key], _register(one.kind), {field: value})

    def update_metadata_of_user(self, user: int, field: str, value: str) -> int:
        """Find a user's records, and correct each."""
        kind, found = user % KINDS, self._find(user)
        for record_id in found:
            self._correct(kind, record_id, _register(kind), {field: value})
        return len(found)

    def update_metadata_of_purpose(self, purpose: int, field: str, value: str) -> int:
        """Go through the records of a purpose, and correct each."""
        count = 0
        for kind in kinds_of("purpose", purpose):
            for one in list(self._all(kind, _register(kind))):
                self._correct(kind, one.record_id, _register(kind), {field: value})
                count += 1
        return count

    def delete(self, one: Record) -> None:
        """Erase the person of a record; here each record is a person's only one."""
        self._keeper(one).erase(self._ids[one.key])

    def delete_user(self, user: int) -> int:
        """Find a user's records, and erase them."""
        found = self._find(user)
        for record_id in found:
            self._keepers[user % KINDS].erase(record_id)
        return len(found)

    def fill_log(self, kept: Sequence[Record], lines: int) -> None:
        """Open records of one kind until the log has so many lines."""
        some = [self._ids[one.key] for one in kept if one.kind == kept[0].kind]
        for _ in range(-(-lines // len(some))):
            for start in range(0, len(some), _MANY):
                part, purpose = some[start : start + _MANY], _use(kept[0].kind)
                self._keepers[kept[0].kind].open_many(part, purpose=purpose, reason=_REASON)

    def run_out(self) -> int:
        """Let the shortest retention end."""
        return run_out(self._made.chamber, now=system_clock() + timedelta(days=SHORTEST_DAYS + 2)).records

    def read_log(self, lines: int) -> int:
        """List the last events of access."""
        found, before = 0, None
        while found < lines:
            page = access_events(self._staff, _EVENTS, before=before, limit=min(PAGE_LIMIT, lines - found))
            if not page:
                break
            found, before = found + len(page), page[-1].event_id
        return found

    def is_gone(self, one: Record) -> bool:
        """Tell whether the keeper refuses a record because nothing is left of it."""
        try:
            self._keeper(one).open(self._ids[one.key], purpose=_register(one.kind), reason=_REASON)
        except NotFoundError:
            return True
        return False

    def _submission(self, one: Record) -> Submission:
        record_id = uuid.uuid4()
        self._ids[one.key], self._keys[record_id] = record_id, one.key
        return Submission(
            record_id=record_id, number=new_receipt_number(), service=service(one.kind),
            statement_hash=self._made.statement.hash, notice_hash="cd" * 32, language="en", connection="TLSv1.3",
            values={"data": one.data, "user": _address(one.user), **one.metadata}, permissions=frozenset(),
        )  # fmt: skip

    def _keeper(self, one: Record) -> _Keeper:
        return self._keepers[one.kind]

    def _find(self, user: int) -> list[uuid.UUID]:
        kind = user % KINDS
        found = self._keepers[kind].find("email", _address(user), purpose=_register(kind), reason=_REASON)
        return [one.record_id for one in found]

    def _of_user(self, user: int, purpose: str) -> list[Opened]:
        found = self._find(user)
        opened: list[Opened] = []
        for start in range(0, len(found), _MANY):
            some = found[start : start + _MANY]
            for one in self._keepers[user % KINDS].open_many(some, purpose=purpose, reason=_REASON):
                check(isinstance(one, Opened), "one of many records could not be opened")
                opened.append(one)
        return opened

    def _all(self, kind: int, purpose: str) -> Iterator[Opened]:
        after: str | None = None
        while True:
            page = self._keepers[kind].open_page(
                service(kind), purpose=purpose, reason=_REASON, after=after, limit=_PAGE
            )
            yield from page.records
            after = page.after
            if after is None:
                return

    def _correct(self, kind: int, record_id: uuid.UUID, purpose: str, items: Mapping[str, str]) -> None:
        try:
            self._keepers[kind].correct(record_id, purpose=purpose, items=items, reason=_REASON)
        except MalformedError as error:
            if error.ground != "item_same":  # a change drawn by chance may be none; the baseline writes the same again
                raise


def _use(kind: int) -> str:
    return f"{service(kind)}.use"


def _register(kind: int) -> str:
    return f"{service(kind)}.register"


def _address(user: int) -> str:
    return f"user{user % USERS}@mail.example"


def _metadata(opened: Opened) -> Metadata:
    return {name: opened.items[name] for name in CHANGED}
