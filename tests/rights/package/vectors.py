"""Writes the vectors of packages: ``python -m tests.rights.package.vectors spec/vectors``.

The package is a small one of files that no wording of ours changes; what `build` puts into one is tested by itself.
"""

import base64
import json
import sys
from collections.abc import Iterator
from datetime import timedelta
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from azukari.base.canonical import canonical_bytes
from azukari.base.clock import instant_text
from azukari.base.errors import AzukariError
from azukari.rights.package.archive import Package, with_proof
from azukari.rights.package.consent_record import consent_record
from azukari.rights.package.manifest import MANIFEST, new_manifest, write_manifest
from azukari.rights.package.stored_zip import read_archive, write_archive
from azukari.rights.package.tables import csv_bytes, safe_cell
from azukari.rights.package.telling import tell
from azukari.rights.package.verified import verify_package
from tests.rights.package.samples import (
    CONTENT,
    FIRST,
    MADE_AT,
    PACKAGE_ID,
    RECEIPTS,
    RECORDS,
    SALT,
    UNICODE,
    VKEY,
    entry_of,
)
from tests.vault.proving import prove
from tests.vault.world import STATEMENT

_FILES = {
    "README.txt": "\ufeffお預かりしているあなたの情報\r\n".encode(),
    "data.json": canonical_bytes({"type": "azukari.package", "v": 1, "records": []}),
    f"receipts/{RECORDS[0].number}.json": RECEIPTS[FIRST],
    "tables/records.csv": csv_bytes([["項目", "内容"], ["name", UNICODE], ["phone", "+81 3-0000-0000"]]),
}
_CELLS = [
    "",
    "a",
    UNICODE,
    'b"c,d',
    "two\r\nlines",
    "=1+1",
    "+81",
    "-1",
    "@x",
    "\tx",
    "\rx",
    "\nx",
    "＝1",
    "'=1",
    "''-1",
    "'a",
]


def package() -> Package:
    """Make the package without its proof."""
    made = new_manifest(_FILES, package_id=PACKAGE_ID, statement=STATEMENT, language="ja", now=MADE_AT)
    manifest = write_manifest(made)
    return Package(write_archive({**_FILES, MANIFEST: manifest}, at=MADE_AT), manifest)


def proved(made: Package) -> bytes:
    """Add the proof."""
    entry = entry_of(made)
    return with_proof(made, salt=SALT, entry=entry, proof=prove(entry), vkey=VKEY)


def all_vectors() -> dict[str, Any]:
    """Write the vectors."""
    made = package()
    whole = proved(made)
    return {
        "spec": "package v1",
        "made_at": instant_text(MADE_AT),
        "vkey": VKEY,
        "salt": SALT.hex(),
        "files": {path: base64.b64encode(data).decode() for path, data in _FILES.items()},
        "manifest": made.manifest.decode(),
        "facts": dict(made.facts(SALT)),
        "package": base64.b64encode(whole).decode(),
        "refused": [
            {
                "name": name,
                "patches": _patches(whole, data),
                "kind": _refused(data).kind,
                "ground": _refused(data).ground,
            }
            for name, data in _tampered(whole)
        ],
        "cells": [{"value": value, "cell": safe_cell(value)} for value in _CELLS],
        "rows": {"values": [_CELLS], "csv": csv_bytes([_CELLS]).hex()},
        "consent": [consent_record(one).decode() for one in tell(CONTENT, now=MADE_AT).records],
    }


def _tampered(whole: bytes) -> Iterator[tuple[str, bytes]]:
    files = read_archive(whole)

    def packed(**changes: bytes) -> bytes:
        named = {path.replace("_", "."): data for path, data in changes.items()}
        return write_archive({**files, **named}, at=MADE_AT)

    yield "a changed file", packed(data_json=files["data.json"].replace(b"[]", b"{}"))
    yield "another size", packed(data_json=files["data.json"] + b" ")
    yield "an extra file", packed(extra_txt=b"")
    yield "a missing file", write_archive({path: one for path, one in files.items() if path != "data.json"}, at=MADE_AT)
    yield "no proof", write_archive({path: one for path, one in files.items() if path != "proof.json"}, at=MADE_AT)
    yield "no manifest", write_archive({path: one for path, one in files.items() if path != MANIFEST}, at=MADE_AT)
    yield "another salt", packed(proof_json=files["proof.json"].replace(SALT.hex().encode(), b"00" * 32))
    yield "another manifest", packed(manifest_json=files[MANIFEST].replace(b"2026-11-01", b"2026-11-02"))
    yield "another time", write_archive(files, at=MADE_AT + timedelta(seconds=2))
    yield "a path out of the folder", whole.replace(b"data.json", b"../ta.jso")
    yield "a method", whole[:8] + b"\x08" + whole[9:]
    yield "bytes behind", whole + b"\0"
    yield "a file twice", whole[: whole.index(b"PK\x03\x04", 4)] + whole


def _refused(data: bytes) -> AzukariError:
    try:
        verify_package(data)
    except AzukariError as error:
        return error
    raise AssertionError


def _patches(whole: bytes, data: bytes) -> list[dict[str, object]]:
    # From behind, so that the places of those before stay true.
    found = SequenceMatcher(None, whole, data, autojunk=False).get_opcodes()
    return [
        {"from": start, "to": end, "put": data[new_start:new_end].hex()}
        for kind, start, end, new_start, new_end in reversed(found)
        if kind != "equal"
    ]


def main(folder: Path) -> None:
    """Write the file."""
    text = json.dumps(all_vectors(), ensure_ascii=False, indent=1)
    (folder / "package.json").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
