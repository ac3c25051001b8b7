"""Rows become what the form would have made of them, nothing is lost without notice, and nothing is guessed."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azukari.base.errors import MalformedError
from azukari.statement.service import Choice, ItemKind
from azukari.vault.intake.conversion import Converted, Converter
from azukari.vault.intake.mapping import ItemRule, Split
from azukari.vault.intake.rows import Row
from azukari.vault.normalise import stored
from azukari.vault.typed import joined
from tests.vault.intake.samples import MAPPING, SERVICE, codes, convert, read
from tests.vault.world import STATEMENT, item, text

TYPED = st.text(st.characters(codec="utf-8"), max_size=20) | st.text("０1２3-ー－‐ ()+あアｱ@.a", max_size=14)
ITEMS = {
    kind: item(
        "it",
        kind,
        ("inquiry.reply",),
        choices=(Choice("a", text("a")), Choice("b", text("b"))) if "choice" in kind else (),
    )
    for kind in ItemKind
}


def _convert(kind: ItemKind, rule: ItemRule, **values: str) -> Converted | tuple[object, ...]:
    service = replace(SERVICE, items=(ITEMS[kind],))
    mapping = replace(read(), items={"it": rule})
    return Converter(mapping, statement=STATEMENT, service=service).convert(Row(1, values))


@given(st.sampled_from(sorted(set(ItemKind) - {ItemKind.DATE})), TYPED)
def test_a_column_gives_what_the_form_gives(kind: ItemKind, typed: str) -> None:
    found = _convert(kind, ItemRule(columns=("c",)), c=typed)
    value, ground = _as_the_form(kind, typed)
    if ground:
        assert not isinstance(found, Converted)
        assert [fault.code for fault in found] == [ground]  # type: ignore[attr-defined]
    elif value:
        assert isinstance(found, Converted)
        assert found.values == {"it": value}
    else:
        assert not isinstance(found, Converted)  # an item that is empty leaves nothing that any purpose may use


def _as_the_form(kind: ItemKind, typed: str) -> tuple[str, str]:
    boxes = [typed, "", "", ""] if kind is ItemKind.ADDRESS else [typed]
    try:
        return stored(ITEMS[kind], joined(ITEMS[kind], boxes)), ""
    except MalformedError as error:
        return "", "item_form" if error.ground == "malformed" else error.ground


@given(TYPED, TYPED)
def test_no_fault_ever_repeats_a_value(first: str, second: str) -> None:
    found = convert({"email": first + "カナリア4711", "name": second})
    assert "カナリア4711" not in repr(found) or isinstance(found, Converted)


def test_two_columns_are_joined_and_an_empty_one_leaves_no_gap() -> None:
    rule = ItemRule(columns=("a", "b"), join="　")
    for values, wanted in (
        ({"a": "山田", "b": " 花子 "}, "山田　花子"), ({"a": "山田", "b": ""}, "山田"), ({"a": " ", "b": "花子"}, "花子"),
    ):  # fmt: skip
        found = _convert(ItemKind.NAME, rule, **values)
        assert isinstance(found, Converted)
        assert found.values == {"it": wanted}


SPLITS = [
    ("山田 花子", Split("", 1, 2), "山田"), ("山田　花子", Split("", 2, 2), "花子"), ("a/b/c", Split("/", 3, 3), "c"),
    ("山田花子", Split("", 1, 2), None), ("山田 花子 マリア", Split("", 2, 2), None), ("a/b", Split("/", 3, 3), None),
]  # fmt: skip


@pytest.mark.parametrize(("value", "split", "wanted"), SPLITS)
def test_a_value_is_split_only_if_no_part_is_lost(value: str, split: Split, wanted: str | None) -> None:
    found = _convert(ItemKind.NAME, ItemRule(columns=("c",), split=split), c=value)
    if wanted is None:
        assert [fault.code for fault in found] == ["split"]  # type: ignore[union-attr]
    else:
        assert isinstance(found, Converted)
        assert found.values == {"it": wanted}


DATES = [
    ("1990-04-01", "", "1990-04-01"), ("平成2年4月1日", "", "1990-04-01"), ("H2.4.1", "", "1990-04-01"),
    ("１９９０／４／１", "", "1990-04-01"), ("19900401", "", "1990-04-01"), ("昭和65年1月1日", "", "date_doubtful"),
    ("01/04/1990", "", "date"), ("01/04/1990", "%d/%m/%Y", "1990-04-01"), ("０１／０４／１９９０", "%d/%m/%Y", "1990-04-01"),
    ("31/02/1990", "%d/%m/%Y", "date"), ("平成2年4月1日", "%d/%m/%Y", "date"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "form", "wanted"), DATES)
def test_dates_are_read_in_western_and_japanese_years_or_in_the_form_that_is_given(
    value: str, form: str, wanted: str
) -> None:
    found = _convert(ItemKind.DATE, ItemRule(columns=("c",), date=form), c=value)
    if isinstance(found, Converted):
        assert found.values == {"it": wanted}
    else:
        assert [fault.code for fault in found] == [wanted]  # type: ignore[attr-defined]


def test_choices_are_translated_one_by_one() -> None:
    rule = ItemRule(columns=("c",), separator="、", values={"甲": "a", "乙": "b"})
    found = _convert(ItemKind.CHOICES, rule, c="乙、 甲")
    assert isinstance(found, Converted)
    assert found.values == {"it": "a,b"}
    assert [one.code for one in _convert(ItemKind.CHOICES, rule, c="乙、丙")] == ["value_unknown"]  # type: ignore[union-attr]


PERMISSION = MAPPING + '[permissions.newsletter]\ncolumn = "ok"\ngiven = ["1", "yes"]\nrefused = ["0", ""]\n'


def test_a_permission_is_given_only_by_a_value_that_the_mapping_names() -> None:
    for value, wanted in (("1", True), (" yes ", True), ("0", False), ("", False)):
        found = convert({"ok": value}, PERMISSION)
        assert isinstance(found, Converted)
        assert found.permissions == (frozenset({"newsletter"}) if wanted else frozenset())
    assert codes({"ok": "2"}, PERMISSION) == ["permission"]
    assert codes({"ok": "Yes"}, PERMISSION) == ["permission"]


def test_without_a_word_about_it_a_permission_is_refused() -> None:
    found = convert({})
    assert isinstance(found, Converted)
    assert found.permissions == frozenset()
    everybody = convert({}, MAPPING + '[permissions.newsletter]\ngiven_by_all = "signed on paper, form of 2024"\n')
    assert isinstance(everybody, Converted)
    assert everybody.permissions == {"newsletter"}


def test_a_row_of_which_nothing_may_be_used_is_a_fault() -> None:
    optional = replace(SERVICE, items=tuple(replace(one, required=False) for one in SERVICE.items))
    mapping = replace(read(), items={"tastes": ItemRule(columns=("tastes",))})  # used for the newsletter alone
    found = Converter(mapping, statement=STATEMENT, service=optional).convert(Row(1, {"tastes": "tea"}))
    assert [fault.code for fault in found] == ["nothing_sent"]  # type: ignore[union-attr]


def test_languages_come_by_a_column() -> None:
    by_column = MAPPING.replace('value = "ja"', 'column = "lang"\nvalues = { "日" = "ja", "英" = "en" }')
    found = convert({"lang": "英"}, by_column)
    assert isinstance(found, Converted)
    assert found.language == "en"
    assert codes({"lang": "仏"}, by_column) == ["language"]


def test_all_that_is_wrong_with_a_row_is_told_at_once() -> None:
    assert codes({"name": "", "email": "x", "question": "4111 1111 1111 1111"}) == [
        "item_missing", "email", "card_number",
    ]  # fmt: skip
