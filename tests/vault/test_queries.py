import uuid

import pytest

from azukari.base.errors import AzukariError
from azukari.vault.queries import AccessEvent, EventFilter, access_event, access_events, events_of_persons
from azukari.vault.services.opening import open_for
from tests.vault.world import MANAGER, NOW, REASON, STAFF, World

_MANY = 20_000
_FILL = (
    "INSERT INTO vault_access_event (person_id, event_id, record_id, kind, purpose, actor, role, entry_id, at)"
    " SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'vault.record.opened', 'newsletter', 'staff:1', 'auditor',"
    " gen_random_uuid(), now() - number * interval '1 second' FROM generate_series(1, %s) AS number"
)


def test_a_page_of_events_is_not_sought_through_all_of_them(world: World) -> None:
    """Prepared while there were none: that plan would go through the whole table now."""
    world.admin("azukari").connection.execute("VACUUM (ANALYZE) vault_access_event")
    staff = world.connect("staff")
    for _ in range(10):
        assert access_events(staff, EventFilter()) == ()
    world.sql(_FILL, (_MANY,))
    with staff.transaction() as cursor:
        last = access_events(staff, EventFilter(), limit=500)[-1]
        page = access_events(staff, EventFilter(), before=last.event_id, limit=500)
        cursor.execute(
            "SELECT seq_tup_read, idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'vault_access_event'"
        )
        read = cursor.fetchone()
    assert len(page) == 500
    assert page[0].at < last.at
    assert read is not None
    assert read[0] == 0
    assert read[1] <= 2 * 500 + 1  # two pages, and the one from which the second begins


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


def _person(world: World, record_id: uuid.UUID) -> uuid.UUID:
    return uuid.UUID(str(world.sql("SELECT person_id FROM vault_directory WHERE record_id = %s", (record_id,))[0][0]))


def test_what_was_done_with_a_persons_data_is_paged_through_without_anybody_elses(world: World) -> None:
    done, other = world.collect(), world.collect()
    opened = []
    for seconds in range(5):
        for one in (done, other):
            event = open_for(
                world.chamber, one.number, purpose="inquiry.reply", reason=REASON, actor=STAFF,
                now=world.after(seconds=seconds // 2),
            ).event_id  # fmt: skip
            opened += [event] if one is done else []
    persons = [_person(world, done.record_id)]
    everything = events_of_persons(world.chamber.database, persons)
    assert {one.event_id for one in everything} == set(opened)
    paged: tuple[AccessEvent, ...] = ()
    for _ in range(3):
        before = paged[-1].event_id if paged else None
        paged += events_of_persons(world.chamber.database, persons, before=before, limit=2)
    assert paged == everything
    (others, *_) = events_of_persons(world.chamber.database, [_person(world, other.record_id)])
    assert events_of_persons(world.chamber.database, persons, before=others.event_id) == ()
