"""A case's papers: what was written in a request and about it, each sealed under a key of the case (spec/case-paper.md).

The keys lie in the database of person keys. So a request's words stand nowhere in the open, and end with a key, in backups too.
"""

import base64
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from azukari.base.canonical import Value, canonical_bytes, read_canonical
from azukari.base.errors import MalformedError, TamperedError
from azukari.vault.seal import NONCE_SIZE

_STEP = 256  # sealed lengths go in steps of this, so that they tell less of what was written
LARGEST = 512 * 1024  # bytes of one paper
MEDIA_TYPES = frozenset({"text/plain", "image/png", "image/jpeg", "application/pdf"})  # of what is handed in
_LONGEST_TITLE = 120


class Lid(StrEnum):
    """Which key a paper lies under: each is destroyed at a time of its own."""

    CASE = "case"
    IDENTITY = "identity"  # 14 days after the decision (requirements H4)
    CONTACT = "contact"  # when the answer has gone out


class PaperKind(StrEnum):
    """What a paper is."""

    WISH = "wish"  # what was asked for
    CONTACT = "contact"  # where the answer goes
    IDENTITY = "identity"  # who asks: a copy of a document
    EVIDENCE = "evidence"  # what a correction rests on, or a mandate
    PLAN = "plan"  # what is to be done
    REASON = "reason"  # why it was decided so
    CHANGE = "change"  # what stood there before a correction, and after
    REPLY = "reply"  # what the person was told


LIDS: Mapping[PaperKind, Lid] = {PaperKind.IDENTITY: Lid.IDENTITY, PaperKind.CONTACT: Lid.CONTACT}


class PaperTamperedError(TamperedError):
    """A paper is not what was written, or belongs to another request."""


@dataclass(frozen=True, slots=True)
class PaperPlace:
    """Where a paper belongs."""

    request_id: uuid.UUID
    paper_id: uuid.UUID
    kind: PaperKind


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper in the open."""

    title: str = field(repr=False)
    media_type: str
    data: bytes = field(repr=False)


def lid_of(kind: PaperKind) -> Lid:
    """Tell which key a paper lies under."""
    return LIDS.get(kind, Lid.CASE)


def checked_paper(title: str, media_type: str, data: bytes) -> Paper:
    """Give a paper that somebody handed in.

    Raises:
        MalformedError: if it is too large, empty, of another type than it says, or of one that is not taken.
    """
    if media_type not in MEDIA_TYPES or not data.startswith(_SIGNATURES.get(media_type, b"")):
        raise MalformedError("Hand in a PNG, a JPEG, a PDF or plain text.", ground="paper_type")
    if not data or len(data) > LARGEST:
        raise MalformedError(f"A paper has 1 to {LARGEST // 1024} KiB.", ground="paper_size")
    return Paper(title.strip()[:_LONGEST_TITLE], media_type, data)


_SIGNATURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff", "application/pdf": b"%PDF-"}


def value_paper(value: Value) -> Paper:
    """Write a value as a paper."""
    return Paper("", "application/json", canonical_bytes(value))


def paper_value(paper: Paper) -> Value:
    """Read what `value_paper` wrote.

    Raises:
        PaperTamperedError: if it is no value.
    """
    try:
        return read_canonical(paper.data)
    except MalformedError:
        raise PaperTamperedError(ground="paper") from None


def seal_paper(paper: Paper, *, place: PaperPlace, cipher: AESGCM, nonce: bytes) -> bytes:
    """Seal a paper under its case's key; a nonce of 12 random bytes is used once."""
    content = canonical_bytes(
        {"data": base64.b64encode(paper.data).decode(), "media_type": paper.media_type, "title": paper.title}
    )
    return nonce + cipher.encrypt(nonce, content + b" " * (-len(content) % _STEP), _binding(place))


def open_paper(sealed: bytes, *, place: PaperPlace, cipher: AESGCM) -> Paper:
    """Open a paper.

    Raises:
        PaperTamperedError: if a byte of it was changed, or it belongs to another request or is of another kind.
    """
    try:
        content = cipher.decrypt(sealed[:NONCE_SIZE], sealed[NONCE_SIZE:], _binding(place))
        match read_canonical(content.rstrip(b" ")):
            case {"data": str(data), "media_type": str(media_type), "title": str(title)}:
                return Paper(title, media_type, base64.b64decode(data, validate=True))
    except (InvalidTag, ValueError, MalformedError):
        pass
    raise PaperTamperedError(ground="paper")


def _binding(place: PaperPlace) -> bytes:
    return canonical_bytes(
        {
            "kind": place.kind.value,
            "paper": str(place.paper_id),
            "request": str(place.request_id),
            "type": "case-paper",
            "v": 1,
        }
    )
