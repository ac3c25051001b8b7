"""Papers open in their own place and nowhere else, and no changed byte passes."""

import json
import uuid
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from azukari.base.errors import MalformedError
from azukari.rights.paper import (
    LARGEST,
    Paper,
    PaperKind,
    PaperPlace,
    PaperTamperedError,
    checked_paper,
    open_paper,
    paper_value,
    seal_paper,
    value_paper,
)

VECTORS = Path(__file__).parents[2] / "spec" / "vectors" / "case-paper.json"
CIPHER = AESGCM(bytes(range(32)))
PLACE = PaperPlace(uuid.UUID(int=7), uuid.UUID(int=8), PaperKind.WISH)
PAPER = Paper("控え", "text/plain", "名前を直してください。".encode())
SEALED = seal_paper(PAPER, place=PLACE, cipher=CIPHER, nonce=bytes(12))


def test_a_paper_opens_in_its_place() -> None:
    assert open_paper(SEALED, place=PLACE, cipher=CIPHER) == PAPER
    assert "名前" not in repr(PAPER)
    assert len(SEALED) % 256 == 12 + 16


@pytest.mark.parametrize(
    "place",
    [
        replace(PLACE, request_id=uuid.UUID(int=9)),
        replace(PLACE, paper_id=uuid.UUID(int=9)),
        replace(PLACE, kind=PaperKind.REPLY),
    ],
    ids=["of another request", "under another id", "of another kind"],
)
def test_it_opens_nowhere_else(place: PaperPlace) -> None:
    with pytest.raises(PaperTamperedError):
        open_paper(SEALED, place=place, cipher=CIPHER)


def test_it_opens_under_no_other_key() -> None:
    with pytest.raises(PaperTamperedError):
        open_paper(SEALED, place=PLACE, cipher=AESGCM(bytes(32)))


@given(st.integers(0, len(SEALED) - 1), st.integers(1, 255))
def test_no_changed_byte_passes(at: int, change: int) -> None:
    changed = bytearray(SEALED)
    changed[at] ^= change
    with pytest.raises(PaperTamperedError):
        open_paper(bytes(changed), place=PLACE, cipher=CIPHER)


@given(st.integers(0, len(SEALED) - 1))
def test_no_shortened_one_passes(length: int) -> None:
    with pytest.raises(PaperTamperedError):
        open_paper(SEALED[:length], place=PLACE, cipher=CIPHER)


@given(st.binary(min_size=1, max_size=2000), st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_whatever_it_holds_comes_back(data: bytes, title: str) -> None:
    paper = Paper(title, "application/pdf", data)
    sealed = seal_paper(paper, place=PLACE, cipher=CIPHER, nonce=bytes(12))
    assert open_paper(sealed, place=PLACE, cipher=CIPHER) == paper


def test_values_are_read_back_and_other_bytes_are_not() -> None:
    assert paper_value(value_paper({"text": "𠮷"})) == {"text": "𠮷"}
    with pytest.raises(PaperTamperedError):
        paper_value(Paper("", "application/json", b"{ }"))


@pytest.mark.parametrize(
    ("media_type", "data"),
    [
        ("image/png", b"%PDF-1.7"),
        ("image/jpeg", b"\x89PNG\r\n\x1a\n"),
        ("application/pdf", b"<html>"),
        ("text/html", b"<html>"),
        ("text/plain", b""),
        ("text/plain", b"x" * (LARGEST + 1)),
    ],
)
def test_only_what_it_says_it_is_is_taken(media_type: str, data: bytes) -> None:
    with pytest.raises(MalformedError):
        checked_paper("a copy", media_type, data)


def test_copies_of_documents_are_taken() -> None:
    for media_type, data in (("image/png", b"\x89PNG\r\n\x1a\n..."), ("application/pdf", b"%PDF-1.7 ...")):
        assert checked_paper("  a copy ", media_type, data) == Paper("a copy", media_type, data)


def test_the_vectors_hold() -> None:
    for one in json.loads(VECTORS.read_text(encoding="utf-8"))["papers"]:
        place = PaperPlace(uuid.UUID(one["request"]), uuid.UUID(one["paper"]), PaperKind(one["kind"]))
        paper = Paper(one["title"], one["media_type"], bytes.fromhex(one["data"]))
        cipher = AESGCM(bytes.fromhex(one["key"]))
        sealed = seal_paper(paper, place=place, cipher=cipher, nonce=bytes.fromhex(one["nonce"]))
        assert sealed.hex() == one["sealed"]
        assert open_paper(sealed, place=place, cipher=cipher) == paper
