"""What the keeper itself records, with a sentence that a person can read; acts of the vault record themselves."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from azukari.base.sql import Database
from azukari.ledger import services as ledger
from azukari.statement.text import Text


class Event(StrEnum):
    """Kinds of ledger entries that the keeper writes."""

    REFUSED = "keeper.call.refused"


EVENTS: Mapping[Event, Text] = {
    Event.REFUSED: Text(
        ja="鍵番（keeper）が、求められた操作を断りました。",
        en="The keeper refused an act that somebody known asked for.",
    ),
}


def record_refusal(database: Database, *, verb: str, actor: str, ground: str, now: datetime) -> None:
    """Record that somebody known was refused an act before it was begun; all four facts are opaque ids and codes."""
    with database.transaction() as cursor:
        ledger.append(cursor, Event.REFUSED, {"verb": verb, "actor": actor, "ground": ground}, now=now)
