"""Every way in which a package may be other than what was given out, by name, with the ground on which it is refused."""

import base64
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from azukari.base.canonical import canonical_bytes, sha256_hex
from azukari.ledger.proof import read_proof
from azukari.rights.package.archive import build
from azukari.rights.package.stored_zip import read_archive, write_archive
from tests.rights.package.samples import CONTENT, MADE_AT, RECORDS, SALT, entry_of, receipt, whole
from tests.vault.proving import OTHER, prove

WHOLE = whole()
FILES = read_archive(WHOLE)
PACKAGE = build(CONTENT, now=MADE_AT)
RECEIPT = "receipts/7K3M-92QF-0TB5.json"


def packed(files: Mapping[str, bytes], *, seconds: int = 0) -> bytes:
    """Write an archive as ours are."""
    return write_archive(files, at=MADE_AT + timedelta(seconds=seconds))


def changed(path: str, data: bytes) -> bytes:
    """Change one file and nothing else."""
    return packed({**FILES, path: data})


def proof_with(**changes: Any) -> bytes:
    """Change members of the proof; one that is none is taken away."""
    value = json.loads(FILES["proof.json"])
    value |= {f"azk:{name}": change for name, change in changes.items()}
    return changed("proof.json", canonical_bytes({name: one for name, one in value.items() if one is not None}))


def entered(**changes: Any) -> bytes:
    """Prove another entry of the ledger."""
    entry = entry_of(PACKAGE, **changes)
    value = json.loads(FILES["proof.json"])
    return changed("proof.json", canonical_bytes(value | _proof_of(entry)))


def manifest_with(**changes: Any) -> bytes:
    """Change members of the manifest."""
    return changed("manifest.json", canonical_bytes(json.loads(FILES["manifest.json"]) | changes))


def signed_anew(files: Mapping[str, bytes]) -> bytes:
    """Change files with the manifest and the commitment, as somebody with the organisation's own ledger could."""
    content = {**FILES, **files}
    manifest = json.loads(content["manifest.json"])
    manifest["files"] = {
        path: {"bytes": len(data), "sha256": sha256_hex(data)}
        for path, data in content.items()
        if path not in {"manifest.json", "proof.json"}
    }
    content["manifest.json"] = canonical_bytes(manifest)
    entry = entry_of(replace(PACKAGE, manifest=content["manifest.json"]))
    value = json.loads(content["proof.json"])
    return packed({**content, "proof.json": canonical_bytes(value | _proof_of(entry))})


def _proof_of(entry: bytes) -> dict[str, str]:
    return {"azk:entry": base64.b64encode(entry).decode(), "azk:inclusion": prove(entry)}


def _without(path: str) -> bytes:
    return packed({name: data for name, data in FILES.items() if name != path})


def _zipped(method: int, **more: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for path, data in {**FILES, **more}.items():
            archive.writestr(path, data)
    return held.getvalue()


def _twice() -> bytes:
    one = packed({"data.json": b"{}"})
    return one[: one.index(b"PK\x01\x02")] + WHOLE


def _renamed(old: bytes, new: bytes) -> bytes:
    return WHOLE.replace(old, new)


def _other_proof() -> str:
    entry = entry_of(PACKAGE)
    return prove(entry, signer=OTHER)


def _extra_proof() -> str:
    return replace(read_proof(json.loads(FILES["proof.json"])["azk:inclusion"]), extra=b"extra").text


TAMPERINGS: dict[str, tuple[Callable[[], bytes], str, str]] = {
    # The archive: malformed, or holding more than its files.
    "no archive": (lambda: b"{}", "malformed", "archive"),
    "packed again, deflated": (lambda: _zipped(zipfile.ZIP_DEFLATED), "malformed", "archive"),
    "a bomb": (lambda: _zipped(zipfile.ZIP_DEFLATED, bomb=bytes(1 << 20)), "malformed", "archive"),
    "packed again, stored": (lambda: _zipped(zipfile.ZIP_STORED), "tampered", "archive"),
    "a file twice": (_twice, "malformed", "archive"),
    "a path out of the folder": (lambda: _renamed(b"data.json", b"../ta.jso"), "malformed", "archive"),
    "an absolute path": (lambda: _renamed(b"data.json", b"/ata.json"), "malformed", "archive"),
    "another order": (lambda: packed(dict(sorted(FILES.items(), reverse=True))), "tampered", "archive"),
    "another time": (lambda: packed(FILES, seconds=2), "tampered", "archive"),
    "bytes behind": (lambda: WHOLE + b"\0", "tampered", "archive"),
    "a comment": (lambda: WHOLE[:-2] + b"\x02\x00hi", "tampered", "archive"),
    "broken off": (lambda: WHOLE[: len(WHOLE) // 3], "malformed", "archive"),
    "another index": (lambda: WHOLE[:-30] + bytes([WHOLE[-30] ^ 1]) + WHOLE[-29:], "tampered", "archive"),
    # Files.
    "a changed file": (lambda: changed("data.json", FILES["data.json"] + b" "), "tampered", "file"),
    "a changed page": (lambda: changed("index.html", FILES["index.html"].replace(b"h1", b"h2")), "tampered", "file"),
    "a changed file of the same length": (
        lambda: changed("README.txt", FILES["README.txt"].replace(b"index", b"indey")), "tampered", "file",
    ),
    "an extra file": (lambda: packed({"extra.txt": b"", **FILES}), "tampered", "file"),
    "a missing file": (lambda: _without("tables/records.csv"), "tampered", "file"),
    "a missing receipt": (lambda: _without(RECEIPT), "tampered", "file"),
    # The manifest.
    "no manifest": (lambda: _without("manifest.json"), "malformed", "manifest"),
    "a manifest in another form": (
        lambda: changed("manifest.json", json.dumps(json.loads(FILES["manifest.json"])).encode()), "malformed", "manifest",
    ),
    "a manifest that is a list": (lambda: changed("manifest.json", b"[]"), "malformed", "manifest"),
    "a manifest of another version": (lambda: manifest_with(v=2), "malformed", "manifest"),
    "a manifest with more in it": (lambda: manifest_with(more=1), "malformed", "manifest"),
    "a manifest without an id": (lambda: manifest_with(package="none"), "malformed", "manifest"),
    "a manifest whose files are none": (lambda: manifest_with(files={"data.json": 1}), "malformed", "manifest"),
    "a manifest of somebody else": (
        lambda: manifest_with(organisation={"name": "another", "site": "https://another.example/"}), "tampered", "manifest",
    ),
    # The proof.
    "no proof": (lambda: _without("proof.json"), "malformed", "proof_missing"),
    "a proof in another form": (lambda: changed("proof.json", FILES["proof.json"] + b"\n"), "tampered", "proof"),
    "a proof that is a list": (lambda: changed("proof.json", b"[]"), "tampered", "proof"),
    "a proof without salt": (lambda: proof_with(salt=None), "tampered", "proof"),
    "a proof without entry": (lambda: proof_with(entry=None), "tampered", "proof"),
    "a proof with more in it": (lambda: proof_with(more="x"), "tampered", "proof"),
    "a salt that is none": (lambda: proof_with(salt="x" * 64), "tampered", "proof"),
    "a salt that is a number": (lambda: proof_with(salt=1), "tampered", "proof"),
    "a short salt": (lambda: proof_with(salt="00"), "tampered", "proof"),
    "a salt in capitals": (lambda: proof_with(salt=SALT.hex().upper()), "tampered", "proof"),
    "another salt": (lambda: proof_with(salt="00" * 32), "tampered", "manifest"),
    "an extra line": (lambda: proof_with(inclusion=_extra_proof()), "tampered", "proof"),
    "a tree of another key": (lambda: proof_with(inclusion=_other_proof()), "tampered", "tampered"),
    "a broken key inside": (lambda: proof_with(vkey="none"), "tampered", "key"),
    "witnesses that are none": (lambda: proof_with(witnesses=[]), "tampered", "key"),
    # The entry.
    "an entry that is not base64": (lambda: proof_with(entry="?"), "tampered", "entry"),
    "an entry of another kind": (lambda: entered(kind="rights.request.received"), "tampered", "entry"),
    "an entry of another package": (lambda: entered(package="00000000-0000-4000-8000-000000000000"), "tampered", "entry"),
    "an entry of another time": (lambda: entered(at=MADE_AT + timedelta(milliseconds=1)), "tampered", "entry"),
    "an entry of another manifest": (lambda: entered(manifest="00" * 32), "tampered", "manifest"),
    # Receipts, though all else fits.
    "a receipt that was changed": (
        lambda: signed_anew({RECEIPT: FILES[RECEIPT].replace(b"inquiry", b"inquirx")}),
        "tampered",
        "receipt",
    ),
    "a receipt of another record": (
        lambda: signed_anew({RECEIPT: FILES["receipts/9A4C-81XY-0TBH.json"]}), "tampered", "receipt",
    ),
    "a receipt of another ledger": (
        lambda: signed_anew({RECEIPT: receipt(RECORDS[0], signer=OTHER)}), "tampered", "receipt",
    ),
    "a receipt that is none": (lambda: signed_anew({RECEIPT: b"{}"}), "tampered", "receipt"),
}  # fmt: skip
