"""Files are read as they were written, whatever stands in them, in memory that does not grow with them."""

import csv
import io
import json
import tracemalloc
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from azukari.cli.importing.csv_rows import CsvRows, HeaderError
from azukari.cli.importing.encodings import EncodingError, examine
from azukari.cli.importing.json_rows import JsonRows
from azukari.cli.importing.lines import BrokenSourceError
from azukari.cli.importing.parquet_rows import ParquetError, ParquetRows
from azukari.cli.importing.progress import moving
from azukari.cli.importing.source import find_source
from azukari.vault.intake.faults import FaultCode
from azukari.vault.intake.mapping import SourceRule
from azukari.vault.intake.rows import BadRow, Row

# What cannot be written in CSV is a lone surrogate; a NUL is refused before reading. A bare CR inside quotation marks is kept.
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
JAPANESE = st.text(st.sampled_from("山田花子髙﨑①㈱～－ー‐ｱﾝabc,\"\n ;'"), max_size=12)
HEADER = ("id", "名前", "メモ")


def _written(rows: list[tuple[str, ...]], *, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    text = io.StringIO(newline="")
    table = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    table.writerow(HEADER)
    table.writerows(rows)
    return text.getvalue().encode(encoding)


def _read(data: bytes, *, encoding: str = "utf-8", delimiter: str = ",") -> list[Row | BadRow]:
    return list(CsvRows(io.BytesIO(data), encoding=encoding, delimiter=delimiter).rows())


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), max_size=8), st.sampled_from([",", ";", "\t", "|"]), st.booleans())
def test_csv_is_read_as_it_was_written(rows: list[tuple[str, ...]], delimiter: str, bom: bool) -> None:
    data = _written(rows, delimiter=delimiter)
    found = _read(b"\xef\xbb\xbf" + data if bom else data, delimiter=delimiter)
    assert [tuple(row.values[name] for name in HEADER) for row in found if isinstance(row, Row)] == rows


@given(st.lists(st.tuples(JAPANESE, JAPANESE, JAPANESE), min_size=1, max_size=8))
def test_shift_jis_is_read_as_it_was_written_and_each_row_knows_its_line(rows: list[tuple[str, ...]]) -> None:
    data = _written(rows, encoding="cp932")
    found = _read(data, encoding="cp932")
    assert [tuple(row.values[name] for name in HEADER) for row in found if isinstance(row, Row)] == rows
    line = 2
    for row, values in zip(found, rows, strict=True):
        assert row.line == line
        line += 1 + sum(value.count("\n") for value in values)


@given(st.lists(st.dictionaries(TEXTS, TEXTS | st.integers() | st.booleans() | st.none(), max_size=4), max_size=6))
def test_json_lines_are_read_as_they_were_written(rows: list[dict[str, object]]) -> None:
    data = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
    found = list(JsonRows(io.BytesIO(data)).rows())
    told = {True: "true", False: "false", None: ""}
    wanted = [
        {name: told[value] if value is None or isinstance(value, bool) else str(value) for name, value in row.items()}
        for row in rows
    ]
    assert [row.values for row in found if isinstance(row, Row)] == wanted


@given(st.binary(max_size=400))
def test_no_bytes_make_a_reader_fail_in_a_way_of_its_own(data: bytes) -> None:
    for encoding in ("utf-8", "cp932"):
        try:
            rows = _read(data, encoding=encoding)
        except (HeaderError, BrokenSourceError):
            continue
        assert all(row.line > 1 for row in rows)
    assert all(isinstance(row, Row | BadRow) for row in JsonRows(io.BytesIO(data)).rows())


def test_parquet_of_other_types_is_read_as_text(tmp_path: Path) -> None:
    place = tmp_path / "people.parquet"
    query = "SELECT 7 AS n, DATE '1990-04-01' AS day, true AS yes, NULL AS nothing, ['tea', 'rice'] AS tastes, {'a': 1} AS deep"
    _write_parquet(query, place)
    source = find_source(place, SourceRule())
    with source.open() as rows:
        assert rows.columns == ("n", "day", "yes", "nothing", "tastes", "deep")
        assert [row.line for row in rows.rows()] == [1]
    _write_parquet(query.replace(", {'a': 1} AS deep", ""), place)
    (row,) = ParquetRows(place).rows()
    assert isinstance(row, Row)
    assert row.values == {"n": "7", "day": "1990-04-01", "yes": "true", "nothing": "", "tastes": "tea,rice"}


def _write_parquet(query: str, place: Path) -> None:
    found = duckdb.sql(query)
    assert found is not None
    found.write_parquet(str(place))


def test_what_is_no_parquet_or_a_pattern_of_names_is_refused(tmp_path: Path) -> None:
    (tmp_path / "no.parquet").write_bytes(b"PAR1 nothing PAR1")
    with pytest.raises(ParquetError):
        ParquetRows(tmp_path / "no.parquet")
    _write_parquet("SELECT 1 AS n", tmp_path / "no.parquet")
    with pytest.raises(ParquetError):
        ParquetRows(tmp_path / "*.parquet")


KANJI = "氏名\r\n山田　花子\r\n髙橋　一郎\r\n"
ENCODINGS = {
    "utf-8": (KANJI.encode(), "utf-8"),
    "with a mark": (b"\xef\xbb\xbf" + KANJI.encode(), "utf-8"),
    "ascii": (b"name\r\nx\r\n", "utf-8"),
    "cp932": (KANJI.encode("cp932"), "cp932"),
    "empty": (b"", "utf-8"),
}


@pytest.mark.parametrize("name", ENCODINGS)
def test_encodings_are_found_out(name: str) -> None:
    data, wanted = ENCODINGS[name]
    assert examine(io.BytesIO(data), declared="", is_text=True).encoding == wanted


REFUSED = {
    "utf-16": KANJI.encode("utf-16"),
    "utf-16 without mark": KANJI.encode("utf-16-le"),
    "jis": KANJI.encode("iso2022_jp_ext", "replace"),
    "euc-jp": "氏名\r\n山田　花子\r\n".encode("euc_jp"),
    "half": KANJI.encode()[:-3] + b"\xff\r\n",
    "a spreadsheet": b"PK\x03\x04\x00\x00",
}


@pytest.mark.parametrize("name", REFUSED)
def test_an_encoding_that_cannot_be_told_is_refused_with_what_to_do(name: str) -> None:
    with pytest.raises(EncodingError) as found:
        examine(io.BytesIO(REFUSED[name]), declared="", is_text=True)
    assert "UTF-8" in found.value.message
    assert "山田" not in found.value.message


def test_what_could_be_two_encodings_is_asked_about() -> None:
    both = "ﾔﾏ,ﾊﾅ\r\n".encode("cp932")  # as EUC-JP these are two kanji
    with pytest.raises(EncodingError):
        examine(io.BytesIO(both), declared="", is_text=True)
    assert examine(io.BytesIO(both), declared="shift_jis", is_text=True).encoding == "cp932"


def test_a_header_must_name_each_column_once() -> None:
    for data in (b"", b"\r\n1,2\r\n", b"a,b,a\r\n"):
        with pytest.raises(HeaderError):
            _read(data)


def test_a_quotation_mark_that_is_never_closed_is_found_before_memory_is_full() -> None:
    class Endless(io.RawIOBase):
        lines = 0

        def readline(self, size: int | None = -1) -> bytes:  # noqa: ARG002
            self.lines += 1
            return b'a,b\r\n"' if self.lines == 1 else b"x" * 1000 + b"\r\n"

    endless = Endless()
    with pytest.raises(BrokenSourceError) as found:
        list(CsvRows(endless, encoding="utf-8", delimiter=",").rows())  # type: ignore[arg-type]
    assert found.value.code is FaultCode.QUOTING
    assert endless.lines < 1000


def test_reading_keeps_nothing() -> None:
    class Table(io.RawIOBase):
        lines = 0

        def readline(self, size: int | None = -1) -> bytes:  # noqa: ARG002
            self.lines += 1
            return (
                b"id,name,note\r\n"
                if self.lines == 1
                else b"1,somebody,%d\r\n" % self.lines
                if self.lines < 50_000
                else b""
            )

    tracemalloc.start()
    rows = CsvRows(Table(), encoding="utf-8", delimiter=",").rows()  # type: ignore[arg-type]
    peaks = []
    for count, _row in enumerate(rows):
        if count % 10_000 == 5_000:
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.reset_peak()
    tracemalloc.stop()
    assert max(peaks[1:]) < peaks[0] + 50_000


def test_the_bar_is_silent_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    with moving("Checking", size=10, console=Console(stderr=True)) as moved:
        moved(5, 250)
    assert capsys.readouterr() == ("", "")


def test_the_bar_tells_rows_each_second_and_the_time_left() -> None:
    shown = io.StringIO()
    with moving("Checking", size=1000, console=Console(file=shown, force_terminal=True, width=120)) as moved:
        moved(500, 250)
    assert "Checking" in shown.getvalue()
    assert "250 rows" in shown.getvalue()
