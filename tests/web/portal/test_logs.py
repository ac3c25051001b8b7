"""Nothing of a person reaches a log on whatever way it comes (S28, H48)."""

import io
import logging
import uuid
from collections.abc import Iterator

import pytest

from azukari.web.logs import PlainFormatter
from azukari.web.portal.cookies import ENTRANCE, VISIT
from tests.keeper.house import CANARY
from tests.web.portal.door import Door

ADDRESS = "canary-93c1@mail.example"


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


def test_every_way_leaves_nothing(door: Door, log: io.StringIO) -> None:
    one = door.house.collect(email=ADDRESS)
    browser = door.ask(ADDRESS)
    entrance = browser.cookie(ENTRANCE)
    code = door.code()
    browser.post("/ja/code/", {"code": code})
    token = browser.cookie(VISIT)
    browser.get("/ja/mine/")
    browser.post("/ja/number/", {"number": one.number})
    browser.get("/ja/mine/")
    browser.get(f"/ja/mine/{one.record_id}/uses/inquiry.reply/")
    browser.post(f"/ja/mine/{one.record_id}/uses/{CANARY}/")
    browser.post("/ja/requests/new/complaint/", {"text": CANARY})
    browser.post("/ja/join/", {"number": CANARY})
    browser.get(f"/ja/{CANARY}/?q={CANARY}")
    browser.get(f"/ja/requests/{uuid.uuid4()}/")
    door.browser().post("/ja/", {"said": f"{CANARY} {ADDRESS}"})
    said = log.getvalue()
    assert "GET /ja/mine/ 200" in said
    assert "/uses/:purpose_id/" in said
    for never in (ADDRESS, "canary-93c1", CANARY, one.number, code, entrance, token, str(one.record_id), "127.0.0.1"):
        assert never not in said


def test_jobs_hold_the_entrance_and_nothing_else(door: Door) -> None:
    door.house.collect(email=ADDRESS)
    door.ask(ADDRESS)
    ((args,),) = door.house.sql("SELECT args FROM procrastinate_jobs WHERE task_name = 'letters.send_code'")
    assert set(args) == {"entrance"}
    assert ADDRESS not in str(door.house.sql("SELECT procrastinate_jobs::text FROM procrastinate_jobs"))
