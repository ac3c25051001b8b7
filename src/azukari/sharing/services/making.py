"""Making the encrypted file of a hand-over: conditions and grants are asked once more, and each page is recorded before it.

Cut off at any point, it is made anew from the beginning: no file lies in its place before all of it is on record.
"""

import hashlib
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from azukari.base.clock import japan_date
from azukari.ledger.entry import Fact
from azukari.ledger.services import append
from azukari.sharing.condition import Wanted, items_for
from azukari.sharing.delivery import Form, Kind, State, StepRefusedError, Wish
from azukari.sharing.dossier import Dossier
from azukari.sharing.events import Event
from azukari.sharing.exit import PROVISIONS, Exit
from azukari.sharing.handover import HandoverRow
from azukari.sharing.manifest import Made, Subject, digest_of, manifest_bytes
from azukari.sharing.rows import Writer
from azukari.sharing.services.changes_file import Tally, change_lines
from azukari.sharing.services.dispatch import Dispatch
from azukari.sharing.services.files import Written, write_encrypted
from azukari.sharing.services.proposing import ConditionsMissingError, check_conditions, handover_of, page_wish, passes
from azukari.sharing.store import engagements, handovers
from azukari.sharing.store.handovers import Delivered
from azukari.sharing.watermark import control_row, mark_key, ref_of
from azukari.statement.document import Statement
from azukari.statement.purposes import Role
from azukari.vault.access import Actor
from azukari.vault.services.handing_out import Leaving, hand_out
from azukari.vault.services.showing import show_held
from azukari.vault.services.standing import persons_of_records

ACKNOWLEDGED_IN = timedelta(days=7)  # how long a recipient has to say that it did as it was told


@dataclass(frozen=True, slots=True)
class _Content:
    """What a file is made of: its bytes piece by piece, which items are in it, and where the rows are counted."""

    chunks: Iterator[bytes]
    items: tuple[str, ...]
    tally: Tally


def make(dispatch: Dispatch, handover_id: uuid.UUID, *, now: datetime) -> bool:
    """Make the file of an approved hand-over, and tell its recipient; false if it is not possible any more, which is recorded.

    Raises:
        StepRefusedError: if it was not approved, or was cancelled meanwhile.
        AzukariError: if a record is damaged, or a part is away; nothing was made then.
    """
    row = handover_of(dispatch, handover_id)
    if row.state is not State.APPROVED:
        raise StepRefusedError(ground="step")
    try:
        check_conditions(dispatch, row, actor=actor_of(row), now=now)
    except ConditionsMissingError:
        return False
    with dispatch.chamber.database.transaction() as cursor:
        handovers.forget_delivered(cursor, handover_id)
    content = _content(dispatch, row, now=now)
    written = write_encrypted(dispatch.folder, handover_id, content.chunks, age_key=row.age_key)
    finish(dispatch, row, written, rows=content.tally.rows, items=content.items, now=now)
    return True


def finish(
    dispatch: Dispatch, row: HandoverRow, written: Written, *, rows: int, items: Sequence[str], now: datetime
) -> None:
    """Put on record that a file was made, with its manifest, and have the recipient told.

    Raises:
        StepRefusedError: if the hand-over was cancelled meanwhile.
    """
    due_on = _due_on(dispatch, row, now)
    subject = Subject(
        number=row.number,
        exit=row.exit,
        kind=row.kind,
        recipient=row.recipient,
        wish=row.wish,
        items=tuple(items),
        statement_hash=row.statement_hash,
        contract=_contract(dispatch, row, now),
        due_on=due_on,
    )
    manifest = manifest_bytes(subject, Made(rows, written.plain_digest, written.file_digest, written.size, now))
    values = {
        "handover_id": row.handover_id,
        "written": rows,
        "now": now,
        "manifest": manifest,
        "file_digest": written.file_digest,
        "size": written.size,
        "due_on": due_on,
    }
    facts: dict[str, Fact] = {
        "handover": str(row.handover_id),
        "count": rows,
        "file": written.file_digest,
        "manifest": digest_of(manifest),
    }
    by_sftp = _has_sftp(dispatch, row)
    with dispatch.chamber.database.transaction() as cursor:
        if not handovers.step(cursor, "made_handover", values):
            raise StepRefusedError(ground="step")
        append(cursor, Event.MADE, {**_who(actor_of(row)), **facts}, now=now)
        handovers.put_letter(cursor, "sharing.put" if by_sftp else "sharing.letter", "handover", row.handover_id)


def actor_of(row: HandoverRow) -> Actor:
    """Tell as whom a hand-over's records are opened: as who proposed it."""
    return Actor(row.proposed_by, Role(row.proposer_role))


def _content(dispatch: Dispatch, row: HandoverRow, *, now: datetime) -> _Content:
    tally = Tally()
    if row.kind is Kind.CHANGES:
        return _Content(change_lines(dispatch, row, tally=tally, now=now), (), tally)
    statement = dispatch.statement(now)
    dossier = handovers.dossier_of(dispatch.chamber.database, row.handover_id)
    if row.exit is Exit.EXCEPTION and dossier is not None:
        return _exception(dispatch, row, dossier, tally=tally, now=now)
    if row.wish is None:
        raise StepRefusedError(ground="step")
    engagement = engagements.engagement_with(dispatch.chamber.database, row.recipient)
    if engagement is None:
        raise StepRefusedError(ground="step")
    wanted = Wanted(row.wish.service, row.wish.purpose)
    items = items_for(statement, engagement, wanted, today=japan_date(now))
    chunks = _records(dispatch, row, row.wish, _Sheet(statement, items, tally), now=now)
    return _Content(chunks, items, tally)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What is written: by which statement, which items, and where rows are counted."""

    statement: Statement
    items: tuple[str, ...]
    tally: Tally


def _records(dispatch: Dispatch, row: HandoverRow, wish: Wish, sheet: _Sheet, *, now: datetime) -> Iterator[bytes]:
    mark = mark_key(dispatch.chamber.unlocked.mark_key(), row.handover_id)
    writer = Writer(wish.form, sheet.items)
    yield writer.head()
    if wish.control:
        chosen = [item for item in sheet.statement.service(wish.service).items if item.id in sheet.items]
        yield writer.rows([control_row(sheet.statement, chosen, mark=mark, language=row.language)])

    refs: dict[uuid.UUID, str] = {}

    def record(page: Sequence[Leaving]) -> None:
        sheet.tally.rows += len(page)
        refs.clear()
        refs.update((one.record_id, ref_of(mark, one.record_id)) for one in page)
        rows = [Delivered(one.person_id, one.record_id, refs[one.record_id], one.entry_id) for one in page]
        _record(dispatch, row, rows, written=sheet.tally.rows, now=now)

    reason = f"hand-over {row.number}"
    pages = hand_out(
        dispatch.chamber, page_wish(wish, reason, actor_of(row)), wanted=passes(wish), record=record, now=now
    )
    for page in pages:
        yield writer.rows([(refs[one.record_id], _only(one.values, sheet.items)) for one in page])


def _exception(dispatch: Dispatch, row: HandoverRow, dossier: Dossier, *, tally: Tally, now: datetime) -> _Content:
    mark = mark_key(dispatch.chamber.unlocked.mark_key(), row.handover_id)
    places = persons_of_records(
        dispatch.chamber.database, [one for one in dossier.records if isinstance(one, uuid.UUID)]
    )
    items = row.exception_items

    def chunks() -> Iterator[bytes]:
        writer = Writer(Form.JSON_LINES, items)
        for record_id, person_id in places.items():
            held = show_held(dispatch.chamber, [person_id], actor=actor_of(row), now=now, taken=True, only=record_id)
            for one in held:
                tally.rows += 1
                gone = Delivered(one.person_id, one.record_id, ref_of(mark, one.record_id), one.entry_id)
                _record(dispatch, row, [gone], written=tally.rows, now=now)
                yield writer.rows([(gone.ref, _only(one.values, items))])

    return _Content(chunks(), items, tally)


def _only(values: Mapping[str, str], items: Sequence[str]) -> dict[str, str]:
    return {item: values[item] for item in items if item in values}


def _record(dispatch: Dispatch, row: HandoverRow, rows: Sequence[Delivered], *, written: int, now: datetime) -> None:
    listed = "".join(f"{one.ref} {one.record_id}\n" for one in rows)
    facts: dict[str, Fact] = {
        "handover": str(row.handover_id),
        "count": len(rows),
        "records": hashlib.sha256(listed.encode()).hexdigest(),
    }
    with dispatch.bulk.transaction() as cursor:
        if not handovers.step(cursor, "progress", {"handover_id": row.handover_id, "written": written}):
            raise StepRefusedError(ground="step")  # cancelled meanwhile
        handovers.copy_delivered(cursor, row.handover_id, rows)
        append(cursor, Event.WRITTEN, {**_who(actor_of(row)), **facts}, now=now)


def _due_on(dispatch: Dispatch, row: HandoverRow, now: datetime) -> date | None:
    """Tell when the recipient has to certify; of a provision to a third party nothing comes back."""
    if row.kind is Kind.CHANGES:
        return japan_date(now + ACKNOWLEDGED_IN)
    if row.kind is not Kind.RECORDS or row.exit in PROVISIONS:
        return None
    engagement = engagements.engagement_with(dispatch.chamber.database, row.recipient)
    return None if engagement is None else japan_date(now) + timedelta(days=engagement.certificate_days)


def _contract(dispatch: Dispatch, row: HandoverRow, now: datetime) -> str | None:
    engagement = engagements.engagement_with(dispatch.chamber.database, row.recipient)
    contract = None if engagement is None else engagement.contract_on(japan_date(now))
    return None if contract is None else contract.document


def _has_sftp(dispatch: Dispatch, row: HandoverRow) -> bool:
    engagement = engagements.engagement_with(dispatch.chamber.database, row.recipient)
    return engagement is not None and engagement.sftp is not None and row.age_key == engagement.age_key


def _who(actor: Actor) -> dict[str, Fact]:
    return {"actor": actor.id, "role": actor.role.value}
