"""Somebody lets the postal code fill in the address; it is looked up on this machine."""

from azukari.web.public.postal_codes import places
from tests.web.public.door import Answer, Door


def _look_up(door: Door, code: str, **more: str) -> Answer:
    draft = door.open().draft
    fields = {"az-draft": draft, "postal_code": code, "name": "花子", "lookup": "1", **more}
    return door.post("/ja/services/brochure/", fields)


def test_a_code_of_one_place_fills_in_the_address(quiet_door: Door) -> None:
    page = _look_up(quiet_door, "１００－０００５")
    assert page.status == 200
    assert '<option value="東京都" selected>' in page.text
    assert page.value("address-city") == "千代田区"
    assert page.value("address-street") == "丸の内"
    assert page.value("name") == "花子"
    assert "error-summary" not in page.text


def test_a_code_of_several_places_lets_choose(quiet_door: Door) -> None:
    page = _look_up(quiet_door, "498-0000")
    assert "愛知県弥富市" in page.text
    assert "三重県桑名郡木曽岬町" in page.text
    chosen = _look_up(quiet_door, "498-0000", place="1")
    assert '<option value="三重県" selected>' in chosen.text
    assert chosen.value("address-city") == "桑名郡木曽岬町"


def test_what_was_typed_further_is_kept(quiet_door: Door) -> None:
    page = _look_up(quiet_door, "100-0005", **{"address-street": "丸の内1-1-1", "address-building": "3F"})
    assert page.value("address-street") == "丸の内1-1-1"
    assert page.value("address-building") == "3F"


def test_an_unknown_code_says_so_and_asks_nobody_else(quiet_door: Door) -> None:
    for code in ("999-9999", "abc", "", "1" * 5000):
        page = _look_up(quiet_door, code)
        assert page.status == 200
        assert "見つかりませんでした" in page.text


def test_a_choice_that_is_not_there_is_no_choice(quiet_door: Door) -> None:
    assert "お選びください" in _look_up(quiet_door, "498-0000", place="9").text
    assert "お選びください" in _look_up(quiet_door, "498-0000", place="x").text


def test_a_service_without_an_address_has_no_button(quiet_door: Door) -> None:
    page = quiet_door.open("questionnaire")
    assert 'name="lookup"' not in page.text
    again = quiet_door.post("/ja/services/questionnaire/", {"az-draft": page.draft, "lookup": "1"})
    assert again.status == 200


def test_codes_of_offices_and_remarks_are_known() -> None:
    assert places("100-8111")[0].line == "東京都千代田区千代田1-1"
    assert places("1000005")[0].note == "次のビルを除く"
    assert places("0600000")[0].note == ""
    assert places("12") == ()
