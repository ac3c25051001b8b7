"""Staff open a record for its purpose, are refused for another, and see both in the ledger."""

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

import azukari
from azukari.cli.example_people import read_submissions, send_in
from tests.journeys.pages import assert_accessible, fresh_context, keep_picture, sign_in
from tests.journeys.product import Product

pytestmark = [pytest.mark.journey, pytest.mark.chromium]

_PEOPLE = (Path(azukari.__file__).parent / "example" / "modern" / "people.toml").read_text(encoding="utf-8")
_INQUIRY = next(one for one in read_submissions(_PEOPLE) if one.service == "inquiry")
_NUMBER = re.compile(r"[0-9A-HJKMNP-TV-Y]{4}-[0-9A-HJKMNP-TV-Y]{4}-[0-9A-HJKMNP-TV-Y]{4}")
_REFUSED = {"ja": "断られた", "en": "Refused"}
_REASON = {"ja": "チケット 2026-114", "en": "ticket 2026-114"}


@pytest.fixture(scope="module")
def number(product: Product) -> str:
    """Send in an inquiry, and give its receipt number."""
    visitor = product.visitor()
    page = visitor.get("/ja/services/inquiry/")
    time.sleep(2.2)
    found = _NUMBER.search(send_in(visitor, page, _INQUIRY).text)
    assert found is not None
    return found.group()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_record_opens_for_its_purpose_and_no_other(
    browser: Browser, product: Product, number: str, language: str
) -> None:
    with fresh_context(browser, language=language) as context:
        page = sign_in(context, product, username="suzuki", language=language)
        _look(page, f"{language}-staff-start")
        page.goto(f"{product.staff}/{language}/open/")
        _look(page, f"{language}-staff-choose")
        _ask(page, product, language, purpose="inquiry.reply", number=number)
        _look(page, f"{language}-staff-opened")
        shown = page.locator("main").inner_text()
        assert _INQUIRY.values["name"][0] in shown
        assert "misaki@yamabiko.example" in shown
        assert number not in page.url
        _ask(page, product, language, purpose="brochure.send", number=number)
        _look(page, f"{language}-staff-refused")
        refused = page.locator("main").inner_text()
        assert _INQUIRY.values["name"][0] not in refused
        assert "purpose_unknown" in refused


@pytest.mark.parametrize("language", ["ja", "en"])
def test_openings_and_refusals_stand_in_the_ledger(
    browser: Browser, product: Product, number: str, language: str
) -> None:
    with fresh_context(browser, language=language) as context:
        page = sign_in(context, product, username="suzuki", language=language)
        _ask(page, product, language, purpose="brochure.send", number=number)
    with fresh_context(browser, language=language) as context:
        page = sign_in(context, product, username="tanaka", language=language)
        page.goto(f"{product.staff}/{language}/events/")
        _look(page, f"{language}-staff-events")
        assert _REFUSED[language] in page.locator("main table").inner_text()
        page.goto(f"{product.staff}/{language}/ledger/")
        _look(page, f"{language}-staff-ledger")
        assert "vault.record.refused" in page.locator("main").inner_text()
        page.locator('form[action$="/ledger/verify/"] button').click()
        _look(page, f"{language}-staff-verified")
        assert page.goto(f"{product.staff}/{language}/open/").status == 403  # type: ignore[union-attr]
        _look(page, f"{language}-staff-forbidden")


def test_a_search_by_address_finds_only_what_the_purpose_may_open(
    browser: Browser, product: Product, number: str
) -> None:
    with fresh_context(browser, language="ja", width="phone") as context:
        page = sign_in(context, product, username="suzuki", language="ja")
        for kind, value in (("email", "misaki@yamabiko.example"), ("phone", "03-0000-1234"), ("name", "髙橋美咲")):
            page.goto(f"{product.staff}/ja/open/inquiry.reply/")
            page.locator('[name="reason"]').fill(_REASON["ja"])
            page.locator('[name="kind"]').select_option(kind)
            page.locator('[name="value"]').fill(value)
            page.locator("main form button[type=submit]").first.click()
            _look(page, f"ja-staff-found-{kind}")
            assert number in page.locator("main").inner_text()
        page.goto(f"{product.staff}/ja/mails/")
        _look(page, "ja-staff-mails")


def _ask(page: Page, product: Product, language: str, *, purpose: str, number: str) -> None:
    page.goto(f"{product.staff}/{language}/open/{purpose}/")
    _look(page, f"{language}-staff-ask")
    page.locator('[name="reason"]').fill(_REASON[language])
    page.locator('[name="kind"]').select_option("number")
    page.locator('[name="value"]').fill(number.lower().replace("-", " "))
    page.locator("main form button[type=submit]").first.click()


def _look(page: Page, name: str) -> None:
    assert_accessible(page)
    keep_picture(page, name)
