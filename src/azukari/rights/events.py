"""The kinds of ledger entries that this room writes, each with a sentence that a person can read."""

from collections.abc import Mapping
from enum import StrEnum

from azukari.statement.text import Text


class Event(StrEnum):
    """What is recorded of visits and requests."""

    VISIT_BEGUN = "rights.visit.begun"
    VISIT_PROVED = "rights.visit.proved"


EVENTS: Mapping[Event, Text] = {
    Event.VISIT_BEGUN: Text(
        ja="お送りした番号を示した方に、ご本人のページを開きました。",
        en="The person's page was opened to somebody who showed a code that had been mailed.",
    ),
    Event.VISIT_PROVED: Text(
        ja="受付番号も示した方を、ご本人と認めました。",
        en="Somebody who named a receipt number as well was taken for the person.",
    ),
}
