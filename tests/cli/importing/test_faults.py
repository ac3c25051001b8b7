"""What is wrong with a row is told with its line, its column and a stable code, never with the value; nothing is stored then."""

import csv
import json
from typing import Any

import pytest

from azukari.vault.intake.faults import FATAL, WORDS, FaultCode
from tests.cli.importing.office import HEADER, MAPPING, Office, csv_text, person

# What a row has in it, and what is found: code, columns, item.
ROWS: list[tuple[dict[str, str], tuple[str, str, str]]] = [
    ({"製品": "鉛筆カナリア"}, ("value_unknown", "製品", "product")),
    ({"製品": ""}, ("item_missing", "製品", "product")),
    ({"製造番号": "カ" * 41}, ("too_long", "製造番号", "serial")),
    ({"製造番号": "4111 1111 1111 1111"}, ("card_number", "製造番号", "serial")),
    ({"製造番号": "1234 5678 9018"}, ("my_number", "製造番号", "serial")),
    ({"購入日": "13月カナリア"}, ("date", "購入日", "purchased_on")),
    ({"購入日": "昭和65年1月1日"}, ("date_doubtful", "購入日", "purchased_on")),
    ({"姓": "", "名": "  "}, ("item_missing", "姓 + 名", "name")),
    ({"セイ": "漢字カナリア"}, ("kana", "セイ + メイ", "kana")),
    ({"メール": "canary.example"}, ("email", "メール", "email")),
    ({"電話": "3-4711-4711"}, ("phone", "電話", "phone")),
    ({"郵便番号": "00001"}, ("postal_code", "郵便番号", "postal_code")),
    ({"都道府県": "江戸カナリア"}, ("prefecture", "都道府県 + 市区町村 + 番地 + 建物", "address")),
    ({"都道府県": ""}, ("address", "都道府県 + 市区町村 + 番地 + 建物", "address")),
    ({"メルマガ": "たぶんカナリア"}, ("permission", "メルマガ", "newsletter")),
    ({"会員番号": " "}, ("id_missing", "会員番号", "")),
]


def _report(office: Office, monkeypatch: pytest.MonkeyPatch, content: str | bytes, *options: str) -> Any:
    path = office.folder / "report.json"
    path.unlink(missing_ok=True)
    file = office.write("people.csv", content)
    done = office.run(monkeypatch, office.arguments(file, "--report", str(path), *options))
    return done, json.loads(path.read_text())


def test_every_fault_is_found_named_and_stops_everything(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    people = [person(1)] + [person(number, **changed) for number, (changed, _) in enumerate(ROWS, start=2)]
    done, report = _report(office, monkeypatch, csv_text(people))
    found = [(one["line"], one["code"], " + ".join(one["columns"]), one["item"]) for one in report["faults"]]
    assert found == [(line, *wanted) for line, (_, wanted) in enumerate(ROWS, start=3)]
    assert all(one["problem"] and one["mend"] for one in report["faults"])
    assert done.exit_code == 1
    assert report["totals"] | {"import": ""} == {
        "import": "", "service": "registration", "state": "not begun", "rows": 17, "good": 1, "faulty": 16, "faults": 16,
        "stored": 0, "skipped": 0,
    }  # fmt: skip
    assert office.sql("SELECT count(*) FROM vault_import") == office.sql("SELECT count(*) FROM vault_record") == [(0,)]
    assert office.entries("vault.import.") == office.entries("vault.record.") == []


def test_no_value_of_the_file_is_ever_shown(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    people = [person(number, **changed) for number, (changed, _) in enumerate(ROWS, start=2)]
    values = {value for row in people for value in row.values() if len(value.strip()) > 2} - {"東京都"}
    for options in ((), ("--dry-run",), ("--skip-faulty",)):
        done, report = _report(office, monkeypatch, csv_text([*people, person(1)]), *options)
        shown = done.output + json.dumps(report, ensure_ascii=False)
        assert [value for value in values if value in shown] == []


def test_faulty_rows_are_skipped_only_if_asked(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    people = csv_text([person(1), person(2, メール="none"), person(3)])
    done, report = _report(office, monkeypatch, people)
    assert (done.exit_code, office.records()) == (1, [])
    done, report = _report(office, monkeypatch, people, "--skip-faulty")
    assert done.exit_code == 0
    assert (report["totals"]["stored"], report["totals"]["skipped"], report["totals"]["state"]) == (2, 1, "finished")
    assert len(office.records()) == 2


def test_a_dry_run_stores_nothing_and_says_the_same(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    people = csv_text([person(1), person(2, メール="none"), person(3)])
    dry, first = _report(office, monkeypatch, people, "--dry-run")
    real, second = _report(office, monkeypatch, people)
    assert (dry.exit_code, real.exit_code) == (1, 1)
    assert first == second
    assert office.sql("SELECT count(*) FROM vault_import") == [(0,)]
    assert (
        office.run(monkeypatch, office.arguments(office.write("p.csv", csv_text([person(1)])), "--dry-run")).exit_code
        == 0
    )
    assert office.records() == []
    assert office.sql("SELECT count(*) FROM person_key", name="azukari_person_keys") == [(0,)]


SNAPSHOT = """\
line 3: メール (email): email This is no e-mail address.
      mend: Mend it, or leave it empty if the item is not required.
line 5: columns The row has more or fewer columns than the header.
      mend: Look for a delimiter or a quotation mark inside a value; such values need quotation marks around them.
        1  email            This is no e-mail address.
        1  columns          The row has more or fewer columns than the header.
3 rows, 1 good, 2 faulty.
Nothing was stored.
"""


def test_the_dry_run_reads_like_a_linter(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    # A name with a line end in it, so that line and row differ from there on.
    file = office.write("people.csv", csv_text([person(1), person(2, メール="none", 名="二\n郎")]) + "one,two\r\n")
    done = office.run(monkeypatch, office.arguments(file, "--dry-run"))
    assert done.stdout == SNAPSHOT


def test_the_report_as_a_table(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    path = office.folder / "report.csv"
    file = office.write("people.csv", csv_text([person(1, メール="none"), person(2)]))
    office.run(monkeypatch, office.arguments(file, "--skip-faulty", "--report", str(path)))
    rows = list(csv.DictReader(path.read_text().splitlines()))
    assert (rows[0]["kind"], rows[0]["line"], rows[0]["columns"], rows[0]["code"]) == ("fault", "2", "メール", "email")
    totals = {row["code"]: row["count"] for row in rows if row["kind"] == "total"}
    assert (totals["rows"], totals["stored"], totals["skipped"], totals["state"]) == ("2", "1", "1", "finished")
    assert path.stat().st_mode & 0o777 == 0o600


# Files that are refused whole, skipping or not.
BROKEN: dict[str, tuple[bytes, str]] = {
    "an open quotation mark": (csv_text([person(1)]).encode() + b'"never closed,' + b"x" * 200_000, "quoting"),
    "text after a quotation mark": (csv_text([person(1)]).encode() + b'"a"b,c\r\n', "quoting"),
    "an endless line": (csv_text([person(1)]).encode() + b"x" * (1 << 21), "line_too_long"),
    "a column that the mapping names": (
        csv_text([dict.fromkeys(HEADER[:-1], "x")], HEADER[:-1]).encode(), "column_unknown",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_whole(office: Office, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    content, code = BROKEN[name]
    done, report = _report(office, monkeypatch, content, "--skip-faulty")
    assert done.exit_code == 1
    assert report["faults"][-1]["code"] == code
    assert FaultCode(code) in FATAL
    assert office.sql("SELECT count(*) FROM vault_import") == [(0,)]


def test_bytes_that_are_no_text_are_a_fault_of_their_column(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    content = csv_text([person(1), person(2), person(3)]).encode("cp932").replace(b"HB-2026-00002", b"HB-\x81")
    declared = MAPPING.replace("[source]", '[source]\nencoding = "cp932"')
    path = office.folder / "report.json"
    file = office.write("people.csv", content)
    done = office.run(monkeypatch, office.arguments(file, "--report", str(path), "--skip-faulty", mapping=declared))
    assert done.exit_code == 0, done.output
    (fault,) = json.loads(path.read_text())["faults"]
    assert (fault["line"], fault["code"], fault["columns"]) == (3, "encoding", ["製造番号"])
    assert len(office.records()) == 2


def test_json_lines_have_faults_of_their_own(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    good = json.dumps(person(1), ensure_ascii=False)
    lines = [
        good,
        "[1]",
        '{"a":',
        '{"姓":"a","姓":"b"}',
        json.dumps({**person(2), "姓": {"a": 1}}),
        '{"姓": NaN}',
        "",
        good,
    ]
    path = office.folder / "report.json"
    file = office.write("people.jsonl", "\n".join(lines))
    office.run(monkeypatch, office.arguments(file, "--report", str(path), "--dry-run"))
    report = json.loads(path.read_text())
    assert [(one["line"], one["code"]) for one in report["faults"]] == [
        (2, "json"), (3, "json"), (4, "json"), (5, "json_value"), (6, "json"),
    ]  # fmt: skip
    assert report["totals"]["good"] == 2


def test_a_column_that_no_object_has_is_a_fault_of_the_whole(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    path = office.folder / "report.json"
    file = office.write("p.jsonl", json.dumps({**person(1)}, ensure_ascii=False).replace("電話", "でんわ"))
    done = office.run(monkeypatch, office.arguments(file, "--report", str(path), "--skip-faulty"))
    assert done.exit_code == 1
    assert json.loads(path.read_text())["faults"][-1]["columns"] == ["電話"]


def test_every_code_has_its_words() -> None:
    assert set(WORDS) == set(FaultCode)
