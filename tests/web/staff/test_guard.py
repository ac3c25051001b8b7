"""Every page says whom it is for, and is closed to everybody else."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, clear_url_caches, path, reverse

from azukari.statement.purposes import Role
from azukari.web.staff import urls
from azukari.web.staff.guard import roles_of
from azukari.web.staff.middleware import GateMiddleware
from tests.web.staff.conftest import Door
from tests.web.staff.people import Person, hired

_STAND_INS: dict[str, Any] = {
    "purpose_id": "inquiry.reply",
    "entry_id": uuid.uuid4(),
    "user_id": uuid.uuid4(),
    "key_id": uuid.uuid4(),
    "service_id": "inquiry",
    "name": "1-a.eml",
    "part": 0,
    "pk": 1,
    "request_id": uuid.uuid4(),
    "paper_id": uuid.uuid4(),
    "figure": "left",
    "theme": "light",
    "size": "wide",
    "token": "no:token",
    "recipient": "yunagi",
    "handover_id": uuid.uuid4(),
    "digest": "ab" * 32,
    "register_id": "contractors",
    "client": "hoshizora",
    "purpose": "sending",
}


def _patterns(found: list[Any]) -> Iterator[URLPattern]:
    for one in found:
        if isinstance(one, URLResolver):
            yield from _patterns(one.url_patterns)
        else:
            yield one


def _staff_pages() -> list[URLPattern]:
    return [one for one in _patterns(urls.urlpatterns) if roles_of(one.callback)]


def test_every_page_says_whom_it_is_for() -> None:
    patterns = list(_patterns(urls.urlpatterns))
    assert len(patterns) > 35
    assert [str(one.pattern) for one in patterns if roles_of(one.callback) is None] == []


def test_only_signing_in_and_ones_own_account_are_open_to_every_role() -> None:
    unroled = [one for one in _patterns(urls.urlpatterns) if not roles_of(one.callback)]
    # The calendar is fetched by programs that cannot sign in; its address is what they show (test_requests_calendar.py).
    assert [one.name for one in unroled if one.name == "request_feed"] == ["request_feed"]
    names = [str(one.pattern) for one in unroled if one.name != "request_feed"]
    assert all(name == "" or name.startswith(("sign-", "inactive/", "confirm/", "own/")) for name in names)


@pytest.mark.parametrize("role", [Role.PRIVACY_MANAGER, Role.SERVICE_STAFF, Role.AUDITOR, Role.ADMINISTRATOR])
def test_a_role_gets_no_page_that_is_not_for_it(door: Door, role: Role) -> None:
    person = hired(door.house, role)
    refused = 0
    for one in _staff_pages():
        if role in (roles_of(one.callback) or ()):
            continue
        names = {name: _STAND_INS[name] for name in one.pattern.converters}
        url = reverse(f"staff:{one.name}", kwargs=names)
        if one.name in ("open", "ask", "events", "people", "person", "person_add", "keys", "close"):
            assert person.get(url).status_code == 403, one.name
            refused += 1
        if one.name not in ("open", "ask", "events", "people", "person", "keys", "ledger", "start"):
            assert person.post(url).status_code in (403, 405), one.name
            refused += 1
    assert refused or role is Role.PRIVACY_MANAGER


def test_a_page_that_does_not_say_whom_it_is_for_is_closed(door: Door, manager: Person, monkeypatch: Any) -> None:
    forgotten = path("en/forgotten/", lambda _request: HttpResponse("open"), name="forgotten")
    monkeypatch.setattr(urls, "urlpatterns", [*urls.urlpatterns, forgotten])
    clear_url_caches()
    assert manager.get("/en/forgotten/").status_code == 403
    clear_url_caches()


def test_strangers_are_led_away_from_every_page(door: Door) -> None:
    browser = Client()
    for one in _staff_pages():
        names = {name: _STAND_INS[name] for name in one.pattern.converters}
        for answer in (browser.get(reverse(f"staff:{one.name}", kwargs=names), secure=True),):
            assert answer.status_code == 302, one.name
            assert "/sign-in/" in answer.headers["Location"]


def test_the_gate_is_the_last_of_the_middlewares(settings: Any) -> None:
    name = f"{GateMiddleware.__module__}.{GateMiddleware.__qualname__}"
    assert settings.MIDDLEWARE[-1] == name


def test_no_page_is_kept_and_none_runs_a_script(manager: Person) -> None:
    for url in ("/en/", "/en/open/", "/en/open/inquiry.reply/", "/en/events/", "/en/ledger/", "/en/own/factors/"):
        answer = manager.get(url)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert "script-src" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert "<script" not in answer.content.decode()


def test_only_passkey_pages_may_run_our_own_script(door: Door) -> None:
    answer = Client().get("/en/sign-in/", secure=True)
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_there_is_no_health_page_and_a_friendly_one_for_what_is_not_there(manager: Person) -> None:
    for url in ("/healthz", "/en/nothing/", "/admin/"):
        assert manager.get(url).status_code == 404


def test_a_form_from_elsewhere_is_refused(door: Door, manager: Person) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = manager.browser.cookies
    answer = browser.post("/en/own/keys/add/", {"name": "x", "hours": "1"}, secure=True)
    assert answer.status_code == 403
