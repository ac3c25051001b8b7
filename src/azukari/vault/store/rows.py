"""The shapes of what lies in the vault's tables, and how a record's row is written and read."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from azukari.base.errors import AzukariError
from azukari.base.sql import Queries, bytes_array
from azukari.vault.consent import ConsentState
from azukari.vault.record import Header, Lookup, SealedGrant, StoredRecord
from azukari.vault.terms import Terms

__all__ = ["Located", "Lookup", "NewRecord", "SealedGrant", "SealedPersonKey", "StoredRecord", "record_of", "row_of"]

QUERIES = Queries("azukari.vault")
NO_SESSION = uuid.UUID(int=0)  # where a grant has ended


@dataclass(frozen=True, slots=True)
class NewRecord:
    """Everything that is stored when a record is collected."""

    header: Header
    header_digest: bytes
    sealed: tuple[bytes, ...]
    grants: tuple[SealedGrant, ...]
    lookups: tuple[Lookup, ...]
    consents: Mapping[str, ConsentState]


@dataclass(frozen=True, slots=True)
class Located:
    """What the store has for one ask; ``error`` says what is wrong with the record's row, if it could not be read."""

    record: StoredRecord | None
    held: bool
    person_id: uuid.UUID | None
    grave: str | None
    error: AzukariError | None = None


@dataclass(frozen=True, slots=True)
class SealedPersonKey:
    """A person's key as it is stored."""

    session_id: uuid.UUID
    sealed: bytes


def record_of(row: Sequence[Any], terms: Terms) -> StoredRecord:
    """Read a record from its columns in the order of every query; one that only opens leaves out the tokens."""
    person_id, record_id, _, entry_id, collected_at, closed_at, number, sealed, digests, *more = row
    grants, sessions, untils, due, *index = more
    header = Header(record_id, person_id, number, collected_at, terms, tuple(digests))
    given = tuple(
        [SealedGrant(*one) for one in zip(terms.granted, sessions, grants, untils, strict=False) if one[2] is not None]
    )
    return StoredRecord(header, closed_at, entry_id, tuple(sealed), given, _lookups(terms, *index), due)


def _lookups(terms: Terms, tokens: Sequence[bytes] = (), parts: Sequence[int] = ()) -> tuple[Lookup, ...]:
    if not tokens:
        return ()
    names = dict(enumerate(terms.compartments, start=1))
    return tuple([Lookup(token, names.get(part, "")) for token, part in zip(tokens, parts, strict=False)])


def row_of(stored: StoredRecord) -> dict[str, Any]:
    """Write what of a record may change, as parameters."""
    terms = stored.header.terms
    given = {grant.purpose: grant for grant in stored.grants}
    granted = [given.get(purpose) for purpose in terms.granted]
    places = {compartment: place for place, compartment in enumerate(terms.compartments, start=1)}
    return {
        "person_id": stored.header.person_id,
        "record_id": stored.header.record_id,
        "terms_id": terms.terms_id,
        "entry_id": stored.entry_id,
        "due_on": due_on(stored.grants),
        "sealed": bytes_array(stored.sealed),
        "digests": bytes_array(stored.header.digests),
        "grants": bytes_array(None if grant is None else grant.sealed for grant in granted),
        "sessions": array(NO_SESSION if grant is None else grant.session_id for grant in granted),
        "untils": array("NULL" if grant is None or grant.until_on is None else grant.until_on for grant in granted),
        "tokens": bytes_array(lookup.token for lookup in stored.lookups),
        "token_parts": array(places[lookup.compartment] for lookup in stored.lookups),
    }


def due_on(grants: Sequence[SealedGrant]) -> date | None:
    """Tell the first day on which a grant runs out."""
    return min((grant.until_on for grant in grants if grant.until_on is not None), default=None)


def array(values: Iterable[object]) -> str:
    """Write an array of values that need no quoting in PostgreSQL's text form."""
    return "{" + ",".join(map(str, values)) + "}"
