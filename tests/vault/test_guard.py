import pytest
from hypothesis import given
from hypothesis import strategies as st

from azukari.vault.guard import ForbiddenNumberError, check_free_text, find_personal


def _my_number(eleven: str) -> str:
    total = sum(
        int(digit) * (place + 1 if place <= 6 else place - 5) for place, digit in enumerate(reversed(eleven), start=1)
    )
    rest = total % 11
    return eleven + str(0 if rest <= 1 else 11 - rest)


def _card(start: str) -> str:
    for check in "0123456789":
        number = start + check
        total = 0
        for place, digit in enumerate(reversed(number)):
            value = int(digit) * (1 + place % 2)
            total += value // 10 + value % 10
        if total % 10 == 0:
            return number
    raise AssertionError


MY_NUMBER = _my_number("12345678901")
CARD = _card("411111111111111")


@pytest.mark.parametrize(
    "text",
    [
        MY_NUMBER,
        f"番号は{MY_NUMBER}です",
        f"{MY_NUMBER[:4]} {MY_NUMBER[4:8]} {MY_NUMBER[8:]}",
        f"{MY_NUMBER[:4]}-{MY_NUMBER[4:8]}-{MY_NUMBER[8:]}",
        f"{MY_NUMBER[:4]}−{MY_NUMBER[4:8]}ー{MY_NUMBER[8:]}",
        f"{MY_NUMBER[:4]}・{MY_NUMBER[4:8]}・{MY_NUMBER[8:]}",
        MY_NUMBER.translate({ord(str(digit)): 0xFF10 + digit for digit in range(10)}),
        " ".join(MY_NUMBER),
        f"{MY_NUMBER[:6]}\u200b{MY_NUMBER[6:]}番",
        f"{MY_NUMBER[:4]} {MY_NUMBER[4:8]} {MY_NUMBER[8:]} 03-1234-5678",
        f"09012345678 {MY_NUMBER}",
    ],
)
def test_an_individual_number_is_refused_however_it_is_written(text: str) -> None:
    with pytest.raises(ForbiddenNumberError) as refused:
        check_free_text(text)
    assert refused.value.ground == "my_number"
    assert MY_NUMBER not in refused.value.message


@pytest.mark.parametrize(
    "text",
    [
        CARD,
        " ".join(CARD[start : start + 4] for start in range(0, 16, 4)),
        "-".join(CARD[start : start + 4] for start in range(0, 16, 4)),
        CARD.translate({ord(str(digit)): 0xFF10 + digit for digit in range(10)}),
        f"カード {_card('37828224631000')}",
        f"{_card('37828224631000')[:4]} {_card('37828224631000')[4:10]} {_card('37828224631000')[10:]}",
        _card("3056930902590"),
        " ".join(CARD),
    ],
)
def test_a_card_number_is_refused_however_it_is_written(text: str) -> None:
    with pytest.raises(ForbiddenNumberError) as refused:
        check_free_text(text)
    assert refused.value.ground == "card_number"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ご連絡は03-1234-5678か090-1234-5678へ",
        "+81 90 1234 5678",
        "+819012345678",
        "注文番号 123456789012",  # the check digit does not fit
        "4111 1111 1111 1112",
        "000000000000",
        "2026-11-23 09:15 に 12 個",
        "100-0001 東京都千代田区千代田1-1",
        "7K3M-92QF-0TBX",
        "1234567890123",
        "9111111111111111",
    ],
)
def test_other_numbers_pass(text: str) -> None:
    assert check_free_text(text) == text


@given(st.text(alphabet="0123456789", min_size=11, max_size=11))
def test_every_individual_number_is_refused(eleven: str) -> None:
    number = _my_number(eleven)
    if len(set(number)) == 1:
        return
    with pytest.raises(ForbiddenNumberError):
        check_free_text(f"no. {number}.")
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert check_free_text(f"no. {wrong}.")


@given(st.text())
def test_any_text_is_answered(text: str) -> None:
    find_personal(text)
    try:
        assert check_free_text(text) == text
    except ForbiddenNumberError:
        assert sum(character.isdigit() for character in text) >= 12


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("mail to taro@example.jp", "email"),
        ("taro＠example.jp", "email"),
        ("call 03-1234-5678", "phone"),
        ("call 09012345678", "phone"),
        ("call (03)1234-5678", "phone"),
        ("call ０３ー１２３４ー５６７８ now", "phone"),
        ("call +81 90 1234 5678", "phone"),
        ("number 123456789012", "number"),
        ("card 4111 1111 1111 1111", "number"),
        ("ticket 4711, second letter", None),
        ("receipt 7K3M-92QF-0TBX", None),
        ("order 2026112300123", None),
        ("since 2026-11-23 10:00", None),
    ],
)
def test_personal_data_in_a_reason_is_seen(text: str, kind: str | None) -> None:
    assert find_personal(text) == kind
