"""Somebody makes a mistake: everything typed stays, each mistake is named once on top and once at its place."""

import pytest

from tests.web.public.door import BROCHURE, Answer, Door

INQUIRY = {
    "name": ["山田　花子"],
    "kana": ["やまだ はなこ"],
    "email": ["hanako@mail.example"],
    "body": ["インクの色について教えてください。"],
    "az-agree": ["on"],
}


def _free_text(door: Door) -> str:
    service = door.statement.service("inquiry")
    return next(item.id for item in service.items if item.kind == "paragraph")


def _wrong(page: Answer, message: str) -> None:
    assert page.status == 422
    summary, _, rest = page.text.partition("</ul></div>")
    assert "autofocus" in summary
    assert message in summary
    assert message in rest


def test_an_empty_form_is_told_everything_that_is_missing(quiet_door: Door) -> None:
    page = quiet_door.check({})
    required = [item for item in quiet_door.statement.service("brochure").items if item.required]
    for item in required:
        if item.kind != "address":
            _wrong(page, item.label.ja)
    assert "同意の欄に印を付けてください" in page.text
    assert "件あります" in page.text


def test_what_was_typed_is_never_lost(quiet_door: Door) -> None:
    page = quiet_door.check({**BROCHURE, "email": ["no address"], "address-building": ["<b>棟</b> 3F"]})
    assert page.value("name") == "山田　花子"
    assert page.value("email") == "no address"
    assert page.value("address-building") == "<b>棟</b> 3F"
    assert "<b>棟" not in page.text
    assert page.text.count("checked") >= 3


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("email", "hanako.mail.example", "メールアドレスの形"),
        ("email", "a@b@c.example", "メールアドレスの形"),
        ("phone", "12", "電話番号の形"),
        ("postal_code", "123", "郵便番号は数字7桁"),
        ("address-city", "あ" * 201, "200字まで"),
        ("brochures", "everything", "「ご希望の資料」を選んでください"),
        ("address-prefecture", "江戸", "「都道府県」を選んでください"),
        ("name", "名" * 3000, "字まで"),
    ],
)
def test_each_kind_of_mistake_says_how_to_mend_it(quiet_door: Door, field: str, typed: str, message: str) -> None:
    _wrong(quiet_door.check({**BROCHURE, field: [typed]}), message)


@pytest.mark.parametrize(
    ("number", "message"),
    [
        ("1234-5678-9018", "マイナンバー"),
        ("１２３４５６７８９０１８", "マイナンバー"),
        ("4111 1111 1111 1111", "クレジットカード"),
    ],
)
def test_numbers_that_must_not_be_sent_are_refused(quiet_door: Door, number: str, message: str) -> None:
    name = _free_text(quiet_door)
    page = quiet_door.check({**INQUIRY, name: [f"番号は {number} です"]}, "inquiry")
    _wrong(page, message)


@pytest.mark.parametrize(
    "name", ["神田 一", "葛\U000e0100城 花", "𠮷野 家", "㈱ひばり", "Jean-Luc O’Neill", "ｶﾞｷﾞ", "שלום", "🐦"]
)
def test_names_stay_as_they_were_typed(quiet_door: Door, name: str) -> None:
    page = quiet_door.check({**BROCHURE, "name": [name]})
    assert page.status == 200
    assert f"<dd>{name}</dd>" in page.text.replace("&#x27;", "'")
    back = quiet_door.post("/ja/services/brochure/", {"az-draft": page.draft, "change": "1"})
    assert back.value("name") == name


def test_readings_phones_and_codes_come_in_one_form(quiet_door: Door) -> None:
    page = quiet_door.check(
        {
            **BROCHURE,
            "phone": ["０３ー１２３４−５６７８"],
            "postal_code": ["〒100ー0005"],
            "email": ["Hanako＠MAIL.example"],
        }
    )
    assert page.status == 200
    assert "03-1234-5678" in page.text
    assert "100-0005" in page.text
    assert "Hanako@mail.example" in page.text


def test_an_optional_choice_can_be_taken_back(quiet_door: Door) -> None:
    assert "答えない" in quiet_door.get("/ja/services/brochure/").text
    page = quiet_door.check({**BROCHURE, "use": [""]})
    assert page.status == 200


def test_an_address_outside_japan_can_be_given(quiet_door: Door) -> None:
    abroad = {
        "address-prefecture": ["海外"],
        "address-city": ["London SW1A 2AA"],
        "address-street": ["10 Downing Street"],
    }
    page = quiet_door.check({**BROCHURE, **abroad})
    assert "10 Downing Street, London SW1A 2AA" in page.text


REGISTRATION = {
    "serial": ["AB-000001"],
    "name": ["山田　花子"],
    "email": ["hanako@mail.example"],
    "az-agree": ["on"],
}


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("2026-04-01", "2026年4月1日（令和8年4月1日）"),
        ("令和元年5月1日", "2019年5月1日（令和元年5月1日）"),
        ("Ｈ2.4.1", "1990年4月1日（平成2年4月1日）"),
    ],
)
def test_a_date_is_shown_in_both_calendars(quiet_door: Door, typed: str, shown: str) -> None:
    page = _register(quiet_door, typed)
    assert page.status == 200
    assert shown in page.text
    assert "元号の範囲" not in page.text


def test_a_year_beyond_its_era_is_asked_about(quiet_door: Door) -> None:
    page = _register(quiet_door, "平成32年4月1日")
    assert page.status == 200
    assert "2020年4月1日（令和2年4月1日）" in page.text
    assert "元号の範囲の外" in page.text


def test_a_day_that_does_not_exist_is_a_mistake(quiet_door: Door) -> None:
    _wrong(_register(quiet_door, "2026-02-30"), "日付は")


def _register(door: Door, purchased_on: str) -> Answer:
    product = door.statement.service("registration").item("product").choices[0].id
    return door.check({**REGISTRATION, "product": [product], "purchased_on": [purchased_on]}, "registration")
