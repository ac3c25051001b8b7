"""Tables that a spreadsheet shows as they are: nothing is a formula, and each value comes back as it was."""

import csv
import io
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azukari.rights.package.tables import csv_bytes, safe_cell, tables
from azukari.rights.package.telling import Told, tell
from tests.rights.package.samples import CONTENT, FIRST, HOSTILE, MADE_AT, RECORDS, REQUESTS, SECOND, UNICODE

_STARTS = "=+-@＝＋－＠\t\r\n"
_CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.text(f"'{_STARTS}\",a\x00", max_size=8)


def read(data: bytes) -> list[list[str]]:
    """Read a table as the specification says, by the reader of the standard library."""
    text = data.decode("utf-8-sig")
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    return [[cell[1:] if re.match(f"'+[{re.escape(_STARTS)}]", cell) else cell for cell in row] for row in rows]


def _told(**changes: object) -> Told:
    return tell(replace(CONTENT, **changes), now=MADE_AT)  # type: ignore[arg-type]


def _table(name: str, told: Told | None = None) -> list[list[str]]:
    return read(tables(told or _told())[f"tables/{name}.csv"])


@given(st.lists(st.lists(_CELLS, min_size=1, max_size=4), max_size=4))
def test_reading_back_gives_the_value(rows: list[list[str]]) -> None:
    assert read(csv_bytes(rows)) == rows


@given(_CELLS)
def test_no_cell_begins_as_a_formula_does(value: str) -> None:
    assert safe_cell(value)[:1] not in set(_STARTS)
    (cell,) = next(csv.reader(io.StringIO(csv_bytes([[value]]).decode("utf-8-sig"), newline="")))
    assert cell[:1] not in set(_STARTS)


@pytest.mark.parametrize("start", _STARTS)
@pytest.mark.parametrize("before", ["", "'", "''"])
def test_one_apostrophe_is_put_in_front(before: str, start: str) -> None:
    assert safe_cell(f"{before}{start}1") == f"'{before}{start}1"


@pytest.mark.parametrize("value", ["", "'", "'a", "1-1", "03-0000", "a=b", " =1"])
def test_what_is_no_formula_stays_as_it_is(value: str) -> None:
    assert safe_cell(value) == value


def test_it_is_utf_8_with_a_mark_and_crlf_and_every_cell_quoted() -> None:
    assert csv_bytes([["a", 'b"c']]) == b'\xef\xbb\xbf"a","b""c"\r\n'
    for data in tables(_told()).values():
        assert data.startswith(b'\xef\xbb\xbf"')
        assert data.endswith(b'"\r\n')


def test_values_come_back_point_by_point() -> None:
    values = {(row[0], row[7]): row[9] for row in _table("records")[1:]}
    assert values["9A4C-81XY-0TBH", "name"] == UNICODE
    assert values["9A4C-81XY-0TBH", "question"] == HOSTILE
    assert values["7K3M-92QF-0TB5", "phone"] == "+81 3-0000-0000"


def test_records_have_a_row_for_each_item() -> None:
    head, *rows = _table("records")
    assert head[0] == "受付番号"
    assert all(len(row) == len(head) for row in rows)
    assert [row[7] for row in rows if row[1] == str(FIRST)] == [
        "name", "email", "phone", "topic", "tastes", "question",
    ]  # fmt: skip
    tastes = next(row for row in rows if row[7] == "tastes")
    assert (tastes[9], tastes[10]) == ("tea,rice", "t（日本語） / r（日本語）")
    assert next(row for row in rows if row[7] == "question")[11] == RECORDS[0].values["@question"]


def test_purposes_have_a_row_for_each_use_with_what_was_said_last() -> None:
    head, *rows = _table("purposes")
    assert all(len(row) == len(head) for row in rows)
    newsletter = {row[1]: row[4:] for row in rows if row[2] == "newsletter"}
    assert newsletter[str(FIRST)] == [
        "利用しています", "2028-11-22", "はい", "同意されました", "2026-11-23T09:15:02.123Z",
    ]  # fmt: skip
    assert newsletter[str(SECOND)][3:] == ["同意を取り消されました", "2026-11-24T09:15:02.123Z"]


def test_accesses_name_roles_and_nobody() -> None:
    head, *rows = _table("accesses")
    assert [row[6] for row in rows] == ["サービスの担当者", "個人情報保護管理者", "監査の担当者"]
    assert all(len(row) == len(head) for row in rows)
    text = tables(_told())["tables/accesses.csv"].decode()
    assert not any(hidden in text for hidden in ("staff:7", "to answer 佐藤"))


def test_requests_have_a_row_each_in_the_language_asked_for() -> None:
    head, *rows = _table("requests", _told(language="en"))
    assert head[0] == "Receipt number"
    assert [row[0] for row in rows] == [one.number for one in REQUESTS]
    assert rows[0][5:8] == ["Answered", "In part", f"{REQUESTS[0].grounds[0].title.en} (33(2)i)"]
    assert rows[0][8:] == ["全部見せてください。", "ほかの方のお名前は除きました。", "この一式をご覧ください。"]
