"""A service key reaches the records of its service that were taken in for one of its purposes; of all others it learns nothing."""

import json
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from azukari.base.errors import AzukariError, NotFoundError, RefusedError
from azukari.base.ids import new_receipt_number
from azukari.statement.purposes import Role
from azukari.vault.access import Actor, Clue, Ground, allowed_items, may_know
from azukari.vault.keys import with_purposes
from azukari.vault.randomness import system_draw
from azukari.vault.services.collecting import Collected
from azukari.vault.services.ending import clear_erased, close_record, erase_person, run_out, stop_use
from azukari.vault.services.finding import find_for
from azukari.vault.services.holding import place_hold
from azukari.vault.services.opening import open_for
from azukari.vault.services.rotating import publish_keys
from azukari.vault.unlocked import Unlocked
from tests.vault.world import (
    INDEX_KEY,
    MANAGER,
    NOW,
    REASON,
    STATEMENT,
    World,
    purpose,
    service,
    statements,
    submission,
)

KEY_ID = str(uuid.UUID(int=7))
ITEMS = tuple(
    replace(one, purposes=tuple(name.replace("inquiry", "brochure") for name in one.purposes))
    for one in service().items
)
BROCHURE = replace(
    service(),
    id="brochure",
    items=ITEMS,
    purposes=(purpose("brochure.reply", days=180), purpose("brochure.quality", days=30)),
)
BOTH = replace(STATEMENT, services=(service(), BROCHURE))
PUBLIC_FACTS = "SELECT convert_from(body, 'UTF8')::json ->> 'facts', kind FROM ledger_entry ORDER BY id DESC LIMIT %s"

Act = Callable[[World, uuid.UUID | str, Actor], Any]


def key(*purposes: str, of: str = "inquiry", acts: str = "open find close stop erase correct") -> Actor:
    return Actor(
        KEY_ID, Role.SERVICE, services=frozenset({of}), purposes=frozenset(purposes), acts=frozenset(acts.split())
    )


REPLY = key("inquiry.reply")
ALL = key("inquiry.reply", "inquiry.quality", "newsletter")


@pytest.fixture
def two(world: World) -> World:
    """Give a vault of an organisation with two services."""
    purposes = [one.id for one in BOTH.all_purposes()]
    keyring = with_purposes(world.keyring, purposes, draw=system_draw, now=NOW)
    publish_keys(world.chamber.database, keyring, now=NOW)
    chamber = replace(world.chamber, statements=statements(BOTH), unlocked=Unlocked(keyring, index_key=INDEX_KEY))
    return replace(world, statement=BOTH, chamber=chamber, keyring=keyring)


@pytest.fixture
def theirs(two: World) -> Collected:
    """Give a record of the other service."""
    return two.collect(submission(service="brochure", permissions=frozenset({"newsletter"})))


def opened(world: World, record: uuid.UUID | str, actor: Actor, for_: str = "inquiry.reply") -> Any:
    return open_for(world.chamber, record, purpose=for_, reason=REASON, actor=actor, now=world.now)


ACTS: dict[str, Act] = {
    "open": opened,
    "open for what both services have": lambda w, r, a: opened(w, r, a, "newsletter"),
    "close": lambda w, r, a: close_record(w.chamber, r, actor=a, now=w.now),
    "stop": lambda w, r, a: stop_use(w.chamber, r, purpose="inquiry.reply", actor=a, now=w.now),
    "stop what both services have": lambda w, r, a: stop_use(w.chamber, r, purpose="newsletter", actor=a, now=w.now),
    "erase": lambda w, r, a: erase_person(w.chamber, r, actor=a, now=w.now),
}


def seen(world: World, act: Act, record: uuid.UUID | str, actor: Actor) -> tuple[Any, ...]:
    """Tell everything that a caller can see of an act: its error, and what the public ledger says of it."""
    before = world.sql("SELECT count(*) FROM ledger_entry")[0][0]
    with pytest.raises(AzukariError) as caught:
        act(world, record, actor)
    more = world.sql("SELECT count(*) FROM ledger_entry")[0][0] - before
    entries = [({**json.loads(facts), "event": ""}, kind) for facts, kind in world.sql(PUBLIC_FACTS, (more,))]
    error = caught.value
    return type(error), error.kind, error.ground, error.message, entries


@pytest.mark.parametrize("name", ACTS)
def test_a_record_of_another_service_is_as_one_that_never_was(two: World, theirs: Collected, name: str) -> None:
    act = ACTS[name]
    unknown = seen(two, act, uuid.uuid4(), ALL)
    assert unknown[2] == Ground.RECORD_UNKNOWN
    assert seen(two, act, theirs.record_id, ALL) == unknown
    assert seen(two, act, theirs.number, ALL) == unknown
    assert seen(two, act, new_receipt_number(), ALL) == unknown


@pytest.mark.parametrize("name", ACTS)
def test_a_record_that_is_held_closed_or_gone_is_so_too(two: World, name: str) -> None:
    act = ACTS[name]
    unknown = seen(two, act, uuid.uuid4(), ALL)
    held, erased, closed, ended = (two.collect(submission(service="brochure")) for _ in range(4))
    place_hold(
        two.chamber, held.record_id, matter="a case", review_on=NOW.date() + timedelta(days=9), actor=MANAGER, now=NOW
    )
    erase_person(two.chamber, erased.record_id, actor=MANAGER, now=NOW)
    close_record(two.chamber, closed.record_id, actor=MANAGER, now=NOW)
    for one in (held, erased, closed):
        assert seen(two, act, one.record_id, ALL) == unknown
        assert seen(two, act, one.number, ALL) == unknown
    run_out(two.chamber, now=NOW + timedelta(days=200))
    assert two.sql("SELECT count(*) FROM vault_tombstone WHERE record_id = %s", (ended.record_id,)) == [(1,)]
    assert seen(two, act, ended.number, ALL) == unknown


@pytest.mark.parametrize("name", ["open", "close", "stop", "erase"])
def test_a_record_of_its_service_for_none_of_its_purposes_is_so_too(two: World, name: str) -> None:
    mine = two.collect()  # without the permission that the newsletter needs
    newsletter = key("newsletter")

    def act(world: World, record: uuid.UUID | str, actor: Actor) -> Any:
        if name == "open":
            return opened(world, record, actor, "newsletter")
        if name == "stop":
            return stop_use(world.chamber, record, purpose="newsletter", actor=actor, now=world.now)
        return ACTS[name](world, record, actor)

    assert seen(two, act, mine.record_id, newsletter) == seen(two, act, uuid.uuid4(), newsletter)


def test_a_key_opens_what_its_purpose_may_see(two: World) -> None:
    mine = two.collect(permissions=frozenset({"newsletter"}))
    assert set(opened(two, mine.number, REPLY).items) == {"name", "kana", "email", "phone", "topic", "question"}
    assert set(opened(two, mine.number, ALL, "newsletter").items) == {"name", "email"}
    (actor, role), *_ = two.sql("SELECT actor, role FROM vault_access_event ORDER BY at DESC LIMIT 1")
    assert (actor, role) == (KEY_ID, "service")


@pytest.mark.parametrize("wanted", ["inquiry.quality", "newsletter", "no.such"])
def test_another_purpose_is_refused_for_its_own_records(two: World, wanted: str) -> None:
    mine = two.collect(permissions=frozenset({"newsletter"}))
    with pytest.raises(RefusedError) as caught:
        opened(two, mine.number, REPLY, wanted)
    assert caught.value.ground == (Ground.PURPOSE_UNKNOWN if wanted == "no.such" else Ground.KEY_NOT_ALLOWED)
    with pytest.raises(RefusedError) as stopped:
        stop_use(two.chamber, mine.number, purpose=wanted, actor=REPLY, now=NOW)
    assert stopped.value.ground == Ground.KEY_NOT_ALLOWED


def test_a_key_finds_its_own_only(two: World, theirs: Collected) -> None:
    mine = two.collect(permissions=frozenset({"newsletter"}))

    def found(actor: Actor, kind: str, value: str, for_: str = "newsletter") -> list[str]:
        clue = Clue(kind, value)
        hits = find_for(two.chamber, clue, purpose=for_, reason=REASON, actor=actor, now=NOW)
        return [one.number for one in hits]

    assert sorted(found(MANAGER, "email", "canary@example.jp")) == sorted([mine.number, theirs.number])
    assert found(ALL, "email", "canary@example.jp") == [mine.number]
    assert json.loads(two.sql(PUBLIC_FACTS, (1,))[0][0])["found"] == 1
    assert found(ALL, "number", theirs.number) == found(ALL, "number", new_receipt_number()) == []
    assert found(REPLY, "name", "佐藤カナリア", "inquiry.reply") == [mine.number]
    assert found(key("inquiry.reply", of="brochure"), "number", mine.number, "inquiry.reply") == []
    with pytest.raises(RefusedError) as caught:
        found(REPLY, "email", "canary@example.jp")
    assert caught.value.ground == Ground.KEY_NOT_ALLOWED
    assert json.loads(two.sql(PUBLIC_FACTS, (1,))[0][0])["ground"] == "key_not_allowed"


def test_a_key_closes_stops_and_erases_its_own(two: World, theirs: Collected) -> None:
    mine = two.collect(permissions=frozenset({"newsletter"}))
    close_record(two.chamber, mine.number, actor=REPLY, now=NOW)
    stop_use(two.chamber, mine.number, purpose="newsletter", actor=ALL, now=NOW)
    erase_person(two.chamber, mine.number, actor=REPLY, now=NOW)
    assert clear_erased(two.chamber, now=NOW) == 1
    assert two.sql("SELECT record_id FROM vault_record") == [(theirs.record_id,)]
    with pytest.raises(NotFoundError) as caught:
        erase_person(two.chamber, mine.number, actor=REPLY, now=NOW)
    assert caught.value.ground == Ground.RECORD_UNKNOWN


def test_erasing_leaves_the_persons_records_of_other_services(two: World, theirs: Collected) -> None:
    mine = two.collect()
    person = two.sql("SELECT person_id FROM vault_record WHERE record_id = %s", (theirs.record_id,))[0][0]
    for table in ("vault_record", "vault_directory"):
        query = f"UPDATE {table} SET person_id = %s WHERE record_id = %s"  # noqa: S608 - tables from above
        two.sql(query, (person, mine.record_id))
    erase_person(two.chamber, mine.number, actor=REPLY, now=NOW)
    assert two.sql("SELECT record_id FROM vault_record") == [(theirs.record_id,)]
    assert two.sql("SELECT count(*) FROM person_key WHERE person_id = %s", (person,), name="azukari_person_keys") == [
        (1,)
    ]
    erase_person(two.chamber, theirs.number, actor=MANAGER, now=NOW)
    assert two.sql("SELECT count(*) FROM person_key WHERE person_id = %s", (person,), name="azukari_person_keys") == [
        (0,)
    ]


def test_a_statement_gives_a_key_no_more() -> None:
    inquiry, quality = BOTH.service("inquiry"), BOTH.purpose("inquiry.quality")
    listed = replace(quality, roles=(*quality.roles, Role.SERVICE))
    with pytest.raises(RefusedError):
        allowed_items(inquiry, listed, REPLY)
    assert allowed_items(inquiry, quality, ALL) == ("topic", "question")
    assert allowed_items(BROCHURE, BOTH.purpose("newsletter"), ALL) == ()


def test_a_key_without_rights_has_none() -> None:
    bare = Actor(KEY_ID, Role.SERVICE)
    with pytest.raises(RefusedError):
        allowed_items(BOTH.service("inquiry"), BOTH.purpose("inquiry.reply"), bare)
    assert not may_know(bare, service="inquiry", granted=("inquiry.reply",))
    assert not may_know(key("inquiry.reply", of="brochure"), service="inquiry", granted=("inquiry.reply",))
    assert may_know(MANAGER, service="inquiry", granted=())
