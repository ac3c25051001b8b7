"""A client entrusts fifty thousand persons to us: used as its contract says, seen by nobody else, returned, and destroyed."""

import calendar
import json
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import jpholiday
import pytest
from playwright.sync_api import Browser, Page

from azukari.base.clock import japan_date, system_clock
from azukari.client import Client as Program
from azukari.client import ProblemError
from azukari.keeper.key_folder import KeyFolder
from azukari.sharing.services.entrusted.chambers import ClientKeys
from azukari.vault.index import LookupKind
from azukari.vault.normalise import folded
from azukari.vault.unlocked import Unlocked
from tests.journeys.entrusting import WHY, Client, Session, answered_to_others, seen_by_the_entrusted
from tests.journeys.mailing import Contractor
from tests.journeys.pages import fresh_context, sign_in
from tests.journeys.persons import NUMBER, come_in, look, mails_to, new_address, press, send_forms
from tests.journeys.product import Product
from tests.journeys.remains import found_in_files, found_in_rows

pytestmark = [pytest.mark.journey, pytest.mark.chromium]

COUNT = 50_000
ID = "hoshizora"
CANARY = f"canary{secrets.token_hex(8)}"
NAME, ADDRESS = f"星野 {CANARY}", f"{CANARY}@person.example"
OURS = new_address()  # of somebody whose record we hold ourselves, too
STAFF = ("sato", "suzuki", "tanaka", "kato")
PAGES = (
    "", "open/", "events/", "ledger/", "mails/", "people/", "requests/", "requests/ended/", "requests/figures/", "requests/coming/",
    "recipients/", "handovers/", "handovers/trace/", "registers/", "registers/entrusted/", "registers/entrusted.json",
    "registers/processor.csv", "registers/deliveries.csv", "registers/receipts/", "entrusted/", f"entrusted/{ID}/",
)  # fmt: skip


@dataclass(frozen=True)
class Office:
    """The members of staff, each in a window of their own, and one window outside."""

    product: Product
    staff: dict[str, Session]
    outside: Page


@pytest.fixture
def office(browser: Browser, product: Product) -> Iterator[Office]:
    contexts = [fresh_context(browser, language="ja") for _ in range(len(STAFF) + 1)]
    staff = {
        name: Session(sign_in(context, product, username=name, language="ja"), product, name)
        for name, context in zip(STAFF, contexts, strict=False)
    }
    yield Office(product, staff, contexts[-1].new_page())
    for context in contexts:
        context.close()


def people() -> list[tuple[str, str, str]]:
    """Write the persons of the file; two of them are looked for afterwards."""
    planted = [(NAME, ADDRESS, "金"), (f"月野 {CANARY}", OURS, "並")]
    return planted + [(f"星野 {n}号", f"h{n}@person.example", "並") for n in range(COUNT - len(planted))]


def test_from_the_contract_to_the_certificate(office: Office, product: Product, tmp_path: Path) -> None:
    client = Client(ID, Contractor(f"desk@{ID}.example", tmp_path / ID), product)
    other = Client("tsukimi", Contractor("desk@tsukimi.example", tmp_path / "tsukimi"), product)
    (ours,) = send_forms(product, OURS, "inquiry")
    held = own_count(product)
    for one in (client, other):
        one.agree()
    client.give(people())
    given = client.rows_left()
    assert given["vault_record"] == given["vault_directory"] == COUNT

    office.staff["sato"].let_in(other.id, "sato")  # who works with one client's data sees nothing of another's
    nothing_at_the_staff_side(office, ours)
    nothing_at_the_other_doors(office, ours)
    nothing_in_the_database(client, other)
    assert own_count(product) == held

    used_as_the_contract_says(office)
    told(office, client)
    ended_and_returned(office, client)
    destroyed(office, client)


def nothing_at_the_staff_side(office: Office, ours: str) -> None:
    """Whatever the role: no page, register or search shows anybody of the file, or how many they are."""
    for name, one in office.staff.items():
        for path in PAGES:
            answer = one.page.request.get(f"{office.product.staff}/ja/{path}")
            assert answer.status in {200, 403, 404}, f"{name} {path} {answer.status}"
            shown = answer.text()
            assert CANARY not in shown, f"{name} {path}"
            # The ledger is for all to read, and says how many came in, of nobody.
            assert path == "ledger/" or not says_how_many(shown), f"{name} {path}"
    assert office.staff["suzuki"].go(f"entrusted/{ID}/") == 403
    assert office.staff["kato"].go(f"entrusted/{ID}/") == 403
    for name in ("sato", "tanaka"):
        assert office.staff[name].go(f"entrusted/{ID}/") == 200
        assert office.staff[name].go(f"entrusted/{ID}/open/sending/") == 403
    office.staff["sato"].go(f"entrusted/{ID}/")
    office.staff["sato"].look("entrusted-not-a-member")
    refused = office.staff["sato"].post(f"entrusted/{ID}/open/sending/find/", kind="name", value=NAME, reason=WHY)
    assert refused.status == 403
    assert "not_member" in refused.text()
    for name in ("sato", "suzuki"):
        for kind, value in (("email", ADDRESS), ("name", NAME)):
            assert not NUMBER.search(office.staff[name].search("open/inquiry.reply/", kind, value))
        assert set(NUMBER.findall(office.staff[name].search("open/inquiry.reply/", "email", OURS))) == {ours}


def nothing_at_the_other_doors(office: Office, ours: str) -> None:
    """A program, the portal and a search for all that is held of a person find our own record and nothing else."""
    product, page = office.product, office.outside
    with api(product) as program:
        asked = {"purpose": "inquiry.reply", "reason": "ticket 2026-131"}
        assert program.find("email", ADDRESS, **asked) == ()
        assert program.find("name", NAME, **asked) == ()
        assert [one.number for one in program.find("email", OURS, **asked)] == [ours]
    nobody = new_address()
    said = {one: answer_at_the_portal(page, product, one) for one in (ADDRESS, nobody)}
    assert said[ADDRESS].replace(ADDRESS, nobody) == said[nobody]
    come_in(page, product, ours, address=OURS, language="ja")
    assert mails_to(product, ADDRESS) == mails_to(product, nobody) == []  # though a later one has come
    assert page.locator("main").inner_text().count(ours) >= 1
    assert CANARY not in page.content()
    page.goto(f"{product.portal}/ja/requests/new/erasure/")
    page.locator("#sure").check()
    press(page)
    found = NUMBER.search(page.locator(".voucher").inner_text())
    assert found is not None
    desk = office.staff["suzuki"]
    desk.go("requests/")
    desk.page.locator("main a", has_text=found.group()).first.click()
    press(desk.page, "/search/")
    plan = desk.page.locator("#search").inner_text()
    assert "星空" not in plan
    assert ID not in plan
    assert CANARY not in desk.page.content()


def nothing_in_the_database(client: Client, other: Client) -> None:
    """No role reads a client's rows but those that may, and they see those of the one client that is set."""
    product, engagement = client.product, client.engagement()
    assert answered_to_others(product) == []
    assert seen_by_the_entrusted(product, engagement, None) == set()
    assert seen_by_the_entrusted(product, engagement, other.engagement()) == set()
    assert "entrusted vault_record" in seen_by_the_entrusted(product, engagement, engagement)
    index = KeyFolder(product.home.keys("keeper"))
    its = ClientKeys(product.home.keys("keeper"), client.id)
    worlds = (
        Unlocked(index.keyring(), index_key=index.index_key()),
        Unlocked(its.keyring(), index_key=its.index_key()),
    )
    mine, theirs = (one.index.token(LookupKind.EMAIL, folded(LookupKind.EMAIL, ADDRESS)) for one in worlds)
    plain = {CANARY.encode(), CANARY.encode("utf-16-le"), ADDRESS.encode()}
    # What was said at the portal is kept for a while, under a key of our own, which finds nobody of the file.
    assert found_in_rows(product, plain | {mine, theirs}, schema="public") == {("rights_entrance", mine)}
    assert found_in_rows(product, plain | {mine, theirs}, schema="entrusted") == {("vault_record", theirs)}
    assert found_in_files(product, plain | {mine, theirs}) == {mine, theirs}


def used_as_the_contract_says(office: Office) -> None:
    """Who was let in opens for the purposes that the contract gives their role, and sees what each of them may see."""
    sato, suzuki = office.staff["sato"], office.staff["suzuki"]
    sato.let_in(ID, "suzuki")
    assert suzuki.go(f"entrusted/{ID}/") == 200
    assert says_how_many(suzuki.text())
    suzuki.look("entrusted-member")
    number = found(suzuki, "sending", "name", NAME)
    suzuki.look("entrusted-found")
    press(suzuki.page, "/show/")
    suzuki.look("entrusted-shown")
    assert NAME in suzuki.text()
    assert "金" in suzuki.text()
    assert ADDRESS not in suzuki.page.content()  # the contract does not let this purpose see it
    assert suzuki.go(f"entrusted/{ID}/open/asking/") == 403  # a purpose of the contract, and not for this role
    assert suzuki.post(f"entrusted/{ID}/open/asking/find/", kind="name", value=NAME, reason=WHY).status == 403
    assert suzuki.go(f"entrusted/{ID}/open/marketing/") == 404
    assert NAME not in suzuki.search("open/inquiry.reply/", "number", number)
    with api(office.product) as program, pytest.raises(ProblemError, match="record_unknown"):
        program.open(number, purpose="inquiry.reply", reason="ticket 2026-131")
    assert sato.go(f"entrusted/{ID}/") == 200
    assert not says_how_many(sato.text())  # letting others in lets nobody in
    sato.let_in(ID, "sato")
    assert found(sato, "asking", "email", ADDRESS) == number
    press(sato.page, "/show/")
    assert ADDRESS in sato.text()
    assert "金" not in sato.text()


def told(office: Office, client: Client) -> None:
    """What a person asks goes to the client, with the day by which it has to be there; so does a report."""
    suzuki, before, asked = office.staff["suzuki"], client.mails(), f"{CANARY} を消してください。"
    suzuki.go(f"entrusted/{ID}/forward/")
    suzuki.look("entrusted-forward")
    due = next_business_day(japan_date(system_clock()))
    assert due.isoformat() in suzuki.text()
    suzuki.page.locator('[name="text"]').fill(asked)
    press(suzuki.page)
    assert due.isoformat() in suzuki.text()
    assert CANARY not in suzuki.page.content()
    assert client.fetch(office.outside, "request.age", before=before).strip() == asked
    suzuki.go(f"entrusted/{ID}/report/")
    suzuki.look("entrusted-report")
    press(suzuki.page)
    report = json.loads(client.fetch(office.outside, "report.age", before=before + 1))
    assert (report["records"], report["received"], report["requests_forwarded"]) == (COUNT, COUNT, 1)
    assert report["opened"] == {f"{ID}.sending": 1, f"{ID}.asking": 1}


def ended_and_returned(office: Office, client: Client) -> None:
    """After the end nothing opens; everything that was given comes back to the client, and only then can it be destroyed."""
    sato, before = office.staff["sato"], client.mails()
    sato.go(f"entrusted/{ID}/")
    sato.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    sato.page.locator('#end [name="sure"]').check()
    sato.send("/end/")
    sato.look("entrusted-ended")
    nothing_opens(office)
    early = sato.post(f"entrusted/{ID}/destroy/", confirm=ID)
    assert early.status == 403
    assert client.rows_left()["vault_record"] == COUNT
    sato.go(f"entrusted/{ID}/")
    assert not sato.page.locator('form[action$="/destroy/"]').count()
    sato.send("/return/")
    sato.look("entrusted-returning")
    lines = client.fetch(office.outside, "everything.age", before=before).splitlines()
    returned = [json.loads(line) for line in lines]
    plans = {"金": "gold", "並": "plain"}
    assert sorted((one["values"]["name"], one["values"]["email"], one["values"]["plan"]) for one in returned) == sorted(
        (name, address, plans[plan]) for name, address, plan in people()
    )
    assert len({one["number"] for one in returned}) == COUNT
    assert {one["contract_hash"] for one in returned} == {client.on_record()["contract_hash"]}


def destroyed(office: Office, client: Client) -> None:
    """The keys and the rows go, whoever holds what; the client has it in writing."""
    sato, before = office.staff["sato"], client.mails()
    assert client.keys.is_dir()
    sato.go(f"entrusted/{ID}/")
    sato.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    sato.look("entrusted-returned")
    sato.page.locator('[name="confirm"]').fill(ID)
    sato.page.set_default_timeout(60_000)
    sato.send("/destroy/")
    sato.look("entrusted-destroyed")
    certificate = json.loads(client.fetch(office.outside, "certificate.age", before=before))
    assert (certificate["records_destroyed"], certificate["records_left"]) == (COUNT, 0)
    assert certificate["person_keys_destroyed"] >= COUNT  # some were made ahead, for nobody
    assert certificate["keyring_destroyed"] is True
    shown = sato.page.request.get(f"{office.product.staff}/ja/entrusted/{ID}/certificate.json")
    assert shown.json() == certificate
    nothing_opens(office)
    assert set(client.rows_left().values()) == {0}
    assert not client.keys.exists()


def nothing_opens(office: Office) -> None:
    for name, purpose in (("suzuki", "sending"), ("sato", "asking")):
        refused = office.staff[name].post(f"entrusted/{ID}/open/{purpose}/find/", kind="name", value=NAME, reason=WHY)
        assert refused.status == 403
        assert "contract_over" in refused.text()


def found(session: Session, purpose: str, kind: str, value: str) -> str:
    """Search among a client's records, and give the number of the one that is found."""
    (number,) = set(NUMBER.findall(session.search(f"entrusted/{ID}/open/{purpose}/", kind, value)))
    return str(number)


def says_how_many(text: str) -> bool:
    """Tell whether a text holds the number of records, by itself."""
    return re.search(rf"(?<![0-9A-Za-z]){COUNT}(?![0-9A-Za-z])", text.replace(",", "")) is not None


def answer_at_the_portal(page: Page, product: Product, address: str) -> str:
    page.goto(f"{product.portal}/ja/")
    page.locator("#said").fill(address)
    press(page)
    look(page, "ja-portal-code")
    return page.locator("main").inner_html()


def api(product: Product) -> Program:
    key = (product.home.path / "service-key").read_text(encoding="utf-8")
    return Program(f"{product.api}/", key, authority=str(product.authority))


def own_count(product: Product) -> int:
    """Count the records that a program of our own is let see."""
    with api(product) as program:
        page = program.open_page(purpose="inquiry.reply", reason="ticket 2026-131")
        return len(page.members)


def next_business_day(day: date) -> date:
    """Give the first day after a day that is neither of a weekend, nor a holiday, nor between the years."""
    day += timedelta(days=1)
    while (
        day.weekday() > calendar.FRIDAY
        or jpholiday.is_holiday(day)
        or (day.month, day.day) >= (12, 29)
        or (day.month, day.day) <= (1, 3)
    ):
        day += timedelta(days=1)
    return day
