"""Persons at the keeper: what a mailed code opens, for whom, and for nobody else."""

import uuid

import pytest

from azukari.base.errors import AzukariError, Kind
from azukari.keeper.desk import Desk
from azukari.statement.purposes import Role
from azukari.vault.keeper_client import Credential, CredentialKind, KeeperClient
from tests.keeper.house import CANARY, House
from tests.keeper.persons import WORKER, ask, code_for, come_in
from tests.keeper.test_desk import refusal
from tests.keeper.test_service_keys import DeskLine


def test_three_people_ask_what_is_held_about_one(house: House, desk: Desk) -> None:
    one, other = house.collect(name="甲野一"), house.collect(name="乙野二")
    (mine,) = ask(desk, "held", come_in(desk, one.number))
    assert (mine["number"], mine["values"]["name"]) == (one.number, "甲野一")
    (theirs,) = ask(desk, "held", come_in(desk, other.number))
    assert theirs["values"]["name"] == "乙野二"
    error = refusal(desk, "held", house.signed_in(Role.PRIVACY_MANAGER))
    assert (error.kind, error.ground) == (Kind.REFUSED, "role_not_allowed")
    assert [facts["record"] for facts in house.entries("vault.record.shown") if facts["role"] == "person"] == [
        str(one.record_id),
        str(other.record_id),
    ]


def test_what_somebody_else_wrote_is_looked_through_before_it_is_shown(house: House, desk: Desk) -> None:
    one = house.collect(body="同僚の田中さんが来店した。", connection="API")
    person = come_in(desk, one.number)
    for shown in (ask(desk, "held", person), ask(desk, "page", person)["records"]):
        assert "田中" not in str(shown)


def test_a_person_may_do_nothing_that_staff_may(house: House, desk: Desk) -> None:
    one = house.collect()
    person = come_in(desk, one.number)
    for verb, arguments in (
        ("open", {"record": one.number, "purpose": "inquiry.reply", "reason": "my own data"}),
        ("stop", {"record": one.number, "purpose": "inquiry.reply"}),
        ("erase", {"record": one.number}),
        ("verify", {}),
    ):
        assert refusal(desk, verb, person, **arguments).ground == "role_not_allowed"


def test_only_the_worker_is_given_a_code(house: House, desk: Desk) -> None:
    entrance, _ = code_for(desk, house.collect().number)
    for credential in (
        house.signed_in(Role.PRIVACY_MANAGER),
        house.service_key(),
        come_in(desk, house.collect().number),
    ):
        assert refusal(desk, "code_letter", credential, entrance=entrance).kind is Kind.REFUSED
    assert refusal(desk, "code_letter", entrance=entrance).ground == "no_credential"


def test_an_address_needs_a_number_as_well(house: House, desk: Desk) -> None:
    one = house.collect(email="hanako@mail.example")
    visitor = come_in(desk, "hanako@mail.example")
    assert refusal(desk, "held", visitor).ground == "number_needed"
    assert refusal(desk, "name_number", visitor, number=house.collect(email="x@mail.example").number).ground == (
        "number_refused"
    )
    ask(desk, "name_number", visitor, number=one.number)
    assert [held["number"] for held in ask(desk, "held", visitor)] == [one.number]


def test_guesses_replays_and_strangers_are_answered_alike(house: House, desk: Desk) -> None:
    entrance, code = code_for(desk, house.collect().number)
    ask(desk, "come_in", entrance=entrance, code=code)
    fresh, _ = code_for(desk, house.collect().number)
    stranger = ask(desk, "enter", said="nobody@mail.example", language="en")
    errors = [
        refusal(desk, "come_in", entrance=entrance, code=code),
        refusal(desk, "come_in", entrance=fresh, code=code),
        refusal(desk, "come_in", entrance=stranger, code=code),
        refusal(desk, "come_in", entrance=str(uuid.uuid4()), code="1"),
    ]
    assert {(error.kind, error.ground, error.message) for error in errors} == {
        (
            Kind.UNAUTHENTICATED,
            "code_refused",
            "This code does not fit, or is no longer valid: ask for a new one.",
        )
    }


def test_a_visit_that_ended_is_nobodys(house: House, desk: Desk) -> None:
    person = come_in(desk, house.collect().number)
    ask(desk, "go", person)
    for credential in (
        person,
        Credential(CredentialKind.VISIT, "guess"),
        Credential(CredentialKind.TOKEN, person.value),
    ):
        assert refusal(desk, "held", credential).kind is Kind.UNAUTHENTICATED


def test_the_client_asks_for_all_of_it(house: House, desk: Desk) -> None:
    one = house.collect(name=CANARY)
    line = DeskLine(desk)
    entrance = KeeperClient(line).enter(one.number, language="en")
    letter = KeeperClient(line, WORKER).code_letter(entrance)
    assert letter is not None
    assert letter.language == "en"
    person = KeeperClient(
        line, Credential(CredentialKind.VISIT, KeeperClient(line).come_in(entrance, code=letter.code))
    )
    person.name_number(one.number)
    (held,) = person.held()
    assert (held.number, held.values["name"], held.closed_at, held.on_hold) == (one.number, CANARY, None, False)
    assert {use.purpose for use in held.uses} >= {"inquiry.reply"}
    person.go()
    with pytest.raises(AzukariError):
        person.held()
    nobody = KeeperClient(line).enter("nobody@mail.example", language="en")
    assert KeeperClient(line, WORKER).code_letter(nobody) is None


def test_nothing_of_it_stands_in_the_ledger(house: House, desk: Desk) -> None:
    one = house.collect(name=CANARY, email="canary@mail.example")
    ask(desk, "held", come_in(desk, one.number))
    visitor = come_in(desk, "canary@mail.example")
    refusal(desk, "name_number", visitor, number="0000-0000-0000")
    everything = house.everything_in_the_ledger()
    for personal in (CANARY, "canary@mail.example", visitor.value):
        assert personal.encode() not in everything


def test_retaining_sweeps_what_is_over(house: House, desk: Desk) -> None:
    come_in(desk, house.collect().number)
    house.sql("UPDATE rights_entrance SET at = at - interval '25 hours'")
    house.sql("UPDATE rights_visit SET began_at = began_at - interval '25 hours'")
    ask(desk, "retain", WORKER)
    assert house.sql("SELECT (SELECT count(*) FROM rights_entrance), (SELECT count(*) FROM rights_visit)") == [(0, 0)]
