"""``data.json``: all of a package for programs, as canonical bytes."""

from datetime import date

from azukari.base.canonical import Value, canonical_bytes
from azukari.base.clock import instant_text
from azukari.rights.pack import Ground
from azukari.rights.package.content import RequestMade
from azukari.rights.package.telling import (
    Told,
    ToldAccess,
    ToldDelivery,
    ToldItem,
    ToldPurpose,
    ToldRecipient,
    ToldRecord,
)
from azukari.rights.package.words import SOURCES, USE_STATES
from azukari.statement.document import Statement
from azukari.statement.service import Foreign, Subcontractor
from azukari.statement.text import Language
from azukari.statement.vocabulary import FOREIGN_BASES


def data_json(told: Told) -> bytes:
    """Write ``data.json``.

    Raises:
        MalformedError: if a text holds half a character.
    """
    language = told.language
    return canonical_bytes(
        {
            "type": "azukari.package",
            "v": 1,
            "package": str(told.content.package_id),
            "made_at": instant_text(told.made_at),
            "language": language,
            "organisation": _organisation(told.statement, language),
            "statement": {
                "version": told.statement.version,
                "sha256": told.statement.hash,
                "title": told.statement.title.in_language(language),
            },
            "records": [_record(one, language) for one in told.records],
            "accesses": [_access(one) for one in told.accesses],
            "recipients": [_recipient(one, language) for one in told.recipients],
            "deliveries": [_delivery(one) for one in told.deliveries],
            "requests": [_request(one, language) for one in told.content.requests],
        }
    )


def _organisation(statement: Statement, language: Language) -> Value:
    organisation, contact = statement.organisation, statement.contact()
    return {
        "name": organisation.name.in_language(language),
        "address": organisation.address.in_language(language),
        "site": organisation.site,
        "contact": {
            "name": contact.name.in_language(language),
            "email": contact.email,
            "telephone": contact.telephone,
            "hours": contact.hours.in_language(language),
        },
    }


def _record(record: ToldRecord, language: Language) -> Value:
    held = record.held
    return {
        "record": str(held.record_id),
        "number": held.number,
        "service": held.service,
        "service_title": record.service.title.in_language(language),
        "source": held.source.value,
        "source_title": SOURCES[held.source].in_language(language),
        "collected_at": instant_text(held.collected_at),
        "closed_at": None if held.closed_at is None else instant_text(held.closed_at),
        "on_hold": held.on_hold,
        "statement": {"version": record.statement.version, "sha256": held.statement_hash},
        "notice": {"sha256": held.notice_hash},
        "entry": str(held.entry_id),
        "consent": record.consent_path,
        "receipt": record.receipt_path if record.has_receipt else None,
        "items": [_item(one, language) for one in record.items],
        "purposes": [_purpose(one, language) for one in record.purposes],
        "said": [
            {"purpose": said.purpose, "state": said.state.value, "at": instant_text(said.at)} for said in held.said
        ],
    }


def _item(told: ToldItem, language: Language) -> Value:
    return {
        "item": told.item.id,
        "title": told.item.label.in_language(language),
        "kind": told.item.kind.value,
        "value": told.value.text,
        "choices": list(told.choices),
        "statement": told.statement.text,
        "left_out": [_ground(one, language) for one in told.grounds],
    }


def _purpose(told: ToldPurpose, language: Language) -> Value:
    purpose = told.purpose
    return {
        "purpose": purpose.id,
        "title": purpose.title.in_language(language),
        "text": purpose.text.in_language(language),
        "permission": purpose.consent,
        "state": told.state.value,
        "state_title": USE_STATES[told.state].in_language(language),
        "until_on": _day(told.until_on),
        "retention": {"days": purpose.retention.days, "from": purpose.retention.start.value},
    }


def _access(told: ToldAccess) -> Value:
    event = told.event
    return {
        "at": instant_text(event.at),
        "record": None if event.record_id is None else str(event.record_id),
        "number": told.number,
        "kind": event.kind,
        "what": told.what,
        "purpose": event.purpose or None,
        "purpose_title": told.purpose_title,
        "role": event.role,
        "role_title": told.role_title,
        "ground": event.ground,
        "entry": str(event.entry_id),
    }


def _recipient(told: ToldRecipient, language: Language) -> Value:
    recipient = told.recipient
    return {
        "recipient": recipient.id,
        "kind": recipient.kind,
        "name": recipient.name.in_language(language),
        "work": recipient.work.in_language(language),
        "countries": list(recipient.countries),
        "address": recipient.address.in_language(language),
        "representative": recipient.representative.in_language(language),
        "basis": recipient.basis or None,
        "responsible": recipient.responsible.in_language(language),
        "subcontractors": [_subcontractor(one, language) for one in recipient.subcontractors],
        "foreign": None if recipient.foreign is None else _foreign(recipient.foreign, language),
        "numbers": list(told.numbers),
        "items": [item.id for item in told.items],
        "purposes": [purpose.id for purpose in told.purposes],
        "contract_from": _day(recipient.contract_from),
        "contract_to": _day(recipient.contract_to),
    }


def _delivery(told: ToldDelivery) -> Value:
    outside, one = told.outside, told.outside.one
    return {
        "handover": one.number,
        "handed_at": instant_text(one.handed_at),
        "record": str(one.record_id),
        "number": told.number,
        "exit": one.exit.value,
        "exit_title": outside.exit,
        "recipient": one.recipient,
        "name": outside.recipient,
        "address": outside.address,
        "representative": outside.representative,
        "purpose": one.purpose or None,
        "purpose_title": outside.purpose or None,
        "statement": one.statement_hash,
        "still_there": one.still_there,
        "standing": outside.standing,
        "ended": one.ended,
        "ended_on": _day(one.ended_on),
    }


def _subcontractor(one: Subcontractor, language: Language) -> Value:
    return {
        "subcontractor": one.id,
        "name": one.name.in_language(language),
        "work": one.work.in_language(language),
        "countries": list(one.countries),
    }


def _foreign(foreign: Foreign, language: Language) -> Value:
    return {
        "basis": foreign.basis.value,
        "basis_title": FOREIGN_BASES[foreign.basis].in_language(language),
        "system": foreign.system.in_language(language),
        "measures": foreign.measures.in_language(language),
    }


def _request(request: RequestMade, language: Language) -> Value:
    return {
        "number": request.number,
        "kind": request.kind.id,
        "title": request.kind.title.in_language(language),
        "article": request.kind.article,
        "channel": request.channel.value,
        "arrived_at": instant_text(request.arrived_at),
        "answer_by": request.answer_by.isoformat(),
        "state": request.state.value,
        "outcome": None if request.outcome is None else request.outcome.value,
        "grounds": [_ground(one, language) for one in request.grounds],
        "wish": request.wish,
        "reason": request.reason,
        "reply": request.reply,
    }


def _ground(ground: Ground, language: Language) -> Value:
    return {"ground": ground.id, "article": ground.article, "title": ground.title.in_language(language)}


def _day(on: date | None) -> str | None:
    return None if on is None else on.isoformat()
