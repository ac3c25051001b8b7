"""A privacy manager gives a program a key, renews it, and takes it away; the program acts while it may."""

import pytest
from playwright.sync_api import Browser, Page

from azukari.cli.people import DEMO_STAFF
from tests.journeys.pages import assert_accessible, fresh_context, keep_picture, sign_in
from tests.journeys.product import Product


@pytest.mark.parametrize(
    ("language", "width"), [("ja", "phone"), ("en", "desktop"), ("en", "phone"), ("ja", "desktop")]
)
def test_a_key_from_its_first_day_to_its_last(browser: Browser, product: Product, language: str, width: str) -> None:
    context = fresh_context(browser, language=language, width=width)
    page = sign_in(context, product, username="sato", language=language)
    page.goto(f"{product.staff}/{language}/service-keys/")
    _look(page, f"{language}-{width}-keys-before")
    page.locator('main a[href$="/service-keys/add/"]').click()
    _look(page, f"{language}-{width}-keys-choose")
    page.locator('main a[href$="/add/inquiry/"]').click()
    if "/confirm/" in page.url:  # for a few minutes after that, nobody is asked again
        page.locator('[name="password"]').fill(next(one.password for one in DEMO_STAFF if one.username == "sato"))
        page.locator("main form button[type=submit]").first.click()
    page.locator("main form button[type=submit]").click()
    _look(page, f"{language}-{width}-keys-add-wrong")
    assert page.locator(".errorlist").count() == 2
    page.locator('[name="label"]').fill(f"order desk {language}")
    for name, value in (("acts", "open"), ("acts", "find"), ("purposes", "inquiry.reply")):
        page.locator(f'[name="{name}"][value="{value}"]').check()
    _look(page, f"{language}-{width}-keys-add")
    page.locator("main form button[type=submit]").click()
    first = page.locator(".secret").inner_text()
    assert first.startswith("azk_")
    _look(page, f"{language}-{width}-keys-new")
    page.goto(f"{product.staff}/{language}/service-keys/")
    page.locator('main a[href$="/renew/"]').first.click()
    _look(page, f"{language}-{width}-keys-renew")
    page.locator("main form button[type=submit]").click()
    assert page.locator(".secret").inner_text() != first
    page.goto(f"{product.staff}/{language}/service-keys/")
    page.locator('main a[href$="/revoke/"]').first.click()
    _look(page, f"{language}-{width}-keys-revoke")
    page.locator("main form button.grave").click()
    _look(page, f"{language}-{width}-keys-after")
    assert first not in page.content()
    context.close()


def _look(page: Page, name: str) -> None:
    assert_accessible(page)
    assert not {"{{", "{%"} & set(page.locator("main").inner_text().split())
    keep_picture(page, name)
