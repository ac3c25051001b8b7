"""What persons do at their portal, with a browser or without one: say a number, read their mail, type in the code."""

import re
from email import message_from_bytes, policy

from playwright.sync_api import Page as Window

from azukari.cli.visitor import Page, Visitor
from tests.journeys.product import Product, wait_for

_CODE = re.compile(rb"\b([0-9]{4}) ([0-9]{4})\b")
_NUMBER = re.compile(r'<p class="number">([^<]+)</p>')


def number_of(page: Page) -> str:
    """Read the receipt number on a completion page."""
    found = _NUMBER.search(page.text)
    assert found
    return found[1]


def codes(product: Product) -> list[str]:
    """Read every code that was mailed, oldest first."""
    found = []
    for file in sorted(product.home.mail.glob("*.eml")):
        mail = message_from_bytes(file.read_bytes(), policy=policy.default)
        if mail["Message-ID"].startswith("<code."):
            read = _CODE.search(mail.get_content().encode())
            assert read
            found.append((read[1] + read[2]).decode())
    return found


def come_in(product: Product, number: str, language: str = "ja") -> Visitor:
    """Come in without a browser."""
    person, before = Visitor(product.portal, authority=product.authority), len(codes(product))
    page = person.get(f"/{language}/")
    asked = person.send(page, page.forms()[0], {"said": [number]})
    wait_for(lambda: len(codes(product)) > before)
    opened = person.send(asked, asked.forms()[0], {"code": [codes(product)[-1]]})
    assert opened.url.endswith("/mine/"), opened.text
    return person


def come_in_by_keyboard(product: Product, window: Window, number: str, language: str) -> None:
    """Come in with a browser, without a mouse."""
    before = len(codes(product))
    window.goto(f"{product.portal}/{language}/")
    window.locator("#said").focus()
    window.keyboard.type(number)
    window.keyboard.press("Enter")
    window.wait_for_url("**/code/")
    wait_for(lambda: len(codes(product)) > before)
    window.keyboard.type(codes(product)[-1])  # the field has the focus already
    window.keyboard.press("Enter")
    window.wait_for_url("**/mine/")
