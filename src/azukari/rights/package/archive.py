"""Making a package, and adding the proof once the ledger has fixed its place."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from azukari.base.canonical import canonical_bytes
from azukari.base.clock import japan_date
from azukari.ledger.carried import carry
from azukari.ledger.cosignature import WitnessVerifier
from azukari.ledger.entry import Facts
from azukari.rights.package.consent_record import consent_record
from azukari.rights.package.content import Content
from azukari.rights.package.document import data_json
from azukari.rights.package.manifest import (
    MANIFEST,
    PROOF,
    commitment,
    new_manifest,
    read_manifest,
    write_manifest,
)
from azukari.rights.package.page import page
from azukari.rights.package.readme import readme
from azukari.rights.package.stored_zip import read_archive, write_archive
from azukari.rights.package.tables import tables
from azukari.rights.package.telling import tell
from azukari.rights.package.verified import verify_package


@dataclass(frozen=True, slots=True)
class Package:
    """A package without its proof; ``data`` is the archive, and is not given out so."""

    data: bytes
    manifest: bytes

    @property
    def package_id(self) -> uuid.UUID:
        """Tell its id."""
        return read_manifest(self.manifest).package_id

    @property
    def name(self) -> str:
        """Name the file; nothing of the person is in it."""
        manifest = read_manifest(self.manifest)
        return f"azukari-{japan_date(manifest.made_at).isoformat()}-{str(manifest.package_id)[:8]}.zip"

    def facts(self, salt: bytes) -> Facts:
        """Give the facts of the entry ``rights.package.made``; whoever appends it may add others."""
        return {"package": str(self.package_id), "manifest": commitment(self.manifest, salt=salt)}


def build(content: Content, *, now: datetime) -> Package:
    """Make a package of what is held about a person. The ledger's entry has to have the same instant.

    Raises:
        MalformedError: if a statement is missing, a passage that is to be left out is not there, a text holds half a character, or
            there is too much of it.
    """
    told = tell(content, now=now)
    files = {"data.json": data_json(told), **tables(told)}
    for record in told.records:
        files[record.consent_path] = consent_record(record)
        if record.has_receipt:
            files[record.receipt_path] = content.receipts[record.held.record_id]
    files["index.html"] = page(told)
    files["README.txt"] = readme(told)
    ordered = {path: files[path] for path in sorted(files)}
    manifest = write_manifest(
        new_manifest(ordered, package_id=content.package_id, statement=told.statement, language=told.language, now=now)
    )
    return Package(write_archive({**ordered, MANIFEST: manifest}, at=now), manifest)


def with_proof(
    package: Package, *, salt: bytes, entry: bytes, proof: str, vkey: str, witnesses: Collection[WitnessVerifier] = ()
) -> bytes:
    """Add the salt, the ledger entry, its inclusion proof (C2SP tlog-proof) and the ledger's key, and give the whole archive.

    Raises:
        TamperedError: if the parts do not fit together; a package that does not verify is never given out.
    """
    carried = {**carry(entry, proof=proof, vkey=vkey, witnesses=witnesses), "azk:salt": salt.hex()}
    files = {**read_archive(package.data), PROOF: canonical_bytes(carried)}
    data = write_archive(files, at=read_manifest(package.manifest).made_at)
    verify_package(data, vkey)
    return data
