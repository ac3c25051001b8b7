import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azukari.base.errors import MalformedError
from azukari.statement.service import Choice, Item, ItemKind
from azukari.vault import normalise
from azukari.vault.index import LookupKind
from azukari.vault.normalise import fold_text, folded, lookup_kind, read_kana, stored
from tests.vault.world import item, text

RAW = [
    "神\ufa19",
    "葛\U000e0100城",
    "\U00020bb7野家",
    "㈱アズカリ",
    "👩\u200d👩\u200d👧さん",
    "محمد علي",
    "山田　太郎",
    "O’Brien",
    "が",
]


def _item(kind: ItemKind, *, longest: int = 2000) -> Item:
    return item("one", kind, ("inquiry.reply",), longest=longest)


def _choices(kind: ItemKind) -> Item:
    return replace(_item(kind), choices=(Choice("price", text("p")), Choice("other", text("o"))))


@pytest.mark.parametrize("raw", RAW)
@pytest.mark.parametrize(
    "kind", [ItemKind.NAME, ItemKind.ORGANISATION, ItemKind.ADDRESS, ItemKind.LINE, ItemKind.PARAGRAPH]
)
def test_raw_code_points_are_kept(kind: ItemKind, raw: str) -> None:
    assert stored(_item(kind), f"  {raw}\u3000") == raw
    assert unicodedata.normalize("NFC", "神\ufa19") != "神\ufa19"  # what would have been written otherwise


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"])))
def test_what_is_stored_is_stored_again_the_same(raw: str) -> None:
    for kind in ItemKind:
        if kind in {ItemKind.CHOICE, ItemKind.CHOICES}:
            continue
        try:
            value = stored(_item(kind, longest=0), raw)
        except MalformedError:
            continue
        assert stored(_item(kind, longest=0), value) == value


def test_spaces_are_collapsed_to_the_first_of_them() -> None:
    assert stored(_item(ItemKind.NAME), " 山田\u3000 太郎 ") == "山田\u3000太郎"
    assert stored(_item(ItemKind.NAME), "Ann\t\tLee") == "Ann Lee"
    assert stored(_item(ItemKind.LINE), "a\x00b\x07c") == "abc"


def test_a_paragraph_keeps_its_lines() -> None:
    assert stored(_item(ItemKind.PARAGRAPH), " 一\r\n二\r三\n\n四\x00 ") == "一\n二\n三\n\n四"


def test_an_empty_value_stays_empty() -> None:
    for kind in ItemKind:
        assert stored(_item(kind), " \u3000\n") == ""


def test_each_kind_is_read() -> None:
    assert stored(_item(ItemKind.KANA), "やまだ　ﾀﾛｳ") == "ヤマダ タロウ"
    assert stored(_item(ItemKind.EMAIL), "Taro@EXAMPLE.jp") == "Taro@example.jp"
    assert stored(_item(ItemKind.PHONE), "０３−１２３４−５６７８") == "03-1234-5678"
    assert stored(_item(ItemKind.POSTAL_CODE), "1000001") == "100-0001"
    assert stored(_item(ItemKind.DATE), "平成2年4月1日") == "1990-04-01"


def test_choices_are_from_the_list_and_in_its_order() -> None:
    assert stored(_choices(ItemKind.CHOICE), " price ") == "price"
    assert stored(_choices(ItemKind.CHOICES), "other,price,other") == "price,other"
    for kind, value in (
        (ItemKind.CHOICE, "price,other"),
        (ItemKind.CHOICES, "price,none"),
        (ItemKind.CHOICE, "nothing"),
    ):
        with pytest.raises(MalformedError, match="choose"):
            stored(_choices(kind), value)


def test_what_is_too_long_is_refused_by_code_points() -> None:
    assert stored(_item(ItemKind.NAME, longest=2), "\U00020bb7葛") == "\U00020bb7葛"
    with pytest.raises(MalformedError) as refused:
        stored(_item(ItemKind.NAME, longest=2), "三文字")
    assert refused.value.ground == "too_long"


def test_half_a_character_is_refused() -> None:
    with pytest.raises(MalformedError):
        stored(_item(ItemKind.NAME), "\ud842")


def test_a_forbidden_number_is_refused_in_each_free_text() -> None:
    for kind in (ItemKind.NAME, ItemKind.LINE, ItemKind.PARAGRAPH, ItemKind.ADDRESS, ItemKind.ORGANISATION):
        with pytest.raises(MalformedError):
            stored(_item(kind), "4111 1111 1111 1111")


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("ﾔﾏﾀﾞ", "ヤマダ"),
        ("やまだ", "ヤマダ"),
        ("ヴァイオリン", "ヴァイオリン"),
        ("ｼﾞｮﾝ･ｽﾐｽ", "ジョン・スミス"),
        ("リ-ダ−", "リーダー"),
        ("か\u3099", "ガ"),
        ("ｻﾝﾏｰ", "サンマー"),
    ],
)
def test_a_reading_becomes_full_width_katakana(typed: str, value: str) -> None:
    assert read_kana(typed) == value


@pytest.mark.parametrize("typed", ["山田", "Yamada", "ヤマダ1", "-", "\u3099"])
def test_what_is_no_reading_is_refused(typed: str) -> None:
    with pytest.raises(MalformedError):
        read_kana(typed)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("葛\U000e0100城", "葛城"),
        ("神\ufa19", "神神"),
        ("㈱アズカリ", "(株)あずかり"),
        ("ﾔﾏﾀﾞ ﾀﾛｳ", "やまだたろう"),
        ("山田　太郎", "山田太郎"),
        ("Straße", "STRASSE"),
        ("ジョン・スミス", "ジョンスミス"),
    ],
)
def test_ways_to_write_the_same_fold_to_one(one: str, other: str) -> None:
    assert fold_text(one) == fold_text(other)


@given(st.text())
def test_folding_twice_is_folding_once(raw: str) -> None:
    assert fold_text(fold_text(raw)) == fold_text(raw)


def test_items_are_looked_up_by_their_kind() -> None:
    assert lookup_kind(_item(ItemKind.EMAIL)) is LookupKind.EMAIL
    assert lookup_kind(_item(ItemKind.PARAGRAPH)) is None
    assert folded(LookupKind.EMAIL, "A@Example.jp") == "a@example.jp"
    assert folded(LookupKind.PHONE, "03-1234-5678") == "+81312345678"
    assert folded(LookupKind.KANA, "やまだ") == "ヤマダ"


def test_controls_are_those_that_unicode_calls_so() -> None:
    everything = [chr(code) for code in range(0x110000) if not 0xD800 <= code <= 0xDFFF]
    controls = {one for one in everything if unicodedata.category(one) == "Cc"}
    assert {one for one in everything if normalise._CONTROL_IN_PARAGRAPH.match(one)} == controls - {"\n", "\t"}
    assert {one for one in everything if normalise._CONTROL_IN_LINE.match(one)} == {
        one for one in controls if not one.isspace()
    }
