"""Opening a record for a purpose: checked in one order, recorded durably, and only then answered."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from azukari.base.errors import AzukariError, NotFoundError, RefusedError
from azukari.statement.purposes import Role
from azukari.vault.access import Actor, Ask, Ground, Opened, Sight, allowed_items, check_reason
from azukari.vault.annotation import with_statements
from azukari.vault.errors import PartTamperedError
from azukari.vault.events import Event
from azukari.vault.index import CONTACTS
from azukari.vault.normalise import lookup_kind
from azukari.vault.record import Header, SealedGrant, StoredRecord
from azukari.vault.retention import has_run_out
from azukari.vault.service_key import ServiceKeyRefusedError
from azukari.vault.services.chamber import Chamber
from azukari.vault.services.evidence import blame
from azukari.vault.services.naming import known_to, reference, stored_of
from azukari.vault.services.recording import Happening, record, withheld
from azukari.vault.services.suppressing import Reach, SuppressedError, reach_of, suppressed
from azukari.vault.services.unsealing import Keys, data_keys, fetch_keys, person_key, values_of
from azukari.vault.store import opening as store
from azukari.vault.store.rows import Located

_MOST_REMEMBERED = 4096
MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class _Case:
    """One ask with what the store has for it."""

    ask: Ask
    reason: str | None
    located: Located
    key_ended: bool

    @property
    def grant(self) -> SealedGrant | None:
        """Give the grant of the purpose that is asked for."""
        record = self.located.record
        return None if record is None else record.grant(self.ask.purpose)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What comes of a case: the values, or the error; and the person's key if it could be had, to commit to the reason."""

    case: _Case
    items: Mapping[str, str]
    error: AzukariError | None
    person_key: bytes | None
    reach: Reach | None = None


def open_for(
    chamber: Chamber, record: uuid.UUID | str, *, purpose: str, reason: str, actor: Actor, now: datetime
) -> Opened:
    """Open what a purpose may see of a record, named by its id or receipt number.

    Raises:
        RefusedError, NotFoundError, TamperedError: each after it was recorded, with a ground (`access.Ground`).
        UnavailableError: if it could not be recorded; nothing is shown then.
    """
    answer = open_group(chamber, [Ask(record, purpose, reason, actor)], now=now)[0]
    if isinstance(answer, AzukariError):
        raise answer
    return answer


def open_group(chamber: Chamber, asks: Sequence[Ask], *, now: datetime) -> tuple[Opened | AzukariError, ...]:
    """Open for several callers with one round trip and one durable commit; each gets an answer or its own refusal.

    The order of checks is that of the keeper: the reason, the record, the matrix of the statement version that binds it and the
    actor's role in it, the grant, holds, and then the keys.

    Raises:
        UnavailableError: if the group could not be recorded; nobody is shown anything then.
    """
    with withheld():
        cases = _cases(chamber, asks, now)
        keys = fetch_keys(
            chamber,
            sessions=[case.grant.session_id for case in cases if case.grant is not None],
            persons=[case.located.record.header.person_id for case in cases if case.located.record is not None],
        )
        answers = _allowed_to_reach(chamber, [_answer(chamber, case, keys=keys, now=now) for case in cases])
        events = record(chamber.database, [_happening(chamber, answer) for answer in answers], now=now)
    return tuple([_given(answer, event) for answer, event in zip(answers, events, strict=True)])


def _cases(chamber: Chamber, asks: Sequence[Ask], now: datetime) -> list[_Case]:
    keys = {uuid.UUID(ask.actor.id) for ask in asks if ask.actor.role is Role.SERVICE}
    wanted = store.Wanted([reference(ask.record) for ask in asks], keys, now)
    located, ended = store.locate(chamber.database, wanted, chamber.terms)
    gone = {str(key) for key in ended}
    return [
        _Case(ask, _reason(ask), known_to(ask.actor, found), key_ended=ask.actor.id in gone)
        for ask, found in zip(asks, located, strict=True)
    ]


def _reason(ask: Ask) -> str | None:
    try:
        return check_reason(ask.reason)
    except RefusedError:
        return None


def _answer(chamber: Chamber, case: _Case, *, keys: Keys, now: datetime) -> _Answer:
    try:
        if case.key_ended:
            raise ServiceKeyRefusedError("This service key has ended.", ground="service_key_ended")
        if case.reason is None:
            check_reason(case.ask.reason)
        stored = stored_of(case.located)
        grant, sight = examined(chamber, stored, case.ask, now=now)
        if case.located.held:
            raise RefusedError("This record is on hold and closed to ordinary use.", ground=Ground.ON_HOLD)
        values = opened_items(chamber, stored, grant, items=sight.items, keys=keys)
        reach = reach_of(chamber, stored, case.ask.purpose, sight=sight, values=values)
        return _Answer(case, values, None, _key_for_commitment(chamber, case, keys), reach)
    except AzukariError as error:
        return _Answer(case, {}, error, _key_for_commitment(chamber, case, keys))


def _allowed_to_reach(chamber: Chamber, answers: list[_Answer]) -> list[_Answer]:
    for place in suppressed(chamber, [answer.reach for answer in answers]):
        answers[place] = replace(answers[place], items={}, error=SuppressedError())
    return answers


def examined(chamber: Chamber, stored: StoredRecord, ask: Ask, *, now: datetime) -> tuple[SealedGrant, Sight]:
    """Give the grant by which an actor may open a record for a purpose today, and what of it they may see.

    Raises:
        RefusedError: if they may not; the ground tells why.
        TamperedError: if the record names a statement that there never was.
    """
    sight = _seen(chamber, stored, ask)
    grant = stored.grant(ask.purpose)
    if grant is None:
        raise RefusedError(
            f"There is no grant to use this record for {ask.purpose}: permission was not given, or the use was stopped.",
            ground=Ground.NO_GRANT,
        )
    if has_run_out(grant.until_on, now=now):
        raise RefusedError(f"The time to use this record for {ask.purpose} has run out.", ground=Ground.NO_GRANT)
    return grant, sight


def opened_items(
    chamber: Chamber, stored: StoredRecord, grant: SealedGrant, *, items: Sequence[str], keys: Keys
) -> Mapping[str, str]:
    """Open what a grant gives, and give those of the items that are there.

    Raises:
        RefusedError: if all of it was destroyed.
        TamperedError: if a part is not what was written.
    """
    key = person_key(chamber.unlocked, keys, stored.header.person_id)
    try:
        opened = data_keys(chamber.unlocked, keys, stored, grant)
        values, destroyed = values_of(stored, opened, person_key=key)
    except PartTamperedError as error:
        raise blame(chamber.database, stored, person_key=key, suspected=error) from None
    if destroyed and not values:
        raise RefusedError(
            "The retention periods have run out, and what this purpose could see was destroyed.",
            ground=Ground.COMPARTMENT_DESTROYED,
        )
    return {item: values[item] for item in items if item in values}


def _seen(chamber: Chamber, stored: StoredRecord, ask: Ask) -> Sight:
    header = stored.header
    asked = (header.statement_hash, header.service, ask.purpose, ask.actor)
    sight = chamber.allowed.get(asked)
    if sight is None:
        sight = _sight(chamber, header, ask)
        if len(chamber.allowed) >= _MOST_REMEMBERED:
            chamber.allowed.clear()
        chamber.allowed[asked] = sight
    return sight


def _sight(chamber: Chamber, header: Header, ask: Ask) -> Sight:
    try:
        statement = chamber.statements(header.statement_hash)
        service = statement.service(header.service)
    except (NotFoundError, KeyError):
        raise PartTamperedError(
            "record", "The record names a version of the statement, or a service in it, that there never was."
        ) from None
    try:
        purpose = statement.purpose(ask.purpose)
    except KeyError:
        raise _purpose_unknown(ask.purpose if ask.purpose in chamber.unlocked.keyring.purposes else "") from None
    items = allowed_items(service, purpose, ask.actor)
    if not items:
        raise _purpose_unknown(ask.purpose)
    contacts = tuple(
        (item.id, kind)
        for item in service.items
        if purpose.consent and item.id in items and (kind := lookup_kind(item)) in CONTACTS
    )
    return Sight(with_statements(items), contacts)


def _purpose_unknown(purpose: str) -> RefusedError:
    return RefusedError(
        f"The statement that binds this record names no use of it for {purpose or 'such a purpose'}.",
        ground=Ground.PURPOSE_UNKNOWN,
    )


def _key_for_commitment(chamber: Chamber, case: _Case, keys: Keys) -> bytes | None:
    stored = case.located.record
    try:
        return None if stored is None else person_key(chamber.unlocked, keys, stored.header.person_id)
    except PartTamperedError:
        return None


def _happening(chamber: Chamber, answer: _Answer) -> Happening:
    ask, located = answer.case.ask, answer.case.located
    return Happening(
        kind=Event.OPENED if answer.error is None else Event.REFUSED,
        actor=ask.actor,
        purpose=ask.purpose if ask.purpose in chamber.unlocked.keyring.purposes else "",
        reason=answer.case.reason,
        ground=None if answer.error is None else answer.error.ground,
        person_id=located.person_id,
        record_id=None if located.record is None else located.record.header.record_id,
        person_key=answer.person_key,
    )


def _given(answer: _Answer, event: uuid.UUID) -> Opened | AzukariError:
    stored = answer.case.located.record
    if answer.error is not None or stored is None:
        return answer.error or NotFoundError()
    header = stored.header
    return Opened(
        record_id=header.record_id,
        number=header.number,
        service=header.service,
        purpose=answer.case.ask.purpose,
        items=answer.items,
        statement_hash=header.statement_hash,
        collected_at=header.collected_at,
        language="ja" if header.terms.language == "ja" else "en",
        event_id=event,
    )
