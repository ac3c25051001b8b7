"""The manifest: every file of a package with its hash, and how it is bound to the ledger."""

import hashlib
import hmac
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from azukari.base.canonical import Value, canonical_bytes, read_canonical, sha256_hex
from azukari.base.clock import instant_text, read_instant
from azukari.base.errors import MalformedError
from azukari.rights.events import Event
from azukari.statement.document import Statement
from azukari.statement.text import Language

MANIFEST, PROOF = "manifest.json", "proof.json"
_LABEL = b"azukari/package/v1"
_BOUND_BY: Mapping[str, Value] = {"fact": "manifest", "kind": Event.PACKAGE_MADE.value}


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file as a manifest names it."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a package says of itself."""

    package_id: uuid.UUID
    made_at: datetime
    language: Language
    organisation: str
    site: str
    statement_version: str
    statement_hash: str
    files: Mapping[str, NamedFile]


def new_manifest(
    files: Mapping[str, bytes], *, package_id: uuid.UUID, statement: Statement, language: Language, now: datetime
) -> Manifest:
    """Make the manifest of some files, under the statement in force."""
    return Manifest(
        package_id=package_id,
        made_at=read_instant(instant_text(now)),
        language=language,
        organisation=statement.organisation.name.in_language(language),
        site=statement.organisation.site,
        statement_version=statement.version,
        statement_hash=statement.hash,
        files={path: NamedFile(len(data), sha256_hex(data)) for path, data in files.items()},
    )


def write_manifest(manifest: Manifest) -> bytes:
    """Write a manifest canonically."""
    return canonical_bytes(
        {
            "@type": "azk:Package",
            "v": 1,
            "package": str(manifest.package_id),
            "made_at": instant_text(manifest.made_at),
            "language": manifest.language,
            "organisation": {"name": manifest.organisation, "site": manifest.site},
            "statement": {"version": manifest.statement_version, "sha256": manifest.statement_hash},
            "files": {path: {"bytes": one.size, "sha256": one.sha256} for path, one in manifest.files.items()},
            "azk:entry": _BOUND_BY,
        }
    )


def read_manifest(data: bytes) -> Manifest:
    """Read a manifest, refusing every other way to write it.

    Raises:
        MalformedError: if it is none of this version.
    """
    try:
        manifest = _read(read_canonical(data))
        if write_manifest(manifest) == data:
            return manifest
    except (MalformedError, ValueError, KeyError, TypeError):
        pass
    raise MalformedError("The manifest is not of the form that this version knows.", ground="manifest")


def commitment(manifest: bytes, *, salt: bytes) -> str:
    """Write what the ledger says of a manifest: nobody without the salt can test what it is of."""
    return hmac.digest(salt, _LABEL + hashlib.sha256(manifest).digest(), "sha256").hex()


def _read(value: Value) -> Manifest:
    match value:
        case {
            "package": str(package),
            "made_at": str(made_at),
            "language": "ja" | "en" as language,
            "organisation": {"name": str(name), "site": str(site)},
            "statement": {"version": str(version), "sha256": str(sha256)},
            "files": {**files},
        }:
            return Manifest(
                uuid.UUID(package),
                read_instant(made_at),
                "ja" if language == "ja" else "en",
                name,
                site,
                version,
                sha256,
                {str(path): _file(one) for path, one in files.items()},
            )
    raise MalformedError("This is no manifest.")


def _file(value: object) -> NamedFile:
    match value:
        case {"bytes": int(size), "sha256": str(sha256)}:
            return NamedFile(size, sha256)
    raise MalformedError("This is no file of a manifest.")
