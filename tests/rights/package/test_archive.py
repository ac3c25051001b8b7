"""A package is made the same way each time, holds nothing of the person in its name, and is not given out unless it verifies."""

import io
import json
import zipfile
from dataclasses import replace

import pytest

from azukari.base.errors import TamperedError
from azukari.rights.package.archive import build, with_proof
from azukari.rights.package.verified import PackageTamperedError, verify_package
from azukari.vault.receipt import verify_receipt
from tests.rights.package.samples import (
    CONTENT,
    FIRST,
    HOSTILE,
    MADE_AT,
    PERSON,
    RECEIPTS,
    RECORDS,
    SALT,
    SECOND,
    UNICODE,
    VKEY,
    entry_of,
    whole,
)
from tests.vault.proving import OTHER, prove

PACKAGE = build(CONTENT, now=MADE_AT)


def test_the_same_content_gives_the_same_bytes() -> None:
    assert build(CONTENT, now=MADE_AT) == PACKAGE
    assert whole() == whole()
    assert build(replace(CONTENT, language="en"), now=MADE_AT).manifest != PACKAGE.manifest


def test_files_come_in_one_order() -> None:
    names = zipfile.ZipFile(io.BytesIO(whole())).namelist()
    assert names == [
        "README.txt",
        *(f"consent/{one.record_id}.jsonld" for one in RECORDS),
        "data.json",
        "index.html",
        *(f"receipts/{one.number}.json" for one in RECORDS[:2]),
        "tables/accesses.csv", "tables/deliveries.csv", "tables/purposes.csv", "tables/records.csv", "tables/requests.csv",
        "manifest.json",
        "proof.json",
    ]  # fmt: skip


def test_its_name_and_paths_hold_nothing_of_the_person() -> None:
    assert PACKAGE.name == "azukari-2026-11-27-1f2e3d4c.zip"
    names = " ".join(zipfile.ZipFile(io.BytesIO(whole())).namelist())
    assert str(PERSON) not in names
    assert not any(value in names for record in RECORDS for value in record.values.values() if len(value) > 5)


def test_the_manifest_names_every_file_and_what_binds_it() -> None:
    manifest = json.loads(PACKAGE.manifest)
    archive = zipfile.ZipFile(io.BytesIO(PACKAGE.data))
    assert set(manifest["files"]) == set(archive.namelist()) - {"manifest.json"}
    assert manifest["azk:entry"] == {"fact": "manifest", "kind": "rights.package.made"}
    assert manifest["statement"] == {"version": "2026-11-01", "sha256": "ab" * 32}
    assert (manifest["package"], manifest["language"]) == (str(PACKAGE.package_id), "ja")


def test_the_ledger_is_told_nothing_that_can_be_tested() -> None:
    facts = PACKAGE.facts(SALT)
    assert set(facts) == {"package", "manifest"}
    assert PACKAGE.facts(bytes(32))["manifest"] != facts["manifest"]
    assert build(CONTENT, now=MADE_AT).facts(SALT) == facts


def test_values_are_byte_exact_in_every_format() -> None:
    archive = zipfile.ZipFile(io.BytesIO(whole()))
    assert json.loads(archive.read("data.json"))["records"][1]["items"][0]["value"] == UNICODE
    for name in ("data.json", "index.html", "tables/records.csv"):
        assert UNICODE.encode() in archive.read(name)
    assert json.loads(archive.read("data.json"))["records"][1]["items"][1]["value"] == HOSTILE


def test_receipts_are_those_that_were_given() -> None:
    archive = zipfile.ZipFile(io.BytesIO(whole()))
    for record, data in RECEIPTS.items():
        number = next(one.number for one in RECORDS if one.record_id == record)
        assert archive.read(f"receipts/{number}.json") == data
        assert verify_receipt(data, VKEY).number == number


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_readme_is_read_by_every_editor(language: str) -> None:
    package = build(replace(CONTENT, language=language), now=MADE_AT)  # type: ignore[arg-type]
    text = zipfile.ZipFile(io.BytesIO(package.data)).read("README.txt")
    assert text.startswith(b"\xef\xbb\xbf")
    assert text.count(b"\n") == text.count(b"\r\n") > 10
    assert b"azukari verify FILE.zip" in text
    assert b"privacy@azukari.example" in text


def test_a_package_without_anything_is_a_package() -> None:
    content = replace(CONTENT, records=(), accesses=(), requests=(), receipts={}, redactions=())
    assert verify_package(whole(content), VKEY).receipts == ()


def test_a_package_that_does_not_verify_is_never_given_out() -> None:
    entry = entry_of(PACKAGE)
    with pytest.raises(PackageTamperedError):
        with_proof(PACKAGE, salt=bytes(32), entry=entry, proof=prove(entry), vkey=VKEY)
    with pytest.raises(TamperedError):
        with_proof(PACKAGE, salt=SALT, entry=entry, proof=prove(entry, signer=OTHER), vkey=VKEY)
    other = build(replace(CONTENT, receipts={FIRST: RECEIPTS[SECOND]}), now=MADE_AT)
    entry = entry_of(other)
    with pytest.raises(PackageTamperedError, match="another record"):
        with_proof(other, salt=SALT, entry=entry, proof=prove(entry), vkey=VKEY)
