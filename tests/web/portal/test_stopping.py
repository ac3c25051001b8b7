"""Stopping a use: consequences first, one button, done at once; only what is one's own."""

import uuid

from tests.web.portal.door import Browser, Door

HANAKO, TARO = "hanako@mail.example", "taro@mail.example"
REPLY = "inquiry.reply"


def path(record_id: uuid.UUID, purpose: str = REPLY, language: str = "ja") -> str:
    return f"/{language}/mine/{record_id}/uses/{purpose}/"


def test_consequences_stand_before_the_button(door: Door) -> None:
    one = door.house.collect(email=HANAKO)
    browser = door.come_in(one.number)
    page = browser.get(path(one.record_id))
    assert "開くための鍵を捨てる" in page.words
    assert page.main.index("止めるとどうなるか") < page.main.index("この利用を止める")
    assert door.house.entries("vault.grant.stopped") == []


def test_one_button_stops_it(door: Door) -> None:
    one = door.house.collect(email=HANAKO)
    browser = door.come_in(one.number)
    done = browser.post(path(one.record_id))
    assert (done.status, done.location) == (303, f"/ja/mine/#r-{one.record_id}")
    (entry,) = door.house.entries("vault.grant.stopped")
    assert (entry["record"], entry["purpose"], entry["role"]) == (str(one.record_id), REPLY, "person")
    assert "終わりました" in browser.get("/ja/mine/").words
    assert browser.get(path(one.record_id)).status == 404
    assert browser.post(path(one.record_id)).status == 404


def test_the_same_use_of_other_sendings_is_named(door: Door) -> None:
    one, two = door.house.collect(email=HANAKO), door.house.collect(email=HANAKO)
    browser = door.come_in(one.number)
    assert path(two.record_id) not in browser.get(path(one.record_id)).text
    browser.post("/ja/join/", {"number": two.number, "sure": "1"})
    page = browser.get(path(one.record_id))
    assert "そちらでも止めるまで続きます" in page.words
    assert f'href="{path(two.record_id)}"' in page.text
    browser.post(path(two.record_id))
    assert "そちらでも" not in browser.get(path(one.record_id)).words


def test_the_last_use_is_told_to_be_the_last(door: Door) -> None:
    one = door.house.collect(email=HANAKO)
    browser = door.come_in(one.number)
    *others, last = (purpose.id for purpose in door.house.statement.service("inquiry").purposes)
    for purpose in others:
        browser.post(path(one.record_id, purpose))
    assert "最後の利用です" in browser.get(path(one.record_id, last)).words


def test_three_people_try_to_stop_one_use(door: Door) -> None:
    one, other = door.house.collect(email=HANAKO), door.house.collect(email=TARO)
    browser = door.come_in(other.number)
    strange = [browser.get(path(one.record_id)), browser.post(path(one.record_id))]
    nothing = [browser.get(path(uuid.uuid4())), browser.post(path(uuid.uuid4()))]
    assert [(page.status, page.main) for page in strange] == [(page.status, page.main) for page in nothing]
    assert {page.status for page in strange} == {404}
    assert Browser().post(path(one.record_id)).location == "/ja/"
    assert door.house.entries("vault.grant.stopped") == []
