"""A mailing contractor is taken on, is handed ten thousand addresses for brochures, certifies, and is handed nothing any more."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from azukari.base.clock import japan_date, system_clock
from azukari.cli.people import DEMO_STAFF
from azukari.sharing.engagement import CRITERIA, POINTS
from tests.journeys.mailing import Contractor, take_in
from tests.journeys.pages import assert_accessible, fresh_context, keep_picture
from tests.journeys.persons import Desk, come_in, new_address, press, send_forms
from tests.journeys.product import Product, wait_for

pytestmark = [pytest.mark.journey, pytest.mark.chromium]

COUNT = 10_000
MAILER = "kazaguruma"  # of the example's statement
OF = "brochure/brochure.send"


@pytest.fixture
def desk(browser: Browser, product: Product) -> Iterator[Desk]:
    made = Desk(browser, product, "ja")
    yield made
    made.close()


@pytest.fixture
def contractor(tmp_path: Path) -> Contractor:
    return Contractor("desk@kazaguruma.example", tmp_path / "contractor")


def test_from_the_contract_to_the_last_refusal(
    browser: Browser, product: Product, desk: Desk, contractor: Contractor, tmp_path: Path
) -> None:
    take_in(product, tmp_path, COUNT)
    address = new_address()
    (number,) = send_forms(product, address, "brochure")

    take_on(desk.pages["sato"], product, contractor)
    counted, link = propose(desk, product)
    assert counted > COUNT
    page = desk.pages["sato"]
    page.goto(link)
    page.locator('main a[href$="/approve/"]').click()
    grave(page)
    look(page, "ja-handover-approve")
    press(page, "/approve/")
    wait_for(lambda: contractor.links(product), seconds=120)

    # Somebody stops the use while the file waits.
    with fresh_context(browser, language="ja") as context:
        own = context.new_page()
        come_in(own, product, number, address=address, language="ja")
        own.goto(f"{product.portal}/ja/mine/")
        own.locator('main a[href$="/uses/brochure.send/"]').first.click()
        press(own)

    with fresh_context(browser, language="ja") as context:
        outside = context.new_page()
        rows = fetched(outside, product, contractor)
        assert len(rows) == counted - 1
        assert address not in {row.get("email") for row in rows}
        assert not any(row["name"].startswith("花岡") for row in rows)
        assert set(rows[0]) == {"ref", "brochures", "name", "organisation", "postal_code", "address", "phone"}
        certify(outside)

    page.goto(link)
    assert "廃棄" in page.locator("main").inner_text()
    look(page, "ja-handover-closed")

    end(page, product)
    handler = desk.handler
    handler.goto(f"{product.staff}/ja/handovers/new/{MAILER}/?of={OF}")
    look(handler, "ja-handover-refused")
    assert handler.locator(".lacks, [class*=lack]").count() or "終わ" in handler.locator("main").inner_text()
    assert not handler.locator('button[value="propose"]').count()
    register(page, product, counted - 1)


def take_on(page: Page, product: Product, contractor: Contractor) -> None:
    """Put everything on record that has to be before anything is handed over."""
    home = f"{product.staff}/ja/recipients/{MAILER}/"
    page.goto(f"{product.staff}/ja/recipients/")
    look(page, "ja-recipients")
    page.goto(home)
    page.locator('[name="contact"]').fill(contractor.desk)
    page.locator('[name="age_key"]').fill(contractor.make_key())
    press(page, "/desk/")
    grave(page)
    open_all(page)
    paper = contractor.folder / "contract.txt"
    paper.write_text("The eight points stand on page 2.", encoding="utf-8")
    page.locator('[name="paper"]').set_input_files(paper)
    for point in POINTS:
        page.locator(f'[name="page_{point}"]').fill("2")
    press(page, "/contract/")
    open_all(page)
    for name in CRITERIA:
        page.locator(f'[name="mark_{name}"]').select_option("4")
    press(page, "/assessment/")
    page.locator('form[action*="/subcontractors/"] button[value="yes"]').click()
    look(page, "ja-recipient")


def propose(desk: Desk, product: Product) -> tuple[int, str]:
    """Have it counted, propose it, and give how many it is to be and where it stands."""
    page = desk.handler
    page.goto(f"{product.staff}/ja/handovers/new/{MAILER}/?of={OF}")
    page.locator('[name="control"]').uncheck()
    page.locator('button[value="count"]').click()
    look(page, "ja-handover-counted")
    counted = int(re.sub(r"\D", "", page.locator(".count").inner_text()))
    assert "花岡" not in page.locator("main").inner_text()
    page.locator('[name="reason"]').fill("秋のカタログの発送")
    page.locator('button[value="propose"]').click()
    look(page, "ja-handover-proposed")
    return counted, page.url


def fetched(page: Page, product: Product, contractor: Contractor) -> list[dict[str, str]]:
    """Fetch the file as the contractor does, once it was made anew, and read it with its own tool."""
    contractor.come(page, product, "ja", contractor.links(product)[-1])
    before = len(contractor.links(product))
    press(page, "/file/")
    look(page, "ja-handover-anew")
    wait_for(lambda: len(contractor.links(product)) > before, seconds=120)
    page.goto(contractor.links(product)[-1])
    file = contractor.save(page, "brochures.csv.age")
    return list(csv.DictReader(io.StringIO(contractor.decrypt(file))))


def certify(page: Page) -> None:
    """Certify that everything was destroyed."""
    page.reload()
    page.locator('main a[href$="/certificate/"]').click()
    look(page, "ja-handover-certificate")
    page.locator("#ended-destroyed").check()
    page.locator('[name="on"]').fill(japan_date(system_clock()).isoformat())
    page.locator('[name="method"]').fill("上書きして消去")
    page.locator('[name="signed_as"]').fill("発送部 責任者")
    press(page, "/certificate/")
    look(page, "ja-handover-certified")


def end(page: Page, product: Product) -> None:
    """End the contract: yesterday was its last day."""
    page.goto(f"{product.staff}/ja/recipients/{MAILER}/")
    open_all(page)
    yesterday = japan_date(system_clock()) - timedelta(days=1)
    page.locator('[name="ended_on"]').fill(yesterday.isoformat())
    page.locator('[name="sure"]').check()
    press(page, "/end/")
    if "/confirm/" in page.url:
        grave(page)
    look(page, "ja-recipient-ended")


def register(page: Page, product: Product, count: int) -> None:
    """Find the hand-over in the register that anybody may take along."""
    answer = page.request.get(f"{product.staff}/ja/registers/deliveries.csv")
    assert answer.ok, answer.status
    assert str(count) in answer.text()


def grave(page: Page) -> None:
    """Show once more who one is, where that is asked for."""
    if "/confirm/" in page.url:
        page.locator('[name="password"]').fill(next(one.password for one in DEMO_STAFF if one.username == "sato"))
        page.locator("main form button[type=submit]").first.click()


def open_all(page: Page) -> None:
    """Open what is folded, as somebody does who looks for a form."""
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


def look(page: Page, name: str) -> None:
    assert_accessible(page)
    keep_picture(page, name)
