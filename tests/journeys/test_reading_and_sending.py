"""A person reads the statement, and sends in each of the six forms, in Japanese and in English."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

import azukari
from azukari.cli.example_people import Submission, read_submissions
from tests.journeys.pages import assert_accessible, fill_in, fresh_context, keep_picture
from tests.journeys.product import Product

pytestmark = [pytest.mark.journey, pytest.mark.chromium]

_PEOPLE = (Path(azukari.__file__).parent / "example" / "modern" / "people.toml").read_text(encoding="utf-8")
_OF_EACH = {one.service: one for one in reversed(read_submissions(_PEOPLE))}
_PAGES = ("", "versions/", "versions/source-1/", "matrix/", "contacts/", "services/", "connection/", "ledger/")


def test_there_are_six_services() -> None:
    assert sorted(_OF_EACH) == ["brochure", "campaign", "inquiry", "opinion", "questionnaire", "registration"]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_every_page_is_readable_by_everybody(browser: Browser, product: Product, language: str, width: str) -> None:
    with fresh_context(browser, language=language, width=width) as context:
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        for path in _PAGES:
            answer = page.goto(f"{product.public}/{language}/{path}")
            assert answer is not None
            assert answer.status == 200
            assert page.locator("html").get_attribute("lang") == language
            assert page.locator("h1").count() == 1
            assert_accessible(page)
            keep_picture(page, f"{language}-{width}-{path.strip('/').replace('/', '-') or 'statement'}")
        assert [url for url in asked if not url.startswith((product.public, "data:"))] == []
        assert context.cookies() == []


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_promise_is_shown_as_kept_before_it_is_proved(browser: Browser, product: Product, language: str) -> None:
    with fresh_context(browser, language=language) as context:
        page = context.new_page()
        page.goto(f"{product.public}/{language}/")
        text = page.locator("main").inner_text()
        assert {"ja": "まだ証明していません", "en": "not yet proved"}[language].lower() in text.lower()


def test_the_ledgers_page_tells_its_size_and_root(browser: Browser, product: Product) -> None:
    with fresh_context(browser, language="en") as context:
        page = context.new_page()
        page.goto(f"{product.public}/en/ledger/")
        assert int(page.locator("dl.pairs dd").nth(0).inner_text()) > 20
        assert len(page.locator("dl.pairs dd").nth(2).inner_text()) == 44


@pytest.mark.parametrize("language", ["ja", "en"])
def test_two_versions_are_compared(browser: Browser, product: Product, language: str) -> None:
    with fresh_context(browser, language=language) as context:
        page = context.new_page()
        answer = page.goto(f"{product.public}/{language}/versions/source-1/diff/modern-1/")
        assert answer is not None
        assert answer.status == 200
        assert_accessible(page)
        assert page.locator("ins").count() > 0
        assert page.locator("del").count() > 0
        keep_picture(page, f"{language}-diff")


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("service", sorted(_OF_EACH))
def test_a_form_is_sent_and_its_receipt_verifies(
    browser: Browser, product: Product, tmp_path: Path, service: str, language: str
) -> None:
    submission: Submission = _OF_EACH[service]
    with fresh_context(browser, language=language, width="phone" if language == "ja" else "desktop") as context:
        page = context.new_page()
        page.goto(f"{product.public}/{language}/services/{service}/")
        assert_accessible(page)
        notice = page.locator("text=modern-1").first
        assert notice.is_visible()
        assert page.locator('input[name^="az-permission-"]:checked').count() == 0
        fill_in(page, submission.values)
        page.locator('[name="az-agree"]').check()
        keep_picture(page, f"{language}-{service}-1-input")
        page.wait_for_timeout(2000)  # the form asks a visitor who is faster than any reader to press once more
        page.locator('form[action$="/confirm/"] button:not([name])').last.click()
        page.wait_for_url("**/confirm/")
        assert_accessible(page)
        keep_picture(page, f"{language}-{service}-2-check")
        page.locator('form[action$="/send/"] button:not([name])').first.click()
        page.wait_for_url("**/complete/**")
        assert_accessible(page)
        keep_picture(page, f"{language}-{service}-3-complete")
        receipt = _take_receipt(page, tmp_path)
        assert context.cookies() == []
    _verify(product, receipt)


def test_an_empty_form_says_what_is_missing(browser: Browser, product: Product) -> None:
    with fresh_context(browser, language="ja") as context:
        page = context.new_page()
        page.goto(f"{product.public}/ja/services/inquiry/")
        page.locator('form[action$="/confirm/"] button:not([name])').last.click()
        assert_accessible(page)
        assert page.locator('[aria-invalid="true"]').count() >= 3
        keep_picture(page, "ja-inquiry-errors")


def test_a_form_works_without_a_script_or_a_mouse(browser: Browser, product: Product) -> None:
    with browser.new_context(ignore_https_errors=True, java_script_enabled=False, locale="ja") as context:
        page = context.new_page()
        page.goto(f"{product.public}/ja/services/opinion/")
        fill_in(page, _OF_EACH["opinion"].values)
        page.locator('[name="az-agree"]').press("Space")
        page.wait_for_timeout(2000)
        page.locator('form[action$="/confirm/"] button:not([name])').last.press("Enter")
        page.wait_for_url("**/confirm/")
        page.locator('form[action$="/send/"] button:not([name])').first.press("Enter")
        page.wait_for_url("**/complete/**")


def _take_receipt(page: Page, folder: Path) -> Path:
    for _ in range(40):
        button = page.locator('form[action$="/receipt/"] button')
        if button.count():
            with page.expect_download(timeout=5000) as download:
                button.first.click()
            target = folder / download.value.suggested_filename
            download.value.save_as(target)
            return target
        page.wait_for_timeout(250)
        page.reload()
    raise AssertionError("The receipt was not ready after ten seconds.")


def _verify(product: Product, receipt: Path) -> None:
    """Verify a receipt as its owner would, with nothing but the file and the ledger's key."""
    key = product.home.environment("public")["AZUKARI_LEDGER_KEY"]
    command = [sys.executable, "-m", "azukari.cli.main", "verify", str(receipt), "--key", key, "--json"]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={"PATH": "/usr/bin", "LANG": "C.UTF-8"}
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)
    broken = receipt.with_name("broken.json")
    data = receipt.read_bytes()
    middle = len(data) // 2
    broken.write_bytes(data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :])
    refused = subprocess.run([*command[:4], str(broken), *command[5:]], capture_output=True, text=True, check=False)
    assert refused.returncode in (2, 8), refused.stdout
