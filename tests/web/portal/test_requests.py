"""A request's own page: for whoever made it, and nobody else; and taking it back."""

import uuid

from tests.web.portal.door import Browser, Door
from tests.web.portal.test_asking import asked

HANAKO, TARO = "hanako@mail.example", "taro@mail.example"


def test_three_people_look_at_one_request(door: Door) -> None:
    own = door.come_in(door.house.collect(email=HANAKO).number)
    made = asked(own, "complaint", {"text": "メールが多すぎます"})
    assert "メールが多すぎます" in own.get(made).text
    other = door.come_in(door.house.collect(email=TARO).number)
    strange, nothing = other.get(made), other.get(f"/ja/requests/{uuid.uuid4()}/")
    assert (strange.status, strange.main) == (nothing.status, nothing.main)
    assert strange.status == 404
    assert other.post(f"{made}take-back/").status == 404
    assert Browser().get(made).location == "/ja/"
    assert "すべて" in own.get("/ja/mine/").words


def test_a_request_is_taken_back(door: Door) -> None:
    browser = door.come_in(door.house.collect(email=HANAKO).number)
    made = asked(browser, "complaint", {"text": "x"})
    assert "台帳に残ります" in browser.get(f"{made}take-back/").words
    assert browser.post(f"{made}take-back/").location == made
    page = browser.get(made)
    assert "取り下げられました" in page.words
    assert f"{made}take-back/" not in page.text
    assert browser.post(f"{made}take-back/").status == 409


def test_where_to_complain_stands_there(door: Door) -> None:
    browser = door.come_in(door.house.collect(email=HANAKO).number)
    page = browser.get(asked(browser, "complaint", {"text": "x"}))
    assert "個人情報保護委員会" in page.words
    assert door.house.statement.contact().telephone in page.words


def test_english_says_the_same(door: Door) -> None:
    browser = door.come_in(door.house.collect(email=HANAKO).number, "en")
    page = browser.get(asked(browser, "disclosure", {}, "en"))
    for shown in ("Request number", "We answer by", "days are left", "It was made sure that it is you"):
        assert shown in page.words
    assert "You have asked for nothing yet" not in browser.get("/en/requests/").words
