"""Coming in: by a number or an address and a mailed code, and in no other way; nothing tells whether anybody is known."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from azukari.base.ids import new_receipt_number
from azukari.web.portal.cookies import ENTRANCE, VISIT
from tests.keeper.house import CANARY
from tests.web.portal.door import Answer, Browser, Door

HANAKO = "hanako@mail.example"


def same(*pages: Answer) -> None:
    """See that pages are the same in text and status, and in all headers but the cookie's value."""
    first = pages[0]
    for one in pages[1:]:
        assert (one.status, one.text, one.headers.keys()) == (first.status, first.text, first.headers.keys())


def test_a_number_and_its_code_let_in(door: Door) -> None:
    one = door.house.collect(email=HANAKO)
    browser = door.come_in(one.number)
    page = browser.get("/ja/mine/")
    assert page.status == 200
    assert one.number in page.text
    assert CANARY in page.text


def test_the_code_is_mailed_to_the_address_of_the_record(door: Door) -> None:
    one = door.house.collect(email=HANAKO)
    door.ask(one.number)
    door.work()
    (letter,) = door.letters()
    assert letter["To"] == HANAKO
    assert letter["Auto-Submitted"] == "auto-generated"
    text = letter.get_content()
    assert "確認コード" in text
    assert "15分" in text
    assert "お心当たりのない場合" in text
    assert not re.search(r"https?://|www\.", text)
    assert not re.search(r"\d{4} \d{4}", letter["Subject"])
    for never in (one.number, CANARY):
        assert never not in text


def test_english_has_its_letter(door: Door) -> None:
    one = door.house.collect(email=HANAKO)
    browser = door.ask(one.number, "en")
    page = browser.post("/en/code/", {"code": door.code()})
    assert page.location == "/en/mine/"
    text = door.letters()[0].get_content()
    assert "sends you the code" in text
    assert "If you did not ask for this" in text
    assert "http" not in text


def test_known_unknown_and_erased_are_answered_alike(door: Door) -> None:
    known, erased = door.house.collect(email=HANAKO), door.house.collect(email="gone@mail.example")
    door.erase(erased.number)
    said = (known.number, HANAKO, erased.number, "gone@mail.example", new_receipt_number(), "nobody@mail.example")
    browsers = [door.browser() for _ in said]
    same(*(browser.post("/ja/", {"said": one}) for browser, one in zip(browsers, said, strict=True)))
    same(*(browser.get("/ja/code/") for browser in browsers))
    same(*(browser.post("/ja/code/", {"code": "0"}) for browser in browsers))
    door.work()
    assert [letter["To"] for letter in door.letters()] == [HANAKO, HANAKO]


def test_the_page_does_the_same_whether_anybody_is_known(door: Door) -> None:
    known = door.house.collect(email=HANAKO)
    done = []
    for said in (known.number, HANAKO, new_receipt_number(), "nobody@mail.example"):
        browser = door.browser()
        with CaptureQueriesContext(connection) as queries:
            browser.post("/ja/", {"said": said})
        done.append([re.sub(r"'[0-9a-f-]{32,36}'", "?", query["sql"]) for query in queries])
    assert done[1:] == done[:-1]
    assert sum("letters_put_code" in query for query in done[0]) == 1
    ((jobs,),) = door.house.sql("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'letters.send_code'")
    assert jobs == 4


def test_codes_that_do_not_fit_are_answered_with_one_page(door: Door) -> None:
    one = door.house.collect(email=HANAKO)
    used, fresh, stranger, nobody = door.ask(one.number), door.ask(one.number), door.ask("x@mail.example"), Browser()
    door.work()
    codes = [re.search(r"(\d{4}) (\d{4})", letter.get_content()) for letter in door.letters()]
    first, second = (found[1] + found[2] for found in codes if found)
    replayed = used.client.cookies[ENTRANCE].value
    assert used.post("/ja/code/", {"code": first}).location == "/ja/mine/"
    again = door.browser()
    again.client.cookies[ENTRANCE] = replayed
    forged = door.browser()
    forged.client.cookies[ENTRANCE] = f"{uuid.uuid4()}:forged"
    same(
        again.post("/ja/code/", {"code": first}),
        fresh.post("/ja/code/", {"code": first}),
        stranger.post("/ja/code/", {"code": second}),
        nobody.post("/ja/code/", {"code": second}),
        forged.post("/ja/code/", {"code": second}),
        fresh.post("/ja/code/", {"code": ""}),
        fresh.post("/ja/code/", {"code": "9" * 400}),
    )
    assert fresh.post("/ja/code/", {"code": "1"}).status == 401


def test_an_old_code_is_a_wrong_code(door: Door) -> None:
    browser = door.ask(door.house.collect(email=HANAKO).number)
    code = door.code()
    wrong = browser.post("/ja/code/", {"code": "1"})
    door.house.sql("UPDATE rights_entrance SET at = at - interval '16 minutes'")
    same(browser.post("/ja/code/", {"code": code}), wrong)


@pytest.mark.parametrize("typed", ["１２３４ ５６７８", "1234-5678", " 1234 5678 "])
def test_a_code_may_be_typed_as_people_type(door: Door, typed: str) -> None:
    browser = door.ask(door.house.collect(email=HANAKO).number)
    code = door.code()
    spelt = typed
    for place, digit in enumerate("12345678"):
        spelt = spelt.replace(digit, chr(0xE000 + place)).replace(chr(0xFF10 + int(digit)), chr(0xE100 + place))
    for place, digit in enumerate(code):
        spelt = spelt.replace(chr(0xE000 + place), digit).replace(chr(0xE100 + place), chr(0xFF10 + int(digit)))
    assert browser.post("/ja/code/", {"code": spelt}).location == "/ja/mine/"


def test_an_address_needs_a_number_too(door: Door) -> None:
    one, other = door.house.collect(email=HANAKO), door.house.collect(email="taro@mail.example")
    browser = door.ask(HANAKO)
    assert browser.post("/ja/code/", {"code": door.code()}).location == "/ja/mine/"
    assert browser.get("/ja/mine/").location == "/ja/number/"
    assert browser.get("/ja/number/").status == 200
    wrong = browser.post("/ja/number/", {"number": other.number})
    same(wrong, *(browser.post("/ja/number/", {"number": said}) for said in (new_receipt_number(), "nonsense")))
    assert wrong.status == 401
    assert browser.post("/ja/number/", {"number": one.number.lower()}).location == "/ja/mine/"
    page = browser.get("/ja/mine/")
    assert one.number in page.text
    assert other.number not in page.text


def test_too_many_wrong_numbers_end_the_visit(door: Door) -> None:
    one = door.house.collect(email=HANAKO)
    browser = door.ask(HANAKO)
    browser.post("/ja/code/", {"code": door.code()})
    for _ in range(5):
        assert "5回違うと" in browser.post("/ja/number/", {"number": new_receipt_number()}).words
    ended = browser.post("/ja/number/", {"number": one.number})
    assert ended.status == 401
    assert "時間が来たため終わりました" in ended.words
    assert browser.cookie(VISIT) == ""


@pytest.mark.parametrize("language", ["ja", "en"])
def test_what_is_neither_is_said_to_be_so(door: Door, language: str) -> None:
    for said in ("", "nonsense", "7K3M-92QF-0TBY", "a@b", "<script>alert(1)</script>", "x" * 5000):
        page = door.browser().post(f"/{language}/", {"said": said})
        assert page.status == 422
        assert 'aria-invalid="true"' in page.text
        assert "<script>" not in page.text
    assert not door.house.sql("SELECT 1 FROM procrastinate_jobs WHERE task_name = 'letters.send_code'")


def test_leaving_ends_the_visit_for_whoever_kept_the_cookie(door: Door) -> None:
    browser = door.come_in(door.house.collect(email=HANAKO).number)
    token = browser.cookie(VISIT)
    assert browser.post("/ja/leave/").status == 200
    assert browser.cookie(VISIT) == ""
    thief = door.browser()
    thief.client.cookies[VISIT] = token
    assert thief.get("/ja/mine/").status == 401


def test_a_visit_that_grew_old_has_ended(door: Door) -> None:
    browser = door.come_in(door.house.collect(email=HANAKO).number)
    door.house.sql(
        "UPDATE rights_visit SET seen_at = seen_at - interval '21 minutes', began_at = began_at - interval '21 minutes'"
    )
    page = browser.get("/ja/mine/")
    assert page.status == 401
    assert browser.cookie(VISIT) == ""
    assert CANARY not in page.text


def test_whoever_is_in_is_led_to_the_page(door: Door) -> None:
    browser = door.come_in(door.house.collect(email=HANAKO).number)
    assert browser.get("/ja/").location == "/ja/mine/"
    assert door.browser().get("/ja/mine/").location == "/ja/"
    assert door.browser().get("/ja/code/").location == "/ja/"
