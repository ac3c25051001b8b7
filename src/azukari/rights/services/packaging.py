"""Packages: everything of a person, put together by the keeper, proved by the ledger, and kept ready in memory for a while."""

import threading
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from azukari.base.canonical import sha256_hex
from azukari.base.clock import instant_text, read_instant
from azukari.base.errors import ExpiredError, NotFoundError, UnavailableError
from azukari.base.ids import new_id
from azukari.ledger.cosignature import WitnessVerifier
from azukari.ledger.entry import encode, new_entry
from azukari.ledger.queries import EntryNotFoundError, NotSequencedError, entry, proof_of
from azukari.ledger.services import append
from azukari.ledger.tile import TileReader
from azukari.rights.events import Event
from azukari.rights.package.archive import Package, build, with_proof
from azukari.rights.package.content import Content, RequestMade
from azukari.rights.paper import PaperKind, paper_value
from azukari.rights.request import DISCLOSING, Channel, Outcome
from azukari.rights.services.leaving_out import redactions
from azukari.rights.services.office import Office, own_course, own_header, persons_of_visit, requests_by
from azukari.rights.services.papers import read_papers
from azukari.rights.services.register import Course, pack_of
from azukari.rights.services.views import case_told
from azukari.rights.services.visiting import Visit
from azukari.rights.shapes import PackageAbout
from azukari.rights.wish import read_wish
from azukari.sharing.queries import held_outside
from azukari.statement.document import Statement
from azukari.statement.text import Language
from azukari.vault.consent import ConsentState
from azukari.vault.events import Event as VaultEvent
from azukari.vault.queries import events_of_persons
from azukari.vault.randomness import system_draw
from azukari.vault.receipt import ReceiptFacts, attach_proof
from azukari.vault.receipt import build as build_receipt
from azukari.vault.services.showing import HeldRecord, show_held

LIVES = timedelta(minutes=15)
_MOST = 32
_MOST_BYTES = 256 * 1024 * 1024
_SALT_SIZE = 32
_PATIENCE_SECONDS = 8.0  # for the ledger to give the entry its place
_LOOK_SECONDS = 0.1
PART_SIZE = 512 * 1024


class PackagePreparingError(UnavailableError):
    """The package is being prepared: its place in the ledger is fixed within a few seconds. Try again in a moment."""


class PackageGoneError(ExpiredError):
    """This package lay ready for a quarter of an hour, and is gone; make a new one."""


class ReceiptGoneError(NotFoundError):
    """The receipt cannot be written once more: since then items were corrected or ended, or the ledger has not fixed its place."""


class NotDisclosedError(NotFoundError):
    """This request gives nothing to take along."""


@dataclass(frozen=True, slots=True)
class Prover:
    """What proofs are made with: the published tiles, the ledger's key, and witnesses whose signatures go along."""

    tiles: TileReader
    vkey: str
    witnesses: tuple[WitnessVerifier, ...] = ()


@dataclass(slots=True)
class _Ready:
    visit_id: uuid.UUID
    about: PackageAbout
    data: bytes = field(repr=False)
    until: datetime


class Shelf:
    """Packages that lie ready in this process's memory, for the visit that asked and nobody else; safe to share between threads."""

    def __init__(self) -> None:
        """Begin empty."""
        self._ready: dict[uuid.UUID, _Ready] = {}
        self._lock = threading.Lock()

    def put(self, visit: Visit, package_id: uuid.UUID, name: str, data: bytes, *, now: datetime) -> PackageAbout:
        """Lay a package ready; where there are too many, the oldest go."""
        about = PackageAbout(package_id, name, len(data))
        with self._lock:
            self._ready = {key: one for key, one in self._ready.items() if one.until > now}
            while self._ready and (
                len(self._ready) >= _MOST
                or sum(len(one.data) for one in self._ready.values()) + len(data) > _MOST_BYTES
            ):
                del self._ready[next(iter(self._ready))]
            self._ready[package_id] = _Ready(visit.visit_id, about, data, now + LIVES)
        return about

    def part(self, visit: Visit, package_id: uuid.UUID, offset: int, *, now: datetime) -> bytes:
        """Give a part of a package.

        Raises:
            PackageGoneError: if it does not lie ready, or for somebody else.
        """
        with self._lock:
            found = self._ready.get(package_id)
        if found is None or found.until <= now or found.visit_id != visit.visit_id:
            raise PackageGoneError(ground="package_gone")
        return found.data[offset : offset + PART_SIZE]


@dataclass(frozen=True, slots=True)
class Packing:
    """What packages are made with."""

    office: Office
    shelf: Shelf
    prover: Prover | None


def begin_package(
    packing: Packing, visit: Visit, language: Language, *, request_id: uuid.UUID | None = None, now: datetime
) -> PackageAbout:
    """Put everything of a visitor into one package and lay it ready; for a request, as it was decided.

    Each record that goes into it is recorded first, and so is the package, by a commitment to what it holds.

    Raises:
        NotDisclosedError: if the request gives nothing to take along; NotYoursError: if it is not the visitor's.
        PackagePreparingError: if the ledger does not fix the entry's place in time, or gives no proofs here.
    """
    office, prover = packing.office, packing.prover
    if prover is None:
        raise PackagePreparingError(ground="no_ledger")
    at = read_instant(instant_text(now))  # as the ledger writes it
    course = None if request_id is None else _disclosed(office, visit, request_id)
    persons = persons_of_visit(office, visit)
    accesses = events_of_persons(office.chamber.database, persons)
    held = show_held(office.chamber, persons, actor=visit.actor, now=now, taken=True)
    outside = held_outside(office.chamber.database, persons)
    hashes = {one.statement_hash for one in held} | {one.statement_hash for one in outside}
    in_force = office.statement(now)
    content = Content(
        package_id=new_id(),
        language=language,
        statements={
            **{name: office.chamber.statements(name) for name in hashes},
            in_force.hash: in_force,
        },
        in_force=in_force.hash,
        records=held,
        accesses=accesses,
        requests=tuple(_request(office, course) for course in requests_by(office, persons)),
        receipts=_receipts(office, prover, held),
        redactions=redactions(office, course, held),
        deliveries=outside,
    )
    package = build(content, now=at)
    data = _proved(office, prover, package, visit=visit, now=at)
    return packing.shelf.put(visit, package.package_id, package.name, data, now=now)


def own_receipt(packing: Packing, visit: Visit, record_id: uuid.UUID, *, now: datetime) -> bytes:
    """Give the receipt of one of a visitor's records once more, with its proof.

    Raises:
        NotYoursError: if the record is not the visitor's.
        ReceiptGoneError: if the record holds other items now than it did then, or is younger than the ledger's newest place.
        PackagePreparingError: if the ledger gives no proofs here.
    """
    office, prover = packing.office, packing.prover
    if prover is None:
        raise PackagePreparingError(ground="no_ledger")
    own_header(office, visit, record_id)
    held = show_held(office.chamber, persons_of_visit(office, visit), actor=visit.actor, now=now, only=record_id)
    receipt = _receipt(office, prover, held[0]) if held else None
    if receipt is None:
        raise ReceiptGoneError(ground="receipt_gone")
    return receipt


def package_part(packing: Packing, visit: Visit, package_id: uuid.UUID, offset: int, *, now: datetime) -> bytes:
    """Give a part of a package that lies ready.

    Raises:
        PackageGoneError: if it does not, or for somebody else.
    """
    return packing.shelf.part(visit, package_id, offset, now=now)


def _disclosed(office: Office, visit: Visit, request_id: uuid.UUID) -> Course:
    course = own_course(office, visit, request_id)
    decision = course.request.decision
    granted = decision is not None and decision.outcome in {Outcome.FULL, Outcome.PART}
    if not granted or not case_told(course) or course.row.kind not in DISCLOSING:
        raise NotDisclosedError(ground="not_disclosed")
    return course


def _request(office: Office, course: Course) -> RequestMade:
    row, request = course.row, course.request
    pack, told = pack_of(row.pack), case_told(course)
    kinds = (PaperKind.WISH, PaperKind.REASON, PaperKind.REPLY)
    words = {one.kind: one.paper for one in read_papers(office.chamber, row.request_id, kinds)}
    decision = request.decision if told else None
    return RequestMade(
        number=row.number,
        kind=pack.kinds[row.kind],
        channel=Channel(row.channel),
        arrived_at=row.arrived_at,
        answer_by=row.answer_by,
        state=request.state,
        outcome=None if decision is None else decision.outcome,
        grounds=() if decision is None else tuple(pack.grounds[one] for one in sorted(decision.grounds)),
        wish=read_wish(paper_value(words[PaperKind.WISH])).text if PaperKind.WISH in words else "",
        reason=words[PaperKind.REASON].data.decode() if told and PaperKind.REASON in words else "",
        reply=words[PaperKind.REPLY].data.decode() if told and PaperKind.REPLY in words else "",
    )


def _receipts(office: Office, prover: Prover, held: Sequence[HeldRecord]) -> Mapping[uuid.UUID, bytes]:
    found = {}
    for one in held:
        receipt = _receipt(office, prover, one)
        if receipt is not None:
            found[one.record_id] = receipt
    return found


def _receipt(office: Office, prover: Prover, held: HeldRecord) -> bytes | None:
    """Write a record's receipt once more, and prove it; none if the record holds other items now than it did then."""
    database = office.chamber.database
    try:
        collected = entry(database, held.entry_id)
        proof = proof_of(database, held.entry_id, prover.tiles)
    except (EntryNotFoundError, NotSequencedError):
        return None
    statement = office.chamber.statements(held.statement_hash)
    receipt = build_receipt(_receipt_facts(held, statement), statement=statement)
    if collected.kind != VaultEvent.COLLECTED or collected.facts.get("receipt") != sha256_hex(receipt):
        return None
    written = new_entry(collected.kind, collected.facts, entry_id=collected.entry_id, at=collected.at)
    return attach_proof(receipt, entry=encode(written), proof=proof.text, vkey=prover.vkey, witnesses=prover.witnesses)


def _receipt_facts(held: HeldRecord, statement: Statement) -> ReceiptFacts:
    given = {said.purpose for said in held.said if said.state is ConsentState.GIVEN and said.at == held.collected_at}
    return ReceiptFacts(
        record_id=held.record_id,
        number=held.number,
        service=held.service,
        statement_hash=held.statement_hash,
        notice_hash=held.notice_hash,
        language=held.language,
        collected_at=held.collected_at,
        items=tuple(item.id for item in statement.service(held.service).items if item.id in held.values),
        permissions=tuple(sorted(given)),
    )


def _proved(office: Office, prover: Prover, package: Package, *, visit: Visit, now: datetime) -> bytes:
    database, salt = office.chamber.database, system_draw(_SALT_SIZE)
    with database.transaction() as cursor:
        made = append(cursor, Event.PACKAGE_MADE, {**package.facts(salt), "visit": str(visit.visit_id)}, now=now)
    for _ in range(int(_PATIENCE_SECONDS / _LOOK_SECONDS)):
        try:
            proof = proof_of(database, made.entry_id, prover.tiles)
        except NotSequencedError:
            threading.Event().wait(_LOOK_SECONDS)  # another process gives the place, and tells nobody
            continue
        return with_proof(
            package, salt=salt, entry=encode(made), proof=proof.text, vkey=prover.vkey, witnesses=prover.witnesses
        )
    raise PackagePreparingError(ground="package_preparing")
