import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azukari.ledger.note import (
    NOTE_LIMIT,
    BadSignatureError,
    KeyFormError,
    NoteFormError,
    Signer,
    UnknownSignerError,
    VerifiedNote,
    Verifier,
    new_signer,
    read_signer,
    read_verifier,
    sign_note,
    verify_note,
)

# The example of Go's golang.org/x/mod/sumdb/note.
_GO_SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
_GO_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
_GO_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
_GO_NOTE = (
    f"{_GO_TEXT}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
).encode()

ONE = new_signer("one.example/log", bytes(32))
TWO = new_signer("two.example", bytes([2]) * 32)
TEXT = "one.example/log\n7\n"
NOTE = sign_note(TEXT, [ONE])

_seeds = st.binary(min_size=32, max_size=32)
_names = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"], exclude_characters="+"), min_size=1)
_lines = st.text(st.characters(exclude_categories=["Cs"], min_codepoint=0x20) | st.just("\n"))


def test_the_example_of_go() -> None:
    signer, verifier = read_signer(_GO_SECRET), read_verifier(_GO_VKEY)
    assert signer.verifier == verifier
    assert sign_note(_GO_TEXT, [signer]) == _GO_NOTE
    assert verify_note(_GO_NOTE, [verifier]) == VerifiedNote(_GO_TEXT, ("PeterNeumann",))


@given(_names, _seeds)
def test_keys_are_read_back(name: str, seed: bytes) -> None:
    signer = new_signer(name, seed)
    assert read_signer(signer.secret_text + "\n") == signer
    assert read_verifier(signer.verifier.text + "\n") == signer.verifier


@given(_names, _seeds, _lines)
def test_notes_are_read_back(name: str, seed: bytes, lines: str) -> None:
    signer, text = new_signer(name, seed), lines + "\n"
    assert verify_note(sign_note(text, [signer]), [signer.verifier]) == VerifiedNote(text, (name,))


@given(st.integers(0, len(NOTE) - 1), st.binary(min_size=0, max_size=2))
def test_a_changed_note_is_never_verified_with_another_text(at: int, other: bytes) -> None:
    changed = NOTE[:at] + other + NOTE[at + 1 :]
    try:
        opened = verify_note(changed, [ONE.verifier])
    except (NoteFormError, BadSignatureError, UnknownSignerError):
        return
    assert opened.text == TEXT


def test_a_private_key_is_not_shown() -> None:
    assert "seed" not in repr(ONE)
    assert repr(bytes(32)) not in repr(Signer("a", bytes(32)))


def test_signatures_of_unknown_keys_are_passed_over() -> None:
    both = sign_note(TEXT, [TWO, ONE])
    assert verify_note(both, [ONE.verifier]).signers == ("one.example/log",)
    assert verify_note(both, [ONE.verifier, TWO.verifier]).signers == ("two.example", "one.example/log")


def test_an_unknown_key_may_share_a_name_or_an_id() -> None:
    same_name = new_signer(ONE.name, bytes([9]) * 32)
    opened = verify_note(sign_note(TEXT, [same_name, ONE]), [ONE.verifier])
    assert opened.signers == (ONE.name,)
    line = f"— other.example {base64.b64encode(ONE.verifier.key_id + bytes(64)).decode()}\n".encode()
    assert verify_note(NOTE + line, [ONE.verifier]).signers == (ONE.name,)


def test_signatures_of_other_kinds_are_passed_over() -> None:
    long = f"— witness.example {base64.b64encode(bytes(4 + 2428)).decode()}\n".encode()
    assert verify_note(NOTE + long * 16, [ONE.verifier]).text == TEXT


def test_a_known_key_that_signed_twice_is_named_once() -> None:
    line = NOTE[NOTE.rindex("—".encode()) :]
    assert verify_note(NOTE + line, [ONE.verifier]).signers == (ONE.name,)


def test_one_bad_signature_of_a_known_key_rejects_the_note() -> None:
    bad = sign_note(TEXT + "more\n", [TWO])
    line = bad[bad.rindex("—".encode()) :]
    assert verify_note(NOTE + line, [ONE.verifier]).text == TEXT
    with pytest.raises(BadSignatureError):
        verify_note(NOTE + line, [ONE.verifier, TWO.verifier])


def test_a_changed_text_is_found() -> None:
    with pytest.raises(BadSignatureError):
        verify_note(NOTE.replace(b"7", b"8"), [ONE.verifier])


@pytest.mark.parametrize("verifiers", [[], [TWO.verifier]])
def test_a_note_that_no_trusted_key_signed(verifiers: list[Verifier]) -> None:
    with pytest.raises(UnknownSignerError):
        verify_note(NOTE, verifiers)


_LINE = NOTE[NOTE.rindex("—".encode()) :]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"\n\n",
        TEXT.encode(),
        TEXT.encode() + b"\n",
        NOTE[:-1],
        NOTE + b"\n",
        NOTE.replace(b"\n\n", b"\n"),
        NOTE.replace("—".encode(), b"-"),
        NOTE.replace("— ".encode(), "—".encode()),
        NOTE.replace(b"7", b"7\r"),
        NOTE.replace(b"7", b"\x007"),
        NOTE.replace(b"7", b"\xff"),
        NOTE.replace(b"log ", b"log  "),
        NOTE.replace(b"one.example/log ", b" "),
        NOTE.replace("— one".encode(), "— o+ne".encode()),
        NOTE.replace("— one".encode(), "— o\u2003ne".encode()),
        NOTE[:-2] + b"\n",
        NOTE + b"\xe2\x80\x94 x AAAAAA==\n",
        NOTE + b"\xe2\x80\x94 x AAAAAAB=\n",
        NOTE + b"\xe2\x80\x94 x \xff\n",
        NOTE + "— x é\n".encode(),
        NOTE + "— x AAAAAAA=\u2028— y AAAAAAA=\n".encode(),
        NOTE + _LINE * 100,
        b"x" * NOTE_LIMIT + NOTE,
    ],
)
def test_bytes_that_are_no_note(data: bytes) -> None:
    with pytest.raises(NoteFormError):
        verify_note(data, [ONE.verifier])


@pytest.mark.parametrize("text", ["", "no newline", "tab\t\n", "\ud800\n"])
def test_texts_that_cannot_be_signed(text: str) -> None:
    with pytest.raises(NoteFormError):
        sign_note(text, [ONE])


def test_a_note_needs_a_signer() -> None:
    with pytest.raises(NoteFormError):
        sign_note(TEXT, [])


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u3000b", "a\nb", "\ud800"])
def test_names_that_no_key_may_have(name: str) -> None:
    with pytest.raises(KeyFormError):
        new_signer(name, bytes(32))


def test_a_seed_has_32_bytes() -> None:
    with pytest.raises(KeyFormError):
        new_signer("a", bytes(31))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        "name+c74f20a3",
        _GO_VKEY[:-4],
        _GO_VKEY.replace("c74f20a3", "c74f20a4"),
        _GO_VKEY.replace("c74f20a3", "c74f20"),
        _GO_VKEY.replace("c74f20a3", "notahexa"),
        _GO_VKEY.replace("+ARp", "+Ahp"),
        _GO_VKEY.replace("Peter", "Paul"),
        _GO_VKEY.replace("Peter", "Pe ter"),
        _GO_VKEY + "é",
    ],
)
def test_texts_that_are_no_key(text: str) -> None:
    with pytest.raises(KeyFormError):
        read_verifier(text)
    with pytest.raises(KeyFormError):
        read_signer("PRIVATE+KEY+" + text)


def test_a_public_key_is_no_private_key() -> None:
    with pytest.raises(KeyFormError):
        read_signer(_GO_VKEY)
