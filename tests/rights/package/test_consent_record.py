"""What was agreed to, in the shape of ISO/IEC TS 27560: each mandatory field is there, and only consent is called so."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from azukari.base.canonical import read_canonical
from azukari.rights.package.consent_record import consent_record
from azukari.rights.package.telling import tell
from azukari.statement.document import Statement
from azukari.vault.services.showing import Source
from tests.rights.package.samples import CONTENT, JOINT, MADE_AT, PERSON, RECORDS, THIRD_PARTY, TOLD
from tests.vault.world import STATEMENT


def _graphs(**changes: Any) -> list[list[dict[str, Any]]]:
    told = tell(replace(CONTENT, **changes), now=MADE_AT)
    written = [consent_record(one) for one in told.records]
    assert all(read_canonical(one) for one in written)
    return [json.loads(one)["@graph"] for one in written]


ALL = [record for graph in _graphs() for record in graph]
CONSENTS = [one for one in ALL if one["@type"] == "dpv:ConsentRecord"]
ACQUISITIONS = [one for one in ALL if one["@type"] == "azk:AcquisitionRecord"]

# Requirements §4.2: each mandatory field, and where it stands; a function gives what is there.
_Where = Callable[[dict[str, Any]], Any]
_RECORD: dict[str, _Where] = {
    "schema_version": lambda one: one["dct:conformsTo"],
    "record_id": lambda one: one["dct:identifier"],
    "pii_principal_id": lambda one: one["dpv:hasDataSubject"]["@id"],
    "privacy_notice": lambda one: one["dpv:hasNotice"]["azk:sha256"],
    "language": lambda one: one["dpv:hasNotice"]["dct:language"],
    "jurisdiction": lambda one: one["dpv:hasJurisdiction"],
    "pii_controllers": lambda one: one["dpv:hasDataController"],
    "processing": lambda one: one["dpv:hasProcess"],
}
_PROCESS: dict[str, _Where] = {
    "purpose": lambda one: one["dpv:hasPurpose"]["@id"],
    "pii_information": lambda one: one["dpv:hasPersonalData"],
    "storage_locations": lambda one: [
        part["dpv:hasLocation"] for part in one["dpv:hasStorageCondition"] if part["@type"] == "dpv:StorageLocation"
    ],
    "retention_period": lambda one: [
        part["dpv:hasDuration"] for part in one["dpv:hasStorageCondition"] if part["@type"] == "dpv:StorageDuration"
    ],
}
_PARTY: dict[str, _Where] = {
    "party_id": lambda one: one["@id"],
    "party_name": lambda one: one["dpv:hasName"],
    "party_address": lambda one: one["dpv:hasAddress"],
    "party_contact": lambda one: one["dpv:hasContact"],
    "party_type": lambda one: one["@type"],
}
_EVENT: dict[str, _Where] = {
    "event_time": lambda one: one["dpv:isIndicatedAtTime"],
    "validity_duration": lambda one: one["dpv:hasDuration"],
    "entity_id": lambda one: one["dpv:isIndicatedBy"],
    "event_state": lambda one: one["@type"][0],
    "event_type": lambda one: one["@type"][1],
}


def _missing(wanted: dict[str, _Where], one: dict[str, Any]) -> list[str]:
    missing = []
    for name, where in wanted.items():
        try:
            if not where(one):
                missing.append(name)
        except (KeyError, IndexError):
            missing.append(name)
    return missing


@pytest.mark.parametrize("record", ALL, ids=lambda one: one["@id"][-12:])
def test_each_mandatory_field_is_there(record: dict[str, Any]) -> None:
    assert _missing(_RECORD, record) == []
    assert _missing(_PARTY, record["dpv:hasDataController"]) == []
    for process in record["dpv:hasProcess"]:
        assert _missing(_PROCESS, process) == []
        assert isinstance(process["dpv:hasRecipient"], list)  # recipient_third_parties, which may be nobody
        assert all(one["skos:broader"] for one in process["dpv:hasPersonalData"])  # pii_type
        assert [_missing(_PARTY, one) for one in process["dpv:hasRecipient"]] == [[]] * len(process["dpv:hasRecipient"])
    for event in record.get("dpv:hasConsentStatus") or record["azk:hasAcquisition"]:
        assert _missing(_EVENT, event) == []


@pytest.mark.parametrize("record", CONSENTS, ids=lambda one: one["@id"][-12:])
def test_a_consent_says_how_it_is_withdrawn(record: dict[str, Any]) -> None:
    assert record["dpv:hasConsentControl"] == {
        "@type": ["dpv:WithdrawConsent"],
        "dpv:isExercisedAt": "privacy@azukari.example",
    }


@pytest.mark.parametrize("record", ACQUISITIONS, ids=lambda one: one["@id"][-12:])
def test_what_rests_on_notice_is_never_called_consent(record: dict[str, Any]) -> None:
    assert record["azk:basis"] == "azk-jp:notice-only"
    assert "dpv:hasLegalBasis" not in record
    assert "consent" not in json.dumps(record).lower()
    articles = {right["dct:title"] for right in record["dpv:hasRight"] if right["dpv:isExercisedAt"]}
    assert {"azk-jp:A35-1", "azk-jp:A35-5"} <= articles  # how its use is stopped


def test_only_permissions_that_were_asked_for_are_consents() -> None:
    assert [[one["@type"] for one in graph] for graph in _graphs()] == [
        ["azk:AcquisitionRecord", "dpv:ConsentRecord"],
        ["azk:AcquisitionRecord", "dpv:ConsentRecord"],
        ["dpv:ConsentRecord"],
    ]
    unasked = replace(RECORDS[0], said=())
    ((acquisition,),) = _graphs(records=(unasked,))
    assert [one["dpv:hasPurpose"]["@id"] for one in acquisition["dpv:hasProcess"]] == [
        "urn:azk:purpose:inquiry.reply",
        "urn:azk:purpose:inquiry.quality",
    ]


def test_everything_that_was_said_is_there_in_order() -> None:
    given, withdrawn, refused = (one["dpv:hasConsentStatus"] for one in CONSENTS)
    assert [[event["@type"][0] for event in one] for one in (given, withdrawn, refused)] == [
        ["dpv:ConsentGiven"], ["dpv:ConsentGiven", "dpv:ConsentWithdrawn"], ["dpv:ConsentRefused"],
    ]  # fmt: skip
    assert [event["dpv:hasDuration"] for event in withdrawn] == ["P730D", "P0D"]


def test_what_was_taken_over_from_elsewhere_was_not_done_by_the_person() -> None:
    def acquired(source: Source) -> dict[str, Any]:
        ((acquisition, _),) = _graphs(records=(replace(RECORDS[0], source=source),))
        event: dict[str, Any] = acquisition["azk:hasAcquisition"][0]
        return event

    assert acquired(Source.PAGE)["@type"] == ["azk:Acquired", "azk:NoticeShown"]
    assert acquired(Source.PAGE)["dpv:isIndicatedBy"] == "dpv:DataSubject"
    assert acquired(Source.FILE)["@type"] == ["azk:Acquired", "azk:TakenOver"]
    assert acquired(Source.FILE)["dpv:isIndicatedBy"] == "dpv:DataController"


def test_the_language_is_that_of_the_notice() -> None:
    languages = [graph[0]["dpv:hasNotice"]["dct:language"] for graph in _graphs()]
    assert languages == ["ja", "en", "ja"]
    assert _graphs()[1][0]["dpv:hasProcess"][0]["dpv:hasPurpose"]["dct:title"] == "inquiry.reply"


def test_it_holds_no_value_and_no_person() -> None:
    text = json.dumps(ALL, ensure_ascii=False)
    assert not any(value in text for record in RECORDS for value in record.values.values() if len(value) > 5)
    assert str(PERSON) not in text
    assert all(one["dpv:hasDataSubject"]["@id"] == f"urn:uuid:{one['dct:identifier']}#person" for one in ALL)


def test_lists_are_lists_and_no_member_comes_twice() -> None:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        assert len({name for name, _ in pairs}) == len(pairs)
        return dict(pairs)

    for record in tell(CONTENT, now=MADE_AT).records:
        value = json.loads(consent_record(record), object_pairs_hook=once)
        assert all(isinstance(one["dpv:hasProcess"], list) for one in value["@graph"])
        assert {"azk", "azk-jp", "dct", "dpv", "legal-jp", "loc", "pd", "skos"} == set(value["@context"])


def _mailer(statement: Statement) -> dict[str, Any]:
    graph = _graphs(statements={STATEMENT.hash: statement})[0]
    (recipient,) = (
        one for record in graph for process in record["dpv:hasProcess"] for one in process["dpv:hasRecipient"]
    )
    found: dict[str, Any] = recipient
    return found


def test_a_recipient_has_the_address_that_the_statement_names_or_else_its_countries() -> None:
    assert _mailer(STATEMENT)["dpv:hasAddress"] == "日本"
    assert _mailer(TOLD)["dpv:hasAddress"] == "架空市1"


def test_a_joint_user_is_neither_a_processor_nor_a_third_party() -> None:
    kinds = [_mailer(one)["@type"] for one in (STATEMENT, THIRD_PARTY, JOINT)]
    assert kinds == ["dpv:DataProcessor", "dpv:ThirdParty", "dpv:Recipient"]
