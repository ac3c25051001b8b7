"""The ledger: its checkpoint, its entries, and proofs that an entry is in it. All of it is public anyway."""

import base64
import uuid

from azukari.api.desk import Desk
from azukari.api.operations import Answer, Call, Operation
from azukari.api.schemas import (
    CheckpointOut,
    EntryName,
    InclusionProof,
    LedgerEntry,
    LedgerPage,
    LedgerQuery,
)
from azukari.api.secret import CursorError
from azukari.base.clock import instant_text
from azukari.base.errors import ConflictError, MalformedError
from azukari.ledger import queries
from azukari.ledger.checkpoint import unverified_checkpoint
from azukari.ledger.entry import Fact
from azukari.ledger.log import MissingCheckpointError
from azukari.ledger.lookup import Lookup
from azukari.ledger.note import Verifier, read_verifier
from azukari.ledger.proof import VerifiedInclusion
from azukari.ledger.tile import CHECKPOINT_PATH
from azukari.ledger.tree import leaf_hash


class NotPlacedError(ConflictError):
    """This entry has not got its place in the ledger yet; ask again in a second."""

    retry_seconds = 1

    def __init__(self) -> None:
        """Name the ground."""
        super().__init__(ground="not_yet_placed")


async def checkpoint(call: Call) -> Answer:
    """Show the signed checkpoint."""
    note = await call.desk.run(call.desk.tiles.read, CHECKPOINT_PATH)
    if note is None:
        raise MissingCheckpointError
    found = unverified_checkpoint(note)
    return Answer(CheckpointOut(found.origin, found.head.size, _base64(found.head.root), note.decode()))


async def entries(call: Call) -> Answer:
    """List entries from the newest on."""
    wanted: LedgerQuery = call.body
    bound = f"ledger/{wanted.kind or ''}"
    before = None
    if wanted.cursor is not None:
        place = call.desk.secret.open_cursor(wanted.cursor, bound=bound)
        if not isinstance(place, int):
            raise CursorError
        before = place
    rows = await call.desk.run(queries.entries, call.desk.database, before=before, limit=wanted.limit, kind=wanted.kind)
    placed = [row.index for row in rows if row.index is not None]
    more = len(rows) == wanted.limit and bool(placed) and placed[-1] > 0
    cursor = call.desk.secret.seal_cursor(placed[-1], bound=bound) if more else None
    return Answer(LedgerPage([_entry(row) for row in rows], cursor))


async def proof_at(call: Call) -> Answer:
    """Prove the entry at a place."""
    index = call.request.path_params["index"]
    return Answer(await call.desk.run(_proof_at, call.desk, index))


async def proof_of(call: Call) -> Answer:
    """Prove an entry that is known by its id."""
    wanted: EntryName = call.body
    return Answer(await call.desk.run(_proof_of, call.desk, wanted.entry))


def _proof_at(desk: Desk, index: int) -> InclusionProof:
    lookup = Lookup(desk.tiles, _verifier(desk))
    return _proof(lookup, lookup.entry(index))


def _proof_of(desk: Desk, entry_id: uuid.UUID) -> InclusionProof:
    row = queries.entry(desk.database, entry_id)
    lookup = Lookup(desk.tiles, _verifier(desk))
    if row.index is None or row.index >= lookup.signed.head.size:
        raise NotPlacedError
    return _proof(lookup, lookup.entry(row.index))


def _proof(lookup: Lookup, shown: VerifiedInclusion) -> InclusionProof:
    proof = lookup.proof(shown.index)
    return InclusionProof(
        index=shown.index,
        size=shown.checkpoint.head.size,
        leaf_hash=_base64(leaf_hash(shown.entry)),
        path=[_base64(one) for one in proof.path],
        checkpoint=shown.checkpoint.note.decode(),
        entry=_base64(shown.entry),
        proof=proof.text,
    )


def _verifier(desk: Desk) -> Verifier:
    try:
        return read_verifier(desk.settings.ledger_key)
    except MalformedError:
        raise MissingCheckpointError from None


def _entry(row: queries.EntryRow) -> LedgerEntry:
    return LedgerEntry(
        index=row.index,
        id=row.entry_id,
        kind=row.kind,
        at=instant_text(row.at),
        facts={name: _fact(fact) for name, fact in row.facts.items()},
        leaf_hash=_base64(row.leaf_hash),
    )


def _fact(fact: Fact) -> str | int | list[str]:
    return list(fact) if isinstance(fact, tuple) else fact


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


OPERATIONS = (
    Operation(
        "checkpoint", "GET", "/v1/ledger/checkpoint", "ledger", checkpoint, gives=CheckpointOut, problems=("tampered",)
    ),
    Operation(
        "entries",
        "GET",
        "/v1/ledger/entries",
        "ledger",
        entries,
        asks=LedgerQuery,
        gives=LedgerPage,
        problems=("unprocessable", "tampered"),
    ),
    Operation(
        "proof_at",
        "GET",
        "/v1/ledger/proofs/{index:int}",
        "ledger",
        proof_at,
        gives=InclusionProof,
        problems=("not_found", "tampered"),
    ),
    Operation(
        "proof_of",
        "POST",
        "/v1/ledger/proof",
        "ledger",
        proof_of,
        takes=EntryName,
        gives=InclusionProof,
        problems=("not_found", "conflict", "tampered"),
    ),
)
