"""A letter of somebody who acts for a person is handled from the letter box to the answer on paper."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser

from azukari.base.clock import system_clock
from tests.journeys.persons import NUMBER, Desk, look, new_address, press, send_forms
from tests.journeys.product import Product

pytestmark = [pytest.mark.journey, pytest.mark.chromium]

_SHOWN = ("person:document", "agent:licence", "relation:mandate")
_PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_from_the_letter_box_to_the_answer_on_paper(
    browser: Browser, product: Product, tmp_path: Path, language: str
) -> None:
    (number,) = send_forms(product, new_address(), "inquiry")
    desk = Desk(browser, product, language)
    request = _take_in(desk, number)
    page = desk.request(request)
    look(page, f"{language}-desk-agent")
    assert page.locator("#who .slip.care li").count() == len(_SHOWN)
    page.locator('form[action$="/step/"] button[value="ask_proof"]').click()
    for shown in _SHOWN:
        page = desk.request(request)
        page.locator("#who details summary").click()
        page.locator('#who [name="shown"]').select_option(shown)
        press(page, "/proofs/")
    _put_a_copy(desk, request, tmp_path)
    page = desk.request(request)
    page.locator('form[action$="/step/"] button[value="prove"]').click()
    _look_at_what_is_held(desk, request)
    desk.look_everywhere(request)
    look(desk.propose(request), f"{language}-desk-agent-propose")
    press(desk.handler, "/propose/")
    desk.decide(request)
    desk.answer(request)
    page = desk.request(request)
    page.locator('main a[href$="/letter/"]').first.click()
    look(page, f"{language}-desk-letter")
    text = page.locator("main").inner_text()
    assert "弁護士 田村" in text
    assert request in text
    assert page.pdf(format="A4", print_background=True).startswith(b"%PDF")
    desk.close()


def _take_in(desk: Desk, number: str) -> str:
    page = desk.handler
    page.goto(f"{desk.product.staff}/{desk.language}/requests/add/")
    look(page, f"{desk.language}-desk-add")
    arrived = datetime.fromtimestamp(system_clock().timestamp() - 3600, ZoneInfo("Asia/Tokyo"))
    page.locator('[name="kind"]').select_option("jp-appi-2022/disclosure")
    page.locator('[name="channel"]').select_option("letter")
    page.locator('[name="asker"]').select_option("mandated_agent")
    page.locator('[name="arrived_at"]').fill(arrived.strftime("%Y-%m-%dT%H:%M"))
    page.locator('[name="text"]').fill("依頼者に関する情報の開示を求めます。")
    page.locator('[name="number"]').fill(number)
    page.locator('[name="form"]').select_option("letter")
    page.locator('[name="name"]').fill("弁護士 田村")
    page.locator('[name="address"]').fill("〒000-0000\n架空県架空市1-1")
    press(page, "/add/")
    found = NUMBER.search(page.locator(".case-number").inner_text())
    assert found is not None
    return found.group()


def _put_a_copy(desk: Desk, request: str, folder: Path) -> None:
    copy = folder / "licence.png"
    copy.write_bytes(_PNG)
    page = desk.request(request)
    page.locator('details:has(form[action$="/papers/"]) summary').click()
    page.locator('form[action$="/papers/"] [name="kind"]').select_option("identity")
    page.locator('form[action$="/papers/"] [name="title"]').fill("copy")
    page.locator('form[action$="/papers/"] [name="file"]').set_input_files(copy)
    press(page, "/papers/")
    assert page.locator('main a[href*="/papers/"]').count() == 1


def _look_at_what_is_held(desk: Desk, request: str) -> None:
    page = desk.request(request)
    press(page, "/records/")
    look(page, f"{desk.language}-desk-records")
    assert "花岡 花子" in page.locator("main").inner_text()
