"""A sealed record as it is stored, and the header whose digest binds all of it together (``spec/sealed-record.md``)."""

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from azukari.base.clock import instant_text
from azukari.vault.bindings import Place
from azukari.vault.errors import PartTamperedError

_quoted = json.encoder.encode_basestring


@dataclass(frozen=True, slots=True)
class Header:
    """Everything about a record that never changes: what it is, what it was given for, and the digest of each sealed part.

    Its digest is in each grant's binding and, salted, in the ledger: none of it can be changed without being noticed.
    """

    record_id: uuid.UUID
    person_id: uuid.UUID
    number: str
    service: str
    statement_hash: str
    notice_hash: str
    language: str
    connection: str
    collected_at: datetime
    granted: tuple[str, ...]
    compartments: tuple[str, ...]
    digests: tuple[bytes, ...]

    @property
    def place(self) -> Place:
        """Tell where the record's sealed parts belong."""
        return Place(self.record_id, self.person_id, self.statement_hash)

    def digest(self) -> bytes:
        """Give the SHA-256 of the header's canonical bytes."""
        return hashlib.sha256(self.binding()).digest()

    def binding(self) -> bytes:
        """Write the header as canonical bytes; written out here as `bindings` are, since every seal and every opening needs it."""
        parts = ",".join(
            f'[{_quoted(compartment)},"{digest.hex()}"]'
            for compartment, digest in zip(self.compartments, self.digests, strict=True)
        )
        return (
            f'{{"collected_at":"{instant_text(self.collected_at)}","compartments":[{parts}],'
            f'"connection":{_quoted(self.connection)},"granted":[{",".join(map(_quoted, self.granted))}],'
            f'"language":{_quoted(self.language)},"notice":{_quoted(self.notice_hash)},"number":{_quoted(self.number)},'
            f'"person":"{self.person_id}","record":"{self.record_id}","service":{_quoted(self.service)},'
            f'"statement":{_quoted(self.statement_hash)},"type":"record","v":1}}'
        ).encode()


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record's row: the header, what may change, and the sealed parts (none where one was destroyed)."""

    header: Header
    closed_at: datetime | None
    entry_id: uuid.UUID
    sealed: tuple[bytes | None, ...]

    def parts(self) -> Mapping[str, bytes | None]:
        """Give the sealed parts by compartment; opening them tells whether they are what was written.

        Raises:
            PartTamperedError: if parts are missing or too many.
        """
        header = self.header
        if not len(self.sealed) == len(header.digests) == len(header.compartments):
            raise PartTamperedError("record", "The record lacks one of its compartments, or has one too many.")
        return dict(zip(header.compartments, self.sealed, strict=True))


def sealed_digest(sealed: bytes) -> bytes:
    """Give the digest under which a header names a sealed part."""
    return hashlib.sha256(sealed).digest()
