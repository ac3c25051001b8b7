"""The completion page of one sending: found again by a token that only its sender has, for a day."""

import hashlib
import hmac
import uuid
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta

from azukari.base.errors import NotFoundError
from azukari.base.sql import Cursor, Database, Queries

LIFE = timedelta(hours=24)
_QUERIES = Queries("azukari.web.public")
_TOKEN_CONTEXT = b"azukari/completion/v1"


class CompletionGoneError(NotFoundError):
    """This completion page does not exist, or its day is over."""


@dataclass(frozen=True, slots=True)
class Completion:
    """What the completion page shows; the receipt lacks its proof until it is fetched."""

    number: str
    service: str
    language: str
    statement_hash: str
    entry: bytes  # as it stands in the ledger
    receipt: bytes


def completion_token(record_id: uuid.UUID, *, key: bytes) -> str:
    """Derive the token of a record's completion page.

    It is a keyed hash of the record's random id, so that nobody can guess it and a form that is sent twice leads to the
    same page.
    """
    digest = hmac.new(key, _TOKEN_CONTEXT + record_id.bytes, hashlib.sha256).digest()
    return urlsafe_b64encode(digest[:24]).decode()


def keep(cursor: Cursor, token: str, completion: Completion, *, now: datetime) -> None:
    """Keep a completion for a day, in the caller's transaction, and forget some that have expired."""
    cursor.execute(_QUERIES["drop_expired_completions"], {"now": now})
    row = {
        "token_hash": _token_hash(token),
        "number": completion.number,
        "service": completion.service,
        "language": completion.language,
        "statement_hash": completion.statement_hash,
        "entry": completion.entry,
        "receipt": completion.receipt,
        "expires_at": now + LIFE,
    }
    cursor.execute(_QUERIES["keep_completion"], row)


def find(database: Database, token: str, *, now: datetime) -> Completion:
    """Find a completion by its token.

    Raises:
        CompletionGoneError: if there is none, or its day is over.
    """
    with database.transaction() as cursor:
        cursor.execute(_QUERIES["completion"], {"token_hash": _token_hash(token), "now": now})
        row = cursor.fetchone()
    if row is None:
        raise CompletionGoneError
    number, service, language, statement_hash, entry, receipt = row
    return Completion(number, service, language, statement_hash, bytes(entry), bytes(receipt))


def _token_hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
