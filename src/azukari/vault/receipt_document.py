"""The text of a receipt: ISO/IEC TS 27560:2023 in its DPV profile (W3C Data Privacy Vocabulary 2.3), as valid JSON.

Much handling in Japan does not rest on consent (APPI Art. 21), so what is given out is an acquisition receipt of the same shape;
only permissions that were given by themselves are consent records in it. It lies in people's mailboxes: no value that was entered
is in it, and nothing that would name the person.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from azukari.base.canonical import Value, canonical_bytes
from azukari.base.clock import instant_text
from azukari.base.errors import MalformedError
from azukari.statement.document import Statement
from azukari.statement.purposes import Purpose
from azukari.statement.service import Item, ItemKind, Recipient, RecipientKind, Service
from azukari.statement.text import Language
from azukari.vault.consent import applies

CONTEXT: Mapping[str, Value] = {
    "azk": "https://azukari.example/ns#",
    "dct": "http://purl.org/dc/terms/",
    "dpv": "https://w3id.org/dpv#",
    "legal-jp": "https://w3id.org/dpv/legal/jp#",
    "loc": "https://w3id.org/dpv/loc#",
    "pd": "https://w3id.org/dpv/pd#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}
# Where a receipt's own texts go: private-use characters, which no text of a statement holds.
_RECORD, _NUMBER, _AT = "\ue0f0record\ue0f0", "\ue0f0number\ue0f0", "\ue0f0at\ue0f0"
_PROFILE = "https://w3id.org/dpv/schema/dpv-27560"
_DATA: Mapping[ItemKind, str] = {
    ItemKind.NAME: "pd:Name",
    ItemKind.KANA: "azk:NameReading",
    ItemKind.EMAIL: "pd:EmailAddress",
    ItemKind.PHONE: "pd:TelephoneNumber",
    ItemKind.POSTAL_CODE: "pd:PhysicalAddress",
    ItemKind.ADDRESS: "pd:PhysicalAddress",
    ItemKind.ORGANISATION: "azk:Affiliation",
}
_RIGHTS = ("32-2", "33-1", "33-5", "34", "35-1", "35-3", "35-5")  # Articles of the APPI by which a person may ask


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """Everything that a receipt is built from, beside the statement itself; never a value that was entered."""

    record_id: uuid.UUID
    number: str
    service: str
    statement_hash: str
    notice_hash: str
    language: Language
    collected_at: datetime
    items: tuple[str, ...]
    permissions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """What receipts of the same kind have in common; the statement's hash stands for the statement."""

    service: str
    statement_hash: str
    notice_hash: str
    language: Language
    items: tuple[str, ...]
    permissions: tuple[str, ...]
    statement: Statement = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Sending:
    """A form with what is one sending's own, as texts."""

    form: Form
    record: str
    number: str
    at: str


def document(facts: ReceiptFacts, *, statement: Statement) -> bytes:
    """Write a receipt as canonical bytes; all but the record, the number and the instant is written once for each form."""
    form = Form(
        facts.service, facts.statement_hash, facts.notice_hash, facts.language, facts.items, facts.permissions, statement
    )  # fmt: skip
    blank = _blank(form)
    for place, text in (
        (_RECORD, str(facts.record_id)), (_NUMBER, facts.number), (_AT, instant_text(facts.collected_at))
    ):  # fmt: skip
        blank = blank.replace(place.encode(), text.encode())
    return blank


@lru_cache(maxsize=1024)
def _blank(form: Form) -> bytes:
    if any(mark in str(form) + str(form.statement) for mark in (_RECORD, _NUMBER, _AT)):
        raise MalformedError("A statement cannot hold the marks of a receipt's places.")
    return canonical_bytes(_written(Sending(form, _RECORD, _NUMBER, _AT)))


def _written(said: Sending) -> dict[str, Value]:
    form = said.form
    service = form.statement.service(form.service)
    applying = _applying(form, service)
    records = [_acquisition(said, service, applying)]
    records += [_consent(said, service, one) for one in applying if one.consent]
    return {
        "@context": CONTEXT,
        "@id": f"urn:uuid:{said.record}#receipt",
        "@type": "azk:AcquisitionReceipt",
        "dct:conformsTo": f"{_PROFILE}#receipt",
        "dct:created": said.at,
        "dct:language": form.language,
        "dpv:hasIdentifier": said.number,
        "dpv:hasRecordOfActivity": records,
        "azk:facts": {
            "record": said.record,
            "number": said.number,
            "service": form.service,
            "statement": form.statement_hash,
            "version": form.statement.version,
            "notice": form.notice_hash,
            "collected_at": said.at,
            "purposes": [one.id for one in applying],
            "permissions": list(form.permissions),
        },
    }


def _applying(form: Form, service: Service) -> tuple[Purpose, ...]:
    named = {purpose for item in service.items if item.id in form.items for purpose in item.purposes}
    permissions = frozenset(form.permissions)
    return tuple(form.statement.purpose(one) for one in sorted(named) if applies(form.statement, one, permissions))


def _acquisition(said: Sending, service: Service, applying: tuple[Purpose, ...]) -> dict[str, Value]:
    return {
        "@id": f"urn:uuid:{said.record}",
        "@type": "azk:AcquisitionRecord",
        "azk:basis": "azk:notice-only",
        **parties(said, service),
        "dpv:hasProcess": [process(said, service, purpose) for purpose in applying if not purpose.consent],
    }


def _consent(said: Sending, service: Service, purpose: Purpose) -> dict[str, Value]:
    return {
        "@id": f"urn:uuid:{said.record}#{purpose.id}",
        "@type": "dpv:ConsentRecord",
        **parties(said, service),
        "dpv:hasProcess": [process(said, service, purpose)],
        "dpv:hasConsentControl": {
            "@type": ["dpv:WithdrawConsent"],
            "dpv:isExercisedAt": said.form.statement.contact(service).email,
        },
        "dpv:hasConsentStatus": [
            {
                "@type": ["dpv:ConsentGiven", "dpv:ExplicitlyExpressedConsent"],
                "dpv:isIndicatedBy": "dpv:DataSubject",
                "dpv:hasIndicationMethod": "azk:separate-unticked-box",
                "dpv:isIndicatedAtTime": said.at,
                "dpv:hasDuration": f"P{purpose.retention.days}D",
            }
        ],
    }


def parties(said: Sending, service: Service) -> dict[str, Value]:
    """Write who is responsible, whose it is, what was shown, and the rights, as every record of a sending has them."""
    organisation, contact = said.form.statement.organisation, said.form.statement.contact(service)
    return {
        "dct:conformsTo": f"{_PROFILE}#record",
        "dct:identifier": said.record,
        "dpv:hasApplicableLaw": "legal-jp:law-APPI",
        "dpv:hasDataController": {
            "@id": organisation.site,
            "@type": "dpv:DataController",
            "dpv:hasAddress": organisation.address.in_language(said.form.language),
            "dpv:hasContact": contact.email,
            "dpv:hasName": organisation.name.in_language(said.form.language),
        },
        "dpv:hasDataSubject": {"@id": f"urn:uuid:{said.record}#person"},
        "dpv:hasJurisdiction": "loc:JP",
        "dpv:hasNotice": {
            "@type": "dpv:PrivacyNotice",
            "azk:sha256": said.form.notice_hash,
            "azk:statementVersion": said.form.statement.version,
            "dct:language": said.form.language,
        },
        "dpv:hasRight": [
            {"@type": "dpv:DataSubjectRight", "dct:title": f"azk-jp:A{article}", "dpv:isExercisedAt": contact.email}
            for article in _RIGHTS
        ],
    }


def process(said: Sending, service: Service, purpose: Purpose) -> dict[str, Value]:
    """Write what one purpose uses, who receives it, and how long it is kept."""
    return {
        "@type": "dpv:Process",
        "dpv:hasPersonalData": [
            _datum(item, said.form.language)
            for item in service.items
            if item.id in said.form.items and purpose.id in item.purposes
        ],
        "dpv:hasPurpose": {
            "@id": f"urn:azk:purpose:{purpose.id}",
            "dct:title": purpose.title.in_language(said.form.language),
            "skos:broader": purpose.dpv,
        },
        "dpv:hasRecipient": [
            {
                "@id": f"urn:azk:recipient:{recipient.id}",
                "@type": recipient_type(recipient),
                "dpv:hasLocation": [f"loc:{country}" for country in recipient.countries],
                "dpv:hasName": recipient.name.in_language(said.form.language),
            }
            for recipient in said.form.statement.recipients
            if service.id in recipient.services and purpose.id in recipient.purposes
        ],
        "dpv:hasService": service.title.in_language(said.form.language),
        "dpv:hasStorageCondition": [
            {"@type": "dpv:StorageLocation", "dpv:hasLocation": ["loc:JP"]},
            {
                "@type": "dpv:StorageDuration",
                "azk:from": f"azk:{purpose.retention.start.value}",
                "dpv:hasDuration": f"P{purpose.retention.days}D",
            },
        ],
    }


def recipient_type(recipient: Recipient) -> str:
    """Tell what a recipient is in the vocabulary; a joint user works for nobody, and is no third party either (APPI Art. 27(5))."""
    match recipient.kind:
        case RecipientKind.CONTRACTOR:
            return "dpv:DataProcessor"
        case RecipientKind.JOINT_USER:
            return "dpv:Recipient"
    return "dpv:ThirdParty"


def _datum(item: Item, language: Language) -> Value:
    return {
        "@type": "dpv:PersonalData",
        "dct:title": item.label.in_language(language),
        "dpv:hasNecessity": "dpv:Required" if item.required else "dpv:Optional",
        "skos:broader": _DATA.get(item.kind, "dpv:PersonalData"),
    }
