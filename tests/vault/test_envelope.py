import uuid
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from azukari.vault.bindings import GrantPlace, Place, grant_binding, person_key_binding
from azukari.vault.envelope import (
    SUITE,
    SealedSession,
    Session,
    new_session,
    open_grant,
    open_person_key,
    open_session,
    wrap_grant,
    wrap_person_key,
)
from azukari.vault.errors import PartTamperedError
from azukari.vault.index import BlindIndex
from azukari.vault.keys import hpke_private, hpke_public, new_keyring, publish, with_new_epoch
from azukari.vault.randomness import system_draw
from azukari.vault.unlocked import Unlocked
from tests.vault.world import INDEX_KEY, NOW

KEYRING = with_new_epoch(
    new_keyring(["newsletter", "reply"], draw=system_draw, now=NOW), "newsletter", draw=system_draw, now=NOW
)
PUBLIC = publish(KEYRING, KEYRING.newest("newsletter"))
PLACE = Place(uuid.UUID(int=1), uuid.UUID(int=2), "ab" * 32)
NONCE = bytes(12)


def _session() -> tuple[Session, SealedSession]:
    return new_session(PUBLIC, session_id=uuid.uuid4(), key=system_draw(32))


def _grant(wrapping: Session, /, **changes: object) -> GrantPlace:
    grant = GrantPlace(PLACE, "newsletter", wrapping.session_id, "cd" * 32)
    return replace(grant, **changes)  # type: ignore[arg-type]


_keys = st.dictionaries(st.binary(min_size=8, max_size=8).map(bytes.hex), st.binary(min_size=32, max_size=32))


@given(_keys)
def test_a_grant_opens_with_the_session_that_wrapped_it(data_keys: dict[str, bytes]) -> None:
    session, sealed = _session()
    wrapped = wrap_grant(data_keys, session=session, grant=_grant(session), nonce=NONCE)
    again = open_session(sealed, private=hpke_private(KEYRING.newest("newsletter")))
    assert open_grant(wrapped, session=again, grant=_grant(session)) == data_keys


@pytest.mark.parametrize(
    "change",
    [
        {"place": Place(uuid.UUID(int=9), PLACE.person, PLACE.statement)},
        {"place": Place(PLACE.record, uuid.UUID(int=9), PLACE.statement)},
        {"place": Place(PLACE.record, PLACE.person, "cd" * 32)},
        {"purpose": "reply"},
        {"session": uuid.UUID(int=9)},
        {"header": "ef" * 32},
    ],
)
def test_a_grant_that_was_moved_is_named(change: dict[str, object]) -> None:
    session, _ = _session()
    wrapped = wrap_grant({"00" * 8: bytes(32)}, session=session, grant=_grant(session), nonce=NONCE)
    with pytest.raises(PartTamperedError) as found:
        open_grant(wrapped, session=session, grant=_grant(session, **change))
    assert found.value.ground == "tampered:grant"


@pytest.mark.parametrize("at", [0, 12, -1])
def test_a_changed_byte_of_a_grant_is_named(at: int) -> None:
    session, _ = _session()
    wrapped = bytearray(wrap_grant({"00" * 8: bytes(32)}, session=session, grant=_grant(session), nonce=NONCE))
    wrapped[at] ^= 1
    for broken in (bytes(wrapped), b""):
        with pytest.raises(PartTamperedError):
            open_grant(broken, session=session, grant=_grant(session))


def test_a_grant_of_another_form_is_named() -> None:
    session, _ = _session()
    wrapped = NONCE + session.cipher.encrypt(NONCE, b"short", grant_binding(_grant(session)))
    with pytest.raises(PartTamperedError):
        open_grant(wrapped, session=session, grant=_grant(session))


@pytest.mark.parametrize(
    "change",
    [{"purpose": "reply"}, {"epoch": 1}, {"session_id": uuid.UUID(int=9)}, {"sealed": b""}, {"sealed": bytes(1168)}],
)
def test_a_session_that_was_changed_is_named(change: dict[str, object]) -> None:
    _, sealed = _session()
    with pytest.raises(PartTamperedError) as found:
        open_session(replace(sealed, **change), private=hpke_private(KEYRING.newest("newsletter")))  # type: ignore[arg-type]
    assert found.value.ground == "tampered:session"


def test_a_session_does_not_open_with_the_key_of_another_epoch() -> None:
    _, sealed = _session()
    with pytest.raises(PartTamperedError):
        open_session(sealed, private=hpke_private(KEYRING.private("newsletter", 1)))


def test_a_session_key_of_another_length_is_named() -> None:
    session_id = uuid.uuid4()
    binding = f'{{"epoch":2,"purpose":"newsletter","session":"{session_id}","type":"session","v":1}}'.encode()
    sealed = SealedSession(session_id, "newsletter", 2, SUITE.encrypt(b"short", hpke_public(PUBLIC), info=binding))
    with pytest.raises(PartTamperedError):
        open_session(sealed, private=hpke_private(KEYRING.newest("newsletter")))


def test_a_session_key_does_not_show() -> None:
    session, _ = _session()
    assert "cipher" not in repr(session)


def test_a_persons_key_opens_for_its_person_alone() -> None:
    session, _ = _session()
    person = uuid.uuid4()
    wrapped = wrap_person_key(bytes(range(32)), person=person, session=session, nonce=NONCE)
    assert open_person_key(wrapped, person=person, session=session) == bytes(range(32))
    other = Session(uuid.uuid4(), session.purpose, session.epoch, session.cipher)
    for wrong_person, wrong_session in ((uuid.uuid4(), session), (person, other)):
        with pytest.raises(PartTamperedError) as found:
            open_person_key(wrapped, person=wrong_person, session=wrong_session)
        assert found.value.ground == "tampered:person_key"
    short = NONCE + session.cipher.encrypt(NONCE, b"short", person_key_binding(person, session.session_id))
    with pytest.raises(PartTamperedError):
        open_person_key(short, person=person, session=session)


def test_an_unlocked_keyring_remembers_sessions_and_can_forget_them() -> None:
    unlocked = Unlocked(KEYRING, index_key=INDEX_KEY)
    _, sealed = _session()
    assert unlocked.remembered(sealed.session_id) is None
    opened = unlocked.open(sealed)
    assert unlocked.remembered(sealed.session_id) is opened
    assert unlocked.afresh().remembered(sealed.session_id) is None
    assert isinstance(unlocked.afresh().index, BlindIndex)


def test_an_unlocked_keyring_forgets_the_oldest_session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("azukari.vault.unlocked._REMEMBERED", 2)
    unlocked = Unlocked(KEYRING, index_key=INDEX_KEY)
    sealed = [_session()[1] for _ in range(3)]
    unlocked.open(sealed[0])
    unlocked.open(sealed[1])
    unlocked.open(sealed[2])
    assert unlocked.remembered(sealed[0].session_id) is None
    assert unlocked.remembered(sealed[1].session_id) is not None
    assert unlocked.remembered(sealed[2].session_id) is not None


def test_a_session_of_a_key_that_is_not_there_is_named() -> None:
    unlocked = Unlocked(KEYRING, index_key=INDEX_KEY)
    _, sealed = _session()
    with pytest.raises(PartTamperedError) as found:
        unlocked.open(replace(sealed, epoch=3))
    assert found.value.part == "session"
    unlocked.replace(with_new_epoch(KEYRING, "newsletter", draw=system_draw, now=NOW))
    with pytest.raises(PartTamperedError):
        unlocked.open(replace(sealed, epoch=3))


def test_ciphers_are_aes_256_gcm() -> None:
    session, _ = _session()
    assert isinstance(session.cipher, AESGCM)
