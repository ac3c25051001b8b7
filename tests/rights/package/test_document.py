"""All of a package for programs."""

import json
from dataclasses import replace
from typing import Any

import pytest

from azukari.base.canonical import read_canonical
from azukari.base.errors import MalformedError
from azukari.rights.package.document import data_json
from azukari.rights.package.telling import tell
from azukari.statement.service import ForeignBasis
from azukari.statement.vocabulary import FOREIGN_BASES
from tests.rights.package.samples import (
    CONTENT,
    FIRST,
    HOSTILE,
    JOINT,
    MADE_AT,
    PERSON,
    RECORDS,
    SECOND,
    THIRD,
    THIRD_PARTY,
    TOLD,
    UNICODE,
    held,
)
from tests.vault.world import STATEMENT


def _data(**changes: Any) -> dict[str, Any]:
    data = data_json(tell(replace(CONTENT, **changes), now=MADE_AT))
    assert read_canonical(data)
    value: dict[str, Any] = json.loads(data)
    return value


def test_it_says_what_it_is_and_of_whom() -> None:
    data = _data()
    assert (data["type"], data["v"], data["package"]) == ("azukari.package", 1, str(CONTENT.package_id))
    assert data["organisation"]["contact"]["email"] == "privacy@azukari.example"
    assert data["statement"]["sha256"] == STATEMENT.hash
    assert data["made_at"] == "2026-11-27T09:15:02.123Z"


def test_records_hold_everything_as_it_is() -> None:
    first, second, third = _data()["records"]
    assert [one["record"] for one in (first, second, third)] == [str(one) for one in (FIRST, SECOND, THIRD)]
    assert {one["item"]: one["value"] for one in second["items"]} == {"name": UNICODE, "question": HOSTILE}
    assert [one["choices"] for one in first["items"] if one["item"] == "tastes"] == [["t（日本語）", "r（日本語）"]]
    assert first["items"][-1]["statement"] == RECORDS[0].values["@question"]
    assert [one["source"] for one in (first, second, third)] == ["page", "file", "program"]
    assert (second["on_hold"], second["closed_at"]) == (True, "2026-11-25T09:15:02.123Z")
    assert third["items"] == []


def test_purposes_say_how_they_stand() -> None:
    states = [{one["purpose"]: one["state"] for one in record["purposes"]} for record in _data()["records"]]
    assert states == [
        {"inquiry.reply": "in_use", "inquiry.quality": "in_use", "newsletter": "in_use"},
        {"inquiry.reply": "ended", "newsletter": "withdrawn"},
        {"newsletter": "not_agreed"},
    ]
    newsletter = _data()["records"][0]["purposes"][2]
    assert (newsletter["permission"], newsletter["until_on"]) == (True, "2028-11-22")
    assert newsletter["retention"] == {"days": 730, "from": "collected"}
    assert [said["state"] for said in _data()["records"][1]["said"]] == ["given", "withdrawn"]


def test_a_record_without_receipt_says_so() -> None:
    assert [one["receipt"] for one in _data()["records"]] == [
        "receipts/7K3M-92QF-0TB5.json", "receipts/9A4C-81XY-0TBH.json", None,
    ]  # fmt: skip


def test_accesses_name_no_actor_and_no_reason() -> None:
    opened, searched, refused = _data()["accesses"]
    assert (opened["role"], opened["purpose_title"], opened["number"]) == (
        "service_staff", "inquiry.reply（日本語）", "7K3M-92QF-0TB5",
    )  # fmt: skip
    assert (searched["record"], searched["purpose"], searched["purpose_title"]) == (None, None, None)
    assert (refused["ground"], refused["purpose_title"]) == ("no_grant", "gone")
    assert not {"actor", "reason"} & set(opened)
    assert "staff:7" not in json.dumps(_data())


def test_a_kind_or_role_that_is_not_known_stands_as_it_is() -> None:
    event = replace(CONTENT.accesses[0], kind="room.subject.unheard", role="stranger")
    (access,) = _data(accesses=(event,))["accesses"]
    assert (access["what"], access["role_title"]) == ("room.subject.unheard", "stranger")


def test_recipients_are_those_of_living_purposes_and_held_items() -> None:
    (mailer,) = _data()["recipients"]
    assert (mailer["recipient"], mailer["items"], mailer["purposes"]) == ("mailer", ["email"], ["newsletter"])
    assert mailer["numbers"] == ["7K3M-92QF-0TB5"]  # the second withdrew, the third never agreed
    assert _data(records=(held(FIRST, "7K3M-92QF-0TB5", {"name": "x"}),), redactions=())["recipients"] == []


def test_a_recipient_that_came_with_a_later_version_is_named_too() -> None:
    later = replace(
        STATEMENT,
        hash="ef" * 32,
        recipients=(*STATEMENT.recipients, replace(STATEMENT.recipients[0], id="printer", items=("name",))),
    )
    content = {"statements": {STATEMENT.hash: STATEMENT, later.hash: later}, "in_force": later.hash}
    assert [one["recipient"] for one in _data(**content)["recipients"]] == ["mailer", "printer"]
    gone = replace(later, services=(), recipients=())
    content = {"statements": {STATEMENT.hash: STATEMENT, gone.hash: gone}, "in_force": gone.hash}
    assert [one["recipient"] for one in _data(**content)["recipients"]] == ["mailer"]


def test_a_recipient_says_on_what_terms_it_receives_and_who_helps_it() -> None:
    (mailer,) = _data()["recipients"]
    empty: dict[str, object] = {
        "address": "",
        "representative": "",
        "basis": None,
        "responsible": "",
        "subcontractors": [],
        "foreign": None,
    }
    assert empty.items() <= mailer.items()
    (told,) = _data(statements={STATEMENT.hash: TOLD}, language="en")["recipients"]
    assert (told["address"], told["representative"]) == ("1 Kakuu", "Mihon Jiro")
    assert told["subcontractors"] == [
        {"subcontractor": "hako", "name": "Hako Co.", "work": "Delivers.", "countries": ["VN"]}
    ]
    assert told["foreign"] == {
        "basis": "listed", "basis_title": FOREIGN_BASES[ForeignBasis.LISTED].en, "system": "There is a law.",
        "measures": "It encrypts.",
    }  # fmt: skip
    (third,) = _data(statements={STATEMENT.hash: THIRD_PARTY})["recipients"]
    assert (third["kind"], third["basis"]) == ("third_party", "consent")
    (joint,) = _data(statements={STATEMENT.hash: JOINT})["recipients"]
    assert (joint["kind"], joint["responsible"]) == ("joint_user", "見本（架空市1）")


def test_the_person_is_named_by_no_id_of_theirs() -> None:
    assert str(PERSON) not in json.dumps(_data())


@pytest.mark.parametrize(
    ("changes", "ground"),
    [
        ({"statements": {}}, "statement"),
        ({"in_force": "00" * 32}, "statement"),
        ({"records": (replace(RECORDS[0], service="gone"),)}, "statement"),
        ({"records": (replace(RECORDS[0], uses=(replace(RECORDS[0].uses[0], purpose="gone"),)),)}, "statement"),
        ({"records": (held(FIRST, "7K3M-92QF-0TB5", {"name": "\ud800"}),), "redactions": ()}, "malformed"),
    ],
)
def test_what_does_not_fit_together_is_refused(changes: dict[str, Any], ground: str) -> None:
    with pytest.raises(MalformedError) as found:
        _data(**changes)
    assert found.value.ground == ground
