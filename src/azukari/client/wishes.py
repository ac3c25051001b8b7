"""Every operation of the API, described once: what it takes, how it is sent, what it gives. ``docs/api.md`` says what it means.

As methods of a client, all of them raise what `course.Course.after` does, and `ValueError` for what could not be sent at all.
"""

import json
import re
import uuid
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final, Literal, TypeAlias, TypeVar

from azukari.client.answers import (
    Checkpoint,
    Collected,
    Corrected,
    Erased,
    FoundRecord,
    Health,
    InclusionProof,
    KeyRights,
    LedgerEntry,
    Matrix,
    NotOpened,
    OpenedRecord,
    Page,
    StatementInForce,
)
from azukari.client.course import read_problem
from azukari.client.reading import FormError, read, read_json
from azukari.client.wish import Again, Reply, Wish

T = TypeVar("T")
RecordName: TypeAlias = str | uuid.UUID
Items: TypeAlias = Mapping[str, str | list[str] | tuple[str, ...]]
Language: TypeAlias = Literal["ja", "en"]
LookupKind: TypeAlias = Literal["number", "email", "phone", "name", "kana"]
_IDEMPOTENCY_KEY = re.compile(r"[\x21-\x7e]{8,128}")
_KIND = re.compile(r"[a-z_]{1,40}")
_EMPTY: Final = frozenset({204})


def collect(
    items: Items,
    *,
    language: Language,
    permissions: Sequence[str] = (),
    service: str | None = None,
    statement: str | None = None,
    idempotency_key: str | None = None,
) -> Wish[Collected]:
    """Collect what a person gave.

    ``permissions`` are the purposes that the person agreed to, each by itself. ``statement`` is the hash that came with the notice
    that was shown; if another version is in force, nothing is kept: `ConflictError`, ``statement_other``. Keep ``idempotency_key``
    beside your own order before you call, if you want to call again after your program was killed.
    """
    body = {"items": items, "language": language, "permissions": list(permissions)}
    named = {name: value for name, value in (("service", service), ("statement", statement)) if value is not None}
    return _act("collect", "/v1/records", {**body, **named}, partial(_one, Collected), idempotency_key, good=201)


def open_one(record: RecordName, *, purpose: str, reason: str) -> Wish[OpenedRecord]:
    """Open one record for a purpose, by its id or receipt number; the opening is recorded, with the reason."""
    body = {"record": str(record), "purpose": purpose, "reason": reason}
    return _recorded("open", "/v1/records/open", body, partial(_one, OpenedRecord))


def open_many(
    records: Sequence[RecordName], *, purpose: str, reason: str
) -> "Wish[tuple[OpenedRecord | NotOpened, ...]]":
    """Open up to 200 records, each by itself; what came of each comes in the order in which they were named."""
    body = {"records": [str(one) for one in records], "purpose": purpose, "reason": reason}
    return _recorded("open_many", "/v1/records/open-many", body, _results)


def open_page(*, purpose: str, reason: str, limit: int = 100, cursor: str | None = None) -> Wish[Page[OpenedRecord]]:
    """Open the next records of the service that a purpose may open."""
    body = {"purpose": purpose, "reason": reason, "limit": limit, "cursor": cursor}
    return _recorded(
        "open_page",
        "/v1/records/open-page",
        body,
        partial(_page, OpenedRecord, "records"),
        rest=lambda after: open_page(purpose=purpose, reason=reason, limit=limit, cursor=after),
    )


def find(kind: LookupKind, value: str, *, purpose: str, reason: str) -> Wish[tuple[FoundRecord, ...]]:
    """Find the records of somebody who is at hand; the search is recorded, without the value."""
    body = {"kind": kind, "value": value, "purpose": purpose, "reason": reason}
    return _recorded("find", "/v1/records/find", body, _found)


def correct(
    record: RecordName, items: Items, *, purpose: str, reason: str, idempotency_key: str | None = None
) -> Wish[Corrected]:
    """Replace the values of the items that are named; the others stay."""
    body = {"record": str(record), "purpose": purpose, "items": items, "reason": reason}
    return _act("correct", "/v1/records/correct", body, partial(_one, Corrected), idempotency_key)


def close(record: RecordName, *, idempotency_key: str | None = None) -> Wish[None]:
    """Close the matter of a record, from which on retention periods run."""
    return _act("close", "/v1/records/close", {"record": str(record)}, _nothing, idempotency_key, good=204)


def stop(record: RecordName, *, purpose: str, idempotency_key: str | None = None) -> Wish[None]:
    """Stop the use of a record for one purpose, for good."""
    body = {"record": str(record), "purpose": purpose}
    return _act("stop", "/v1/records/stop", body, _nothing, idempotency_key, good=204)


def erase(record: RecordName, *, idempotency_key: str | None = None) -> Wish[Erased]:
    """Erase the person of a record, with every record of theirs, for good.

    If the door was killed in the midst of it, sending again finds nothing left. So `NotFoundError` with ``maybe_done`` means, of a
    record that you know was there, that the person is erased.
    """
    return _act("erase", "/v1/records/erase", {"record": str(record)}, partial(_one, Erased), idempotency_key)


def statement() -> Wish[StatementInForce]:
    """Tell which version of the statement is in force."""
    return Wish("statement", "GET", "/v1/statement", partial(_one, StatementInForce))


def matrix() -> Wish[Matrix]:
    """Tell what the service may ask for and what for, and what a person must be shown before."""
    return Wish("matrix", "GET", "/v1/matrix", partial(_one, Matrix))


def key() -> Wish[KeyRights]:
    """Tell what this key may do, and until when."""
    return Wish("key", "GET", "/v1/key", partial(_one, KeyRights))


def checkpoint() -> Wish[Checkpoint]:
    """Show the ledger's signed checkpoint; it is not verified here."""
    return Wish("checkpoint", "GET", "/v1/ledger/checkpoint", partial(_one, Checkpoint))


def entries(*, kind: str | None = None, limit: int = 50, cursor: str | None = None) -> Wish[Page[LedgerEntry]]:
    """List entries of the ledger from the newest on, all or of one kind."""
    asked = {"kind": kind, "limit": str(limit), "cursor": cursor}
    return Wish(
        "entries",
        "GET",
        "/v1/ledger/entries",
        partial(_page, LedgerEntry, "entries"),
        query={name: value for name, value in asked.items() if value is not None},
        rest=lambda after: entries(kind=kind, limit=limit, cursor=after),
    )


def proof_at(index: int) -> Wish[InclusionProof]:
    """Prove the entry at a place in the ledger; verify it with ``azukari verify`` or another verifier."""
    return Wish("proof_at", "GET", f"/v1/ledger/proofs/{index:d}", partial(_one, InclusionProof))


def proof_of(entry: uuid.UUID | str) -> Wish[InclusionProof]:
    """Prove an entry by its id; one that has no place yet is asked for again, within the time that `Retry` allows."""
    body = _json({"entry": str(entry)})
    return Wish("proof_of", "POST", "/v1/ledger/proof", partial(_one, InclusionProof), body=body)


def health() -> Wish[Health]:
    """Tell whether each part answers; that one does not is an answer, too, and no problem."""
    return Wish("health", "GET", "/v1/health", partial(_one, Health), good=frozenset({200, 503}), public=True)


def document(*, language: Language = "en") -> Wish[Mapping[str, Any]]:
    """Give the OpenAPI document."""
    return Wish("document", "GET", "/v1/openapi.json", _mapping, query={"lang": language}, public=True)


def page(*, language: Language = "en") -> Wish[str]:
    """Give the same document for people, as HTML."""
    return Wish("page", "GET", "/v1/", _text, query={"lang": language}, accept="text/html", public=True)


def problem(kind: str, *, language: Language = "en") -> Wish[str]:
    """Give the page that explains a kind of problem, as HTML."""
    if not _KIND.fullmatch(kind):
        raise ValueError("A kind of problem is a name in lower case.")
    path = f"/v1/problems/{kind}"
    return Wish("problem", "GET", path, _text, query={"lang": language}, accept="text/html", public=True)


def look() -> Wish[str]:
    """Give the style sheet of those pages."""
    return Wish("look", "GET", "/v1/api.css", _text, accept="text/css", public=True)


def _act(
    operation: str, path: str, body: Mapping[str, Any], reads: Any, once: str | None, *, good: int = 200
) -> Wish[Any]:
    """Make the wish for an act that changes something: under one idempotency key, from first to last."""
    chosen = str(uuid.uuid4()) if once is None else once
    if not _IDEMPOTENCY_KEY.fullmatch(chosen):
        raise ValueError("An idempotency key has 8 to 128 visible ASCII characters.")
    return Wish(operation, "POST", path, reads, body=_json(body), once=chosen, good=frozenset({good}))


def _recorded(operation: str, path: str, body: Mapping[str, Any], reads: Any, *, rest: Any = None) -> Wish[Any]:
    """Make the wish for something that is recorded each time that it is asked for."""
    return Wish(operation, "POST", path, reads, body=_json(body), again=Again.UNSENT, rest=rest)


def _json(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _one(kind: type[T], reply: Reply) -> T:
    return read(kind, read_json(reply.content))


def _text(reply: Reply) -> str:
    return reply.content.decode(errors="replace")


def _nothing(_reply: Reply) -> None:
    return None


def _mapping(reply: Reply) -> Mapping[str, Any]:
    found = read_json(reply.content)
    if not isinstance(found, dict):
        raise FormError("an object")
    return found


def _list(reply: Reply, name: str) -> list[Any]:
    found = _mapping(reply).get(name)
    if not isinstance(found, list):
        raise FormError(name)
    return found


def _page(kind: type[T], name: str, reply: Reply) -> Page[T]:
    cursor = _mapping(reply).get("cursor")
    if not isinstance(cursor, str | None):
        raise FormError("cursor")
    return Page(tuple(read(kind, one) for one in _list(reply, name)), cursor)


def _found(reply: Reply) -> tuple[FoundRecord, ...]:
    return tuple(read(FoundRecord, one) for one in _list(reply, "records"))


def _results(reply: Reply) -> tuple[OpenedRecord | NotOpened, ...]:
    return tuple(_result(one) for one in _list(reply, "results"))


def _result(found: Any) -> OpenedRecord | NotOpened:
    if isinstance(found, dict) and found.get("ok") is False and isinstance(found.get("record"), str):
        return NotOpened(found["record"], read_problem(found.get("problem")))
    return read(OpenedRecord, found)
