"""Somebody, or something, sends what no person would: each gets a clear page, and nothing is stored."""

import pytest

from azukari.web.public import desk
from azukari.web.public.draft import read_draft
from azukari.web.public.limits import Act, limits
from azukari.web.turnstile import Limit, Turnstile
from tests.web.public.door import BROCHURE, Answer, Door

CONFIRM, SEND = "/ja/services/brochure/confirm/", "/ja/services/brochure/send/"


def test_a_form_that_comes_back_at_once_is_asked_again(quiet_door: Door) -> None:
    draft = quiet_door.get("/ja/services/brochure/").draft
    quick = quiet_door.post(CONFIRM, {"az-draft": draft, **BROCHURE})
    assert quick.status == 422
    assert "とても速かった" in quick.text
    assert quick.value("name") == "山田　花子"
    quiet_door.clock.forward(seconds=2)
    assert quiet_door.post(CONFIRM, {"az-draft": quick.draft, **BROCHURE}).status == 200


def test_a_field_that_people_cannot_see_is_a_trap(quiet_door: Door) -> None:
    caught = quiet_door.check({**BROCHURE, "az-website": ["https://spam.example"]})
    assert caught.status == 422
    assert "見えない欄" in caught.text
    assert "spam.example" not in caught.text
    quiet_door.clock.forward(seconds=2)
    assert quiet_door.post(CONFIRM, {"az-draft": caught.draft, **BROCHURE}).status == 200


def test_fields_that_the_form_does_not_have_are_dropped(door: Door) -> None:
    checked = door.check({**BROCHURE, "password": ["canary-unknown"], "az-extra": ["canary-unknown"]})
    assert checked.status == 200
    assert "canary-unknown" not in checked.text
    carried = read_draft(checked.draft, key=desk.drafts_key(), now=door.clock.at)
    assert set(carried.answers) == set(BROCHURE)
    assert door.send(checked).status == 303
    back = door.post("/ja/services/brochure/", {"az-draft": checked.draft, "change": "1"})
    assert "canary-unknown" not in back.text


def test_too_many_from_one_connection_have_to_wait(quiet_door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    few = {act: Limit(2, limit.within) for act, limit in limits(30).items()}
    monkeypatch.setattr(desk, "TURNSTILE", Turnstile(few))
    assert [quiet_door.check(BROCHURE).status for _ in range(3)] == [200, 200, 429]
    page = quiet_door.check(BROCHURE)
    assert int(page.headers["Retry-After"]) > 0
    assert "少々お待ちください" in page.text
    assert 'href="/ja/services/brochure/"' in page.text
    assert few[Act.RECEIPT].count == 2
    assert [quiet_door.post("/ja/receipt/", {"token": "x"}).status for _ in range(3)] == [404, 404, 429]
    quiet_door.clock.forward(minutes=11)
    assert quiet_door.check(BROCHURE).status == 200


@pytest.mark.parametrize("address", [CONFIRM, SEND, "/ja/services/brochure/"])
@pytest.mark.parametrize("draft", ["", "?", "AAAA", "é" * 50, "A" * 4000])
def test_a_draft_that_is_none_of_ours_is_refused(quiet_door: Door, address: str, draft: str) -> None:
    page = quiet_door.post(address, {"az-draft": draft, **BROCHURE})
    assert page.status == 400
    assert "読み取れませんでした" in page.text
    assert 'href="/ja/services/brochure/"' in page.text


def test_a_changed_draft_is_refused(quiet_door: Door) -> None:
    draft = quiet_door.check(BROCHURE).draft
    for place in (0, len(draft) // 2, len(draft) - 5):
        changed = draft[:place] + ("A" if draft[place] != "A" else "B") + draft[place + 1 :]
        assert quiet_door.post(SEND, {"az-draft": changed}).status == 400


def test_a_draft_belongs_to_its_own_form(quiet_door: Door) -> None:
    draft = quiet_door.check(BROCHURE).draft
    assert quiet_door.post("/ja/services/inquiry/send/", {"az-draft": draft}).status == 400


def test_a_form_is_good_for_half_an_hour(quiet_door: Door) -> None:
    checked = quiet_door.check(BROCHURE)
    quiet_door.clock.forward(minutes=31)
    page = quiet_door.post(SEND, {"az-draft": checked.draft})
    assert page.status == 410
    assert "30分以内" in page.text


def test_a_form_that_was_never_checked_is_shown_again(quiet_door: Door) -> None:
    page = quiet_door.post(SEND, {"az-draft": quiet_door.open().draft})
    assert page.status == 422
    assert "件あります" in page.text


def test_another_site_cannot_send_our_forms(quiet_door: Door) -> None:
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
    ):
        page = quiet_door.check(BROCHURE, **headers)
        assert page.status == 403
        assert "お受けできませんでした" in page.text
    english = quiet_door.check(BROCHURE, language="en", Origin="https://evil.example")
    assert "This was refused" in english.text


def test_our_own_pages_can(quiet_door: Door) -> None:
    own = ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, {"Origin": "https://testserver"}, {"Origin": "null"})
    for headers in own:
        assert quiet_door.check(BROCHURE, **headers).status == 200


def test_a_form_in_the_clear_from_another_machine_is_not_read(quiet_door: Door) -> None:
    draft = quiet_door.open().draft
    response = quiet_door.client.post(CONFIRM, {"az-draft": draft, **BROCHURE}, REMOTE_ADDR="192.0.2.7")
    assert response.status_code == 403


def test_the_wrong_method_says_which_is_right(quiet_door: Door) -> None:
    page = quiet_door.get(CONFIRM)
    assert page.status == 405
    assert page.headers["Allow"] == "POST"
    assert 'href="/ja/services/brochure/"' in page.text
    posted = quiet_door.post("/ja/contacts/", {})
    assert (posted.status, posted.headers["Allow"]) == (405, "GET, HEAD")


def test_too_much_is_too_much(quiet_door: Door) -> None:
    page = quiet_door.check({**BROCHURE, "name": ["あ" * 200_000]})
    assert page.status == 413
    assert "大きすぎて" in page.text
    many = quiet_door.check({**BROCHURE, **{f"x{n}": ["1"] for n in range(300)}})
    assert many.status == 400


def test_half_characters_and_zeros_are_refused_kindly(quiet_door: Door) -> None:
    for typed in ("a\x00b", b"\xff\xfe".decode("latin-1")):
        assert quiet_door.check({**BROCHURE, "name": [typed]}).status in (200, 422)
    raw = b"az-draft=" + quiet_door.open().draft.encode() + b"&name=%ff%fe%ed%a0%80"
    kind = "application/x-www-form-urlencoded"
    response = quiet_door.client.post(CONFIRM, raw, content_type=kind, secure=True)
    assert response.status_code == 422


def test_unknown_places_are_not_found(quiet_door: Door) -> None:
    for path in ("/ja/services/none/", "/ja/nothing/", "/fr/", "/ja/complete/none/", "/ledger/tile/../../keys"):
        page = quiet_door.get(path)
        assert page.status == 404, path
        assert "このページはありません" in page.text or "does not exist" in page.text


def test_a_foreign_host_is_not_answered(quiet_door: Door) -> None:
    page: Answer = quiet_door.get("/ja/", Host="evil.example")
    assert page.status == 400
    assert "evil.example" not in page.text


def test_a_program_gets_a_problem_that_it_can_read(quiet_door: Door) -> None:
    page = quiet_door.get("/ja/services/none/", Accept="application/json")
    assert page.headers["Content-Type"] == "application/problem+json"
    assert '"status": 404' in page.text
