"""A sealed record as it is stored, and the header whose digest binds all of it together (``spec/sealed-record.md``)."""

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from azukari.base.clock import instant_text
from azukari.vault.bindings import Place
from azukari.vault.errors import PartTamperedError
from azukari.vault.terms import Terms

_quoted = json.encoder.encode_basestring


@dataclass(frozen=True)
class Header:
    """Everything about a record that never changes: what it is, what it was given for, and the digest of each sealed part.

    Its digest is in each grant's binding and, salted, in the ledger: none of it can be changed without being noticed.
    """

    record_id: uuid.UUID
    person_id: uuid.UUID
    number: str
    collected_at: datetime
    terms: Terms
    digests: tuple[bytes, ...]

    @property
    def service(self) -> str:
        """Tell for which service it was given."""
        return self.terms.service

    @property
    def statement_hash(self) -> str:
        """Tell which version of the statement binds it."""
        return self.terms.statement_hash

    @cached_property
    def place(self) -> Place:
        """Tell where the record's sealed parts belong."""
        return Place(self.record_id, self.person_id, self.terms.statement_hash)

    def digest(self) -> bytes:
        """Give the SHA-256 of the header's canonical bytes."""
        return hashlib.sha256(self.binding()).digest()

    def binding(self) -> bytes:
        """Write the header as canonical bytes; written out here as `bindings` are, since every seal and every opening needs it."""
        terms = self.terms
        before, after = terms.header_parts
        record, person = self.place.texts
        parts = ",".join(
            [
                f'[{compartment},"{digest.hex()}"]'
                for compartment, digest in zip(terms.quoted_compartments, self.digests, strict=False)
            ]
        )
        return (
            f'{{"collected_at":"{instant_text(self.collected_at)}","compartments":[{parts}],{before},'
            f'"number":{_quoted(self.number)},"person":"{person}","record":"{record}",{after}'
        ).encode()


@dataclass(frozen=True, slots=True)
class SealedGrant:
    """One purpose's grant as it is stored: the session that wrapped it, and the last day on which it may be used."""

    purpose: str
    session_id: uuid.UUID
    sealed: bytes
    until_on: date | None


@dataclass(frozen=True, slots=True)
class Lookup:
    """One token by which a record can be looked up, and the compartment that its value lies in."""

    token: bytes
    compartment: str


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record's row: the header, what may change, and the sealed parts and grants (none where one was destroyed or ended)."""

    header: Header
    closed_at: datetime | None
    entry_id: uuid.UUID
    sealed: tuple[bytes | None, ...]
    grants: tuple[SealedGrant, ...] = ()
    lookups: tuple[Lookup, ...] = ()
    due_on: date | None = None

    def parts(self) -> Mapping[str, bytes | None]:
        """Give the sealed parts by compartment; opening them tells whether they are what was written.

        Raises:
            PartTamperedError: if parts are missing or too many.
        """
        header = self.header
        if not len(self.sealed) == len(header.digests) == len(header.terms.compartments):
            raise PartTamperedError("record", "The record lacks one of its compartments, or has one too many.")
        return dict(zip(header.terms.compartments, self.sealed, strict=True))

    def grant(self, purpose: str) -> SealedGrant | None:
        """Give a purpose's grant, if there is one."""
        for grant in self.grants:
            if grant.purpose == purpose:
                return grant
        return None


def sealed_digest(sealed: bytes) -> bytes:
    """Give the digest under which a header names a sealed part."""
    return hashlib.sha256(sealed).digest()
