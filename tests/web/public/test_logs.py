"""What somebody types never reaches a log, on whatever way it comes (S28, H48)."""

import io
import logging
from collections.abc import Iterator

import pytest
from django.db import OperationalError

from azukari.web.logs import PlainFormatter
from azukari.web.public import desk
from tests.web.public.door import BROCHURE, Door

CANARY = "canary-93c1"
TYPED = {**BROCHURE, "name": [CANARY], "email": [f"{CANARY}@person.example"], "address-street": [f"{CANARY} 1-1"]}


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Listen to everything that any logger says, written as the door writes it."""
    heard = io.StringIO()
    handler = logging.StreamHandler(heard)
    handler.setFormatter(PlainFormatter())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield heard
    root.removeHandler(handler)
    root.setLevel(before)


def test_every_way_through_the_form_leaves_nothing(door: Door, log: io.StringIO) -> None:
    door.complete(TYPED)
    door.check({**TYPED, "email": [f"{CANARY} no address"]})
    door.check({**TYPED, "az-website": [CANARY], CANARY: [CANARY]})
    door.post("/ja/services/brochure/send/", {"az-draft": CANARY})
    door.post(f"/ja/services/{CANARY}/send/", {"az-draft": CANARY})
    door.check({**TYPED, "name": [CANARY * 60_000]})
    door.check(TYPED, Origin=f"https://{CANARY}.example")
    door.post("/ja/contacts/", {CANARY: CANARY})
    for path in (f"/ja/{CANARY}/", f"/ja/versions/{CANARY}/", f"/ja/services/{CANARY}/", f"/ja/complete/{CANARY}/"):
        door.get(f"{path}?q={CANARY}", Referer=f"https://x.example/{CANARY}", **{"User-Agent": CANARY})
    door.get("/ja/", Host=f"{CANARY}.example")
    said = log.getvalue()
    assert "POST /ja/services/:service_id/confirm/ 422" in said or "POST /ja/services/brochure/confirm/ 422" in said
    assert CANARY not in said
    assert "127.0.0.1" not in said


def test_a_token_is_never_written(door: Door, log: io.StringIO) -> None:
    location = door.send(door.check(BROCHURE)).headers["Location"]
    door.get(location)
    assert location.split("/")[-2] not in log.getvalue()
    assert "GET /ja/complete/:token/ 200" in log.getvalue()


def test_what_nobody_foresaw_is_a_page_without_its_text(
    quiet_door: Door, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(at: object) -> None:
        raise ValueError(CANARY)

    monkeypatch.setattr(desk, "in_force", fail)
    quiet_door.client.raise_request_exception = False
    page = quiet_door.get("/ja/")
    assert page.status == 500
    assert "こちらの側で問題が起きました" in page.text
    assert CANARY not in page.text
    assert CANARY not in log.getvalue()
    assert "ValueError" in log.getvalue()


def test_a_database_that_went_away_is_a_page_with_a_telephone_number(
    quiet_door: Door, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiet_door.get("/ja/")

    def fail(at: object) -> None:
        raise OperationalError(CANARY)

    monkeypatch.setattr(desk, "in_force", fail)
    page = quiet_door.get("/en/services/")
    assert page.status == 503
    assert page.headers["Retry-After"]
    assert quiet_door.statement.contact().telephone in page.text
    assert CANARY not in log.getvalue()


def test_the_line_of_a_visit_has_only_what_the_statement_lists(quiet_door: Door, log: io.StringIO) -> None:
    quiet_door.get("/ja/services/brochure/?q=1")
    line = next(line for line in log.getvalue().splitlines() if "azukari.access" in line)
    time, level, logger, method, path, status, size, spent = line.split(" ")
    assert (level, logger, method, path, status) == ("INFO", "azukari.access", "GET", "/ja/services/brochure/", "200")
    assert time[:2] == "20"
    assert size.isdecimal()
    assert spent.endswith("ms")
