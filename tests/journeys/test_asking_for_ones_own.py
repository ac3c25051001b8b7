"""A person finds everything held, corrects, stops, takes along and has all erased, in Japanese and in English."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.pages import fresh_context
from tests.journeys.persons import NUMBER, Desk, come_in, look, mails_to, new_address, press, send_forms
from tests.journeys.product import Product, wait_for

pytestmark = [pytest.mark.journey, pytest.mark.chromium]

_SERVICES = ("inquiry", "brochure", "opinion")
_CORRECTED = "花岡 華子"


@pytest.mark.parametrize("language", ["ja", "en"])
def test_from_the_first_look_to_the_end(browser: Browser, product: Product, tmp_path: Path, language: str) -> None:
    address = new_address()
    numbers = send_forms(product, address, *_SERVICES, permissions=("newsletter",))
    desk = Desk(browser, product, language)
    with fresh_context(browser, language=language, width="phone" if language == "ja" else "desktop") as context:
        page = context.new_page()
        _find_everything(page, product, numbers, address, language)
        _correct(page, product, desk, numbers[0], language)
        _stop_the_newsletter(page, product, desk, numbers[1], language)
        _take_along(page, product, numbers, tmp_path, language)
        _have_all_erased(page, desk, numbers, address)
        assert all(address not in url for url in _visited(context.pages))
    desk.close()


def _find_everything(page: Page, product: Product, numbers: list[str], address: str, language: str) -> None:
    come_in(page, product, address, address=address, language=language)
    look(page, f"{language}-portal-number")  # an address alone shows nothing: several people may use a mailbox
    assert numbers[0] not in page.content()
    page.locator("#number").fill(numbers[0])
    press(page)
    assert page.locator("article.card").count() == 1
    for number in numbers[1:]:
        page.goto(f"{product.portal}/{language}/join/")
        page.locator("#number").fill(number)
        press(page)
        look(page, f"{language}-portal-join")
        press(page, "/join/")
    page.goto(f"{product.portal}/{language}/mine/")
    look(page, f"{language}-portal-mine")
    assert page.locator("section.service").count() == len(_SERVICES)
    text = page.locator("main").inner_text()
    assert all(number in text for number in numbers)
    assert text.count("花岡 花子") >= 2


def _correct(page: Page, product: Product, desk: Desk, number: str, language: str) -> None:
    page.goto(f"{product.portal}/{language}/mine/")
    card = page.locator("article.card", has_text=number)
    card.locator('a[href*="/requests/new/correction/"][href$="/name/"]').click()
    look(page, f"{language}-portal-correct")
    page.locator("#value").fill(_CORRECTED)
    press(page)
    look(page, f"{language}-portal-request")
    asked = page.url
    found = NUMBER.search(page.locator(".voucher").inner_text())
    assert found is not None
    request = found.group()
    desk.look_everywhere(request)
    look(desk.handler, f"{language}-desk-request")
    look(desk.propose(request), f"{language}-desk-propose")
    press(desk.handler, "/propose/")
    desk.decide(request)
    desk.carry_out(request)
    desk.answer(request)
    assert _CORRECTED in desk.opens(number, "inquiry.reply")
    page.goto(asked)
    look(page, f"{language}-portal-answered")
    assert page.locator("#answer").count() == 1


def _stop_the_newsletter(page: Page, product: Product, desk: Desk, number: str, language: str) -> None:
    assert "花岡 花子" in desk.opens(number, "newsletter") or address_shown(desk, number)
    page.goto(f"{product.portal}/{language}/mine/")
    card = page.locator("article.card", has_text=number)
    card.locator('a[href$="/uses/newsletter/"]').click()
    look(page, f"{language}-portal-stop")
    press(page, "/uses/newsletter/")
    refused = desk.opens(number, "newsletter")
    assert "no_grant" in refused
    assert "花岡 花子" not in refused
    assert "花岡 花子" in desk.opens(number, "brochure.send")


def address_shown(desk: Desk, number: str) -> bool:
    """Tell whether the newsletter's purpose, which may see no name, shows the address."""
    return "@person.example" in desk.opens(number, "newsletter")


def _take_along(page: Page, product: Product, numbers: list[str], folder: Path, language: str) -> None:
    page.goto(f"{product.portal}/{language}/package/")
    look(page, f"{language}-portal-package")
    with page.expect_download() as download:
        press(page, "/package/")
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    key = product.home.environment("keeper")["AZUKARI_LEDGER_KEY"]
    done = subprocess.run(
        [sys.executable, "-m", "azukari.cli.main", "verify", str(file), "--key", key, "--json"],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    with zipfile.ZipFile(file) as archive:
        told = archive.read("data.json").decode()
        assert all(number in told for number in numbers)
        assert _CORRECTED in json.loads(json.dumps(told))
        assert f"receipts/{numbers[2]}.json" in archive.namelist()
    changed = bytearray(file.read_bytes())
    changed[len(changed) // 2] ^= 1
    file.write_bytes(bytes(changed))
    assert subprocess.run([sys.executable, "-m", "azukari.cli.main", "verify", str(file)], check=False).returncode != 0


def _have_all_erased(page: Page, desk: Desk, numbers: list[str], address: str) -> None:
    product, language = desk.product, desk.language
    page.goto(f"{product.portal}/{language}/requests/new/erasure/")
    look(page, f"{language}-portal-erase")
    page.locator("#sure").check()
    press(page)
    found = NUMBER.search(page.locator(".voucher").inner_text())
    assert found is not None
    request = found.group()
    desk.look_everywhere(request)
    desk.propose(request)
    press(desk.handler, "/propose/")
    desk.decide(request)
    desk.carry_out(request)
    desk.answer(request)
    wait_for(lambda: any(request in text for text in mails_to(product, address)[-1:]))
    page.goto(f"{product.portal}/{language}/mine/")
    assert "花岡" not in page.content()
    for number, purpose in zip(numbers, ("inquiry.reply", "brochure.send", "opinion.reply"), strict=True):
        assert "花岡" not in desk.opens(number, purpose)
    letters = len(mails_to(product, address))
    page.goto(f"{product.portal}/{language}/")
    page.locator("#said").fill(numbers[0])
    press(page)
    assert page.locator("#code").count() == 1  # the same page as for everybody
    other = new_address()
    (known,) = send_forms(product, other, "opinion")
    page.goto(f"{product.portal}/{language}/")
    page.locator("#said").fill(known)
    press(page)
    wait_for(
        lambda: len(mails_to(product, other)) >= 2
    )  # a later code has gone out, so none is under way to the erased
    assert len(mails_to(product, address)) == letters


def _visited(pages: list[Page]) -> list[str]:
    return [page.url for page in pages]
