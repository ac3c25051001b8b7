import pytest
from hypothesis import given
from hypothesis import strategies as st

from azukari.base.errors import MalformedError
from azukari.vault.contact import fold_email, read_email, read_phone, read_postal_code

HYPHENS = "‐‑‒–—―−ー－ｰ〜～─-"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("taro@example.jp", "taro@example.jp"),
        ("  Taro@EXAMPLE.jp ", "Taro@example.jp"),
        ("Ｔａｒｏ＠Ｅｘａｍｐｌｅ．ｊｐ", "Taro@example.jp"),
        ("ta..ro.@docomo.ne.jp", "ta..ro.@docomo.ne.jp"),
        (".taro@docomo.ne.jp", ".taro@docomo.ne.jp"),
        ("太郎@例え.jp", "太郎@例え.jp"),
        ("taro@example。jp", "taro@example.jp"),
        ("taro+tag@example.jp", "taro+tag@example.jp"),
    ],
)
def test_an_address_is_read(typed: str, stored: str) -> None:
    assert read_email(typed) == stored
    assert read_email(stored) == stored


@pytest.mark.parametrize(
    "typed",
    ["", "taro", "@example.jp", "taro@", "taro@example", "taro@@example.jp", "ta ro@example.jp", "taro@exa mple.jp",
     "taro@-example.jp", "taro@example.1", "taro@a..jp", f"{'a' * 65}@example.jp", f"a@{'b' * 64}.jp", "a\x00b@example.jp",
     "taro@exam_ple.jp", f"{'a' * 60}@{'b.' * 100}jp", "a@\u2024.jp"],
)  # fmt: skip
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(MalformedError) as refused:
        read_email(typed)
    assert refused.value.ground == "email"


def test_an_address_is_folded_for_the_index() -> None:
    assert fold_email("Taro@Example.JP") == fold_email("taro@example.jp") == "taro@example.jp"
    assert fold_email("taro@例え.jp") == "taro@xn--r8jz45g.jp"


@pytest.mark.parametrize(
    ("typed", "stored", "e164"),
    [
        ("03-1234-5678", "03-1234-5678", "+81312345678"),
        ("0312345678", "0312345678", "+81312345678"),
        ("(03) 1234 5678", "(03) 1234 5678", "+81312345678"),
        ("０９０－１２３４－５６７８", "090-1234-5678", "+819012345678"),
        ("090　1234　5678", "090 1234 5678", "+819012345678"),
        ("0120-123-456", "0120-123-456", "+81120123456"),
        ("0800-123-4567", "0800-123-4567", "+818001234567"),
        ("+81 90-1234-5678", "+81 90-1234-5678", "+819012345678"),
        ("+81 (0)3-1234-5678", "+81 (0)3-1234-5678", "+81312345678"),
        ("+81 03-1234-5678", "+81 03-1234-5678", "+81312345678"),
        ("010-44-20-7946-0000", "010-44-20-7946-0000", "+442079460000"),
        ("+44 20 7946 0000", "+44 20 7946 0000", "+442079460000"),
    ],
)
def test_a_telephone_number_is_read(typed: str, stored: str, e164: str) -> None:
    phone = read_phone(typed)
    assert (phone.typed, phone.e164) == (stored, e164)
    assert read_phone(phone.typed) == phone


@pytest.mark.parametrize("hyphen", HYPHENS)
def test_every_hyphen_is_understood(hyphen: str) -> None:
    assert read_phone(f"03{hyphen}1234{hyphen}5678").e164 == "+81312345678"


@pytest.mark.parametrize(
    "typed", ["", "abc", "1234", "03-1234-567", "03-1234-56789", "090-1234-567", "0012345678", "+0123456789", "+12345",
              "+1234567890123456", "+81", "03-1234-5678 内線 12", "٠٣-١٢٣٤-٥٦٧٨", "1312345678"]
)  # fmt: skip
def test_what_is_no_telephone_number_is_refused(typed: str) -> None:
    with pytest.raises(MalformedError) as refused:
        read_phone(typed)
    assert refused.value.ground == "phone"


@pytest.mark.parametrize("typed", ["1234567", "123-4567", "〒123-4567", "１２３－４５６７", "123ー4567", " 123 4567 "])
def test_a_postal_code_is_read(typed: str) -> None:
    assert read_postal_code(typed) == "123-4567"


@pytest.mark.parametrize("typed", ["", "12345", "12345678", "123-456a", "1-234567"])
def test_what_is_no_postal_code_is_refused(typed: str) -> None:
    with pytest.raises(MalformedError):
        read_postal_code(typed)


@given(st.text(max_size=40))
def test_any_text_is_answered(text: str) -> None:
    for read in (read_email, read_postal_code, lambda typed: read_phone(typed).typed):
        try:
            stored = read(text)
        except MalformedError:
            continue
        assert read(stored) == stored
