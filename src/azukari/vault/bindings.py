"""What each sealed part is bound to: the associated data of ``spec/sealed-record.md`` and ``spec/grant.md``, as canonical bytes.

They are on the path of every seal and every opening, so they are written out here instead of going through `canonical_bytes`;
a test holds both to the same bytes.
"""

import json
import uuid
from dataclasses import dataclass
from functools import cached_property

_quoted = json.encoder.encode_basestring


@dataclass(frozen=True)
class Place:
    """Where a compartment belongs: the record, its person, and the statement version that binds it."""

    record: uuid.UUID
    person: uuid.UUID
    statement: str

    @cached_property
    def texts(self) -> tuple[str, str]:
        """Write the ids of the record and of the person: an opening needs each of them several times."""
        return str(self.record), str(self.person)


@dataclass(frozen=True, slots=True)
class GrantPlace:
    """Where a grant belongs: the place of its record, the purpose, the session that wrapped it, and the record's header digest."""

    place: Place
    purpose: str
    session: uuid.UUID
    header: str


def compartment_binding(place: Place, compartment: str) -> bytes:
    """Write what a sealed compartment is bound to."""
    record, person = place.texts
    return (
        f'{{"compartment":{_quoted(compartment)},"person":"{person}","record":"{record}",'
        f'"statement":{_quoted(place.statement)},"type":"compartment","v":1}}'
    ).encode()


def grant_binding(grant: GrantPlace) -> bytes:
    """Write what a grant is bound to."""
    place = grant.place
    record, person = place.texts
    return (
        f'{{"header":{_quoted(grant.header)},"person":"{person}","purpose":{_quoted(grant.purpose)},'
        f'"record":"{record}","session":"{grant.session}","statement":{_quoted(place.statement)},"type":"grant","v":1}}'
    ).encode()


def session_binding(purpose: str, epoch: int, session: uuid.UUID) -> bytes:
    """Write what a sealed session key is bound to: the ``info`` of HPKE."""
    return f'{{"epoch":{epoch},"purpose":{_quoted(purpose)},"session":"{session}","type":"session","v":1}}'.encode()


def person_key_binding(person: uuid.UUID, session: uuid.UUID) -> bytes:
    """Write what a wrapped person key is bound to."""
    return f'{{"person":"{person}","session":"{session}","type":"person-key","v":1}}'.encode()
