"""Never again: an address that its person had suppressed is not reached for what needs a permission, whoever brings it anew."""

import uuid
from datetime import datetime
from typing import Any

import psycopg
import pytest

from azukari.base.errors import AzukariError, RefusedError, UnavailableError
from azukari.vault.access import Ask, ByRequest, Ground, Opened
from azukari.vault.index import LookupKind
from azukari.vault.services.collecting import Collected
from azukari.vault.services.ending import clear_erased, erase_person, stop_use
from azukari.vault.services.opening import open_for, open_group
from azukari.vault.services.paging import Wish, open_page
from azukari.vault.services.suppressing import suppress, suppress_for_person
from azukari.vault.services.verifying import verify_store
from tests.vault.world import CANARY, MANAGER, REASON, STAFF, World

NEWSLETTER, REPLY = "newsletter", "inquiry.reply"
WITH = frozenset({NEWSLETTER})
BY = ByRequest(uuid.UUID(int=11), MANAGER)
FILE = f"import:{uuid.UUID(int=77)}"


def _person(world: World, record_id: uuid.UUID) -> uuid.UUID:
    return uuid.UUID(str(world.sql("SELECT person_id FROM vault_directory WHERE record_id = %s", (record_id,))[0][0]))


def _suppress(world: World, *, at: datetime | None = None, by: ByRequest = BY, email: str = CANARY["email"]) -> int:
    return suppress(world.chamber, [(LookupKind.EMAIL, email)], by=by, now=at or world.now)


def _ground(world: World, number: str, purpose: str = NEWSLETTER) -> str | None:
    try:
        open_for(world.chamber, number, purpose=purpose, reason=REASON, actor=STAFF, now=world.now)
    except RefusedError as refused:
        return refused.ground
    return None


def _page(world: World, **more: Any) -> set[str]:
    wish = Wish("inquiry", NEWSLETTER, REASON, MANAGER)
    page = open_page(world.chamber, wish, after=None, limit=more.get("limit", 50), now=world.now)
    return {one.number for one in page.records if isinstance(one, Opened)}


def test_a_suppressed_address_is_refused_for_what_needs_a_permission_alone(world: World) -> None:
    done = world.collect(permissions=WITH)
    assert _ground(world, done.number) is None
    assert _suppress(world, at=world.after(seconds=1), email=" CANARY@EXAMPLE.JP ".strip()) == 1
    assert _ground(world, done.number) == Ground.SUPPRESSED
    assert _ground(world, done.number, REPLY) is None
    other = world.collect(permissions=WITH, values={**CANARY, "email": "other@example.jp", "question": "q"})
    assert _ground(world, other.number) is None
    assert [entry["ground"] for entry in world.entries("vault.record.refused")] == [Ground.SUPPRESSED]
    assert not verify_store(world.chamber, now=world.now).damages


def test_what_was_suppressed_and_erased_and_taken_in_again_is_refused(world: World) -> None:
    done = world.collect(permissions=WITH)
    person = _person(world, done.record_id)
    assert suppress_for_person(world.chamber, [person], by=BY, now=world.now) == 2  # an address and a number
    erase_person(world.chamber, done.number, actor=MANAGER, now=world.now)
    clear_erased(world.chamber, now=world.now)
    world.now = world.after(days=30)
    again = world.collect(permissions=WITH, connection=FILE)
    assert _ground(world, again.number) == Ground.SUPPRESSED
    assert _ground(world, again.number, REPLY) is None
    assert _page(world) == set()


@pytest.mark.parametrize(
    ("connection", "ground"),
    [("TLSv1.3", None), (FILE, Ground.SUPPRESSED), ("API", Ground.SUPPRESSED)],
    ids=["by a form of ours", "by a list", "by a program"],
)
def test_only_the_person_lifts_it_by_a_form_of_ours_and_for_that_record(
    world: World, connection: str, ground: str | None
) -> None:
    before = world.collect(permissions=WITH)
    _suppress(world, at=world.after(days=1))
    world.now = world.after(days=2)
    later = world.collect(permissions=WITH, connection=connection)
    assert _ground(world, later.number) == ground
    assert _ground(world, before.number) == Ground.SUPPRESSED


def test_what_is_suppressed_again_is_refused_again(world: World) -> None:
    _suppress(world)
    world.now = world.after(days=1)
    done = world.collect(permissions=WITH)
    assert _ground(world, done.number) is None
    assert _suppress(world, at=world.after(days=1), by=ByRequest(uuid.UUID(int=12), MANAGER)) == 1
    assert _ground(world, done.number) == Ground.SUPPRESSED


def test_a_request_suppresses_once(world: World) -> None:
    done = world.collect(permissions=WITH)
    person = _person(world, done.record_id)
    assert suppress_for_person(world.chamber, [person], by=BY, now=world.now) == 2
    before = world.sql("SELECT * FROM vault_suppression ORDER BY token")
    assert suppress_for_person(world.chamber, [person], by=BY, now=world.after(days=1)) == 0
    assert world.sql("SELECT * FROM vault_suppression ORDER BY token") == before
    assert suppress_for_person(world.chamber, [uuid.uuid4()], by=BY, now=world.now) == 0
    (facts,) = world.entries("vault.contact.suppressed")
    assert (facts["request"], facts["count"]) == (str(BY.request), 2)
    assert facts.keys() == {"actor", "role", "request", "count"}


def test_a_page_leaves_out_what_is_suppressed_and_a_group_refuses_it(world: World) -> None:
    numbers = [
        world.collect(permissions=WITH, values={**CANARY, "email": f"n{place}@example.jp", "question": "q"}).number
        for place in range(3)
    ]
    assert _page(world) == set(numbers)
    _suppress(world, at=world.after(seconds=1), email="n1@example.jp")
    assert _page(world) == {numbers[0], numbers[2]}
    opened = open_group(world.chamber, [Ask(one, NEWSLETTER, REASON, STAFF) for one in numbers], now=world.now)
    assert [one.ground if isinstance(one, AzukariError) else None for one in opened] == [
        None,
        Ground.SUPPRESSED,
        None,
    ]
    counts = [facts["count"] for facts in world.entries("vault.page.opened")]
    assert counts == [3, 2]


def _sent(world: World, count: int) -> list[Collected]:
    return [
        world.collect(permissions=WITH, values={**CANARY, "email": f"n{place}@example.jp", "question": "q"})
        for place in range(count)
    ]


def test_a_permission_that_is_withdrawn_while_a_mailing_waits_counts_when_it_is_sent(world: World) -> None:
    sent = _sent(world, 4)
    wish = Wish("inquiry", NEWSLETTER, REASON, MANAGER)
    first = open_page(world.chamber, wish, after=None, limit=2, now=world.now)
    seen = {one.number for one in first.records if isinstance(one, Opened)}
    withdrawn = next(one for one in sent if one.number not in seen)
    stop_use(world.chamber, withdrawn.number, purpose=NEWSLETTER, actor=MANAGER, now=world.now)
    second = open_page(world.chamber, wish, after=first.after, limit=2, now=world.now)
    rest = {one.number for one in second.records if isinstance(one, Opened)}
    assert seen | rest == {one.number for one in sent} - {withdrawn.number}
    opened = open_group(world.chamber, [Ask(one.number, NEWSLETTER, REASON, MANAGER) for one in sent], now=world.now)
    refused = [one.ground for one in opened if isinstance(one, AzukariError)]
    assert refused == [Ground.NO_GRANT]


def test_an_address_that_is_suppressed_while_a_mailing_waits_is_left_out(world: World) -> None:
    sent = _sent(world, 4)
    wish = Wish("inquiry", NEWSLETTER, REASON, MANAGER)
    first = open_page(world.chamber, wish, after=None, limit=2, now=world.now)
    seen = {one.number for one in first.records if isinstance(one, Opened)}
    place = next(place for place, one in enumerate(sent) if one.number not in seen)
    _suppress(world, at=world.after(seconds=1), email=f"n{place}@example.jp")
    second = open_page(world.chamber, wish, after=first.after, limit=2, now=world.now)
    rest = {one.number for one in second.records if isinstance(one, Opened)}
    assert seen | rest == {one.number for one in sent} - {sent[place].number}


def test_nothing_is_asked_where_nothing_needs_a_permission(world: World) -> None:
    done = world.collect(permissions=WITH)
    world.sql("REVOKE SELECT ON vault_suppression FROM azukari_keeper")
    assert _ground(world, done.number, REPLY) is None
    with pytest.raises(UnavailableError):  # what cannot be looked up is not shown
        open_for(world.chamber, done.number, purpose=NEWSLETTER, reason=REASON, actor=STAFF, now=world.now)
    with pytest.raises(UnavailableError):
        _page(world)


def test_what_is_kept_fits_nothing_in_the_index_and_says_no_address(world: World) -> None:
    done = world.collect(permissions=WITH)
    suppress_for_person(world.chamber, [_person(world, done.record_id)], by=BY, now=world.now)
    kept = [bytes(row[0]) for row in world.sql("SELECT token FROM vault_suppression")]
    assert len(kept) == 2
    for token in kept:
        assert len(token) == 32
        assert token[:16] not in world.tokens()
    bodies = b"".join(bytes(row[0]) for row in world.sql("SELECT body FROM ledger_entry"))
    assert CANARY["email"].encode() not in bodies
    assert all(token.hex().encode() not in bodies for token in kept)


def test_nobody_takes_a_suppression_back(world: World) -> None:
    _suppress(world)
    for query in (
        "DELETE FROM vault_suppression",
        "TRUNCATE vault_suppression",
        "UPDATE vault_suppression SET at = at - interval '1 day'",
        "UPDATE vault_suppression SET token = '\\x00'",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            world.sql(query)
