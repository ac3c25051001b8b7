"""Clients' pages: who sees what by role and by membership, that each form is one act, and how it all ends."""

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils.translation import override

from azukari.base.clock import japan_date, system_clock
from azukari.sharing.entrusted_clients import EntrustedClient
from azukari.sharing.services.entrusted.telling import Breach
from azukari.statement.purposes import Role
from azukari.web.staff.entrusted_words import BREACH_WORDS, DUTY_WORDS, Duty, client_refused_words
from tests.journeys.product import wait_for
from tests.web.staff.clients import ALL, EMAIL, HOSHI, NAME, NINE, TSUKIMI, Clients, start
from tests.web.staff.conftest import Door
from tests.web.staff.people import Person, hired
from tests.web.staff.requests import page_of

WHY = "sending the card"
SENDING = f"{HOSHI}open/sending/"


@pytest.fixture
def clients(door: Door, manager: Person) -> Clients:
    start(door)
    made = Clients(door)
    made.agree(manager)
    return made


def today() -> Any:
    return japan_date(system_clock())


def test_everything_has_words() -> None:
    assert set(DUTY_WORDS) == set(Duty)
    assert tuple(BREACH_WORDS) == NINE == tuple(Breach.__dataclass_fields__)
    with override("en"):
        assert client_refused_words("unheard").startswith("This is not allowed.")
        assert "keeper" in client_refused_words("x", away=True)


def test_who_is_no_member_sees_the_contract_and_no_count_and_the_administrator_nothing(
    clients: Clients, manager: Person, clerk: Person, auditor: Person, administrator: Person
) -> None:
    clients.take_in()
    assert "azukari entrusted agree HOME file.toml" in page_of(manager, ALL)
    for person in (manager, auditor):
        page = page_of(person, ALL)
        assert "The invented hoshizora" in page
        assert '<td class="figures" data-label="Records"><span>—</span></td>' in page
        assert "Nobody works with this data yet" in page
        shown = page_of(person, HOSHI)
        for words in ("Hanako Daihyo", "To send the cards", "Not allowed", "every 30 days", "alarm@hoshizora.example"):
            assert words in shown
        assert "<dt>Records</dt>" not in shown
        assert f"{HOSHI}open/" not in shown
        assert "You do not work with this client’s data" in shown
        assert (f'action="{HOSHI}members/"' in shown) is (person is manager)
        for act in ("forward", "report", "breach"):
            assert person.get(f"{HOSHI}{act}/").status_code == 403
        assert person.get(SENDING).status_code == 403
    assert "You work with no client’s data." in page_of(clerk, ALL)
    assert clerk.get(HOSHI).status_code == 403
    for url in (ALL, HOSHI, f"{HOSHI}certificate.json"):
        assert administrator.get(url).status_code == 403
    assert ALL not in page_of(administrator, "/en/")
    assert ALL in page_of(clerk, "/en/")
    assert manager.get(TSUKIMI).status_code == 404
    assert manager.get(f"{HOSHI}certificate.json").status_code == 404
    assert clients.house.entries("sharing.entrusted.counted") == []


def test_a_member_sees_how_many_and_another_client_never(clients: Clients, manager: Person, clerk: Person) -> None:
    clients.agree(manager, "tsukimi")
    clients.take_in()
    clients.join(manager, clerk)
    page = page_of(clerk, ALL)
    assert '<td class="figures" data-label="Records"><span>1</span></td>' in page
    assert "tsukimi" not in page
    assert "/registers/entrusted/" not in page
    assert '<dt>Records</dt><dd class="figures">1</dd>' in page_of(clerk, HOSHI)
    assert clerk.get(TSUKIMI).status_code == 403
    assert clerk.post(f"{TSUKIMI}forward/", text="x", arrived_on=today()).status_code == 403
    assert clerk.get(f"{HOSHI}open/asking/").status_code == 403  # a purpose of the privacy manager
    assert clerk.get(f"{HOSHI}open/nothing/").status_code == 404


def test_only_a_privacy_manager_says_who_works_with_it(
    clients: Clients, manager: Person, clerk: Person, auditor: Person
) -> None:
    for person in (clerk, auditor):
        for act in ("members", "members/remove", "end", "return", "destroy"):
            assert person.post(f"{HOSHI}{act}/").status_code == 403, act
    assert manager.post(f"{HOSHI}members/", user=str(clerk.user.pk)).status_code == 302  # to a fresh proof
    assert clients.house.sql("SELECT count(*) FROM sharing_entrusted_member") == [(0,)]
    manager.prove()
    for wrong, words in (({}, "Choose somebody."), ({"user": str(auditor.user.pk)}, "Choose somebody of this list.")):
        answer = manager.post(f"{HOSHI}members/", **wrong)
        assert answer.status_code == 400
        assert words in answer.content.decode()
    clients.join(manager, clerk)
    assert str(clerk.user.pk) in page_of(manager, HOSHI)
    assert manager.post(f"{HOSHI}members/remove/", user="nobody").status_code == 400
    assert manager.post(f"{HOSHI}members/remove/", user=str(clerk.user.pk)).status_code == 302
    assert clerk.get(HOSHI).status_code == 403
    assert len(clients.house.entries("sharing.entrusted.member_removed")) == 1


def test_a_member_opens_by_number_and_finds_by_address(clients: Clients, manager: Person, clerk: Person) -> None:
    number = clients.take_in()
    clients.join(manager, clerk)
    assert "To send the cards" in page_of(clerk, SENDING)
    shown = clerk.post(f"{SENDING}find/", kind="number", value=number, reason=WHY).content.decode()
    assert NAME in shown
    assert "Gold" in shown
    assert EMAIL not in shown  # not an item of this purpose
    assert "Under the contract" in shown
    found = clerk.post(f"{SENDING}find/", kind="name", value=NAME, reason=WHY).content.decode()
    assert number in found
    assert NAME not in found
    record = found.split('name="record" value="')[1].split('"')[0]
    assert NAME in clerk.post(f"{SENDING}show/", record=record, reason=WHY).content.decode()
    for wrong in ({"kind": "number"}, {"kind": "email", "value": "nobody"}, {"kind": "name"}):
        assert clerk.post(f"{SENDING}find/", **{"reason": WHY, "value": "", **wrong}).status_code == 400
    assert clerk.post(f"{SENDING}find/", kind="name", value=NAME, reason=EMAIL).status_code == 400
    assert clerk.post(f"{SENDING}show/", record="x", reason=WHY).status_code == 400
    gone = clerk.post(f"{SENDING}show/", record=str(uuid.uuid4()), reason=WHY)
    assert gone.status_code == 404
    assert "There is no such record." in gone.content.decode()


def test_a_manager_who_is_no_member_is_refused_by_post_and_it_is_on_record(clients: Clients, manager: Person) -> None:
    number = clients.take_in()
    refused = manager.post(f"{SENDING}find/", kind="number", value=number, reason=WHY)
    assert refused.status_code == 403
    assert "You are not among those who work with this client’s data." in refused.content.decode()
    assert NAME not in refused.content.decode()
    told = manager.post(f"{HOSHI}forward/", text="please delete me", arrived_on=today())
    assert told.status_code == 403
    assert [one["ground"] for one in clients.house.entries("keeper.call.refused")] == ["not_member"] * 2


def test_a_persons_request_is_forwarded_and_kept_nowhere(clients: Clients, manager: Person, clerk: Person) -> None:
    clients.join(manager, clerk)
    page = page_of(clerk, f"{HOSHI}forward/")
    assert "nobody here can read it" in page
    assert "the next business day" in page
    for wrong, words in (
        ({"text": ""}, "This field is required."),
        ({"arrived_on": today() + timedelta(days=1)}, "It cannot have arrived later than now."),
    ):
        answer = clerk.post(f"{HOSHI}forward/", **{"text": "delete canary", "arrived_on": today(), **wrong})
        assert answer.status_code == 400
        assert words in answer.content.decode()
    days = [today(), today() - timedelta(days=20)]
    for day in days:
        answer = clerk.post(f"{HOSHI}forward/", text="delete canary-4711", arrived_on=day)
        assert answer.status_code == 302, answer.content.decode()
    shown = page_of(clerk, HOSHI)
    assert "Request of a person" in shown
    assert f"reached us on {days[1]}" in shown
    assert "The client has not fetched a person’s request" in shown
    assert "canary-4711" not in shown
    assert b"canary-4711" not in clients.house.everything_in_the_ledger()


def test_a_report_and_a_breach_notice_go_out(clients: Clients, manager: Person, clerk: Person) -> None:
    clients.join(manager, clerk)
    wrong = {"since": today(), "until": today() + timedelta(days=1)}
    answer = clerk.post(f"{HOSHI}report/", **wrong)
    assert answer.status_code == 400
    assert "A report goes from a day to a later one, up to today." in answer.content.decode()
    assert clerk.post(f"{HOSHI}report/", since=today(), until=today()).status_code == 302
    assert clients.state("report") == "made"
    assert "alarm@hoshizora.example" in page_of(clerk, f"{HOSHI}breach/")
    said = dict.fromkeys(NINE, "not known yet")
    answer = clerk.post(f"{HOSHI}breach/", **{**said, "cause": ""})
    assert answer.status_code == 400
    assert "Say something, even that it is not known yet." in answer.content.decode()
    assert clerk.post(f"{HOSHI}breach/", **said).status_code == 302
    assert clients.state("breach") == "made"


def test_what_went_to_a_client_is_for_those_who_work_with_it(
    clients: Clients, manager: Person, clerk: Person, auditor: Person
) -> None:
    clients.join(manager, clerk)
    clerk.post(f"{HOSHI}report/", since=today(), until=today())
    [(handover,)] = clients.house.sql("SELECT handover_id FROM sharing_handover")
    url = f"/en/handovers/{handover}/"
    assert HOSHI in page_of(clerk, url)
    assert "The invented hoshizora" in page_of(clerk, "/en/handovers/")
    other = hired(clients.house, Role.SERVICE_STAFF, "other-clerk")
    for person in (manager, auditor, other):
        assert person.get(url).status_code == 403
        assert "hoshizora" not in page_of(person, "/en/handovers/")
    assert json.loads(other.get("/en/registers/deliveries.json").content)["rows"] == []
    assert len(json.loads(auditor.get("/en/registers/deliveries.json").content)["rows"]) == 1


def test_it_ends_is_returned_and_destroyed_with_a_certificate(
    clients: Clients, manager: Person, clerk: Person, auditor: Person
) -> None:
    clients.take_in()
    clients.join(manager, clerk)
    answer = manager.post(f"{HOSHI}end/", ended_on=today() + timedelta(days=1), sure="on")
    assert answer.status_code == 400
    assert "The day on which it ended is still to come." in answer.content.decode()
    assert "Tick this to confirm." in manager.post(f"{HOSHI}end/", ended_on=today()).content.decode()
    assert manager.post(f"{HOSHI}end/", ended_on=today(), sure="on").status_code == 302
    assert "Nothing can be opened now" in page_of(clerk, HOSHI)
    again = manager.post(f"{HOSHI}end/", ended_on=today(), sure="on")
    assert again.status_code == 403
    # Only a manager who works with the data returns and destroys it.
    refused = manager.post(f"{HOSHI}return/")
    assert refused.status_code == 403
    assert "You are not among those who work with this client’s data." in refused.content.decode()
    clients.join(manager, manager)
    early = manager.post(f"{HOSHI}destroy/", confirm="hoshizora")
    assert early.status_code == 403
    assert "The client wants everything back first" in early.content.decode()
    assert f'action="{HOSHI}destroy/"' not in page_of(manager, HOSHI)
    assert manager.post(f"{HOSHI}return/").status_code == 302
    wait_for(lambda: clients.state("return") == "made")
    clients.fetched("return")
    page = page_of(manager, HOSHI)
    assert f'action="{HOSHI}destroy/"' in page
    assert '<button class="grave" type="submit">Destroy everything for good</button>' in page
    assert '<button class="second" type="submit">Return everything</button>' in page
    wrong = manager.post(f"{HOSHI}destroy/", confirm="Hoshizora")
    assert wrong.status_code == 400
    assert "This is not the id of the contract." in wrong.content.decode()
    assert manager.post(f"{HOSHI}destroy/", confirm="hoshizora").status_code == 302
    page = page_of(auditor, HOSHI)
    assert "All records and all keys were destroyed." in page
    certificate = auditor.get(f"{HOSHI}certificate.json")
    assert "attachment" in certificate.headers["Content-Disposition"]
    assert json.loads(certificate.content)["records_destroyed"] == 1
    assert "—" in page_of(manager, ALL)


def test_while_a_return_is_made_the_page_looks_again(
    clients: Clients, manager: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    clients.take_in()
    clients.join(manager, manager)
    manager.post(f"{HOSHI}end/", ended_on=today(), sure="on")
    manager.post(f"{HOSHI}return/")
    wait_for(lambda: clients.state("return") == "made")
    clients.house.sql(
        "SET session_replication_role = replica; UPDATE sharing_handover SET state = 'approved' WHERE kind = 'return'"
    )
    asked: list[str] = []
    monkeypatch.setattr(EntrustedClient, "count", lambda _self: asked.append("count"))
    answer = manager.get(HOSHI)
    assert answer.headers["Refresh"] == f"5; url={HOSHI}"
    assert "The return is being made." in answer.content.decode()
    assert "Refresh" not in manager.get(HOSHI, still="").headers
    assert asked == []  # looking again is not counting again


def test_without_the_keeper_there_is_no_count_and_nothing_is_done(
    door: Door, clients: Clients, manager: Person, clerk: Person
) -> None:
    clients.join(manager, clerk)
    for process in clients.house.processes:
        process.terminate()
        process.wait()
    assert "—" in page_of(clerk, ALL)
    away = clerk.post(f"{HOSHI}forward/", text="x", arrived_on=today())
    assert away.status_code == 503
    assert "The keeper does not answer just now." in away.content.decode()
    assert clerk.post(f"{SENDING}find/", kind="name", value=NAME, reason=WHY).status_code == 503
