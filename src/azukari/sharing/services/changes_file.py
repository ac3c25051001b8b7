"""A file of changes: which of the rows that a recipient was handed may not be used any more, are erased, or were corrected.

Each line names the hand-over and the row's reference in it; a correction brings what the row holds now, within the same scope.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from azukari.base.clock import japan_date
from azukari.base.errors import NotFoundError, RefusedError
from azukari.sharing.condition import Wanted, items_for, missing
from azukari.sharing.delivery import Wish
from azukari.sharing.engagement import Engagement
from azukari.sharing.handover import HandoverRow
from azukari.sharing.services.dispatch import Dispatch
from azukari.sharing.store import engagements
from azukari.sharing.store.passing import Act, Passing, passing_of
from azukari.statement.document import Statement
from azukari.vault.access import Ask
from azukari.vault.services.opening import open_group

_AT_ONCE = 100


@dataclass(slots=True)
class Tally:
    """How many rows are in a file, while it is written."""

    rows: int = 0


def change_lines(dispatch: Dispatch, row: HandoverRow, *, tally: Tally, now: datetime) -> Iterator[bytes]:
    """Write the lines of a file of changes; what was corrected is opened now, and recorded as any opening is."""
    for number, group in groupby(passing_of(dispatch.chamber.database, row.handover_id), key=lambda one: one.number):
        told = list(group)
        for start in range(0, len(told), _AT_ONCE):
            some = told[start : start + _AT_ONCE]
            corrected = _corrected(dispatch, row, [one for one in some if one.act is Act.CORRECT], now=now)
            for one in some:
                tally.rows += 1
                yield _line(number, one, corrected.get(one.ref))


def _line(number: str, one: Passing, values: dict[str, str] | None) -> bytes:
    # What was corrected and may not be opened any more is said to be stopped: the row may not be used either way.
    act = Act.STOP if one.act is Act.CORRECT and values is None else one.act
    line: dict[str, object] = {"handover": number, "ref": one.ref, "act": act.value}
    if act is Act.CORRECT:
        line["items"] = values
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _corrected(
    dispatch: Dispatch, row: HandoverRow, some: Sequence[Passing], *, now: datetime
) -> dict[str, dict[str, str]]:
    statement = dispatch.statement(now)
    engagement = engagements.engagement_with(dispatch.chamber.database, row.recipient)
    if not some or engagement is None or missing(statement, engagement, row.recipient, today=japan_date(now)):
        return {}  # nothing new goes to whom nothing may be handed over today
    asks = [Ask(one.record_id, one.wish.purpose, f"correction for hand-over {one.number}", one.actor) for one in some]
    opened = open_group(dispatch.chamber, asks, now=now)
    found = {}
    for one, outcome in zip(some, opened, strict=True):
        if isinstance(outcome, RefusedError | NotFoundError):
            continue
        if isinstance(outcome, Exception):
            raise outcome
        items = items_of(statement, engagement, one.wish, one.items, now=now)
        found[one.ref] = {item: outcome.items.get(item, "") for item in items}
    return found


def items_of(
    statement: Statement, engagement: Engagement, wish: Wish, proposed: Sequence[str], *, now: datetime
) -> tuple[str, ...]:
    """List what goes out of each record: the items that were proposed, as far as they still may."""
    today = items_for(statement, engagement, Wanted(wish.service, wish.purpose), today=japan_date(now))
    return tuple(item for item in today if item in proposed)
