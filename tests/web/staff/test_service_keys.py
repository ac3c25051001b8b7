"""Service keys on the staff side: issued, renewed and revoked by those whose task it is, with a fresh proof, and shown once."""

from datetime import timedelta
from typing import Any

import pytest

from azukari.base.clock import system_clock
from azukari.host.database import PsycopgDatabase
from azukari.statement.purposes import Role
from azukari.vault.service_key import KeyAct, KeyState, ServiceKeyRefusedError
from azukari.vault.services.service_keys import check, listing
from azukari.web.staff.words import ACT_WORDS, key_state_words
from tests.web.staff.conftest import Door
from tests.web.staff.people import Person, hired

LIST = "/en/service-keys/"
ADD = "/en/service-keys/add/inquiry/"
WANTED: dict[str, Any] = {"label": "Order desk", "acts": ["open", "find"], "purposes": ["inquiry.reply"], "days": "90"}


@pytest.fixture
def running(door: Door) -> Door:
    door.house.start()
    return door


def ground(door: Door, secret: str) -> str:
    database = PsycopgDatabase(door.house.postgres.url("keeper"))
    try:
        check(database, secret, now=system_clock())
    except ServiceKeyRefusedError as refused:
        return refused.ground
    finally:
        database.close()
    return "taken"


def stored(door: Door) -> Any:
    database = PsycopgDatabase(door.house.postgres.url("keeper"))
    try:
        return listing(database)
    finally:
        database.close()


def issued(person: Person, **changed: Any) -> str:
    person.prove()
    answer = person.post(ADD, **{**WANTED, **changed})
    assert answer.status_code == 200, answer.content.decode()
    return str(answer.context["secret"])


@pytest.mark.parametrize("role", [Role.PRIVACY_MANAGER, Role.ADMINISTRATOR])
def test_a_key_is_issued_and_shown_once(running: Door, role: Role) -> None:
    person = hired(running.house, role)
    person.prove()
    assert "Answering" in person.get(ADD).content.decode()
    answer = person.post(ADD, **WANTED)
    secret = answer.context["secret"]
    page = answer.content.decode()
    assert secret in page
    assert "Copy it now" in page
    assert "<dd>Find records<br>Open records</dd>" in page
    assert "<dd>Answering your question</dd>" in page
    assert answer.headers["Cache-Control"] == "no-store"
    assert ground(running, secret) == "taken"
    (key,) = stored(running)
    assert (key.label, key.made_by) == ("Order desk", str(person.user.pk))
    assert key.rights.acts == {KeyAct.OPEN, KeyAct.FIND}
    listed = person.get(LIST).content.decode()
    assert secret not in listed
    for part in ("Order desk", str(key.rights.key_id), "Find records<br>Open records", "In use"):
        assert part in listed
    assert secret.encode() not in running.house.everything_in_the_ledger()


def test_without_a_fresh_proof_nothing_begins(running: Door, manager: Person) -> None:
    secret = issued(manager)
    (key,) = stored(running)
    other = hired(running.house, Role.ADMINISTRATOR)
    for path, sent in (
        (ADD, WANTED),
        (f"{LIST}{key.rights.key_id}/renew/", {"hours": "1"}),
        (f"{LIST}{key.rights.key_id}/revoke/", {}),
    ):
        assert other.get(path).headers["Location"].startswith("/en/confirm/")
        assert other.post(path, **sent).headers["Location"].startswith("/en/confirm/")
    assert stored(running) == (key,)
    assert ground(running, secret) == "taken"


def test_it_is_nobody_elses_task(running: Door, manager: Person, clerk: Person, auditor: Person) -> None:
    issued(manager)
    (key,) = stored(running)
    for person in (clerk, auditor):
        person.prove()
        for path in (
            LIST,
            f"{LIST}add/",
            ADD,
            f"{LIST}{key.rights.key_id}/renew/",
            f"{LIST}{key.rights.key_id}/revoke/",
        ):
            assert person.get(path).status_code == 403
            assert person.post(path).status_code in (403, 405)
        assert LIST not in person.get("/en/").content.decode()
    assert stored(running) == (key,)
    assert LIST in manager.get("/en/").content.decode()


def test_renewing_shows_a_new_secret_and_leaves_the_old_one_for_a_while(running: Door, manager: Person) -> None:
    old = issued(manager)
    (key,) = stored(running)
    path = f"{LIST}{key.rights.key_id}/renew/"
    assert "Order desk" in manager.get(path).content.decode()
    answer = manager.post(path, hours="24")
    new = answer.context["secret"]
    assert new in answer.content.decode()
    assert (ground(running, old), ground(running, new)) == ("taken", "taken")
    assert "Renewed; expires" in manager.get(LIST).content.decode()
    assert manager.get(LIST).content.decode().count("/renew/") == 1
    again = manager.post(path, hours="24")
    assert again.headers["Location"] == LIST
    assert "renewed already" in manager.get(LIST).content.decode()


def test_a_key_can_be_renewed_without_an_overlap(running: Door, manager: Person) -> None:
    old = issued(manager)
    (key,) = stored(running)
    assert manager.post(f"{LIST}{key.rights.key_id}/renew/", hours="5").status_code == 400
    manager.post(f"{LIST}{key.rights.key_id}/renew/", hours="0")
    assert ground(running, old) == "service_key_expired"
    assert "Expired" in manager.get(LIST).content.decode()


def test_revoking_ends_a_key_at_once(running: Door, manager: Person) -> None:
    secret = issued(manager)
    (key,) = stored(running)
    path = f"{LIST}{key.rights.key_id}/revoke/"
    assert "Order desk" in manager.get(path).content.decode()
    assert ground(running, secret) == "taken"
    assert manager.post(path).headers["Location"] == LIST
    assert ground(running, secret) == "service_key_revoked"
    page = manager.get(LIST).content.decode()
    assert "it is recorded" in page
    assert "Revoked" in page
    assert "No program has a key now." in page
    manager.post(path)
    assert "revoked already" in manager.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"label": "taro@example.jp"}, "without personal data"),
        ({"label": ""}, "required"),
        ({"acts": []}, "Choose at least one."),
        ({"acts": ["dump"]}, "dump"),
        ({"purposes": []}, "Choose at least one purpose."),
        ({"purposes": ["brochure.send"]}, "brochure.send"),
        ({"days": "4000"}, "4000"),
    ],
)
def test_what_is_wrong_stands_at_its_field(running: Door, manager: Person, changed: dict[str, Any], told: str) -> None:
    manager.prove()
    answer = manager.post(ADD, **{**WANTED, **changed})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert told in page
    assert 'class="errorlist"' in page
    assert stored(running) == ()


def test_a_key_that_only_collects_needs_no_purpose(running: Door, manager: Person) -> None:
    assert ground(running, issued(manager, acts=["collect"], purposes=[])) == "taken"


def test_before_there_is_any_key_and_while_the_keeper_is_away(door: Door, manager: Person) -> None:
    away = manager.get(LIST)
    assert away.status_code == 503
    assert "The keeper does not answer" in away.content.decode()
    door.house.start()
    assert "No program has a key now." in manager.get(LIST).content.decode()


def test_what_soon_expires_is_marked(running: Door, manager: Person) -> None:
    issued(manager, days="30")
    assert "Expires soon" not in manager.get(LIST).content.decode()
    running.house.sql("ALTER TABLE vault_service_key DISABLE TRIGGER USER")
    running.house.sql("UPDATE vault_service_key SET expires_at = %s", (system_clock() + timedelta(days=13),))
    assert "Expires soon" in manager.get(LIST).content.decode()


def test_what_is_not_there_is_not_found(running: Door, manager: Person) -> None:
    manager.prove()
    unknown = "00000000-0000-4000-8000-000000000000"
    assert manager.get("/en/service-keys/add/nowhere/").status_code == 404
    for act, sent in (("renew", {"hours": "1"}), ("revoke", {})):
        assert manager.get(f"{LIST}{unknown}/{act}/").status_code == 404
        assert manager.post(f"{LIST}{unknown}/{act}/", **sent).status_code == 404


def test_pages_are_in_both_languages(running: Door, manager: Person) -> None:
    issued(manager)
    assert "使用中のキー" in manager.get("/ja/service-keys/").content.decode()
    assert "どのサービスのために" in manager.get("/ja/service-keys/add/").content.decode()
    assert "Which service does the program act for?" in manager.get("/en/service-keys/add/").content.decode()


def test_every_act_and_state_has_words() -> None:
    assert set(ACT_WORDS) == set(KeyAct)
    assert all(key_state_words(state) for state in KeyState)
