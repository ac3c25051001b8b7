"""Proving a package with nothing but the file (spec/package.md): every bit of it is vouched for, or it is refused by name."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from azukari.base.canonical import read_canonical, sha256_hex
from azukari.base.errors import AzukariError, MalformedError, TamperedError
from azukari.ledger.carried import Carried, CarriedProofError, VerifiedCarried, read_carried, verify_carried
from azukari.ledger.cosignature import Cosignature, WitnessVerifier
from azukari.ledger.entry import decode
from azukari.rights.events import Event
from azukari.rights.package.manifest import MANIFEST, PROOF, Manifest, commitment, read_manifest
from azukari.rights.package.stored_zip import read_archive, write_archive
from azukari.statement.text import Language
from azukari.vault.receipt import VerifiedReceipt, verify_receipt

_SALT_SIZE = 32
_RECEIPTS = "receipts/"


class PackageTamperedError(TamperedError):
    """The package is not what was given out."""


@dataclass(frozen=True, slots=True)
class VerifiedPackage:
    """A package that was proved to be what the ledger speaks of, with its files and the receipts in it."""

    package_id: uuid.UUID
    made_at: datetime
    language: Language
    organisation: str
    site: str
    statement_version: str
    statement_hash: str
    files: Mapping[str, bytes]
    receipts: tuple[VerifiedReceipt, ...]
    origin: str
    index: int
    size: int
    vkey: str
    cosignatures: tuple[Cosignature, ...]


def verify_package(
    data: bytes, vkey: str | None = None, *, witnesses: Collection[WitnessVerifier] = (), quorum: int = 0
) -> VerifiedPackage:
    """Verify a package offline; without ``vkey``, by the key that the package itself carries.

    ``quorum`` of the ``witnesses`` that the verifier trusts must have cosigned. Without any, those that the package names are told,
    each verified by the key that it carries.

    Raises:
        MalformedError: if it is not a package, or ``vkey`` is no key.
        TamperedError: naming what does not fit; `QuorumMissingError` if too few witnesses have cosigned.
    """
    files = read_archive(data)
    manifest = read_manifest(_part(files, MANIFEST))
    salt, carried = _read_proof(_part(files, PROOF))
    _check_files(files, manifest)
    if _written(files, manifest) != data:
        raise PackageTamperedError("The archive holds more than its files, or holds them otherwise.", ground="archive")
    try:
        proved = verify_carried(carried, vkey, witnesses=witnesses, quorum=quorum)
    except CarriedProofError as error:
        raise PackageTamperedError(error.message, ground=error.ground) from None
    _check_entry(proved, manifest, commitment(files[MANIFEST], salt=salt))
    return VerifiedPackage(
        package_id=manifest.package_id,
        made_at=manifest.made_at,
        language=manifest.language,
        organisation=manifest.organisation,
        site=manifest.site,
        statement_version=manifest.statement_version,
        statement_hash=manifest.statement_hash,
        files=files,
        receipts=tuple(
            _receipt(path, files[path], proved.vkey) for path in manifest.files if path.startswith(_RECEIPTS)
        ),
        origin=proved.inclusion.checkpoint.checkpoint.origin,
        index=proved.inclusion.index,
        size=proved.inclusion.checkpoint.head.size,
        vkey=proved.vkey,
        cosignatures=proved.cosignatures,
    )


def _part(files: Mapping[str, bytes], path: str) -> bytes:
    if path not in files:
        raise MalformedError(
            f"This package holds no {path}, so nothing can be verified.",
            ground="proof_missing" if path == PROOF else "manifest",
        )
    return files[path]


def _read_proof(data: bytes) -> tuple[bytes, Carried]:
    try:
        match read_canonical(data):
            case {"azk:salt": salt, **carried}:
                return _read_salt(salt), read_carried(carried)
    except CarriedProofError as error:
        raise PackageTamperedError(error.message, ground=error.ground) from None
    except MalformedError:
        pass
    raise PackageTamperedError("The proof is not of the form that this version knows.", ground="proof")


def _read_salt(value: object) -> bytes:
    try:
        salt = bytes.fromhex(value) if isinstance(value, str) else b""
    except ValueError:
        salt = b""
    if len(salt) != _SALT_SIZE or salt.hex() != value:
        raise MalformedError("The salt in the package is not in its one form.")
    return salt


def _check_files(files: Mapping[str, bytes], manifest: Manifest) -> None:
    there = files.keys() - {MANIFEST, PROOF}
    for path in sorted(there - manifest.files.keys()):
        raise PackageTamperedError(f"The package holds {path}, which was not put in.", ground="file")
    for path in sorted(manifest.files.keys() - there):
        raise PackageTamperedError(f"{path} is missing from the package.", ground="file")
    for path, named in manifest.files.items():
        if (len(files[path]), sha256_hex(files[path])) != (named.size, named.sha256):
            raise PackageTamperedError(f"{path} is not what was put in: it was changed.", ground="file")


def _written(files: Mapping[str, bytes], manifest: Manifest) -> bytes:
    ordered = (*sorted(manifest.files), MANIFEST, PROOF)
    return write_archive({path: files[path] for path in ordered}, at=manifest.made_at)


def _check_entry(proved: VerifiedCarried, manifest: Manifest, committed: str) -> None:
    entry = decode(proved.inclusion.entry)
    if entry.kind != Event.PACKAGE_MADE:
        raise PackageTamperedError("The ledger entry does not speak of a package.", ground="entry")
    if entry.facts.get("package") != str(manifest.package_id) or entry.at != manifest.made_at:
        raise PackageTamperedError("The ledger entry speaks of another package.", ground="entry")
    if entry.facts.get("manifest") != committed:
        raise PackageTamperedError(
            "The manifest is not the one that stands in the ledger: it was changed.", ground="manifest"
        )


def _receipt(path: str, data: bytes, vkey: str) -> VerifiedReceipt:
    try:
        receipt = verify_receipt(data, vkey)
    except AzukariError as error:
        raise PackageTamperedError(f"{path} does not verify. {error.message}", ground="receipt") from None
    if path != f"{_RECEIPTS}{receipt.number}.json":
        raise PackageTamperedError(f"{path} is the receipt of another record.", ground="receipt")
    return receipt
