"""The vectors beside the specification, read without the code that wrote them where that is possible."""

import base64
import csv
import hashlib
import hmac
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from azukari.base.errors import AzukariError
from azukari.ledger.entry import decode
from azukari.rights.package.verified import verify_package
from tests.rights.package import vectors

_FILE = Path(__file__).resolve().parents[3] / "spec" / "vectors" / "package.json"
SAID: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
WHOLE = base64.b64decode(SAID["package"])


def test_the_file_is_what_the_code_writes() -> None:
    assert json.loads(json.dumps(vectors.all_vectors())) == SAID


def test_the_archive_holds_the_files_and_the_manifest_names_them() -> None:
    archive = zipfile.ZipFile(io.BytesIO(WHOLE))
    files = {path: base64.b64decode(data) for path, data in SAID["files"].items()}
    assert archive.namelist() == [*sorted(files), "manifest.json", "proof.json"]
    assert {path: archive.read(path) for path in files} == files
    assert archive.read("manifest.json").decode() == SAID["manifest"]
    assert json.loads(SAID["manifest"])["files"] == {
        path: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()} for path, data in files.items()
    }


def test_the_entry_binds_the_manifest_by_the_specification_alone() -> None:
    proof = json.loads(zipfile.ZipFile(io.BytesIO(WHOLE)).read("proof.json"))
    assert proof["azk:salt"] == SAID["salt"]
    digest = hashlib.sha256(SAID["manifest"].encode()).digest()
    committed = hmac.new(bytes.fromhex(SAID["salt"]), b"azukari/package/v1" + digest, hashlib.sha256).hexdigest()
    facts = decode(base64.b64decode(proof["azk:entry"])).facts
    assert facts["manifest"] == SAID["facts"]["manifest"] == committed
    assert facts["package"] == SAID["facts"]["package"] == json.loads(SAID["manifest"])["package"]


def test_the_package_verifies() -> None:
    assert str(verify_package(WHOLE, SAID["vkey"]).package_id) == SAID["facts"]["package"]


@pytest.mark.parametrize("case", SAID["refused"], ids=lambda case: case["name"])
def test_packages_that_are_refused(case: dict[str, Any]) -> None:
    data = WHOLE
    for patch in case["patches"]:
        data = data[: patch["from"]] + bytes.fromhex(patch["put"]) + data[patch["to"] :]
    with pytest.raises(AzukariError) as found:
        verify_package(data, SAID["vkey"])
    assert (found.value.kind, found.value.ground) == (case["kind"], case["ground"])


def test_cells_are_read_back_by_others() -> None:
    (row,) = csv.reader(io.StringIO(bytes.fromhex(SAID["rows"]["csv"]).decode("utf-8-sig"), newline=""), strict=True)
    assert row == [one["cell"] for one in SAID["cells"]]
    assert [one["value"] for one in SAID["cells"]] == SAID["rows"]["values"][0]
