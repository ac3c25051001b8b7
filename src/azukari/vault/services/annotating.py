"""Putting a person's own statement beside an item, where it is an opinion of somebody or is not corrected (requirements H13)."""

import uuid
from dataclasses import replace
from datetime import datetime

from azukari.base.errors import MalformedError, RefusedError
from azukari.ledger.entry import Fact
from azukari.vault.access import ByRequest, Ground
from azukari.vault.annotation import read_statement, statement_of
from azukari.vault.events import Event
from azukari.vault.services.chamber import Chamber
from azukari.vault.services.correcting import Corrected
from azukari.vault.services.locking import locked_record
from azukari.vault.services.recording import Happening, withheld
from azukari.vault.services.resealing import Recorded, content_of, store_anew
from azukari.vault.store import ending as store


def annotate_for_person(
    chamber: Chamber, record: uuid.UUID | str, item: str, text: str, *, by: ByRequest, now: datetime
) -> tuple[Corrected, str]:
    """Put a person's statement beside an item that is held, in place of an earlier one, and give the earlier one.

    An empty one takes the earlier one away. What is so already is left as it is, and is not recorded twice.

    Raises:
        NotFoundError: if there is no such record.
        RefusedError: if the record is on a hold that the person did not ask for: then nothing of it may change.
        MalformedError: if the record does not hold the item, or the text is too long or holds a number that must not be sent.
        TamperedError: if a part is not what was written.
        UnavailableError: if it could not be recorded; nothing is changed then.
    """
    said, name = read_statement(text), statement_of(item)
    with withheld(), locked_record(chamber, record, actor=by.actor) as (cursor, old):
        header = old.header
        if store.is_held_by_law(cursor, header):
            raise RefusedError("This record is on a legal hold, so nothing of it may change.", ground=Ground.ON_HOLD)
        content = content_of(chamber, old)
        before = content.values.get(name, "")
        service = chamber.statements(header.statement_hash).service(header.service)
        if item not in {one.id for one in service.items} or (said and item not in content.values):
            raise MalformedError("This record does not hold such an item.", ground="item_unknown")
        if said == before:
            return Corrected(header.record_id, header.number, old.entry_id), before
        values = {**content.values, name: said}
        if not said:
            del values[name]
        happening = Happening(
            Event.ANNOTATED, by.actor, "", None, person_id=header.person_id, record_id=header.record_id
        )
        facts: dict[str, Fact] = {"items": (item,), "request": str(by.request)}
        recorded = Recorded(happening, facts)
        entry_id = store_anew(chamber, cursor, old, replace(content, values=values), recorded=recorded, now=now)
    return Corrected(header.record_id, header.number, entry_id), before
