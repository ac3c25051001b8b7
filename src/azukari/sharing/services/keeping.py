"""What has to be done again and again: passing changes on, making what was approved, and keeping no file longer than it waits."""

from collections.abc import Callable
from datetime import datetime, timedelta

from azukari.base.errors import AzukariError
from azukari.sharing.delivery import State
from azukari.sharing.exit import Exit
from azukari.sharing.services.dispatch import Dispatch
from azukari.sharing.services.files import keep_only
from azukari.sharing.services.making import make
from azukari.sharing.services.passing_on import pass_on
from azukari.sharing.store import handovers

_FILE_STAYS = timedelta(hours=2)  # after it was fetched, in case the line broke
_PICKUP_STAYS = timedelta(days=1)
_RECORD_STAYS = timedelta(days=3 * 366)  # of a provision, APPI rule 21: three years from the last one


def work(dispatch: Dispatch, *, now: datetime, failed: Callable[[AzukariError], None]) -> int:
    """Do all of it, one file after another, and tell how many files were made; ``failed`` is told of one that could not be.

    Only one may work at a time: a file is made in one place.

    Raises:
        AzukariError: if the database is away.
    """
    pass_on(dispatch, now=now)
    made = 0
    for row in handovers.handovers_in(dispatch.chamber.database, State.APPROVED):
        if row.exit is Exit.CLIENT:
            continue  # made where the client's chamber is (services/entrusted/delivering.py)
        try:
            made += make(dispatch, row.handover_id, now=now)
        except AzukariError as error:
            failed(error)
    sweep(dispatch, now=now)
    return made


def sweep(dispatch: Dispatch, *, now: datetime) -> None:
    """Keep only the files that wait, and forget what need not be kept any more."""
    keep_only(dispatch.folder, handovers.files_kept(dispatch.chamber.database, since=now - _FILE_STAYS))
    handovers.sweep(dispatch.chamber.database, pickups_before=now - _PICKUP_STAYS, delivered_before=now - _RECORD_STAYS)
