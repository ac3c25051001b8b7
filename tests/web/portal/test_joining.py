"""Another receipt number that is one's own, too: two clicks to join it, and back again."""

from azukari.base.ids import new_receipt_number
from tests.web.portal.door import Browser, Door

HANAKO, TARO = "hanako@mail.example", "taro@mail.example"


def test_two_clicks_join_a_number(door: Door) -> None:
    one, two = door.house.collect(email=HANAKO), door.house.collect(email="Hanako@mail.example")
    browser = door.come_in(one.number)
    sure = browser.post("/ja/join/", {"number": two.number})
    assert sure.status == 200
    assert "取り消せます" in sure.words
    assert two.number not in browser.get("/ja/mine/").text
    assert browser.post("/ja/join/", {"number": two.number, "sure": "1"}).location == "/ja/mine/"
    page = browser.get("/ja/mine/")
    assert one.number in page.text
    assert two.number in page.text
    assert one.number in door.come_in(two.number).get("/ja/mine/").text


def test_it_is_taken_back(door: Door) -> None:
    one, two = door.house.collect(email=HANAKO), door.house.collect(email=HANAKO)
    browser = door.come_in(one.number)
    browser.post("/ja/join/", {"number": two.number, "sure": "1"})
    away = f"/ja/mine/{two.record_id}/not-mine/"
    assert away in browser.get("/ja/mine/").text
    assert "また別に扱います" in browser.get(away).words
    assert browser.post(away).location == "/ja/mine/"
    assert two.number not in browser.get("/ja/mine/").text
    assert two.number in door.come_in(two.number).get("/ja/mine/").text


def test_numbers_that_are_not_ones_own_are_answered_alike(door: Door) -> None:
    one, other = door.house.collect(email=HANAKO), door.house.collect(email=TARO)
    browser = door.come_in(one.number)
    pages = [
        browser.post("/ja/join/", {"number": said, "sure": "1"})
        for said in (other.number, new_receipt_number(), "nonsense", "")
    ]
    assert {(page.status, page.main) for page in pages} == {(422, pages[0].main)}
    assert other.number not in browser.get("/ja/mine/").text
    assert Browser().post("/ja/join/", {"number": one.number, "sure": "1"}).location == "/ja/"


def test_nobody_takes_another_ones_number_off(door: Door) -> None:
    one, other = door.house.collect(email=HANAKO), door.house.collect(email=TARO)
    browser = door.come_in(other.number)
    away = f"/ja/mine/{one.record_id}/not-mine/"
    assert browser.get(away).status == 404
    assert browser.post(away).status == 404
