"""The text of a receipt: ISO/IEC TS 27560:2023 in its DPV profile (W3C Data Privacy Vocabulary 2.3), as valid JSON.

Much handling in Japan does not rest on consent (APPI Art. 21), so what is given out is an acquisition receipt of the same shape;
only permissions that were given by themselves are consent records in it. It lies in people's mailboxes: no value that was entered
is in it, and nothing that would name the person.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from azukari.base.canonical import Value
from azukari.base.clock import instant_text
from azukari.statement.document import Statement
from azukari.statement.purposes import Purpose
from azukari.statement.service import Item, ItemKind, Service
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


def document(facts: ReceiptFacts, *, statement: Statement) -> dict[str, Value]:
    """Write a receipt as a value."""
    service = statement.service(facts.service)
    applying = _applying(facts, service, statement)
    records = [_acquisition(facts, service, applying, statement=statement)]
    records += [_consent(facts, service, one, statement=statement) for one in applying if one.consent]
    return {
        "@context": CONTEXT,
        "@id": f"urn:uuid:{facts.record_id}#receipt",
        "@type": "azk:AcquisitionReceipt",
        "dct:conformsTo": f"{_PROFILE}#receipt",
        "dct:created": instant_text(facts.collected_at),
        "dct:language": facts.language,
        "dpv:hasIdentifier": facts.number,
        "dpv:hasRecordOfActivity": records,
        "azk:facts": {
            "record": str(facts.record_id),
            "number": facts.number,
            "service": facts.service,
            "statement": facts.statement_hash,
            "version": statement.version,
            "notice": facts.notice_hash,
            "collected_at": instant_text(facts.collected_at),
            "purposes": [one.id for one in applying],
            "permissions": list(facts.permissions),
        },
    }


def _applying(facts: ReceiptFacts, service: Service, statement: Statement) -> tuple[Purpose, ...]:
    named = {purpose for item in service.items if item.id in facts.items for purpose in item.purposes}
    permissions = frozenset(facts.permissions)
    return tuple(statement.purpose(one) for one in sorted(named) if applies(statement, one, permissions))


def _acquisition(
    facts: ReceiptFacts, service: Service, applying: tuple[Purpose, ...], *, statement: Statement
) -> dict[str, Value]:
    return {
        "@id": f"urn:uuid:{facts.record_id}",
        "@type": "azk:AcquisitionRecord",
        "azk:basis": "azk:notice-only",
        **_parties(facts, service, statement),
        "dpv:hasProcess": [
            _process(facts, service, purpose, statement=statement) for purpose in applying if not purpose.consent
        ],
    }


def _consent(facts: ReceiptFacts, service: Service, purpose: Purpose, *, statement: Statement) -> dict[str, Value]:
    return {
        "@id": f"urn:uuid:{facts.record_id}#{purpose.id}",
        "@type": "dpv:ConsentRecord",
        **_parties(facts, service, statement),
        "dpv:hasProcess": [_process(facts, service, purpose, statement=statement)],
        "dpv:hasConsentControl": {
            "@type": ["dpv:WithdrawConsent"],
            "dpv:isExercisedAt": statement.contact(service).email,
        },
        "dpv:hasConsentStatus": [
            {
                "@type": ["dpv:ConsentGiven", "dpv:ExplicitlyExpressedConsent"],
                "dpv:isIndicatedBy": "dpv:DataSubject",
                "dpv:hasIndicationMethod": "azk:separate-unticked-box",
                "dpv:isIndicatedAtTime": instant_text(facts.collected_at),
                "dpv:hasDuration": f"P{purpose.retention.days}D",
            }
        ],
    }


def _parties(facts: ReceiptFacts, service: Service, statement: Statement) -> dict[str, Value]:
    organisation, contact = statement.organisation, statement.contact(service)
    return {
        "dct:conformsTo": f"{_PROFILE}#record",
        "dct:identifier": str(facts.record_id),
        "dpv:hasApplicableLaw": "legal-jp:law-APPI",
        "dpv:hasDataController": {
            "@id": organisation.site,
            "@type": "dpv:DataController",
            "dpv:hasAddress": organisation.address.in_language(facts.language),
            "dpv:hasContact": contact.email,
            "dpv:hasName": organisation.name.in_language(facts.language),
        },
        "dpv:hasDataSubject": {"@id": f"urn:uuid:{facts.record_id}#person"},
        "dpv:hasJurisdiction": "loc:JP",
        "dpv:hasNotice": {
            "@type": "dpv:PrivacyNotice",
            "azk:sha256": facts.notice_hash,
            "azk:statementVersion": statement.version,
            "dct:language": facts.language,
        },
        "dpv:hasRight": [
            {"@type": "dpv:DataSubjectRight", "dct:title": f"azk-jp:A{article}", "dpv:isExercisedAt": contact.email}
            for article in _RIGHTS
        ],
    }


def _process(facts: ReceiptFacts, service: Service, purpose: Purpose, *, statement: Statement) -> Value:
    return {
        "@type": "dpv:Process",
        "dpv:hasPersonalData": [
            _datum(item, facts.language)
            for item in service.items
            if item.id in facts.items and purpose.id in item.purposes
        ],
        "dpv:hasPurpose": {
            "@id": f"urn:azk:purpose:{purpose.id}",
            "dct:title": purpose.title.in_language(facts.language),
            "skos:broader": purpose.dpv,
        },
        "dpv:hasRecipient": [
            {
                "@id": f"urn:azk:recipient:{recipient.id}",
                "@type": "dpv:DataProcessor" if recipient.kind == "contractor" else "dpv:ThirdParty",
                "dpv:hasLocation": [f"loc:{country}" for country in recipient.countries],
                "dpv:hasName": recipient.name.in_language(facts.language),
            }
            for recipient in statement.recipients
            if service.id in recipient.services and purpose.id in recipient.purposes
        ],
        "dpv:hasService": service.title.in_language(facts.language),
        "dpv:hasStorageCondition": [
            {"@type": "dpv:StorageLocation", "dpv:hasLocation": ["loc:JP"]},
            {
                "@type": "dpv:StorageDuration",
                "azk:from": f"azk:{purpose.retention.start.value}",
                "dpv:hasDuration": f"P{purpose.retention.days}D",
            },
        ],
    }


def _datum(item: Item, language: Language) -> Value:
    return {
        "@type": "dpv:PersonalData",
        "dct:title": item.label.in_language(language),
        "dpv:hasNecessity": "dpv:Required" if item.required else "dpv:Optional",
        "skos:broader": _DATA.get(item.kind, "dpv:PersonalData"),
    }
