"""What journeys of persons and of the desk do again and again: send in forms, come in by a mailed code, walk a request."""

import email
import re
import secrets
import time
from email import policy
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

import azukari
from azukari.cli.example_people import Submission, read_submissions, send_in
from azukari.cli.people import DEMO_STAFF
from tests.journeys.pages import assert_accessible, fresh_context, keep_picture, sign_in
from tests.journeys.product import Product, wait_for

NUMBER = re.compile(r"[0-9A-HJKMNP-TV-Y]{4}-[0-9A-HJKMNP-TV-Y]{4}-[0-9A-HJKMNP-TV-Y]{4}")
_CODE = re.compile(r"\b(\d{4}) ?(\d{4})\b")
_PEOPLE = (Path(azukari.__file__).parent / "example" / "modern" / "people.toml").read_text(encoding="utf-8")
_OF_EACH = {one.service: one for one in reversed(read_submissions(_PEOPLE))}


def new_address() -> str:
    """Give an address that nobody else has."""
    return f"hanako.{secrets.token_hex(4)}@person.example"


def send_forms(product: Product, address: str, *services: str, permissions: tuple[str, ...] = ()) -> list[str]:
    """Send in forms of some services from one address, and give their receipt numbers."""
    visitor = product.visitor()
    forms = [
        Submission(one.service, one.language, {**one.values, "email": [address], "name": ["花岡 花子"]}, permissions)
        for one in (_OF_EACH[service] for service in services)
    ]
    opened = [(form, visitor.get(f"/{form.language}/services/{form.service}/")) for form in forms]
    time.sleep(2.2)  # a form that comes back faster than anybody reads is asked for once more
    found = [NUMBER.search(send_in(visitor, page, form).text) for form, page in opened]
    return [one.group() for one in found if one is not None]


def mails_to(product: Product, address: str) -> list[str]:
    """Give the texts of what was mailed to an address, oldest first."""
    texts = []
    for file in sorted(product.home.mail.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns):
        message = email.message_from_bytes(file.read_bytes(), policy=policy.default)
        body = message.get_body(("plain",))
        if message["To"] == address and body is not None:
            texts.append(f"{message['Subject']}\n{body.get_content()}")
    return texts


def come_in(page: Page, product: Product, said: str, *, address: str, language: str) -> None:
    """Come in at the portal by a number or address and the code that is mailed."""
    before = len(_codes(product, address))
    page.goto(f"{product.portal}/{language}/")
    look(page, f"{language}-portal-entrance")
    page.locator("#said").fill(said)
    press(page)
    look(page, f"{language}-portal-code")
    wait_for(lambda: len(_codes(product, address)) > before)
    page.locator("#code").fill(_codes(product, address)[-1])
    press(page)


def _codes(product: Product, address: str) -> list[str]:
    found = (_CODE.search(text) for text in mails_to(product, address) if not NUMBER.search(text))
    return ["".join(one.groups()) for one in found if one is not None]


def press(page: Page, action: str = "") -> None:
    """Press the button of the form in the page, or of the one that goes to an address."""
    chosen = f':is([action$="{action}"], [action*="{action}#"])' if action else ""
    page.locator(f"main form{chosen} button").first.click()


def look(page: Page, name: str) -> None:
    """Look at a page as somebody who cannot see it well, and as somebody who wrote it."""
    assert_accessible(page)
    assert not {"{{", "{%"} & set(page.locator("main").inner_text().split())
    keep_picture(page, name)


class Desk:
    """Two members of staff, each in a window of their own."""

    def __init__(self, browser: Browser, product: Product, language: str) -> None:
        self.product, self.language = product, language
        self._contexts: list[BrowserContext] = []
        self.pages = {name: self._open(browser, name) for name in ("suzuki", "sato")}

    def _open(self, browser: Browser, username: str) -> Page:
        context = fresh_context(browser, language=self.language)
        self._contexts.append(context)
        return sign_in(context, self.product, username=username, language=self.language)

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    @property
    def handler(self) -> Page:
        return self.pages["suzuki"]

    def request(self, number: str, *, by: str = "suzuki") -> Page:
        """Open a request's page from the queue."""
        page = self.pages[by]
        page.goto(f"{self.product.staff}/{self.language}/requests/")
        page.locator("main a", has_text=number).first.click()
        return page

    def look_everywhere(self, number: str) -> None:
        """Make the search plan and say of every place outside that nothing was found."""
        page = self.request(number)
        press(page, "/search/")
        while page.locator('#search form[action$="/places/"]:has(option[value="none"])').count():
            form = page.locator('#search li:has(.is-soon) form[action$="/places/"]').first
            if not form.count():
                break
            form.locator("select").select_option("none")
            form.locator("button").click()

    def propose(self, number: str, outcome: str = "full") -> Page:
        """Open the page on which a decision is proposed, with the outcome chosen."""
        page = self.request(number)
        page.locator('main a[href$="/propose/"]').click()
        page.locator(f'[name="outcome"][value="{outcome}"]').check()
        return page

    def decide(self, number: str, *, by: str = "sato") -> None:
        page = self.request(number, by=by)
        page.locator('main a[href$="/decide/"]').click()
        if "/confirm/" in page.url:  # a grave act asks anew who is there
            page.locator('[name="password"]').fill(next(one.password for one in DEMO_STAFF if one.username == by))
            page.locator("main form button[type=submit]").first.click()
        look(page, f"{self.language}-desk-decide")
        press(page, "/decide/")

    def carry_out(self, number: str) -> None:
        press(self.request(number), "/carry-out/")

    def answer(self, number: str) -> None:
        page = self.request(number)
        page.locator('main a[href$="/answer/"]').click()
        look(page, f"{self.language}-desk-answer")
        press(page, "/answer/")

    def opens(self, number: str, purpose: str) -> str:
        """Try to open a record for a purpose, and give what is shown."""
        page = self.handler
        page.goto(f"{self.product.staff}/{self.language}/open/{purpose}/")
        page.locator('[name="reason"]').fill("ticket 2026-120")
        page.locator('[name="kind"]').select_option("number")
        page.locator('[name="value"]').fill(number)
        page.locator("main form button[type=submit]").first.click()
        return page.locator("main").inner_text()
