"""Every address answers with its headers, is kept by nobody, and takes no form of another site; cookies are for this host alone."""

from pathlib import Path
from types import ModuleType

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from azukari.web import settings as written
from azukari.web.portal.cookies import ENTRANCE, VISIT
from azukari.web.portal.views.page import AUDIENCE
from tests.web.portal.conftest import MIDDLEWARE
from tests.web.portal.door import Answer, Door

HANAKO = "hanako@mail.example"
WANTED = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'none'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Strict-Transport-Security": "max-age=31536000",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
PAGES = (
    "mine",
    "requests",
    "requests/new",
    "requests/new/disclosure",
    "requests/new/erasure",
    "package",
    "join",
    "none",
)


def missing(page: Answer) -> dict[str, str | None]:
    return {name: page.headers.get(name) for name, value in WANTED.items() if page.headers.get(name) != value}


def test_strangers_pages_have_every_header(door: Door) -> None:
    browser = door.browser()
    pages = [browser.get(path) for path in ("/", "/ja/", "/en/", "/ja/code/", "/ja/mine/", "/ja/none/", "/ja/leave/")]
    pages += [browser.post("/ja/", {"said": "x"}), browser.post("/ja/code/", {"code": "1"}), browser.post("/ja/mine/")]
    assert [missing(page) for page in pages] == [{}] * len(pages)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_visitors_pages_have_every_header(door: Door, language: str) -> None:
    browser = door.come_in(door.house.collect(email=HANAKO).number)
    pages = [browser.get(f"/{language}/{path}/") for path in PAGES]
    assert [missing(page) for page in pages] == [{}] * len(pages)
    for page in pages:
        for never in ("<script", "style=", 'src="http', "onclick"):
            assert never not in page.text


def test_cookies_are_for_this_host_alone(door: Door) -> None:
    browser = door.ask(door.house.collect(email=HANAKO).number)
    entrance = browser.client.cookies[ENTRANCE]
    browser.post("/ja/code/", {"code": door.code()})
    visit = browser.client.cookies[VISIT]
    assert ENTRANCE.startswith("__Host-")
    assert VISIT.startswith("__Host-")
    for cookie in (entrance, visit):
        assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Strict")
        assert (cookie["path"], cookie["domain"]) == ("/", "")
    assert visit["max-age"] == visit["expires"] == ""
    assert browser.cookie(ENTRANCE) == ""


OTHERS = (
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "https://testserver:8443"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://testserver"},
)


@pytest.mark.parametrize("headers", OTHERS)
def test_forms_of_other_sites_are_refused(door: Door, headers: dict[str, str]) -> None:
    one = door.house.collect(email=HANAKO)
    browser = door.come_in(one.number)
    stop = f"/ja/mine/{one.record_id}/uses/inquiry.reply/"
    for path, fields in (("/ja/", {"said": one.number}), (stop, {}), ("/ja/leave/", {}), ("/ja/package/", {})):
        assert browser.post(path, fields, **headers).status == 403
    assert browser.get("/ja/mine/").status == 200
    assert door.house.entries("vault.grant.stopped") == []


def test_a_form_that_names_no_origin_is_refused(door: Door) -> None:
    browser = door.browser()
    assert browser.client.post("/ja/", {"said": "x@mail.example"}, secure=True).status_code == 403
    assert browser.post("/ja/", {"said": "x@mail.example"}, **{"Sec-Fetch-Site": "same-origin"}).status == 303


def test_another_doors_host_name_is_not_answered(door: Door) -> None:
    client = door.come_in(door.house.collect(email=HANAKO).number).client
    for path in ("/ja/", "/ja/mine/"):
        assert client.get(path, secure=True, headers={"Host": "public.example"}).status_code == 400
    assert client.get("/ja/mine/", secure=True).status_code == 200


def test_addresses_hold_nothing_of_a_person(door: Door) -> None:
    one = door.house.collect(email=HANAKO)
    browser = door.browser()
    seen = [browser.post("/ja/", {"said": one.number}).location]
    seen += [browser.post("/ja/code/", {"code": door.code()}).location]
    page = browser.get("/ja/mine/")
    seen += [part.split('"')[0] for part in page.text.split('href="')[1:] + page.text.split('action="')[1:]]
    for address in seen:
        if not address.startswith(("mailto:", "tel:")):
            assert one.number not in address
            assert "hanako" not in address


def test_every_view_says_whom_it_is_for(door: Door) -> None:
    unmarked = [pattern.name for pattern in _patterns(get_resolver()) if not hasattr(pattern.callback, AUDIENCE)]
    assert unmarked == []
    for_all = {pattern.name for pattern in _patterns(get_resolver()) if getattr(pattern.callback, AUDIENCE) == "all"}
    assert for_all == {"first_page", "entrance", "code", "leave", "handover", "handover_code", "handover_leave"}
    for_recipients = {one.name for one in _patterns(get_resolver()) if getattr(one.callback, AUDIENCE) == "recipient"}
    assert for_recipients == {"handover_file", "handover_manifest", "handover_certificate", "handover_done"}


def test_other_methods_are_answered_with_a_page(door: Door) -> None:
    browser = door.come_in(door.house.collect(email=HANAKO).number)
    for path in ("/ja/mine/", "/ja/requests/"):
        page = browser.post(path)
        assert (page.status, page.headers["Allow"]) == (405, "GET, HEAD")


def test_these_tests_run_behind_the_same_middleware_as_the_door() -> None:
    module: ModuleType = written
    text = Path(str(module.__file__)).read_text(encoding="utf-8")
    assert text.index('"portal": [\n        "azukari.web.access_log') > 0
    for name in MIDDLEWARE:
        assert f'"{name}"' in text


def _patterns(resolver: URLResolver) -> list[URLPattern]:
    found: list[URLPattern] = []
    for one in resolver.url_patterns:
        found += _patterns(one) if isinstance(one, URLResolver) else [one]
    return found
