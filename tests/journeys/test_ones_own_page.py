"""A person comes in, sees what is held, stops a use, asks, and takes everything along; with and without a browser."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ViewportSize

import azukari
from azukari.cli.example_people import read_submissions, send_in
from tests.journeys.pages import assert_accessible, fresh_context, keep_picture
from tests.journeys.portal import come_in, come_in_by_keyboard, number_of
from tests.journeys.product import Product

pytestmark = pytest.mark.journey

_PEOPLE = (Path(azukari.__file__).parent / "example" / "modern" / "people.toml").read_text(encoding="utf-8")
_BROCHURE = next(one for one in read_submissions(_PEOPLE) if one.service == "brochure" and one.permissions)
_PAGES = (
    "mine/",
    "requests/",
    "requests/new/",
    "requests/new/disclosure/",
    "requests/new/stop-use/",
    "requests/new/erasure/",
    "requests/new/correction/",
    "package/",
    "join/",
)
_ZOOMED: ViewportSize = {"width": 320, "height": 256}  # 1280 × 1024 at 400 % (WCAG 2.2, 1.4.10)


@pytest.fixture
def number(product: Product) -> str:
    """Send a form in, and give its receipt number."""
    visitor = product.visitor()
    page = visitor.get(f"/{_BROCHURE.language}/services/brochure/")
    time.sleep(2.2)
    return number_of(send_in(visitor, page, _BROCHURE))


@pytest.mark.chromium
@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_every_page_is_usable_by_everybody(
    browser: Browser, product: Product, number: str, language: str, width: str
) -> None:
    with fresh_context(browser, language=language, width=width) as context:
        window = context.new_page()
        asked: list[str] = []
        window.on("request", lambda request: asked.append(request.url))
        window.goto(f"{product.portal}/{language}/")
        assert_accessible(window)
        come_in_by_keyboard(product, window, number, language)
        for path in _PAGES:
            answer = window.goto(f"{product.portal}/{language}/{path}")
            assert answer is not None
            assert answer.status == 200
            assert window.locator("html").get_attribute("lang") == language
            assert window.locator("h1").count() == 1
            assert_accessible(window)
            keep_picture(window, f"portal-{language}-{width}-{path.strip('/').replace('/', '-')}")
        window.set_viewport_size(_ZOOMED)
        for path in _PAGES:
            window.goto(f"{product.portal}/{language}/{path}")
            assert window.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
        assert [url for url in asked if not url.startswith((product.portal, "data:"))] == []
        assert [cookie["name"] for cookie in context.cookies()] == ["__Host-azukari-visit"]


@pytest.mark.chromium
def test_a_permission_is_withdrawn_by_keyboard_alone(browser: Browser, product: Product, number: str) -> None:
    with fresh_context(browser, language="ja") as context:
        window = context.new_page()
        come_in_by_keyboard(product, window, number, "ja")
        window.get_by_role("link", name="撤回する").focus()
        window.keyboard.press("Enter")
        window.wait_for_url("**/uses/newsletter/")
        window.get_by_role("button", name="同意を撤回する").focus()
        window.keyboard.press("Enter")
        window.wait_for_url(lambda url: "/uses/" not in url)
        assert "に同意を撤回されました" in window.locator("main").inner_text()
        assert window.get_by_role("link", name="撤回する").count() == 0


def test_a_request_is_made_and_taken_back(product: Product, number: str) -> None:
    person = come_in(product, number)
    page = person.get("/ja/requests/new/complaint/")
    form = next(form for form in page.forms() if form.action.endswith("/complaint/"))
    made = person.send(page, form, {"text": ["カタログが二度届きました"]})
    assert "までに回答します" in made.text
    back = person.get(made.url.removeprefix(product.portal) + "take-back/")
    taken = person.send(back, next(form for form in back.forms() if form.action.endswith("/take-back/")))
    assert "取り下げられました" in taken.text


def test_what_is_taken_along_verifies_with_nothing_but_the_file(product: Product, number: str, tmp_path: Path) -> None:
    person = come_in(product, number)
    page = person.get("/ja/package/")
    taken = person.send(page, next(form for form in page.forms() if form.action.endswith("/package/")))
    assert taken.status == 200
    file = tmp_path / "mine.zip"
    file.write_bytes(taken.body)
    done = subprocess.run(
        [sys.executable, "-m", "azukari.cli.main", "verify", str(file)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_public_side_leads_to_it(product: Product) -> None:
    for path in ("/ja/", "/ja/contacts/"):
        assert f'href="{product.portal}/ja/"' in product.visitor().get(path).text
