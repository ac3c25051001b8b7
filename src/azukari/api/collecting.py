"""The act behind `POST /v1/records`: what a person gave is checked by the statement, and collected once."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec

from azukari.api import idempotency
from azukari.api.desk import Desk, ShownNotice
from azukari.api.errors import Fault, UnprocessableError
from azukari.api.idempotency import Attempt, Outcome
from azukari.api.schemas import Collect, Collected
from azukari.base.canonical import sha256_hex
from azukari.base.clock import instant_text, read_instant
from azukari.base.errors import AzukariError, ConflictError, MalformedError, RefusedError
from azukari.base.ids import new_receipt_number
from azukari.statement import queries
from azukari.statement.document import Statement
from azukari.statement.service import Item, Service
from azukari.vault.consent import ConsentState
from azukari.vault.normalise import stored
from azukari.vault.receipt import ReceiptFacts, build
from azukari.vault.services import collecting
from azukari.vault.services.collecting import Submission
from azukari.vault.services.sealed_record import plan_record
from azukari.vault.services.submission import checked_values
from azukari.vault.typed import joined

_CREATED = 201
_CONNECTION = "API"


class _Kept(msgspec.Struct, frozen=True):
    """What is kept of a collection for a day; with the body, which must be the same, the answer is made of it again."""

    number: str
    entry: uuid.UUID
    collected_at: str
    statement: str
    notice: str
    receipt: str  # its SHA-256


@dataclass(frozen=True, slots=True)
class Collection:
    """One wish to collect: for which service, under which attempt."""

    body: Collect
    service: str
    attempt: Attempt
    now: datetime


def collect(desk: Desk, wish: Collection) -> tuple[Collected, bool]:
    """Collect once, and tell whether that was some time ago.

    Raises:
        UnprocessableError: if an item or permission cannot be taken, naming each; or the idempotency key was used for another body.
        ConflictError: if the statement that the person was shown is not in force any more, or the answer is forgotten.
        AzukariError: as `vault.services.collecting.collect` does.
    """
    try:
        return _collected(desk, wish), False
    except AzukariError as error:
        # Whatever is in the way now was not when it was done. That it was done is seen by its record, in the same transaction.
        earlier = idempotency.earlier(desk.database, wish.attempt)
        if earlier is None:
            raise _said_plainly(error) from None
        return _again(desk, wish, msgspec.json.decode(earlier.answer, type=_Kept)), True


def read_items(service: Service, typed: Mapping[str, str | list[str]]) -> dict[str, str]:
    """Read what was sent for each item as the value that is stored.

    Raises:
        UnprocessableError: naming every item that cannot be taken, and never what was sent for it.
    """
    items = {item.id: item for item in service.items}
    faults: list[Fault] = []
    if not typed.keys() <= items.keys():
        faults.append(Fault("/items", "There is an item here that this service does not ask for."))
    values: dict[str, str] = {}
    for name, given in typed.items():
        if name in items:
            try:
                values[name] = _value(items[name], given)
            except MalformedError as error:
                faults.append(Fault(f"/items/{name}", error.message))
    if faults:
        raise UnprocessableError("Some items cannot be taken as they are.", ground="items", faults=faults)
    return values


def _value(item: Item, given: str | list[str]) -> str:
    if isinstance(given, list) and not item.choices:
        raise MalformedError("This item is one text.")
    return stored(item, joined(item, [given]) if isinstance(given, list) else given)


def _collected(desk: Desk, wish: Collection) -> Collected:
    published = desk.in_force(wish.now)
    statement = published.statement
    if wish.body.statement not in (msgspec.UNSET, statement.hash):
        raise ConflictError(
            "The statement that the person was shown is not in force any more; show the one that is.",
            ground="statement_other",
        )
    service = _service(statement, wish.service)
    _check_missing(service, values := read_items(service, wish.body.items))
    notice = desk.notice(published, service.id, wish.body.language)
    record_id = desk.secret.record_id(wish.attempt.token)
    submission = _submission(wish, statement, notice, record_id=record_id, number=new_receipt_number(), values=values)

    def also(done: collecting.Collected) -> collecting.Also:
        return idempotency.kept_also(wish.attempt, Outcome(_CREATED, _kept(submission, done)), now=wish.now)

    desk.keep_notice(notice)
    done = collecting.collect(
        desk.database,
        submission,
        sealer=desk.sealer(wish.now),
        statement=statement,
        now=wish.now,
        beside=collecting.AlsoInserted(also),
    )
    return _answer(done.record_id, done.number, done.entry_id, instant_text(done.collected_at), done.receipt)


def _service(statement: Statement, service_id: str) -> Service:
    try:
        return statement.service(service_id)
    except KeyError:
        raise RefusedError("The statement in force has no such service any more.", ground="service_unknown") from None


def _check_missing(service: Service, values: Mapping[str, str]) -> None:
    missing = [item.id for item in service.items if item.required and not values.get(item.id)]
    if missing:
        faults = [Fault(f"/items/{name}", "This item is required.") for name in missing]
        raise UnprocessableError("Some items are missing.", ground="items", faults=faults)


def _submission(
    wish: Collection,
    statement: Statement,
    notice: ShownNotice,
    *,
    record_id: uuid.UUID,
    number: str,
    values: Mapping[str, str],
) -> Submission:
    return Submission(
        record_id=record_id,
        number=number,
        service=wish.service,
        statement_hash=statement.hash,
        notice_hash=notice.hash,
        language=wish.body.language,
        connection=_CONNECTION,
        values=values,
        permissions=frozenset(wish.body.permissions),
    )


def _kept(submission: Submission, done: collecting.Collected) -> bytes:
    return msgspec.json.encode(
        _Kept(
            number=done.number,
            entry=done.entry_id,
            collected_at=instant_text(done.collected_at),
            statement=submission.statement_hash,
            notice=submission.notice_hash,
            receipt=sha256_hex(done.receipt),
        )
    )


def _again(desk: Desk, wish: Collection, kept: _Kept) -> Collected:
    """Make the answer of an earlier time again; its receipt must be the very one that stands in the ledger."""
    published = queries.version(desk.database, kept.statement)
    statement = published.statement
    service = statement.service(wish.service)
    notice = desk.notice(published, service.id, wish.body.language)
    record_id = desk.secret.record_id(wish.attempt.token)
    values = read_items(service, wish.body.items)
    submission = _submission(wish, statement, notice, record_id=record_id, number=kept.number, values=values)
    receipt = build(_receipt_facts(submission, service, statement, kept), statement=statement)
    if sha256_hex(receipt) != kept.receipt:
        raise collecting.AlreadyCollectedError(kept.number)
    return _answer(record_id, kept.number, kept.entry, kept.collected_at, receipt)


def _receipt_facts(submission: Submission, service: Service, statement: Statement, kept: _Kept) -> ReceiptFacts:
    plan = plan_record(submission, service, checked_values(submission, service), statement=statement)
    return ReceiptFacts(
        record_id=submission.record_id,
        number=submission.number,
        service=service.id,
        statement_hash=statement.hash,
        notice_hash=kept.notice,
        language=submission.language,
        collected_at=read_instant(kept.collected_at),
        items=plan.items,
        permissions=tuple(sorted(purpose for purpose, state in plan.consents.items() if state is ConsentState.GIVEN)),
    )


def _answer(record_id: uuid.UUID, number: str, entry: uuid.UUID, collected_at: str, receipt: bytes) -> Collected:
    return Collected(record_id, number, msgspec.Raw(receipt), entry, collected_at)


def _said_plainly(error: AzukariError) -> AzukariError:
    """Tell a value that cannot be taken from a body that is not of its form; the vault knows only the one kind."""
    if isinstance(error, MalformedError) and not isinstance(error, UnprocessableError):
        return UnprocessableError(error.message, ground=error.ground)
    return error
