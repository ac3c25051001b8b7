"""A person's own page: everything of theirs, in both languages, and nothing of anybody else."""

import re

import pytest

from azukari.statement.purposes import Role
from azukari.web.portal.cookies import VISIT
from tests.keeper.house import CANARY, OPEN
from tests.web.portal.door import Browser, Door

HANAKO, TARO = "hanako@mail.example", "taro@mail.example"


def test_everything_that_is_held_stands_there(door: Door) -> None:
    one = door.house.collect(email=HANAKO, name="甲野花子", body="万年筆について")
    page = door.come_in(one.number).get("/ja/mine/")
    service = door.house.statement.service("inquiry")
    for shown in (one.number, "甲野花子", "万年筆について", HANAKO, "フォームからお送りいただきました"):
        assert shown in page.words
    for purpose in service.purposes:
        assert purpose.title.ja in page.words
    assert f'href="https://public.example/ja/versions/{door.house.statement.version}/"' in page.text
    assert page.text.count(">止める<") == len(service.purposes)


def test_english_says_the_same(door: Door) -> None:
    one = door.house.collect(email=HANAKO)
    page = door.come_in(one.number, "en").get("/en/mine/")
    for shown in (one.number, CANARY, "You sent it by our form.", "Being used", "Who used it", "Without this page"):
        assert shown in page.words
    assert not re.search(r"[ぁ-ん]", re.sub(CANARY, "", page.main))


def test_three_people_look_at_one_page(door: Door) -> None:
    one, other = door.house.collect(email=HANAKO, name="甲野花子"), door.house.collect(email=TARO, name="乙野太郎")
    own, others = door.come_in(one.number).get("/ja/mine/"), door.come_in(other.number).get("/ja/mine/")
    assert "甲野花子" in own.text
    assert "乙野太郎" not in own.text
    assert "甲野花子" not in others.text
    staff = door.house.signed_in(Role.PRIVACY_MANAGER)
    browser = Browser()
    browser.client.cookies["sessionid"] = staff.value
    assert browser.get("/ja/mine/").location == "/ja/"
    browser.client.cookies[VISIT] = staff.value
    refused = browser.get("/ja/mine/")
    assert refused.status == 401
    assert "甲野" not in refused.text


def test_openings_of_others_are_shown_by_role_and_purpose(door: Door) -> None:
    one = door.house.collect(email=HANAKO)
    clerk = door.house.signed_in(Role.SERVICE_STAFF)
    door.house.client(clerk).open(one.number, **OPEN)
    browser = door.come_in(one.number)
    page = browser.get("/ja/mine/")
    table = page.text[page.text.index("<tbody>") : page.text.index("</tbody>")]
    title = door.house.statement.purpose(OPEN["purpose"]).title.ja
    for shown in (title, "サービスの担当者", one.number):
        assert shown in table
    assert OPEN["reason"] not in page.text
    assert "ご本人に" not in page.words  # this first time is counted from the next one on
    assert "ご本人に1回お見せしました" in browser.get("/ja/mine/").words


def test_a_record_on_hold_says_so(door: Door) -> None:
    one = door.house.collect(email=HANAKO)
    door.hold(one.number)
    assert "保全中" in door.come_in(one.number).get("/ja/mine/").words


@pytest.mark.parametrize(
    ("language", "said"), [("ja", "お預かりしているものは、もうありません"), ("en", "We hold nothing")]
)
def test_when_nothing_is_held_any_more_the_page_says_so(door: Door, language: str, said: str) -> None:
    one = door.house.collect(email=HANAKO)
    browser = door.come_in(one.number, language)
    for purpose in door.house.statement.service("inquiry").purposes:
        browser.post(f"/{language}/mine/{one.record_id}/uses/{purpose.id}/")
    page = browser.get(f"/{language}/mine/")
    assert page.status == 200
    assert said in page.words


def test_what_is_typed_is_shown_as_text(door: Door) -> None:
    one = door.house.collect(email=HANAKO, body="<script>alert('x')</script> & <b>")
    page = door.come_in(one.number).get("/ja/mine/")
    assert "<script" not in page.text
    assert "&lt;script&gt;" in page.text


def test_a_keeper_that_is_away_is_a_page_with_a_telephone_number(door: Door) -> None:
    browser = door.come_in(door.house.collect(email=HANAKO).number)
    assert browser.get("/ja/mine/").status == 200
    for process in door.house.processes:
        process.kill()
        process.wait(10)
    page = browser.get("/ja/mine/")
    assert page.status == 503
    assert door.house.statement.contact().telephone in page.text
    assert CANARY not in page.text
