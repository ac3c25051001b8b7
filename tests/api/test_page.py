"""The readable page in a real browser: no script, nothing to scroll sideways, nothing that axe finds, in both languages."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.product import Product
from tests.optional import chromium, require

pytestmark = [pytest.mark.journey, pytest.mark.chromium]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    require("chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        yield running
        running.close()


@pytest.fixture(params=[("ja", 390), ("en", 390), ("ja", 1280), ("en", 1280)], ids=str)
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[tuple[Page, str, list[str]]]:
    language, width = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 900}, ignore_https_errors=True, locale=language, java_script_enabled=True
    )
    opened = context.new_page()
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
    yield opened, language, said
    context.close()


@pytest.mark.parametrize("path", ["/v1/", "/v1/problems/refused"])
def test_it_reads_well(product: Product, page: tuple[Page, str, list[str]], path: str) -> None:
    opened, language, said = page
    opened.goto(product.api + path)
    assert opened.get_attribute("html", "lang") == language
    assert opened.evaluate("document.scripts.length") == 0
    assert opened.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert opened.evaluate("getComputedStyle(document.querySelector('.masthead')).borderBottomStyle") == "solid"
    assert [violation["id"] for violation in Axe().run(opened).response["violations"]] == []
    assert said == []


def test_the_other_language_is_one_click_away(product: Product, page: tuple[Page, str, list[str]]) -> None:
    opened, language, _ = page
    opened.goto(f"{product.api}/v1/")
    opened.click(".tongue a")
    assert opened.get_attribute("html", "lang") == {"ja": "en", "en": "ja"}[language]
    opened.click(".contents a[href='#collect']")
    assert opened.is_visible("#collect")
