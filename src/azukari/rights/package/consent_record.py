"""``consent/<record>.jsonld``: what was agreed to, and what rests on notice only, in the shape of ISO/IEC TS 27560 (DPV profile).

Only permissions that were really asked for are consent records. Much handling in Japan rests on notice (APPI Art. 21); that is an
acquisition record of the same shape, without a legal basis, and no term of it names consent.
"""

from collections.abc import Iterator

from azukari.base.canonical import Value, canonical_bytes
from azukari.base.clock import instant_text
from azukari.rights.package.telling import ToldPurpose, ToldRecord
from azukari.rights.package.words import UseState
from azukari.statement.recipient_facts import countries_text
from azukari.statement.service import Recipient
from azukari.vault.consent import ConsentState
from azukari.vault.receipt_document import CONTEXT, Form, Sending, parties, process, recipient_type
from azukari.vault.services.showing import Source

_OVER = "P0D"
# Its state, and its type.
_EVENTS = {
    ConsentState.GIVEN: ("dpv:ConsentGiven", "dpv:ExplicitlyExpressedConsent"),
    ConsentState.REFUSED: ("dpv:ConsentRefused", "azk:NotExpressed"),
    ConsentState.WITHDRAWN: ("dpv:ConsentWithdrawn", "dpv:ExplicitlyExpressedConsent"),
}
_METHODS = {
    Source.PAGE: "azk:separate-unticked-box",
    Source.PROGRAM: "azk:program-of-the-service",
    Source.FILE: "azk:taken-over-as-given",
}
_STOPPED = "azk:stop-of-use"


def consent_record(record: ToldRecord) -> bytes:
    """Write what a record rests on, as canonical JSON-LD."""
    return canonical_bytes(
        {"@context": {**CONTEXT, "azk-jp": "https://azukari.example/ns/jp#"}, "@graph": list(_graph(record))}
    )


def _graph(record: ToldRecord) -> Iterator[Value]:
    by_notice = [one for one in record.purposes if not one.purpose.consent]
    if by_notice:
        yield _acquisition(record, by_notice)
    for one in record.purposes:
        if one.purpose.consent and any(said.purpose == one.purpose.id for said in record.held.said):
            yield _consent(record, one)


def _acquisition(record: ToldRecord, by_notice: list[ToldPurpose]) -> Value:
    longest = max(one.purpose.retention.days for one in by_notice)
    # What was kept elsewhere was taken over by the organisation; the person did nothing, and was shown nothing then.
    taken_over = record.held.source is Source.FILE
    return {
        "@id": f"urn:uuid:{record.held.record_id}",
        "@type": "azk:AcquisitionRecord",
        "azk:basis": "azk-jp:notice-only",
        **parties(_sending(record), record.service),
        "azk:hasAcquisition": [
            {
                "@type": ["azk:Acquired", "azk:TakenOver" if taken_over else "azk:NoticeShown"],
                "dpv:hasDuration": f"P{longest}D",
                "dpv:isIndicatedAtTime": instant_text(record.held.collected_at),
                "dpv:isIndicatedBy": "dpv:DataController" if taken_over else "dpv:DataSubject",
            }
        ],
        "dpv:hasProcess": [_process(record, one) for one in by_notice],
    }


def _consent(record: ToldRecord, told: ToldPurpose) -> Value:
    return {
        "@id": f"urn:uuid:{record.held.record_id}#{told.purpose.id}",
        "@type": "dpv:ConsentRecord",
        **parties(_sending(record), record.service),
        "dpv:hasConsentControl": {
            "@type": ["dpv:WithdrawConsent"],
            "dpv:isExercisedAt": record.statement.contact(record.service).email,
        },
        "dpv:hasConsentStatus": [
            _event(record, said.state, at=instant_text(said.at), days=told.purpose.retention.days)
            for said in record.held.said
            if said.purpose == told.purpose.id
        ],
        "dpv:hasProcess": [_process(record, told)],
    }


def _event(record: ToldRecord, state: ConsentState, *, at: str, days: int) -> Value:
    term, kind = _EVENTS[state]
    return {
        "@type": [term, kind],
        "dpv:hasDuration": f"P{days}D" if state is ConsentState.GIVEN else _OVER,
        "dpv:hasIndicationMethod": _STOPPED if state is ConsentState.WITHDRAWN else _METHODS[record.held.source],
        "dpv:isIndicatedAtTime": at,
        "dpv:isIndicatedBy": "dpv:DataSubject",
    }


def _process(record: ToldRecord, told: ToldPurpose) -> Value:
    # Where nothing is held for it any more, it says what it was for.
    items = tuple(one.item.id for one in record.items if told.purpose.id in one.item.purposes)
    concerned = items or tuple(item.id for item in record.service.items if told.purpose.id in item.purposes)
    return {
        **process(_sending(record, concerned), record.service, told.purpose),
        "azk:inUse": told.state is UseState.IN_USE,
        **({} if told.until_on is None else {"azk:until": told.until_on.isoformat()}),
        "dpv:hasRecipient": [
            _recipient(record, one)
            for one in record.statement.recipients
            if record.service.id in one.services and told.purpose.id in one.purposes
        ],
    }


def _recipient(record: ToldRecord, recipient: Recipient) -> Value:
    # Whoever has a question asks the organisation that gave it to them.
    language = record.held.language
    return {
        "@id": f"urn:azk:recipient:{recipient.id}",
        "@type": recipient_type(recipient),
        "dpv:hasAddress": recipient.address.in_language(language) or countries_text(recipient.countries, language),
        "dpv:hasContact": record.statement.contact(record.service).email,
        "dpv:hasLocation": [f"loc:{code}" for code in recipient.countries],
        "dpv:hasName": recipient.name.in_language(language),
    }


def _sending(record: ToldRecord, items: tuple[str, ...] = ()) -> Sending:
    held = record.held
    form = Form(held.service, held.statement_hash, held.notice_hash, record.held.language, items, (), record.statement)
    return Sending(form, str(held.record_id), held.number, instant_text(held.collected_at))
