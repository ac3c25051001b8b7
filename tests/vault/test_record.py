import hashlib
import json
import uuid
from dataclasses import fields, replace
from datetime import timedelta

import pytest

from azukari.base.canonical import canonical_bytes
from azukari.vault.errors import PartTamperedError
from azukari.vault.record import Header, StoredRecord, sealed_digest
from azukari.vault.terms import Terms, check_terms
from tests.vault.world import NOW

TERMS = Terms(
    service="inquiry",
    statement_hash="ab" * 32,
    notice_hash="cd" * 32,
    language="ja",
    connection="TLSv1.3",
    granted=("inquiry.reply",),
    compartments=("0" * 16, "1" * 16),
)
HEADER = Header(
    record_id=uuid.UUID(int=1),
    person_id=uuid.UUID(int=2),
    number="0000-0000-0000",
    collected_at=NOW,
    terms=TERMS,
    digests=(bytes(32), bytes(32)),
)
CHANGES: dict[str, object] = {
    "record_id": uuid.UUID(int=9),
    "person_id": uuid.UUID(int=9),
    "number": "1",
    "collected_at": NOW + timedelta(milliseconds=1),
    "terms": replace(TERMS, service="other"),
    "digests": (bytes(32), bytes([1]) * 32),
}

CHANGED_TERMS: dict[str, object] = {
    "service": "other",
    "statement_hash": "ef" * 32,
    "notice_hash": "ef" * 32,
    "language": "en",
    "connection": "",
    "granted": (),
    "compartments": ("1" * 16, "0" * 16),
}


def test_every_field_is_in_the_digest() -> None:
    assert set(CHANGES) == {field.name for field in fields(Header)}
    digests = {replace(HEADER, **{name: value}).digest() for name, value in CHANGES.items()}  # type: ignore[arg-type]
    assert len(digests | {HEADER.digest()}) == len(CHANGES) + 1


def test_every_term_is_in_the_digest_and_in_the_name_of_the_terms() -> None:
    assert set(CHANGED_TERMS) == {field.name for field in fields(Terms)}
    changed = [replace(TERMS, **{name: value}) for name, value in CHANGED_TERMS.items()]  # type: ignore[arg-type]
    assert len({replace(HEADER, terms=terms).digest() for terms in (TERMS, *changed)}) == len(CHANGED_TERMS) + 1
    assert len({terms.terms_id for terms in (TERMS, *changed)}) == len(CHANGED_TERMS) + 1


def test_terms_that_were_changed_are_refused() -> None:
    assert check_terms(TERMS, TERMS.terms_id) is TERMS
    with pytest.raises(PartTamperedError):
        check_terms(replace(TERMS, language="en"), TERMS.terms_id)


def test_the_header_is_written_canonically() -> None:
    odd = replace(HEADER, terms=replace(TERMS, connection='a"\\\n\x7fé', granted=("b", 'a"')))
    for header in (HEADER, odd):
        value = json.loads(header.binding())
        assert canonical_bytes(value) == header.binding()
        assert hashlib.sha256(header.binding()).digest() == header.digest()
    assert value["connection"] == odd.terms.connection


def test_a_record_gives_its_parts() -> None:
    record = StoredRecord(HEADER, None, uuid.UUID(int=3), (b"one", None))
    assert record.parts() == {"0" * 16: b"one", "1" * 16: None}


@pytest.mark.parametrize("sealed", [(), (b"one",), (b"one", b"two", b"three")])
def test_a_record_with_too_few_or_too_many_parts_is_named(sealed: tuple[bytes, ...]) -> None:
    with pytest.raises(PartTamperedError) as found:
        StoredRecord(HEADER, None, uuid.UUID(int=3), sealed).parts()
    assert found.value.ground == "tampered:record"


def test_a_digest_names_a_part() -> None:
    assert sealed_digest(b"one") != sealed_digest(b"two")
