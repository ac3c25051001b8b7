"""What has to be done again and again for clients: returns that are due, and retention in each chamber."""

from collections.abc import Callable
from datetime import datetime, timedelta

from azukari.base.errors import AzukariError
from azukari.sharing.delivery import Kind, State
from azukari.sharing.services.entrusted.custody import Custody
from azukari.sharing.services.entrusted.returning import write_return
from azukari.sharing.services.steps import decide, handover_of
from azukari.sharing.store.entrusted import engagements as store
from azukari.vault.services.ending import clear_erased, run_out

_STALE = timedelta(
    hours=1
)  # what was to be delivered at once and was not: its text is lost, and it has to be written anew


def work_for_clients(custody: Custody, *, now: datetime, failed: Callable[[AzukariError], None]) -> int:
    """Make the returns that were begun, and tell how many; ``failed`` is told of one that could not be made.

    A delivery whose process died before it was written is given up: what was in it was kept nowhere.
    """
    made = 0
    for row in store.engagements(custody.database):
        for one in store.handovers(custody.database, row.engagement_id):
            if one.state is not State.APPROVED:
                continue
            try:
                if one.kind is Kind.RETURN:
                    write_return(custody, row.contract_id, one.handover_id, now=now)
                    made += 1
                elif now - one.proposed_at > _STALE:
                    with custody.database.transaction() as cursor:
                        handover = handover_of(custody.dispatch, one.handover_id)
                        decide(cursor, handover, State.CANCELLED, by=None, now=now)
            except AzukariError as error:
                failed(error)
    return made


def retain_for_clients(custody: Custody, *, now: datetime, failed: Callable[[AzukariError], None]) -> None:
    """End what has run out in each client's chamber, and clear away what is left of erased persons there."""
    for row in store.engagements(custody.database):
        if row.state not in {"active", "ended"}:
            continue
        try:
            chamber = custody.chambers.chamber(row.engagement_id, row.contract_id)
            clear_erased(chamber, now=now)
            run_out(chamber, now=now)
        except AzukariError as error:
            failed(error)
