"""The statement changes while somebody fills in a form: nothing is sent before the new text was shown (S42.4, H21)."""

from datetime import timedelta

from azukari.base.clock import JAPAN, japan_date
from azukari.statement.bundle import read_folder
from azukari.statement.services import publish
from tests.web.public.door import BROCHURE, Door


def _just_before_midnight(door: Door) -> None:
    there = door.clock.at.astimezone(JAPAN)
    door.clock.at = there.replace(hour=23, minute=55, second=0)


def _change_at_midnight(door: Door) -> None:
    files = read_folder(door.home / "statement")
    tomorrow = japan_date(door.clock.at) + timedelta(days=1)
    header = files["statement.toml"].decode()
    header = header.replace(f'version = "{door.statement.version}"', 'version = "next"')
    header = header.replace(f"effective_on = {door.statement.effective_on}", f"effective_on = {tomorrow.isoformat()}")
    service = files["services/brochure.toml"].decode().replace("days = 400", "days = 200")
    changed = {**files, "statement.toml": header.encode(), "services/brochure.toml": service.encode()}
    publish(door.owner, changed, approver="空野 朗", now=door.clock.at)


def test_the_check_shows_the_new_notice_and_keeps_what_was_typed(door: Door) -> None:
    _just_before_midnight(door)
    _change_at_midnight(door)
    draft = door.open().draft
    door.clock.forward(minutes=6)
    page = door.post("/ja/services/brochure/confirm/", {"az-draft": draft, **BROCHURE})
    assert page.status == 200
    assert "改定されました" in page.text
    assert "200日" in page.text
    assert page.value("name") == "山田　花子"
    door.clock.forward(seconds=20)
    again = door.post("/ja/services/brochure/confirm/", {"az-draft": page.draft, **BROCHURE})
    assert door.send(again).status == 303
    [(statement_hash,)] = door.rows("SELECT t.statement_hash FROM vault_record r JOIN vault_terms t USING (terms_id)")
    assert statement_hash != door.statement.hash


def test_sending_is_stopped_softly_and_says_what_changed(door: Door) -> None:
    _just_before_midnight(door)
    _change_at_midnight(door)
    checked = door.check(BROCHURE)
    door.clock.forward(minutes=6)
    page = door.send(checked)
    assert page.status == 200
    assert "改定されました" in page.text
    assert '<ul class="changes">' in page.text
    assert page.value("address-street") == "丸の内1-1-1"
    assert door.rows("SELECT 1 FROM vault_record") == []


def test_what_was_sent_before_the_change_stays_sent(door: Door) -> None:
    _just_before_midnight(door)
    _change_at_midnight(door)
    checked = door.check(BROCHURE)
    first = door.send(checked)
    door.clock.forward(minutes=6)
    second = door.send(checked)
    assert first.headers["Location"] == second.headers["Location"]
    assert door.rows("SELECT count(*) FROM vault_record") == [(1,)]
