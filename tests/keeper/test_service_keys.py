"""Service keys at the keeper: made by those who may, taken while they work, and good for what they name."""

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from azukari.base.errors import AzukariError, Kind
from azukari.keeper.desk import Desk
from azukari.keeper.events import Event
from azukari.keeper.verbs import VERBS
from azukari.statement.purposes import Role
from azukari.vault.keeper_client import KeeperClient, KeeperLine
from azukari.vault.keeper_frames import Credential, CredentialKind, FrameReader, Request, decode_answer, decode_request
from azukari.vault.service_key import KeyAct
from azukari.vault.services.service_keys import KeyWish
from tests.keeper.house import CANARY, OPEN, House
from tests.keeper.persons import ask
from tests.keeper.test_desk import ARGUMENTS, refusal

WISH = KeyWish("crm", "inquiry", frozenset({"inquiry.reply"}), frozenset({KeyAct.OPEN}), 30)


class DeskLine(KeeperLine):
    """A line to a keeper's inside in this process."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(Path("nowhere"))
        self._desk = desk

    def exchange(self, frame: bytes, *, timeout_seconds: float | None = None) -> bytes:
        del timeout_seconds
        reader = FrameReader()
        reader.feed(frame)
        answers = FrameReader()
        answers.feed(self._desk.answer(decode_request(reader.next() or b"")))
        return answers.next() or b""


@pytest.fixture
def client(house: House, desk: Desk) -> Callable[[Credential], KeeperClient]:
    """Make a client as whom a credential shows."""
    return lambda credential: KeeperClient(DeskLine(desk), credential)


def service(secret: str) -> Credential:
    return Credential(CredentialKind.SERVICE, secret)


def test_a_manager_issues_a_key_and_a_program_opens_with_it(
    house: House, client: Callable[[Credential], KeeperClient]
) -> None:
    collected = house.collect()
    staff = house.hire(Role.PRIVACY_MANAGER)
    manager = client(house.session(staff))
    made = manager.issue_key(WISH)
    assert made.key.made_by == str(staff.id)
    assert manager.keys() == (made.key,)
    opened = client(service(made.secret)).open(collected.number, **OPEN)
    assert opened.items["name"] == CANARY
    facts = house.entries("vault.record.opened")[-1]
    assert (facts["actor"], facts["role"]) == (str(made.key.rights.key_id), "service")
    assert made.secret.encode() not in house.everything_in_the_ledger()


def test_renewing_and_revoking(house: House, client: Callable[[Credential], KeeperClient]) -> None:
    collected = house.collect()
    manager = client(house.signed_in(Role.ADMINISTRATOR))
    old = manager.issue_key(WISH)
    new = manager.renew_key(old.key.rights.key_id, hours=2)
    for made in (old, new):
        client(service(made.secret)).open(collected.number, **OPEN)
    assert manager.revoke_key(new.key.rights.key_id).revoked_at is not None
    house.clock_shift = timedelta(hours=2)
    for made, ground in ((old, "service_key_expired"), (new, "service_key_revoked")):
        with pytest.raises(AzukariError) as caught:
            client(service(made.secret)).open(collected.number, **OPEN)
        assert (caught.value.kind, caught.value.ground) == (Kind.UNAUTHENTICATED, ground)
        facts = house.entries(Event.REFUSED)[-1]
        assert facts == {"verb": "open", "actor": str(made.key.rights.key_id), "ground": ground}


@pytest.mark.parametrize("secret", ["azk_", "azk_" + "a" * 58, "aza_" + "a" * 58, "x"])
def test_what_is_no_key_is_refused_and_not_recorded(house: House, desk: Desk, secret: str) -> None:
    error = refusal(desk, "open", service(secret), **ARGUMENTS["open"])
    assert (error.kind, error.ground) == (Kind.UNAUTHENTICATED, "service_key_form")
    assert house.entries(Event.REFUSED) == []


def test_a_key_of_another_house_is_unknown(house: House, desk: Desk) -> None:
    credential = house.service_key()
    house.sql("ALTER TABLE vault_service_key DISABLE TRIGGER USER")
    house.sql("DELETE FROM vault_service_key")
    assert refusal(desk, "open", credential, **ARGUMENTS["open"]).ground == "service_key_unknown"


@pytest.mark.parametrize("verb", sorted(name for name, one in VERBS.items() if one.roles))
def test_a_key_without_the_act_is_refused_and_recorded(house: House, desk: Desk, verb: str) -> None:
    wanted = VERBS[verb].key_act
    credential = house.service_key(acts=frozenset(KeyAct) - {wanted} if wanted else frozenset(KeyAct))
    error = refusal(desk, verb, credential, **ARGUMENTS.get(verb, {}))
    assert error.kind is Kind.REFUSED
    assert error.ground == ("key_not_allowed" if wanted else "role_not_allowed")
    assert house.entries(Event.REFUSED)[-1]["verb"] == verb


def test_no_verb_is_open_to_keys_without_an_act() -> None:
    for name, verb in VERBS.items():
        assert (Role.SERVICE in verb.roles) == (verb.key_act is not None), name
        assert verb.key_act is None or verb.key_act.value in name, name


def test_a_key_erases_without_a_proof_if_it_was_issued_for_that(house: House, desk: Desk) -> None:
    collected = house.collect()
    entry = ask(desk, "erase", house.service_key(), record=collected.number)
    assert [one["event"] for one in house.entries("vault.person.erased")] == [entry]
    for act in ("issue_key", "renew_key", "revoke_key", "hold", "rotate"):
        assert refusal(desk, act, house.service_key(), **ARGUMENTS[act]).ground == "role_not_allowed"


def test_a_manager_without_a_fresh_proof_issues_nothing(house: House, desk: Desk) -> None:
    stale = house.session(house.hire(Role.PRIVACY_MANAGER), at=time.time() - 11 * 60)
    wanted = {"label": "crm", "service": "inquiry", "purposes": "inquiry.reply", "acts": "open", "days": "30"}
    assert refusal(desk, "issue_key", stale, **wanted).ground == "proof_too_old"
    assert house.sql("SELECT count(*) FROM vault_service_key") == [(0,)]


@pytest.mark.parametrize(
    ("changed", "ground"),
    [
        ({"acts": "open dump"}, "argument.choice"),
        ({"days": "-1"}, "argument.form"),
        ({"days": "٣"}, "argument.form"),
        ({"days": "401"}, "days"),
        ({"purposes": "brochure.send"}, "purpose_unknown"),
        ({"service": "nowhere"}, "service_unknown"),
        ({"label": "x" * 121}, "argument.form"),
        ({"label": ""}, "argument.form"),
    ],
)
def test_what_is_wanted_wrongly_is_told(house: House, desk: Desk, changed: dict[str, Any], ground: str) -> None:
    wanted = {"label": "crm", "service": "inquiry", "purposes": "inquiry.reply", "acts": "open", "days": "30"}
    error = refusal(desk, "issue_key", house.signed_in(Role.PRIVACY_MANAGER), **{**wanted, **changed})
    assert (error.kind, error.ground) == (Kind.MALFORMED, ground)


def test_the_secret_is_given_once(house: House, desk: Desk) -> None:
    manager = house.signed_in(Role.PRIVACY_MANAGER)
    made = ask(desk, "issue_key", manager, label="crm", service="inquiry", purposes="", acts="collect", days="1")
    answer = desk.answer(Request("keys", manager, {}))
    assert made["secret"].encode() not in answer
    reader = FrameReader()
    reader.feed(answer)
    assert decode_answer(reader.next() or b"") == [made["key"]]
