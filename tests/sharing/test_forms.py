"""Wishes, rows, references and control rows: what is written is read back, whatever somebody typed."""

import csv
import io
import json
import uuid
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azukari.base.errors import MalformedError
from azukari.sharing.delivery import Form, Sieve, State, StepRefusedError, Wish, check_step, read_wish, wish_value
from azukari.sharing.engagement import CRITERIA, score_of
from azukari.sharing.exit import Exit
from azukari.sharing.rows import Writer
from azukari.sharing.watermark import control_row, is_ref, mark_key, ref_of
from azukari.statement.service import ItemKind
from tests.vault.world import STATEMENT

WISHES = st.builds(
    Wish,
    st.sampled_from(["inquiry", "brochure"]),
    st.sampled_from(["newsletter", "inquiry.reply"]),
    st.builds(
        Sieve,
        st.none() | st.dates(),
        st.none() | st.dates(),
        st.dictionaries(st.sampled_from(["topic", "use"]), st.sampled_from(["a", "b"])),
    ),
    st.sampled_from(Form),
    st.booleans(),
)
VALUES = st.dictionaries(st.sampled_from(["name", "email", "body"]), st.text(st.characters(exclude_categories=["Cs"])))

_A_WISH: dict[str, object] = json.loads(json.dumps(wish_value(Wish("a", "b"))))


@given(WISHES)
def test_a_wish_is_read_back(wish: Wish) -> None:
    assert read_wish(json.loads(json.dumps(wish_value(wish)))) == wish


@pytest.mark.parametrize("value", [None, {}, {"service": "a"}, {**_A_WISH, "more": 1}, {**_A_WISH, "from": "1.2.3"}])
def test_anything_else_is_no_wish(value: object) -> None:
    with pytest.raises(MalformedError):
        read_wish(value)


@given(st.lists(st.tuples(st.from_regex(r"[A-Z2-7]{16}", fullmatch=True), VALUES)))
def test_csv_is_read_back_but_for_the_apostrophe(rows: list[tuple[str, dict[str, str]]]) -> None:
    writer = Writer(Form.CSV, ("name", "email", "body"))
    text = (writer.head() + writer.rows(rows)).decode("utf-8-sig")
    found = list(csv.reader(io.StringIO(text, newline="")))
    assert found[0] == ["ref", "name", "email", "body"]
    for (ref, values), line in zip(rows, found[1:], strict=True):
        assert line[0] == ref
        for item, shown in zip(("name", "email", "body"), line[1:], strict=True):
            value = values.get(item, "")
            harmful = value.startswith(("\t", "\r", "\n")) or value.lstrip()[:1] in set("=+-@＝＋－＠")
            assert shown == (f"'{value}" if harmful else value)


@given(st.lists(st.tuples(st.from_regex(r"[A-Z2-7]{16}", fullmatch=True), VALUES)))
def test_json_lines_are_read_back_as_they_are(rows: list[tuple[str, dict[str, str]]]) -> None:
    data = Writer(Form.JSON_LINES, ("name",)).rows(rows)
    assert [json.loads(line) for line in data.split(b"\n")[:-1]] == [{"ref": ref, **values} for ref, values in rows]


@given(st.uuids(), st.uuids())
def test_a_reference_tells_records_and_hand_overs_apart(record: uuid.UUID, handover: uuid.UUID) -> None:
    key = bytes(32)
    mark, other = mark_key(key, handover), mark_key(key, uuid.UUID(int=handover.int ^ 1))
    assert is_ref(ref_of(mark, record))
    assert len({ref_of(mark, record), ref_of(other, record), ref_of(mark, uuid.UUID(int=record.int ^ 1))}) == 3


def test_a_control_row_has_something_for_each_kind_of_item() -> None:
    items = STATEMENT.service("inquiry").items
    ref, values = control_row(STATEMENT, items, mark=bytes(32), language="en")
    assert values["name"] == f"Control desk {ref[:6]}"
    assert values["email"] == f"privacy+{ref[:6].lower()}@azukari.example"
    assert values["phone"] == "+81-3-0000-0000"
    assert values["topic"] in {"price", "other"}
    assert {item.id for item in items if not values[item.id]} == {
        item.id for item in items if item.kind is ItemKind.PARAGRAPH
    }


def test_a_sieve_has_both_its_ends_inside() -> None:
    day = date(2026, 11, 23)
    sieve = Sieve(day, day, {"topic": "price"})
    assert sieve.passes({"topic": "price"}, day)
    assert sieve.passes({"topic": "other,price"}, day)
    assert not sieve.passes({"topic": "other"}, day)
    assert not sieve.passes({}, day)
    assert not sieve.passes({"topic": "price"}, day - timedelta(days=1))
    assert not sieve.passes({"topic": "price"}, day + timedelta(days=1))


def test_what_has_ended_goes_nowhere() -> None:
    for ended in (State.CLOSED, State.REFUSED, State.CANCELLED):
        for after in State:
            with pytest.raises(StepRefusedError):
                check_step(ended, after)


def test_a_score_is_of_a_hundred() -> None:
    assert score_of(dict.fromkeys(CRITERIA, 5)) == 100
    assert score_of(dict.fromkeys(CRITERIA, 0)) == 0
    assert score_of({**dict.fromkeys(CRITERIA, 3), CRITERIA[0]: 4}) == 62


def test_there_is_no_other_way_out() -> None:
    assert set(Exit) == {"person", "contractor", "consent", "exception", "joint_use", "client", "statistics", "backup"}
