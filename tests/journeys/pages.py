"""What journeys in a browser do again and again: fill in a form, sign in, look for violations of accessibility."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from azukari.base.clock import system_clock
from azukari.cli.people import DEMO_STAFF, demo_code
from tests.journeys.product import Product

_WIDTHS = {"desktop": 1280, "phone": 390}


def fresh_context(browser: Browser, *, language: str, width: str = "desktop") -> BrowserContext:
    """Open a browser window that has been nowhere yet."""
    context = browser.new_context(
        ignore_https_errors=True,  # its certificate is the demo's own; what it must be is tested where certificates are
        locale=language,
        viewport={"width": _WIDTHS[width], "height": 900},
        reduced_motion="reduce",
    )
    context.set_default_timeout(10_000)
    return context


def fill_in(page: Page, values: Mapping[str, Sequence[str]]) -> None:
    """Fill in fields by their names, as the person of an example typed them."""
    for name, typed in values.items():
        field = page.locator(f'[name="{name}"]')
        kind = field.first.get_attribute("type") or ""
        if kind in ("checkbox", "radio"):
            for value in typed:
                page.locator(f'[name="{name}"][value="{value}"]').check()
        elif field.first.evaluate("one => one.tagName") == "SELECT":
            field.select_option(list(typed))
        else:
            field.fill(typed[0])


def assert_accessible(page: Page) -> None:
    """Find no violation of accessibility, and nothing that sticks out of the page sideways."""
    found = Axe().run(page).response["violations"]
    violations = [(one["id"], [node["target"] for node in one["nodes"]]) for one in found]
    assert violations == [], f"{page.url}: {violations}"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), (
        f"{page.url} is wider than its window"
    )


def keep_picture(page: Page, name: str) -> None:
    """Keep a picture for somebody to look at, where ``AZUKARI_SCREENSHOTS`` names a folder."""
    folder = os.environ.get("AZUKARI_SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def sign_in(context: BrowserContext, product: Product, *, username: str, language: str) -> Page:
    """Sign in on the staff side with password and code, once for each person: a code is good for one sign-in."""
    page = context.new_page()
    known = _cookies.get((product.staff, username))
    if known is None:
        _type_in(page, product, username=username, language=language)
        _cookies[product.staff, username] = [{**cookie} for cookie in context.cookies()]
    else:
        context.add_cookies(known)  # type: ignore[arg-type]
    page.goto(f"{product.staff}/{language}/")
    return page


_cookies: dict[tuple[str, str], list[dict[str, object]]] = {}


def _type_in(page: Page, product: Product, *, username: str, language: str) -> None:
    one = next(staff for staff in DEMO_STAFF if staff.username == username)
    page.goto(f"{product.staff}/{language}/sign-in/")
    assert_accessible(page)
    keep_picture(page, f"{language}-staff-sign-in")
    page.locator('[name="login"]').fill(one.username)
    page.locator('[name="password"]').fill(one.password)
    page.locator("main form button[type=submit]").first.click()
    page.locator('[name="code"]').fill(demo_code(one, now=system_clock()))
    assert_accessible(page)
    keep_picture(page, f"{language}-staff-code")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(f"{product.staff}/{language}/")
