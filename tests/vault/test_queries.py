import uuid

import pytest

from azukari.base.errors import AzukariError
from azukari.vault.queries import EventFilter, access_event, access_events
from azukari.vault.services.opening import open_for
from tests.vault.world import MANAGER, NOW, REASON, STAFF, World


def test_the_staff_side_lists_who_opened_and_who_was_refused(world: World) -> None:
    done = world.collect()
    opened = open_for(world.chamber, done.number, purpose="inquiry.reply", reason=REASON, actor=STAFF, now=NOW)
    with pytest.raises(AzukariError):
        open_for(
            world.chamber, done.number, purpose="newsletter", reason=REASON, actor=MANAGER, now=world.after(seconds=1)
        )
    staff = world.connect("staff")
    newest, oldest = access_events(staff, EventFilter())
    assert (newest.ground, newest.actor) == ("no_grant", MANAGER.id)
    assert (oldest.event_id, oldest.reason, oldest.record_id) == (opened.event_id, REASON, done.record_id)
    assert access_events(staff, EventFilter(), before=newest.event_id) == (oldest,)
    for wanted in (
        EventFilter(kind="vault.record.refused"),
        EventFilter(actor=MANAGER.id),
        EventFilter(purpose="newsletter"),
    ):
        assert access_events(staff, wanted) == (newest,)
    assert access_events(staff, EventFilter(role="auditor")) == ()
    assert access_event(staff, opened.event_id) == oldest
    assert access_event(staff, uuid.uuid4()) is None
