"""What a recipient says afterwards: that data was returned or destroyed, and that it did as it was told."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from azukari.base.clock import japan_date
from azukari.base.errors import MalformedError
from azukari.ledger.entry import Fact
from azukari.ledger.services import append
from azukari.sharing.delivery import Ended, Kind, State, StepRefusedError
from azukari.sharing.events import Event
from azukari.sharing.handover import HandoverRow
from azukari.sharing.services.dispatch import Dispatch
from azukari.sharing.services.engaging import DocumentMissingError
from azukari.sharing.store import engagements, handovers, passing
from azukari.vault.access import Actor
from azukari.vault.guard import find_personal

_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Certificate:
    """What is certified: what was done, when, by which method, and as what somebody says so (an office, not a name).

    ``document`` is the digest of a paper that was put on record, if there is one.
    """

    ended: Ended
    on: date
    method: str
    signed_as: str
    document: str | None = None


def certify(dispatch: Dispatch, row: HandoverRow, certificate: Certificate, *, actor: Actor, now: datetime) -> None:
    """File the certificate of a hand-over, which closes it: from then on the recipient is not said to hold it.

    Raises:
        StepRefusedError, MalformedError: as `check_certificate` says.
        DocumentMissingError: if the paper was not put on record.
    """
    check_certificate(row, certificate, now=now)
    said = {
        "ended": certificate.ended.value,
        "on": certificate.on.isoformat(),
        "method": certificate.method.strip(),
        "signed_as": certificate.signed_as.strip(),
    }
    with dispatch.chamber.database.transaction() as cursor:
        if certificate.document is not None and not engagements.has_document(cursor, certificate.document):
            raise DocumentMissingError(ground="document_missing")
        values = {
            "handover_id": row.handover_id,
            "now": now,
            "certificate": json.dumps(said),
            "document": certificate.document,
        }
        if not handovers.step(cursor, "close_handover", values):
            raise StepRefusedError(ground="step")
        facts = {"handover": str(row.handover_id), "ended": certificate.ended.value, "on": certificate.on.isoformat()}
        if certificate.document is not None:
            facts["document"] = certificate.document
        append(cursor, Event.CERTIFIED, {"actor": actor.id, "role": actor.role.value, **facts}, now=now)


def check_certificate(row: HandoverRow, certificate: Certificate, *, now: datetime) -> None:
    """Check that a certificate may be filed.

    Raises:
        StepRefusedError: if the recipient does not have it, or it is closed.
        MalformedError: if the day is not one on which that could be done, or a text is missing or names somebody.
    """
    if row.state is not State.HANDED or row.kind is not Kind.RECORDS or row.handed_at is None:
        raise StepRefusedError(ground="step")
    if not japan_date(row.handed_at) <= certificate.on <= japan_date(now):
        raise MalformedError("The day lies between the hand-over and today.", ground="certificate_on")
    for text in (certificate.method, certificate.signed_as):
        if not 0 < len(text.strip()) <= _LONGEST:
            raise MalformedError("Say by which method, and as what somebody signs.", ground="certificate_text")
        if find_personal(text) is not None:
            raise MalformedError(
                "A certificate names nobody: leave out addresses, telephone numbers and the like.",
                ground="certificate_personal",
            )


def acknowledge(dispatch: Dispatch, row: HandoverRow, *, actor: Actor, now: datetime) -> int:
    """Put on record that a recipient did as a file of changes told it, which closes that file; tells how many changes it were.

    Raises:
        StepRefusedError: if the recipient does not have the file, or has said so before.
    """
    if row.state is not State.HANDED or row.kind is not Kind.CHANGES:
        raise StepRefusedError(ground="step")
    with dispatch.chamber.database.transaction() as cursor:
        values = {"handover_id": row.handover_id, "now": now, "certificate": None, "document": None}
        if not handovers.step(cursor, "close_handover", values):
            raise StepRefusedError(ground="step")
        count = passing.acknowledge(cursor, row.handover_id, now=now)
        facts: dict[str, Fact] = {"handover": str(row.handover_id), "count": count}
        append(cursor, Event.ACKNOWLEDGED, {"actor": actor.id, "role": actor.role.value, **facts}, now=now)
    return count
