"""Records as the public side stores them, and the same persons as plain rows: what is opened, found and erased later."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from azukari.base.clock import system_clock
from azukari.base.ids import new_receipt_number
from azukari.vault.access import NOBODY
from azukari.vault.services.sealing import Lease, Sealer
from azukari.vault.services.submission import Submission
from bench.bulk_path import store_all
from bench.ground import Ground
from bench.people import person
from bench.plain import PlainRecord, copy_in

SERVICE = "order"
PURPOSE = "order.answer"
REASON = "answering the question"


@dataclass(frozen=True, slots=True)
class Held:
    """A record that lies there, and the number of the invented person whose values it holds."""

    record_id: uuid.UUID
    number: str
    person: int


@dataclass(frozen=True, slots=True)
class OnePerson:
    """A person with several records."""

    person_id: uuid.UUID
    held: tuple[Held, ...]


def submission(made: Ground, number: int) -> Submission:
    """Make what an invented person sends in."""
    return Submission(
        record_id=uuid.uuid4(),
        number=new_receipt_number(),
        service=SERVICE,
        statement_hash=made.statement.hash,
        notice_hash="cd" * 32,
        language="ja",
        connection="TLSv1.3",
        values=person(number),
        permissions=frozenset(),
    )


class OnePersonSealer(Sealer):
    """Seals everything for the first person that it made a key for."""

    _person: Lease | None = None

    @property
    def person_id(self) -> uuid.UUID:
        """Tell who the person is."""
        return NOBODY if self._person is None else self._person.person_id

    def lease(self, purposes: Iterable[str], *, now: datetime) -> Lease:
        """Give the person's key again."""
        lease = super().lease(purposes, now=now)
        self._person = self._person or lease
        return replace(lease, person_id=self._person.person_id, person_key=self._person.person_key)

    def leases(self, number: int, purposes: Iterable[str], *, now: datetime) -> list[Lease]:
        """Give it as often as it is asked for, where many are stored at once."""
        return [self.lease(purposes, now=now)] * number


def hand_in(made: Ground, count: int, *, first: int = 0, sealer: Sealer | None = None) -> tuple[Held, ...]:
    """Store records of invented persons, each on its own."""
    sent = [submission(made, number) for number in range(first, first + count)]
    store_all(made, sent, sealer=sealer)
    return tuple(Held(one.record_id, one.number, number) for number, one in enumerate(sent, first))


def hand_in_plain(made: Ground, held: Sequence[Held]) -> None:
    """Store the same persons as plain rows."""
    at = system_clock()
    copy_in(made.plain, (PlainRecord(one.record_id, uuid.uuid4(), one.number, person(one.person), at) for one in held))


def hand_in_of_one_person(made: Ground, count: int) -> OnePerson:
    """Store records that all belong to one person, as they would by an account that a person keeps."""
    sealer = cast(
        "OnePersonSealer", OnePersonSealer.open(made.importing, made.import_person_keys, made.keys, now=system_clock())
    )
    held = hand_in(made, count, sealer=sealer)
    return OnePerson(sealer.person_id, held)


def hand_in_of_one_plain_person(made: Ground, held: Sequence[Held]) -> uuid.UUID:
    """Store the same as plain rows of one person, and give that person's id."""
    person_id, at = uuid.uuid4(), system_clock()
    copy_in(made.plain, (PlainRecord(one.record_id, person_id, one.number, person(one.person), at) for one in held))
    return person_id
