import uuid

from hypothesis import given
from hypothesis import strategies as st

from azukari.base.canonical import Value, canonical_bytes
from azukari.vault.bindings import (
    GrantPlace,
    Place,
    compartment_binding,
    grant_binding,
    person_key_binding,
    session_binding,
)

_texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]))


@given(st.uuids(), st.uuids(), st.uuids(), _texts, _texts)
def test_bindings_are_canonical_bytes(
    record: uuid.UUID, person: uuid.UUID, session: uuid.UUID, one: str, other: str
) -> None:
    place = Place(record, person, one)
    shared: dict[str, Value] = {"v": 1, "record": str(record), "person": str(person), "statement": one}
    assert compartment_binding(place, other) == canonical_bytes({**shared, "type": "compartment", "compartment": other})
    assert grant_binding(GrantPlace(place, other, session, one)) == canonical_bytes(
        {**shared, "type": "grant", "purpose": other, "session": str(session), "header": one}
    )
    assert session_binding(other, 7, session) == canonical_bytes(
        {"v": 1, "type": "session", "purpose": other, "epoch": 7, "session": str(session)}
    )
    assert person_key_binding(person, session) == canonical_bytes(
        {"v": 1, "type": "person-key", "person": str(person), "session": str(session)}
    )
