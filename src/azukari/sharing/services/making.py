"""Making the encrypted file of a hand-over: conditions and grants are asked once more, and each page is recorded before it.

Cut off at any point, it is made anew from the beginning: no file lies in its place before all of it is on record. From the moment
that a page is on record, the database itself notes whatever changes of it (`sharing_note_change`); so nobody's "no" falls between
reading and recording, the page's records are kept as they stand until both are one fact.
"""

import hashlib
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from azukari.base.clock import japan_date
from azukari.base.errors import ConflictError, RefusedError
from azukari.ledger.entry import Fact
from azukari.sharing.condition import Condition
from azukari.sharing.delivery import Form, Kind, State, StepRefusedError, Wish
from azukari.sharing.dossier import Dossier
from azukari.sharing.events import Event
from azukari.sharing.exit import PROVISIONS, Exit
from azukari.sharing.handover import HandoverRow
from azukari.sharing.manifest import Made, Subject, digest_of, manifest_bytes
from azukari.sharing.rows import Writer
from azukari.sharing.services.changes_file import Tally, change_lines, items_of
from azukari.sharing.services.checking import ConditionsMissingError, check_conditions, refuse
from azukari.sharing.services.counting import page_wish, passes
from azukari.sharing.services.dispatch import Dispatch
from azukari.sharing.services.files import Written, write_encrypted
from azukari.sharing.services.steps import actor_of, handover_of, noted
from azukari.sharing.store import engagements, handovers
from azukari.sharing.store.handovers import Delivered
from azukari.sharing.store.passing import tell_in
from azukari.sharing.watermark import control_row, mark_key, ref_of
from azukari.statement.document import Statement
from azukari.vault.services.handing_out import Leaving, hand_out
from azukari.vault.services.showing import HeldRecord, show_one
from azukari.vault.services.standing import Standing, kept_standing, persons_of_records

ACKNOWLEDGED_IN = timedelta(days=7)  # how long a recipient has to say that it did as it was told


class GrownError(RefusedError):
    """More records would be in it than were proposed."""


class ChangedMeanwhileError(ConflictError):
    """A record was corrected while it was written into the file: it is made anew."""


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
        if row.kind is Kind.CHANGES and row.engagement_id is not None:
            tell_in(cursor, row.engagement_id, handover_id)
    content = _content(dispatch, row, now=now)
    try:
        written = write_encrypted(dispatch.folder, handover_id, content.chunks, age_key=row.age_key)
    except GrownError:
        refuse(dispatch, row, [Condition.GROWN], actor=actor_of(row), now=now)
        return False
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
    with dispatch.chamber.database.transaction() as cursor:
        if not handovers.step(cursor, "made_handover", values):
            raise StepRefusedError(ground="step")
        noted(cursor, Event.MADE, actor_of(row), facts, now=now)
        handovers.put_letter(
            cursor, "sharing.letter" if row.sftp is None else "sharing.put", "handover", row.handover_id
        )


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
    items = items_of(statement, engagement, row.wish, row.items, now=now)
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

    def record(page: Sequence[Leaving]) -> Sequence[Leaving]:
        refs.clear()
        refs.update((one.record_id, ref_of(mark, one.record_id)) for one in page)
        rows = [Delivered(one.person_id, one.record_id, refs[one.record_id], one.entry_id) for one in page]
        kept = _record(dispatch, row, rows, tally=sheet.tally, now=now)
        return [one for one in page if one.record_id in kept]

    asked = page_wish(wish, f"hand-over {row.number}", actor_of(row))
    pages = hand_out(dispatch.chamber, asked, wanted=passes(wish, until=row.proposed_at), record=record, now=now)
    for page in pages:
        yield writer.rows([(refs[one.record_id], _only(one.values, sheet.items)) for one in page])


def _exception(dispatch: Dispatch, row: HandoverRow, dossier: Dossier, *, tally: Tally, now: datetime) -> _Content:
    mark = mark_key(dispatch.chamber.unlocked.mark_key(), row.handover_id)
    places = persons_of_records(
        dispatch.chamber.database, [one for one in dossier.records if isinstance(one, uuid.UUID)]
    )

    def record(one: HeldRecord) -> None:
        # By its digest only, as all that is handed over: whether the person is told is for the dossier to say.
        gone = Delivered(one.person_id, one.record_id, ref_of(mark, one.record_id), one.entry_id)
        if not _record(dispatch, row, [gone], tally=tally, now=now):
            raise ChangedMeanwhileError(ground="changed_meanwhile")

    def chunks() -> Iterator[bytes]:
        writer = Writer(Form.JSON_LINES, row.items)
        for record_id, person_id in places.items():
            one = show_one(dispatch.chamber, person_id, record_id, record_first=record, now=now)
            if one is not None:
                yield writer.rows([(ref_of(mark, record_id), _only(one.values, row.items))])

    return _Content(chunks(), row.items, tally)


def _only(values: Mapping[str, str], items: Sequence[str]) -> dict[str, str]:
    return {item: values[item] for item in items if item in values}


def _record(
    dispatch: Dispatch, row: HandoverRow, rows: Sequence[Delivered], *, tally: Tally, now: datetime
) -> frozenset[uuid.UUID]:
    """Put on record which records leave, and tell which; those that were stopped, held or erased a moment ago do not.

    Raises:
        GrownError: if they are more than were proposed.
        ChangedMeanwhileError: if one was corrected since it was read; all is made anew.
        StepRefusedError: if the hand-over was cancelled.
    """
    with dispatch.bulk.transaction() as cursor:
        standing = kept_standing(cursor, [(one.person_id, one.record_id) for one in rows], now=now)
        kept = [one for one in rows if _may_leave(row, one, standing)]
        if tally.rows + len(kept) > row.counted:
            raise GrownError(ground=Condition.GROWN)
        tally.rows += len(kept)
        if not handovers.step(cursor, "progress", {"handover_id": row.handover_id, "written": tally.rows}):
            raise StepRefusedError(ground="step")
        if kept:
            listed = "".join(f"{one.ref} {one.record_id}\n" for one in kept)
            digest = hashlib.sha256(listed.encode()).hexdigest()
            handovers.copy_delivered(cursor, row.handover_id, kept)
            facts: dict[str, Fact] = {"handover": str(row.handover_id), "count": len(kept), "records": digest}
            noted(cursor, Event.WRITTEN, actor_of(row), facts, now=now)
    return frozenset(one.record_id for one in kept)


def _may_leave(row: HandoverRow, one: Delivered, standing: Mapping[uuid.UUID, Standing]) -> bool:
    now = standing.get(one.record_id)
    if now is None or (row.wish is not None and row.wish.purpose not in now.purposes):
        return False
    if now.entry_id != one.entry_id:
        raise ChangedMeanwhileError(ground="changed_meanwhile")
    return True


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
