"""Registers on the staff side: for three people, as pages, for spreadsheets, and for programs."""

import csv
import io
import json
from typing import Any

from django.utils.translation import override

from azukari.sharing.register_rows import columns
from azukari.sharing.services.passing_on import SYSTEM
from azukari.web.staff.register_words import CLIENT_REGISTERS, COLUMN_WORDS, REGISTERS
from azukari.web.staff.sharing_lines import proposer_words, reason_words
from tests.journeys.product import wait_for
from tests.web.staff.conftest import Door
from tests.web.staff.people import Person
from tests.web.staff.recipients import moved, permitted, proposed, start, state_of, taken_on
from tests.web.staff.requests import page_of

ALL = "/en/registers/"


def read_sheet(answer: Any) -> list[dict[str, str]]:
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_every_column_has_words() -> None:
    for words in REGISTERS.values():
        assert set(columns(words.row)) <= set(COLUMN_WORDS)
        assert words.head in columns(words.row)


def test_the_registers_are_for_three_and_not_for_the_administrator(
    door: Door, manager: Person, clerk: Person, auditor: Person, administrator: Person
) -> None:
    for person in (manager, clerk, auditor):
        page = page_of(person, ALL)
        for name, words in REGISTERS.items():
            if person is clerk and name in CLIENT_REGISTERS:
                assert f"{ALL}{name}/" not in page
                for end in ("/", ".csv", ".json"):
                    assert clerk.get(f"{ALL}{name}{end}").status_code == 403
                continue
            assert f"{ALL}{name}/" in page
            assert page_of(person, f"{ALL}{name}/")
            assert person.get(f"{ALL}{name}.csv").status_code == 200
            assert json.loads(person.get(f"{ALL}{name}.json").content)["register"] == name
            assert words.title
    for url in (ALL, f"{ALL}contractors/", f"{ALL}contractors.csv", f"{ALL}contractors.json"):
        assert administrator.get(url).status_code == 403
    for url in (f"{ALL}secrets/", f"{ALL}secrets.csv", f"{ALL}secrets.json"):
        assert auditor.get(url).status_code == 404


def test_before_there_is_anything_each_says_so(door: Door, auditor: Person) -> None:
    assert "Nothing was handed over yet." in page_of(auditor, f"{ALL}deliveries/")
    assert "No file was taken in." in page_of(auditor, f"{ALL}receipts/")
    assert read_sheet(auditor.get(f"{ALL}deliveries.csv")) == []


def test_what_was_handed_over_stands_in_words_for_people_and_in_codes_for_programs(
    door: Door, manager: Person, auditor: Person
) -> None:
    start(door)
    taken_on(manager)
    permitted(door.house)
    proposed(manager, reason="=1+1 autumn letter")
    wait_for(lambda: state_of(door) == "made")
    moved(door, "handed")
    [line] = read_sheet(auditor.get(f"{ALL}deliveries.csv"))
    assert line["Recipient"] == "Yunagi Letters Co., Ltd."
    assert line["State"] == "The recipient has it"
    assert line["Reason"] == "'=1+1 autumn letter"
    assert line["Proposed by"] == "The privacy_manager"
    assert line["Records written"] == "1"
    [row] = json.loads(auditor.get(f"{ALL}deliveries.json").content)["rows"]
    assert (row["recipient"], row["state"], row["reason"]) == ("yunagi", "handed", "=1+1 autumn letter")
    contractors = json.loads(auditor.get(f"{ALL}contractors.json").content)["rows"]
    assert {one["recipient"]: one["records_outside"] for one in contractors} == {"kazaguruma": 0, "yunagi": 1}
    japanese = read_sheet(auditor.get("/ja/registers/contractors.csv"))
    assert "株式会社ゆうなぎ便り" in {one["名前"] for one in japanese}
    page = page_of(auditor, f"{ALL}subcontractors/")
    assert "Komorebi Express" in page
    assert "No" in page


def test_where_imported_files_came_from_is_shown_and_their_digests_are_not_read(door: Door, auditor: Person) -> None:
    provenance = json.dumps(
        {
            "v": 1, "giver": "organisation", "name": "Old Shop", "address": "Osaka", "representative": "Boss",
            "acquired": "by order forms", "received_on": "2026-11-01", "basis": "27-5-ii", "consent": "", "contract": "deed",
            "confirmed_by": "Anna", "confirmed_how": "by telephone",
        }
    )  # fmt: skip
    door.house.sql(
        "INSERT INTO vault_import (import_id, service, statement_hash, file_digest, mapping_digest, provenance, begun_by,"
        " begun_at, stored) VALUES (gen_random_uuid(), 'inquiry', 'x', 'f', 'm', %s, 'owner', now(), 7)",
        (provenance.encode(),),
    )
    page = page_of(auditor, f"{ALL}receipts/")
    for words in ("Old Shop", "by order forms", "Succession of a business", "An organisation"):
        assert words in page
    assert door.house.fails_as("staff", "SELECT file_digest FROM vault_import") == "InsufficientPrivilege"


def test_what_the_system_wrote_as_a_reason_is_said_in_words() -> None:
    with override("en"):
        assert reason_words("changes since hand-overs, 2026-11-28") == "Changes in what was handed over"
        assert reason_words("APPI 27(1) ii").startswith("ii – life, body or property")
        assert reason_words("autumn letter") == "autumn letter"
        assert proposer_words(SYSTEM.id) == "the system"
        assert proposer_words("Sato") == "Sato"
