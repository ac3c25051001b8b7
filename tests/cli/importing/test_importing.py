"""A file is taken in: what stands in it opens as if it had been sent in, and says where it came from."""

import csv
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from azukari.base.errors import ConflictError, MalformedError, NotFoundError, TamperedError
from azukari.cli.importing.lines import BrokenSourceError
from azukari.vault.services.importing import begin
from tests.cli.importing.office import HEADER, MAPPING, Office, csv_text, person

FIRST = {
    "product": "pen_sorairo",
    "serial": "HB-2026-00001",
    "purchased_on": "2024-04-01",
    "name": "架空 1郎",
    "kana": "カクウ ロウ",
    "email": "Person1@mail.example",
    "phone": "03-0001-5678",
}


def _people(count: int) -> str:
    return csv_text(person(number) for number in range(1, count + 1))


def _by_serial(office: Office, purpose: str) -> list[dict[str, str]]:
    return sorted(office.opened(purpose).values(), key=lambda one: one["serial"])


def test_what_was_imported_opens_for_its_purposes(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    done = office.run(monkeypatch, office.arguments(office.write("people.csv", _people(7)), "--batch", "3"))
    assert done.exit_code == 0, done.output
    assert "7 stored, 0 skipped" in done.output
    opened = _by_serial(office, "registration.support")
    assert opened[0] == FIRST
    assert [one["purchased_on"] for one in opened[:4]] == ["2024-04-01", "2018-05-06", "2025-01-31", "2024-03-05"]
    safety = _by_serial(office, "registration.safety")
    assert [one["address"] for one in safety[:3]] == [
        "東京都千代田区架空1", "東京都千代田区架空2", "東京都千代田区架空3 架空ビル 3F",
    ]  # fmt: skip
    assert {one["postal_code"] for one in safety} == {"100-0001"}
    states = office.sql("SELECT state, count(*) FROM vault_consent GROUP BY 1 ORDER BY 1")
    assert states == [("given", 2), ("refused", 5)]


def test_each_record_says_in_its_sealed_header_by_which_import_it_came(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.run(monkeypatch, office.arguments(office.write("people.csv", _people(2)), "--by", "仮野"))
    listed = json.loads(office.run(monkeypatch, ["imports", "anywhere", "--json"]).output)
    (one,) = listed
    assert (one["state"], one["stored"], one["skipped"], one["begun_by"]) == ("finished", 2, 0, "仮野")
    assert one["provenance"]["name"] == "架空文具販売株式会社"
    assert one["provenance"]["representative"] == "代表取締役 仮野 太郎"
    assert one["provenance"]["received_on"] == "2026-11-20"
    connections = office.sql("SELECT DISTINCT connection FROM vault_terms")
    assert connections == [(f"import:{one['import']}",)]
    assert "架空文具販売" in office.run(monkeypatch, ["imports", "anywhere"]).output
    office.sql("UPDATE vault_terms SET connection = 'TLSv1.3'")
    with pytest.raises(TamperedError):
        office.opened()


def test_the_ledger_has_its_beginning_and_end_and_no_name(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    file = office.write("people.csv", _people(3))
    office.run(monkeypatch, office.arguments(file))
    (begun, facts), (finished, counts) = office.entries("vault.import.")
    assert (begun, finished) == ("vault.import.begun", "vault.import.finished")
    assert set(facts) == {"import", "service", "statement", "file", "mapping", "provenance"}
    assert counts == {"import": facts["import"], "stored": 3, "skipped": 0}
    assert len(office.entries("vault.record.collected")) == 3
    everything = b"".join(bytes(body) for (body,) in office.sql("SELECT body FROM ledger_entry")).decode()
    for name in ("架空", "仮野", "people", "mail.example", "M0000001"):
        assert name not in everything


def test_the_ledger_cannot_be_used_to_test_a_guess_about_the_file(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A plain digest of a file of one line would tell whether a guess is right; under the index key it tells nothing."""
    file = office.write("people.csv", _people(1))
    office.run(monkeypatch, office.arguments(file))
    before = dict(office.entries("vault.import.begun"))["vault.import.begun"]
    (office.home.keys("import") / "index.key").write_bytes(bytes(32))
    office.run(monkeypatch, office.arguments(file))
    after = office.entries("vault.import.begun")[-1][1]
    for name in ("import", "file", "mapping", "provenance"):
        assert before[name] != after[name]


def test_a_finished_import_is_not_done_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    arguments = office.arguments(office.write("people.csv", _people(3)))
    office.run(monkeypatch, arguments)
    before = office.records()
    again = office.run(monkeypatch, arguments)
    assert again.exit_code == 0
    assert "Finished: 3 stored" in again.output
    assert office.records() == before
    assert len(office.entries("vault.import.")) == 2


def test_the_same_file_under_another_mapping_is_refused_unless_it_is_meant(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = office.write("people.csv", _people(2))
    office.run(monkeypatch, office.arguments(file))
    other = MAPPING.replace("希望する", "希望します")
    mended = other.replace('["希望しない", ""]', '["希望しない", "希望する", ""]')
    refused = office.run(monkeypatch, office.arguments(file, mapping=mended))
    assert isinstance(refused.exception, ConflictError)
    assert len(office.records()) == 2
    assert office.run(monkeypatch, office.arguments(file, "--again", mapping=mended)).exit_code == 0
    assert len(office.records()) == 4


def test_a_comment_in_the_mapping_is_no_other_mapping(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    file = office.write("people.csv", _people(2))
    office.run(monkeypatch, office.arguments(file))
    assert "Finished" in office.run(monkeypatch, office.arguments(file, mapping="# mine\n" + MAPPING)).output
    assert len(office.records()) == 2


FORMS = {
    "utf8.csv": lambda text: text.encode(),
    "bom.csv": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "sjis.csv": lambda text: text.encode("cp932"),
    "unix.csv": lambda text: text.replace("\r\n", "\n").encode(),
}


@pytest.mark.parametrize("name", FORMS)
def test_csv_in_each_encoding_gives_the_same(office: Office, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    done = office.run(monkeypatch, office.arguments(office.write(name, FORMS[name](_people(3)))))
    assert done.exit_code == 0, done.output
    assert _by_serial(office, "registration.support")[0] == FIRST


def test_json_lines_and_parquet_give_the_same(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = "\n".join(json.dumps(person(number), ensure_ascii=False) for number in range(1, 4))
    assert office.run(monkeypatch, office.arguments(office.write("people.jsonl", lines))).exit_code == 0
    assert _by_serial(office, "registration.support")[0] == FIRST
    source, target = office.write("people.csv", _people(3)), office.folder / "people.parquet"
    duckdb.read_csv(str(source), all_varchar=True).write_parquet(str(target))
    assert office.run(monkeypatch, office.arguments(target)).exit_code == 0
    assert len(office.records()) == 6
    assert _by_serial(office, "registration.support")[1] == FIRST


def test_links_lead_from_the_sources_ids_to_the_records(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    links = office.folder / "links.csv"
    arguments = office.arguments(office.write("people.csv", _people(3)), "--links", str(links))
    office.run(monkeypatch, arguments)
    first = links.read_text()
    rows = list(csv.DictReader(first.splitlines()))
    assert [(row["line"], row["source_id"]) for row in rows] == [
        ("2", "M0000001"),
        ("3", "M0000002"),
        ("4", "M0000003"),
    ]
    assert office.opened()[rows[0]["record"]] == FIRST
    assert links.stat().st_mode & 0o777 == 0o600
    links.unlink()
    office.run(monkeypatch, arguments)
    assert links.read_text() == first


def test_a_file_that_changes_while_it_is_stored_is_left_unfinished(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = office.write("people.csv", _people(6))
    arguments = office.arguments(file, "--batch", "2")

    def begun_and_changed(*args: Any, **more: Any) -> object:
        file.write_text(_people(9), encoding="utf-8")
        return begin(*args, **more)

    monkeypatch.setattr("azukari.vault.services.importing.begin", begun_and_changed)
    done = office.run(monkeypatch, arguments)
    assert isinstance(done.exception, BrokenSourceError)
    assert done.exception.ground == "source_changed"
    assert office.records() == []
    assert office.sql("SELECT state FROM vault_import") == [("begun",)]


def test_an_import_goes_on_under_the_statement_of_its_beginning(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = office.arguments(office.write("people.csv", _people(6)), "--batch", "2")
    assert office.start(arguments, KILL="after step", AT="1") == -9
    first = office.sql("SELECT statement_hash FROM vault_import")[0][0]
    office.publish_later_version()
    assert office.run(monkeypatch, arguments).exit_code == 0
    assert office.sql("SELECT DISTINCT statement_hash FROM vault_terms") == [(first,)]


def test_a_mapping_to_start_from_is_written_and_only_its_provenance_is_missing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = office.folder / "start.toml"
    file = office.write("people.csv", _people(2))
    arguments = [
        "import", str(office.home.path), str(file), "--service", "registration", "--new-mapping", str(place),
    ]  # fmt: skip
    assert office.run(monkeypatch, arguments).exit_code == 0
    text = place.read_text()
    assert 'columns = ["姓", "名"]' in text
    assert 'parts = { prefecture = "都道府県", city = "市区町村", street = "番地", building = "建物" }' in text
    assert "架空" not in text.replace("架空の", "")
    done = office.run(monkeypatch, office.arguments(file, "--dry-run", mapping=text))
    assert isinstance(done.exception, MalformedError)
    assert {line.split()[0] for line in done.exception.message.splitlines()[1:]} >= {"provenance.giver"}
    assert all(line.split()[0].startswith("provenance.") for line in done.exception.message.splitlines()[1:])
    assert isinstance(office.run(monkeypatch, arguments).exception, ConflictError)  # it is not written over


def test_a_file_without_a_header_is_not_copied_into_a_mapping(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    headless = csv_text([person(1)]).split("\r\n", 1)[1]
    place = office.folder / "start.toml"
    arguments = ["import", str(office.home.path), str(office.write("x.csv", headless)), "--service", "registration"]
    done = office.run(monkeypatch, [*arguments, "--new-mapping", str(place)])
    assert isinstance(done.exception, MalformedError)
    assert not place.exists()


def test_what_is_not_there_is_said(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    good = office.write("people.csv", csv_text([person(1)], HEADER))
    missing = office.run(monkeypatch, office.arguments(Path("nowhere.csv")))
    assert isinstance(missing.exception, NotFoundError)
    other = office.arguments(good)
    other[other.index("registration")] = "nothing"
    unknown = office.run(monkeypatch, other)
    assert isinstance(unknown.exception, MalformedError)
    assert "registration" in unknown.exception.message
