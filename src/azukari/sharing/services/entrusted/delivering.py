"""What goes back to a client: everything it gets is a hand-over of its own, encrypted to its key and fetched once."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from azukari.base.sql import Cursor
from azukari.sharing.delivery import Kind
from azukari.sharing.exit import Exit
from azukari.sharing.services.entrusted.custody import Custody, Inbound
from azukari.sharing.services.files import write_encrypted
from azukari.sharing.services.making import finish
from azukari.sharing.services.steps import NewHandover, handover_of, insert_new
from azukari.sharing.store.entrusted import engagements as store
from azukari.vault.access import Actor


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is to be delivered: of which kind, why, how many things are in it, and to which of the client's addresses."""

    kind: Kind
    reason: str
    counted: int
    contact: str


def begin(
    custody: Custody,
    inbound: Inbound,
    parcel: Parcel,
    beside: Callable[[Cursor, uuid.UUID], None],
    *,
    actor: Actor,
    now: datetime,
) -> uuid.UUID:
    """Put a delivery on record, with whatever belongs into the same transaction, and give its id."""
    client = inbound.contract.client
    new = NewHandover(
        exit=Exit.CLIENT,
        kind=parcel.kind,
        engagement_id=None,
        recipient=f"entrusted/{inbound.contract.id}",  # no recipient of a statement can have such a name
        language=client.language,
        contact=parcel.contact,
        age_key=client.age_key,
        sftp=None,
        wish={"entrusted": str(inbound.row.engagement_id)},
        items=(),
        reason=parcel.reason,
        counted=parcel.counted,
        second=False,
    )
    with custody.database.transaction() as cursor:
        handover_id = insert_new(custody.dispatch, cursor, new, actor=actor, now=now)
        store.change(
            cursor, "insert_handover", {"handover_id": handover_id, "engagement_id": inbound.row.engagement_id}
        )
        beside(cursor, handover_id)
    return handover_id


def write(
    custody: Custody, handover_id: uuid.UUID, chunks: Iterable[bytes], rows: Callable[[], int], *, now: datetime
) -> None:
    """Encrypt what is delivered to the client's key, and have the client told.

    Raises:
        AzukariError: whatever the chunks raise; nothing was made then.
    """
    row = handover_of(custody.dispatch, handover_id)
    written = write_encrypted(custody.dispatch.folder, handover_id, chunks, age_key=row.age_key)
    finish(custody.dispatch, row, written, rows=rows(), items=(), now=now)
