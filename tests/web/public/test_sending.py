"""Somebody sends in a form: fills in, checks, sends — and gets a number, a page and a receipt."""

import json

from azukari.base.ids import read_receipt_number
from azukari.vault.receipt import verify_receipt
from tests.web.public.door import BROCHURE, Door, number_of


def test_the_form_says_what_it_is_for_before_it_asks(door: Door) -> None:
    page = door.get("/ja/services/brochure/")
    assert page.status == 200
    assert page.text.index("個人情報の取扱いについて") < page.text.index('name="name"')
    assert "必須" in page.words
    assert "任意" in page.words
    assert "checked" not in page.text.split('name="az-permission-newsletter"')[1].split(">")[0]
    assert "checked" not in page.text.split('name="az-agree"')[1].split(">")[0]


def test_the_check_shows_everything_as_it_will_be_kept(door: Door) -> None:
    page = door.check(BROCHURE)
    assert page.status == 200
    assert "山田　花子" in page.text
    assert "100-0005" in page.text
    assert "東京都千代田区丸の内1-1-1" in page.text
    assert "hanako@mail.example" in page.text
    assert "総合カタログ" in page.text
    assert door.rows("SELECT 1 FROM vault_record") == []
    assert door.rows("SELECT 1 FROM statement_notice") == []


def test_going_back_to_change_keeps_what_was_typed(door: Door) -> None:
    checked = door.check(BROCHURE)
    back = door.post("/ja/services/brochure/", {"az-draft": checked.draft, "change": "1"})
    assert back.status == 200
    assert back.value("name") == "山田　花子"
    assert back.value("address-street") == "丸の内1-1-1"
    assert "error-summary" not in back.text


def test_sending_gives_a_number_and_says_what_happens_next(door: Door) -> None:
    page = door.complete(BROCHURE)
    assert page.status == 200
    assert read_receipt_number(number_of(page)) == number_of(page)
    assert "5営業日以内" in page.text
    assert "山田" not in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_what_was_shown_is_kept_with_what_was_sent(door: Door) -> None:
    door.complete(BROCHURE)
    rows = door.rows(
        "SELECT convert_from(n.body, 'UTF8') FROM vault_terms t JOIN statement_notice n ON n.hash = t.notice_hash"
    )
    assert len(rows) == 1
    assert "個人情報の取扱いについて" in str(rows[0][0])


def test_sending_twice_collects_once(door: Door) -> None:
    checked = door.check(BROCHURE)
    first, second = door.send(checked), door.send(checked)
    assert first.status == second.status == 303
    assert first.headers["Location"] == second.headers["Location"]
    assert door.rows("SELECT count(*) FROM vault_record") == [(1,)]
    assert door.rows("SELECT count(*) FROM letters_letter") == [(1,)]
    assert door.rows("SELECT count(*) FROM procrastinate_jobs") == [(1,)]


def test_the_receipt_waits_for_the_ledger_and_then_verifies_offline(door: Door) -> None:
    checked = door.check(BROCHURE)
    token = door.send(checked).headers["Location"].split("/")[-2]
    waiting = door.post("/ja/receipt/", {"token": token})
    assert waiting.status == 202
    assert "控えを準備しています" in waiting.text
    door.sequencer.run_once()
    receipt = door.post("/ja/receipt/", {"token": token})
    assert receipt.status == 200
    assert receipt.headers["Content-Disposition"].startswith('attachment; filename="receipt-')
    verified = verify_receipt(receipt.body)
    assert verified.service == "brochure"
    assert verified.statement_hash == door.statement.hash
    assert "山田" not in receipt.text
    assert json.loads(receipt.body)


def test_a_completion_page_is_open_for_a_day(door: Door) -> None:
    location = door.send(door.check(BROCHURE)).headers["Location"]
    door.clock.forward(hours=23)
    assert door.get(location).status == 200
    door.clock.forward(hours=2)
    assert door.get(location).status == 404
    door.complete(BROCHURE)
    assert door.rows("SELECT count(*) FROM public_completion") == [(1,)]


def test_the_newsletter_is_a_permission_of_its_own(door: Door) -> None:
    door.complete(BROCHURE)
    door.complete({**BROCHURE, "az-permission-newsletter": ["on"]})
    found = door.rows("SELECT state FROM vault_consent ORDER BY at")
    assert [state for (state,) in found] == ["refused", "given"]


def test_without_an_address_no_letter_is_put(door: Door) -> None:
    page = door.complete({"frequency": ["daily"], "tools": ["pencil", "brush"], "az-agree": ["on"]}, "questionnaire")
    assert page.status == 200
    assert door.rows("SELECT 1 FROM letters_letter") == []


def test_a_form_in_english_is_answered_in_english(door: Door) -> None:
    page = door.complete(BROCHURE, language="en")
    assert "Receipt number" in page.text
    assert door.rows("SELECT language FROM letters_letter") == [("en",)]
