"""Putting papers into a case, reading them, and destroying their keys."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from azukari.base.canonical import Value
from azukari.base.errors import ExpiredError
from azukari.base.ids import new_id
from azukari.base.sql import Cursor
from azukari.ledger.services import append
from azukari.rights.events import Event
from azukari.rights.paper import (
    Lid,
    Paper,
    PaperKind,
    PaperPlace,
    lid_of,
    open_paper,
    paper_value,
    seal_paper,
    value_paper,
)
from azukari.rights.store import cases as store
from azukari.rights.store.cases import NewPaper, SealedPaper
from azukari.vault.envelope import Session, new_session
from azukari.vault.keys import PERSON_KEYS, publish
from azukari.vault.randomness import system_draw
from azukari.vault.seal import KEY_SIZE, NONCE_SIZE
from azukari.vault.services.chamber import Chamber

_KINDS = {lid: tuple(kind for kind in PaperKind if lid_of(kind) is lid) for lid in Lid}


class PapersGoneError(ExpiredError):
    """The papers of this request were destroyed; nobody can read them any more."""


@dataclass(frozen=True, slots=True)
class FiledPaper:
    """A paper in the open, and when it was put in."""

    paper_id: uuid.UUID
    kind: PaperKind
    paper: Paper
    made_at: datetime


def sealed_for(chamber: Chamber, request_id: uuid.UUID, kind: PaperKind, paper: Paper, *, now: datetime) -> NewPaper:
    """Seal a paper for a case; its key is durable before this returns, so it must not be called inside a transaction."""
    key = _key(chamber, request_id, lid_of(kind)) or _new_key(chamber, request_id, lid_of(kind), now)
    place = PaperPlace(request_id, new_id(), kind)
    sealed = seal_paper(paper, place=place, cipher=key.cipher, nonce=system_draw(NONCE_SIZE))
    return NewPaper(request_id, place.paper_id, kind, sealed)


def sealed_value(chamber: Chamber, request_id: uuid.UUID, kind: PaperKind, value: Value, *, now: datetime) -> NewPaper:
    """Seal a value as a paper, as `sealed_for` does."""
    return sealed_for(chamber, request_id, kind, value_paper(value), now=now)


def file_paper(cursor: Cursor, paper: NewPaper, *, by: str, now: datetime) -> None:
    """Put a paper into its case, with its entry in the ledger, in the caller's transaction."""
    store.insert_paper(cursor, paper, by=by, now=now)
    facts = {"request": str(paper.request_id), "paper": str(paper.paper_id), "paper_kind": paper.kind.value, "by": by}
    append(cursor, Event.PAPER_ADDED, facts, now=now)


def read_papers(chamber: Chamber, request_id: uuid.UUID, kinds: Iterable[PaperKind]) -> tuple[FiledPaper, ...]:
    """Read the papers of a case, of some kinds, oldest first; those whose key was destroyed are not there.

    Raises:
        PaperTamperedError: if one is not what was written.
    """
    wanted = tuple(kinds)
    keys = {lid: _key(chamber, request_id, lid) for lid in {lid_of(kind) for kind in wanted}}
    found = []
    for sealed in store.select_papers(chamber.database, request_id, wanted):
        key = keys[lid_of(sealed.kind)]
        if key is not None:
            found.append(_opened(request_id, sealed, key))
    return tuple(found)


def newest_value(chamber: Chamber, request_id: uuid.UUID, kind: PaperKind) -> Value:
    """Read the newest paper of a kind as a value; none if there is none."""
    found = read_papers(chamber, request_id, [kind])
    return paper_value(found[-1].paper) if found else None


def destroy_papers(chamber: Chamber, request_id: uuid.UUID, lids: Iterable[Lid], *, now: datetime) -> None:
    """Destroy keys of a case, and clear away what lies under them; done twice it changes nothing."""
    gone = tuple(lid for lid in lids if _key(chamber, request_id, lid) is not None)
    if not gone:
        return
    with chamber.database.transaction() as cursor:
        facts = {"request": str(request_id), "keys": tuple(sorted(lid.value for lid in gone))}
        append(cursor, Event.PAPERS_DESTROYED, facts, now=now)
        store.delete_papers(cursor, request_id, [kind for lid in gone for kind in _KINDS[lid]])
    # Last, so that what is cut off before it is seen to be unfinished: a key under which nothing lies is destroyed by `retaining`.
    store.delete_keys(chamber.person_keys, request_id, gone)


def _opened(request_id: uuid.UUID, sealed: SealedPaper, key: Session) -> FiledPaper:
    place = PaperPlace(request_id, sealed.paper_id, sealed.kind)
    paper = open_paper(sealed.sealed, place=place, cipher=key.cipher)
    return FiledPaper(sealed.paper_id, sealed.kind, paper, sealed.made_at)


def _key(chamber: Chamber, request_id: uuid.UUID, lid: Lid) -> Session | None:
    sealed = store.select_key(chamber.person_keys, request_id, lid, purpose=PERSON_KEYS)
    # Opened each time and never remembered: a key that was destroyed is gone from here, too.
    return None if sealed is None else chamber.unlocked.open_once(sealed)


def _new_key(chamber: Chamber, request_id: uuid.UUID, lid: Lid, now: datetime) -> Session:
    keyring = chamber.unlocked.keyring
    public = publish(keyring, keyring.newest(PERSON_KEYS))
    _, sealed = new_session(public, session_id=new_id(), key=system_draw(KEY_SIZE))
    store.insert_key(chamber.person_keys, request_id, lid, sealed, now=now)
    key = _key(chamber, request_id, lid)  # of two who make it at once, both use the one that was stored
    if key is None:
        raise PapersGoneError(ground="papers_gone")
    return key
