"""Opening page by page: each record once, none that may not be opened, and everything recorded before it is shown."""

import hashlib
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest

from azukari.base.errors import AzukariError, MalformedError, RefusedError
from azukari.statement.purposes import Role
from azukari.vault.access import Actor, Opened
from azukari.vault.services import paging
from azukari.vault.services.ending import erase_person, stop_use
from azukari.vault.services.holding import place_hold
from azukari.vault.services.opening import open_for
from azukari.vault.services.paging import MOST, Page, Wish, open_page
from tests.vault.world import MANAGER, REASON, STAFF, World, submission

REPLY, QUALITY, NEWSLETTER = "inquiry.reply", "inquiry.quality", "newsletter"
WISH = Wish("inquiry", REPLY, REASON, STAFF)


def _page(world: World, wish: Wish = WISH, *, after: tuple[uuid.UUID, uuid.UUID] | None = None, limit: int = 3) -> Page:
    return open_page(world.chamber, wish, after=after, limit=limit, now=world.now)


def _pages(world: World, wish: Wish = WISH, *, limit: int = 3) -> list[Page]:
    pages = [_page(world, wish, limit=limit)]
    while pages[-1].after is not None:
        assert len(pages) < 20
        pages.append(_page(world, wish, after=pages[-1].after, limit=limit))
    return pages


def _opened(pages: list[Page]) -> list[Opened]:
    return [one for page in pages for one in page.records if isinstance(one, Opened)]


@pytest.mark.parametrize("limit", [1, 3, 7, 8, MOST + 1])
def test_every_record_is_in_one_page(world: World, limit: int) -> None:
    kept = {world.collect().record_id for _ in range(7)}
    opened = _opened(_pages(world, limit=limit))
    assert sorted(one.record_id for one in opened) == sorted(kept)
    alone = open_for(world.chamber, opened[0].record_id, purpose=REPLY, reason=REASON, actor=STAFF, now=world.now)
    assert replace(alone, event_id=opened[0].event_id) == opened[0]


def test_a_page_ends_where_its_answer_would_be_too_long(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {world.collect().record_id for _ in range(4)}
    monkeypatch.setattr(paging, "_MOST_CHARACTERS", 10)  # less than one record has
    pages = _pages(world, limit=3)
    assert [len(page.records) for page in pages][:4] == [1, 1, 1, 1]
    assert {one.record_id for one in _opened(pages)} == kept


def test_a_page_has_one_entry_and_each_record_an_event_of_its_own(world: World) -> None:
    for _ in range(4):
        world.collect()
    pages = _pages(world)
    entries = world.entries("vault.page.opened")
    assert [one["count"] for one in entries] == [3, 1]
    for page, facts in zip(pages, entries, strict=True):
        listed = "".join(f"{one.event_id} {one.record_id}\n" for one in page.records if isinstance(one, Opened))
        assert facts == {
            "actor": STAFF.id,
            "role": "service_staff",
            "purpose": REPLY,
            "service": "inquiry",
            "count": facts["count"],
            "records": hashlib.sha256(listed.encode()).hexdigest(),
        }
    events = world.sql(
        "SELECT v.event_id, v.record_id, v.kind, v.purpose, v.actor, v.reason, e.kind FROM vault_access_event v"
        " JOIN ledger_entry e USING (entry_id)"
    )
    assert sorted(events) == sorted(
        (one.event_id, one.record_id, "vault.record.opened", REPLY, STAFF.id, REASON, "vault.page.opened")
        for one in _opened(pages)
    )


def test_what_the_purpose_may_not_open_is_not_there(world: World) -> None:
    open_to_it, stopped, erased, held = (world.collect() for _ in range(4))
    stop_use(world.chamber, stopped.number, purpose=REPLY, actor=MANAGER, now=world.now)
    erase_person(world.chamber, erased.number, actor=MANAGER, now=world.now)
    review = (world.now + timedelta(days=30)).date()
    place_hold(world.chamber, held.number, matter="a lawsuit", review_on=review, actor=MANAGER, now=world.now)
    assert [one.record_id for one in _opened(_pages(world, limit=1))] == [open_to_it.record_id]
    assert world.sql("SELECT count(*) FROM vault_access_event WHERE kind = 'vault.record.opened'") == [(1,)]


def test_what_has_run_out_is_not_there(world: World) -> None:
    world.collect()
    wish = replace(WISH, purpose=QUALITY, actor=MANAGER)
    assert len(_opened(_pages(world, wish))) == 1
    world.now += timedelta(days=32)
    assert _opened(_pages(world, wish)) == []


def test_only_who_gave_a_permission_is_in_a_mailing(world: World) -> None:
    world.collect()
    asked = submission({**submission().values, "tastes": "tea"}, permissions=frozenset({NEWSLETTER}))
    wanted = world.collect(asked)
    (opened,) = _opened(_pages(world, replace(WISH, purpose=NEWSLETTER)))
    assert opened.record_id == wanted.record_id
    assert "question" not in opened.items


def test_a_damaged_record_is_told_among_the_others(world: World) -> None:
    whole, broken = world.collect(), world.collect()
    world.sql(
        "UPDATE vault_record SET sealed = ARRAY(SELECT one || '\\x00'::bytea FROM unnest(sealed) AS one) WHERE record_id = %s",
        (broken.record_id,),
    )
    page = _page(world)
    errors = [one for one in page.records if isinstance(one, AzukariError)]
    assert [one.record_id for one in _opened([page])] == [whole.record_id]
    assert len(errors) == 1
    grounds = world.sql("SELECT kind, ground FROM vault_access_event WHERE record_id = %s", (broken.record_id,))
    assert grounds == [("vault.record.refused", errors[0].ground)]


def test_an_empty_page_leaves_no_trace(world: World) -> None:
    assert _page(world) == Page((), None)
    assert world.entries("vault.page.opened") == []


@pytest.mark.parametrize(
    "wish",
    [
        replace(WISH, reason=""),
        replace(WISH, purpose="no.such.purpose"),
        replace(
            WISH,
            actor=Actor(
                str(uuid.UUID(int=1)),
                Role.SERVICE,
                frozenset({"inquiry"}),
                frozenset({NEWSLETTER}),
                frozenset({"open"}),
            ),
        ),
    ],
    ids=["no reason", "no purpose", "a key for another purpose"],
)
def test_a_wish_that_is_not_in_order_is_refused_as_a_whole(world: World, wish: Wish) -> None:
    world.collect()
    with pytest.raises(RefusedError):
        _page(world, wish)
    assert world.sql("SELECT count(*) FROM vault_access_event WHERE kind = 'vault.record.opened'") == [(0,)]


@pytest.mark.parametrize(
    "wish",
    [
        replace(WISH, service="another"),
        replace(WISH, actor=replace(STAFF, services=frozenset({"another"}))),
        replace(WISH, purpose=QUALITY),
    ],
    ids=["a service without records", "an actor of another service", "a role that may not"],
)
def test_who_may_open_none_of_it_sees_none_of_it(world: World, wish: Wish) -> None:
    world.collect()
    assert _opened(_pages(world, wish)) == []


@pytest.mark.parametrize("limit", [0, -1])
def test_a_page_without_room_is_refused(world: World, limit: int) -> None:
    world.collect()
    with pytest.raises(MalformedError):
        _page(world, limit=limit)
