"""Legal holds: they beat retention and erasure, hide a record from ordinary use, and end only by an act."""

import uuid
from datetime import date, datetime

from azukari.vault.access import Actor
from azukari.vault.services.chamber import Chamber


def place_hold(
    chamber: Chamber, record: uuid.UUID | str, *, matter: str, review_on: date, actor: Actor, now: datetime
) -> uuid.UUID:
    """Place a hold that ``actor`` approves, to be reviewed on a day, and give its id.

    Raises:
        NotFoundError: if there is no such record.
        RefusedError: if the matter's name holds personal data.
        MalformedError: if the day of review is not to come.
    """
    raise NotImplementedError


def lift_hold(chamber: Chamber, hold_id: uuid.UUID, *, actor: Actor, now: datetime) -> None:
    """Lift a hold; periods that ran out meanwhile take effect at the next `ending.run_out`.

    Raises:
        NotFoundError: if there is no such hold, or it was lifted.
    """
    raise NotImplementedError
