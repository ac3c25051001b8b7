"""Every address answers with the headers that the statement promises, and without any cookie."""

from pathlib import Path

import pytest

from azukari.web import settings as written
from azukari.web.public.middleware import HEADERS
from tests.web.public.conftest import MIDDLEWARE
from tests.web.public.door import BROCHURE, Answer, Door

PAGES = (
    "/",
    "/ja/",
    "/en/versions/",
    "/ja/matrix/",
    "/ja/contacts/",
    "/ja/services/",
    "/en/services/inquiry/",
    "/ja/connection/",
    "/ja/ledger/",
    "/ledger/checkpoint",
    "/.well-known/security.txt",
    "/.well-known/gpc.json",
    "/static/azukari.css",
    "/ja/none/",
    "/ja/receipt/",
)


WANTED = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'none'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Strict-Transport-Security": "max-age=31536000",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def _complete(page: Answer) -> bool:
    written = all(page.headers.get(name) == value for name, value in WANTED.items())
    return written and "geolocation=()" in page.headers["Permissions-Policy"]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_every_header(quiet_door: Door, path: str) -> None:
    page = quiet_door.get(path)
    assert _complete(page), page.headers
    assert "Set-Cookie" not in page.headers
    assert "Server" not in page.headers


def test_refusals_have_them_too(quiet_door: Door) -> None:
    for page in (
        quiet_door.check(BROCHURE, Origin="https://evil.example"),
        quiet_door.post("/ja/services/brochure/send/", {"az-draft": "x"}),
        quiet_door.get("/ja/", Host="evil.example"),
    ):
        assert page.status >= 400
        assert _complete(page)


def test_nothing_runs_and_nothing_is_fetched_from_elsewhere(quiet_door: Door) -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'none'" in policy
    assert "unsafe" not in policy
    for path in ("/ja/", "/ja/services/brochure/"):
        text = quiet_door.get(path).text
        assert "<script" not in text
        assert "style=" not in text
        assert 'src="http' not in text


def test_pages_with_what_somebody_typed_are_never_kept(quiet_door: Door) -> None:
    for page in (
        quiet_door.open(),
        quiet_door.check(BROCHURE),
        quiet_door.check({}),
        quiet_door.get("/ja/connection/"),
    ):
        assert page.headers["Cache-Control"] == "no-store"


def test_these_tests_run_behind_the_same_middleware_as_the_door() -> None:
    text = Path(written.__file__).read_text(encoding="utf-8")
    for name in MIDDLEWARE:
        assert f'"{name}"' in text
