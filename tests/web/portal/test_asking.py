"""Asking: each right has its form; a request has its number at once; another's records cannot be asked about."""

import uuid
from typing import Any

import pytest

from azukari.web.portal.cases import rights
from tests.web.portal.door import Browser, Door

HANAKO, TARO = "hanako@mail.example", "taro@mail.example"


def asked(browser: Browser, kind: str, fields: dict[str, object], language: str = "ja") -> str:
    """Ask, and give the address of the request."""
    done = browser.post(f"/{language}/requests/new/{kind}/", fields)
    assert done.status == 303, done.main
    return done.location


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_right_has_its_form(door: Door, language: str) -> None:
    one = door.house.collect(email=HANAKO)
    browser = door.come_in(one.number, language)
    offered = browser.get(f"/{language}/requests/new/")
    for right in rights("en" if language == "en" else "ja"):
        assert f"/{language}/requests/new/{right.kind}/" in offered.text
        page = browser.get(f"/{language}/requests/new/{right.kind}/")
        assert page.status == 200
        assert right.title in page.words
        assert right.text
    assert browser.get(f"/{language}/requests/new/none-such/").status == 404
    assert browser.get(f"/{language}/requests/new/portability/").status == 404  # of the GDPR, which is not set here


@pytest.mark.parametrize("told_to_keeper", [{"AZUKARI_GDPR": "true"}])
def test_the_gdpr_is_offered_where_it_is_set(door: Door, settings: Any) -> None:
    settings.AZUKARI_GDPR = True
    browser = door.come_in(door.house.collect(email=HANAKO).number)
    assert "/ja/requests/new/portability/" in browser.get("/ja/requests/new/").text
    assert asked(browser, "restriction", {"text": "保管だけ"}).startswith("/ja/requests/")


def test_a_request_has_its_number_and_its_day_at_once(door: Door) -> None:
    browser = door.come_in(door.house.collect(email=HANAKO).number)
    page = browser.get(asked(browser, "disclosure", {"form": "letter"}))
    assert page.status == 200
    assert "ご請求の番号" in page.words
    assert "までに回答します" in page.words
    assert "受け付けました" in page.words
    assert "紙でお送りします" in page.words
    listed = browser.get("/ja/requests/")
    assert "保有個人データの開示" in listed.words
    assert "保有個人データの開示" in browser.get("/ja/mine/").words


def test_paper_is_not_offered_where_no_address_is_held(door: Door) -> None:
    one = door.house.collect(email=HANAKO)
    browser = door.come_in(one.number)
    forms = [f"/ja/requests/new/{way}/" for way in ("disclosure", f"correction/{one.record_id}/name")]
    for form in forms:
        page = browser.get(form)
        assert 'value="letter"' not in page.text
        assert "ご住所をお預かりしていません" in page.words


def test_how_an_erasure_is_answered_is_told(door: Door) -> None:
    browser = door.come_in(door.house.collect(email=HANAKO).number)
    assert "消し終えたときのメール" in browser.get("/ja/requests/new/erasure/").words
    assert "できたらメールでお知らせします" in browser.get("/ja/requests/new/disclosure/").words


@pytest.mark.parametrize("kind", ["complaint", "stop-use", "erasure"])
def test_what_is_missing_is_said_and_nothing_is_lost(door: Door, kind: str) -> None:
    browser = door.come_in(door.house.collect(email=HANAKO).number)
    page = browser.post(f"/ja/requests/new/{kind}/", {"text": "" if kind != "erasure" else "わけあって"})
    assert page.status == 422
    assert 'role="alert"' in page.text
    assert kind != "erasure" or "わけあって" in page.text
    assert door.house.sql("SELECT 1 FROM rights_request") == []


def test_too_long_a_text_is_not_taken(door: Door) -> None:
    browser = door.come_in(door.house.collect(email=HANAKO).number)
    assert browser.post("/ja/requests/new/complaint/", {"text": "長" * 4001}).status == 422
    assert asked(browser, "complaint", {"text": "長" * 4000})


def test_uses_are_chosen_and_only_ones_own(door: Door) -> None:
    one, other = door.house.collect(email=HANAKO), door.house.collect(email=TARO)
    browser = door.come_in(one.number)
    assert f'value="{one.record_id} inquiry.reply"' in browser.get("/ja/requests/new/stop-use/").text
    assert browser.post("/ja/requests/new/stop-use/", {"use": f"{other.record_id} inquiry.reply"}).status == 422
    assert asked(browser, "stop-use", {"use": f"{one.record_id} inquiry.reply"})


def test_erasure_says_what_follows_from_it(door: Door) -> None:
    browser = door.come_in(door.house.collect(email=HANAKO).number)
    page = browser.get("/ja/requests/new/erasure/")
    assert page.main.index("元には戻せません") < page.main.index("請求を送る")
    assert asked(browser, "erasure", {"sure": "on"})
    assert browser.get("/ja/mine/").status == 200  # nothing is erased before it was decided


def test_an_item_is_corrected_by_what_should_stand_there(door: Door) -> None:
    one = door.house.collect(email=HANAKO, name="甲野花子")
    browser = door.come_in(one.number)
    chosen = f"/ja/requests/new/correction/{one.record_id}/name/"
    assert chosen in browser.get("/ja/requests/new/correction/").text
    page = browser.get(chosen)
    assert "甲野花子" in page.text
    assert browser.post(chosen, {"value": "甲野花子"}).status == 422
    done = browser.post(chosen, {"value": "乙野花子", "text": "結婚しました"})
    assert done.status == 303
    assert "結婚しました" in browser.get(done.location).text


def test_a_value_that_cannot_be_kept_is_said_to_be_so(door: Door) -> None:
    one = door.house.collect(email=HANAKO)
    browser = door.come_in(one.number)
    page = browser.post(f"/ja/requests/new/correction/{one.record_id}/email/", {"value": "no address"})
    assert page.status == 422
    assert "no address" in page.text
    assert 'aria-invalid="true"' in page.text


def test_an_opinion_gets_words_beside_it(door: Door) -> None:
    one = door.house.collect(email=HANAKO)
    browser = door.come_in(one.number)
    chosen = f"/ja/requests/new/correction/{one.record_id}/body/"
    assert browser.post(chosen, {"opinion": "on"}).status == 422
    assert browser.post(chosen, {"opinion": "on", "text": "そのようには言っていません"}).status == 303


def test_three_people_try_to_correct_one_item(door: Door) -> None:
    one, other = door.house.collect(email=HANAKO, name="甲野花子"), door.house.collect(email=TARO)
    browser = door.come_in(other.number)
    for record, item in ((one.record_id, "name"), (uuid.uuid4(), "name"), (other.record_id, "none")):
        for page in (
            browser.get(f"/ja/requests/new/correction/{record}/{item}/"),
            browser.post(f"/ja/requests/new/correction/{record}/{item}/", {"value": "x"}),
        ):
            assert page.status == 404
            assert "甲野花子" not in page.text
    assert Browser().get(f"/ja/requests/new/correction/{one.record_id}/name/").location == "/ja/"
