"""What was typed, between the steps of a form: encrypted in the form itself; nothing unfinished is stored (H35).

The text is base64url(nonce 12 bytes ‖ AES-256-GCM(canonical JSON)), the associated data is the context below; the key
is the public side's `drafts.key`, which opens nothing but drafts that are younger than half an hour.
"""

import binascii
import os
import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from azukari.base.canonical import canonical_bytes, read_canonical
from azukari.base.clock import instant_text, read_instant
from azukari.base.errors import ExpiredError, MalformedError
from azukari.base.ids import new_id

LIFE = timedelta(minutes=30)
_CONTEXT = b"azukari/draft/v1"
_NONCE_BYTES = 12


class DraftInvalidError(MalformedError):
    """What came back from the form is not what was put into it."""


class DraftExpiredError(ExpiredError):
    """The form was open for too long."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One form on its way: under which version and notice it was opened, and what was typed so far.

    ``answers`` maps the names of fields to what was typed in them, raw; it is empty until the first step was taken.
    """

    record_id: uuid.UUID
    service: str
    language: str
    statement_hash: str
    notice_hash: str
    opened_at: datetime
    answers: Mapping[str, tuple[str, ...]]


def open_form(service: str, *, language: str, statement_hash: str, notice_hash: str, now: datetime) -> Draft:
    """Begin a form: its record gets an id here, so that sending it twice collects it once."""
    return Draft(new_id(), service, language, statement_hash, notice_hash, now, {})


def seal_draft(draft: Draft, *, key: bytes, now: datetime) -> str:
    """Encrypt a draft for its form."""
    nonce = os.urandom(_NONCE_BYTES)
    plain = canonical_bytes(
        {
            "v": 1,
            "record": str(draft.record_id),
            "service": draft.service,
            "language": draft.language,
            "statement": draft.statement_hash,
            "notice": draft.notice_hash,
            "opened": instant_text(draft.opened_at),
            "sealed": instant_text(now),
            "answers": {name: list(values) for name, values in draft.answers.items()},
        }
    )
    return urlsafe_b64encode(nonce + AESGCM(key).encrypt(nonce, plain, _CONTEXT)).decode()


def read_draft(text: str, *, key: bytes, now: datetime) -> Draft:
    """Decrypt what a form brought back.

    Raises:
        DraftInvalidError: if it was not made by `seal_draft` under this key.
        DraftExpiredError: if it is older than half an hour.
    """
    try:
        sealed = urlsafe_b64decode(text.encode())
        plain = AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _CONTEXT)
    except (InvalidTag, ValueError, binascii.Error):
        raise DraftInvalidError from None
    fields: Any = read_canonical(plain)
    if not timedelta(0) <= now - read_instant(fields["sealed"]) <= LIFE:
        raise DraftExpiredError
    return Draft(
        record_id=uuid.UUID(fields["record"]),
        service=fields["service"],
        language=fields["language"],
        statement_hash=fields["statement"],
        notice_hash=fields["notice"],
        opened_at=read_instant(fields["opened"]),
        answers={name: tuple(values) for name, values in fields["answers"].items()},
    )
