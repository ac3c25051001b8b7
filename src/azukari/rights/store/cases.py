"""Cases: their keys, papers and proofs, the search plan, and the letters that are to be mailed."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from azukari.base.sql import Cursor, Database, Queries
from azukari.rights.identity import CheckedProof, Method, Proof, Subject
from azukari.rights.paper import Lid, PaperKind, lid_of
from azukari.rights.search import Place, PlaceState
from azukari.vault.envelope import SealedSession

_SQL = Queries("azukari.rights")


@dataclass(frozen=True, slots=True)
class SealedPaper:
    """A paper as it is stored."""

    paper_id: uuid.UUID
    kind: PaperKind
    sealed: bytes
    made_at: datetime


@dataclass(frozen=True, slots=True)
class NewPaper:
    """A paper as it is put in."""

    request_id: uuid.UUID
    paper_id: uuid.UUID
    kind: PaperKind
    sealed: bytes


def insert_key(person_keys: Database, request_id: uuid.UUID, lid: Lid, sealed: SealedSession, *, now: datetime) -> None:
    """Store a key of a case, unless it has one already."""
    person_keys.run(
        _SQL["insert_case_key"],
        {
            "request_id": request_id,
            "lid": lid.value,
            "key_id": sealed.session_id,
            "epoch": sealed.epoch,
            "sealed": sealed.sealed,
            "now": now,
        },
    )


def select_key(person_keys: Database, request_id: uuid.UUID, lid: Lid, *, purpose: str) -> SealedSession | None:
    """Give a key of a case, if it has not been destroyed."""
    rows = person_keys.run(_SQL["select_case_key"], {"request_id": request_id, "lid": lid.value})
    if not rows:
        return None
    key_id, epoch, sealed = rows[0]
    return SealedSession(key_id, purpose, epoch, bytes(sealed))


def delete_keys(person_keys: Database, request_id: uuid.UUID, lids: Iterable[Lid]) -> None:
    """Destroy keys of a case; durable when this returns."""
    person_keys.run(_SQL["delete_case_keys"], {"request_id": request_id, "lids": [lid.value for lid in lids]})


def cases_with_keys(person_keys: Database) -> tuple[tuple[uuid.UUID, Lid], ...]:
    """List which cases still have which keys."""
    return tuple((request_id, Lid(lid)) for request_id, lid in person_keys.run(_SQL["cases_with_keys"]))


def keys_without_papers(
    database: Database, person_keys: Database, *, before: datetime
) -> tuple[tuple[uuid.UUID, Lid], ...]:
    """List keys that were made before an instant and under which no paper lies."""
    keys = [(request_id, Lid(lid)) for request_id, lid in person_keys.run(_SQL["old_case_keys"], {"before": before})]
    kinds = database.run(_SQL["kinds_of_papers"], {"requests": sorted({request_id for request_id, _ in keys})})
    used = {(request_id, lid_of(PaperKind(kind))) for request_id, kind in kinds}
    return tuple(key for key in keys if key not in used)


def insert_paper(cursor: Cursor, paper: NewPaper, *, by: str, now: datetime) -> None:
    """Put a paper in."""
    cursor.execute(
        _SQL["insert_paper"],
        {
            "request_id": paper.request_id,
            "paper_id": paper.paper_id,
            "kind": paper.kind.value,
            "sealed": paper.sealed,
            "made_by": by,
            "now": now,
        },
    )


def select_papers(database: Database, request_id: uuid.UUID, kinds: Iterable[PaperKind]) -> tuple[SealedPaper, ...]:
    """Give the papers of a case, of some kinds, oldest first."""
    rows = database.run(_SQL["select_papers"], {"request_id": request_id, "kinds": [kind.value for kind in kinds]})
    return tuple(SealedPaper(paper, PaperKind(kind), bytes(sealed), at) for paper, kind, sealed, at in rows)


def delete_papers(cursor: Cursor, request_id: uuid.UUID, kinds: Iterable[PaperKind]) -> None:
    """Take papers away whose key is gone."""
    cursor.execute(_SQL["delete_papers"], {"request_id": request_id, "kinds": [kind.value for kind in kinds]})


def insert_proof(cursor: Cursor, request_id: uuid.UUID, checked: CheckedProof, *, now: datetime) -> None:
    """Take down what was shown of who asks."""
    cursor.execute(
        _SQL["insert_proof"],
        {
            "request_id": request_id,
            "proof_id": checked.proof_id,
            "subject": checked.proof.subject.value,
            "method": checked.proof.method.value,
            "until_on": checked.proof.until_on,
            "checked_by": checked.checked_by,
            "now": now,
        },
    )


def select_proofs(database: Database, request_id: uuid.UUID) -> tuple[CheckedProof, ...]:
    """Give what was shown of who asks."""
    rows = database.run(_SQL["select_proofs"], {"request_id": request_id})
    return tuple(
        CheckedProof(proof_id, Proof(Subject(subject), Method(method), until_on), by)
        for proof_id, subject, method, until_on, by, _ in rows
    )


def put_place(cursor: Cursor, request_id: uuid.UUID, place: Place, *, by: str, now: datetime) -> None:
    """Put a place into the search plan, unless it is there."""
    cursor.execute(_SQL["put_place"], _place(request_id, place, by, now))


def set_place(cursor: Cursor, request_id: uuid.UUID, place: Place, *, by: str, now: datetime) -> None:
    """Say what is known of a place."""
    cursor.execute(_SQL["set_place"], _place(request_id, place, by, now))


def select_places(database: Database, request_id: uuid.UUID) -> tuple[Place, ...]:
    """Give the search plan."""
    rows = database.run(_SQL["select_places"], {"request_id": request_id})
    return tuple(Place(place, PlaceState(state), count) for place, state, count in rows)


@dataclass(frozen=True, slots=True)
class Notice:
    """A letter about a request that waits; ``record_id`` says at whose address, where it does not go to whoever asked."""

    request_id: uuid.UUID
    kind: str
    record_id: uuid.UUID | None = None


def put_notice(cursor: Cursor, notice: Notice, *, now: datetime) -> None:
    """Put a letter about a request into the outbox."""
    cursor.execute(
        _SQL["put_notice"],
        {"request_id": notice.request_id, "kind": notice.kind, "record_id": notice.record_id, "now": now},
    )


def select_notice(database: Database, notice_id: int) -> Notice | None:
    """Give a letter that waits."""
    rows = database.run(_SQL["select_notice"], {"notice_id": notice_id})
    return Notice(*rows[0]) if rows else None


def waits_for_mail(database: Database, request_id: uuid.UUID, *, but: int) -> bool:
    """Tell whether another letter about a request waits to be mailed."""
    return bool(database.run(_SQL["waits_for_mail"], {"request_id": request_id, "but": but})[0][0])


def finish_notice(database: Database, notice_id: int, *, state: str, now: datetime) -> None:
    """Say how a letter ended."""
    database.run(_SQL["finish_notice"], {"notice_id": notice_id, "state": state, "now": now})


def moved_at(
    database: Database, requests: Sequence[uuid.UUID], moves: Sequence[str]
) -> tuple[tuple[uuid.UUID, str, datetime], ...]:
    """Tell under which pack and when requests took the last of some steps; those that took none are not there."""
    rows = database.run(_SQL["moved_at"], {"requests": list(requests), "moves": list(moves)})
    return tuple((request_id, pack, at) for request_id, pack, at in rows)


def _place(request_id: uuid.UUID, place: Place, by: str, now: datetime) -> dict[str, uuid.UUID | str | int | date]:
    return {
        "request_id": request_id,
        "place": place.place,
        "state": place.state.value,
        "count": place.count,
        "settled_by": by,
        "now": now,
    }
