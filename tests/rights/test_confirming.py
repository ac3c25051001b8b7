"""What went to recipients, told to its person; and requests that follow what recipients were told and have confirmed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from azukari.rights.outside import tell_outside
from azukari.rights.request import State
from azukari.rights.search import PlaceState
from azukari.rights.services.asking import stop_mine
from azukari.rights.services.confirming import confirm_recipients
from azukari.rights.services.examining import search, settle
from azukari.rights.services.views import person_page
from azukari.rights.shapes import Taken, person_page_value, read_person_page
from azukari.rights.store import cases
from azukari.sharing.delivery import Channel, Ended, Kind
from azukari.sharing.handover import HandoverRow
from azukari.sharing.queries import all_handovers
from azukari.sharing.services.certifying import Certificate, acknowledge, certify
from azukari.sharing.services.fetching import fetch_part
from azukari.sharing.services.holder import SharingHolder
from tests.conftest import Server
from tests.rights.bureau import ANNA, Bureau, open_bureau
from tests.sharing.yard import BEN, MAILER, PERMISSION, Yard, open_yard
from tests.vault.world import CANARY, World

PLACE = f"recipient:{MAILER}"


@pytest.fixture
def yard(world: World, postgres: Server, tmp_path: Path) -> Iterator[Yard]:
    yield from open_yard(world, postgres, tmp_path)


@pytest.fixture
def bureau(world: World, postgres: Server) -> Iterator[Bureau]:
    yield from open_bureau(world, postgres)


def hand(yard: Yard, row: HandoverRow) -> HandoverRow:
    yard.work()
    fetch_part(yard.dispatch, yard.row(row), 0, channel=Channel.LINK, now=yard.now)
    return yard.row(row)


def handed(yard: Yard) -> HandoverRow:
    yard.take_on()
    return hand(yard, yard.propose())


def changes(yard: Yard) -> HandoverRow:
    yard.later(minutes=1)
    yard.work()
    [row] = [one for one in all_handovers(yard.dispatch.chamber.database) if one.kind is Kind.CHANGES]
    return hand(yard, row)


def place(bureau: Bureau, taken: Taken) -> PlaceState:
    found = cases.select_places(bureau.office.chamber.database, taken.request_id)
    return next(one.state for one in found if one.place == PLACE)


def confirm(bureau: Bureau) -> int:
    return confirm_recipients(bureau.office, now=bureau.now)


def erased(bureau: Bureau, number: str) -> Taken:
    """Ask to be erased, and have that done."""
    taken = bureau.ask(bureau.visit(number), "erasure")
    bureau.look_everywhere(taken)
    bureau.propose(taken)
    bureau.decide(taken)
    bureau.carry_out(taken)
    return taken


def certificate(yard: Yard) -> Certificate:
    return Certificate(Ended.DESTROYED, yard.today, "overwritten", "head of IT")


def test_a_person_sees_who_was_handed_what_until_it_is_certified(yard: Yard, bureau: Bureau) -> None:
    one = yard.collect()
    row = handed(yard)
    visit = bureau.visit(one.number)
    page = person_page(bureau.office, visit, now=bureau.now)
    [outside] = page.outside
    assert (outside.record_id, outside.number, outside.still_there) == (one.record_id, row.number, True)
    assert read_person_page(person_page_value(page)) == page  # type: ignore[arg-type]  # a value of a frame
    told = tell_outside(outside, version=lambda _: yard.statement, language="ja")
    assert (told.recipient, told.address, told.representative) == (f"{MAILER}（日本語）", "", "")
    assert "証明があるまで" in told.standing
    certify(yard.dispatch, row, certificate(yard), actor=BEN, now=yard.now)
    [outside] = person_page(bureau.office, visit, now=bureau.now).outside
    assert (outside.ended, outside.ended_on, outside.still_there) == ("destroyed", yard.today, False)
    told = tell_outside(outside, version=lambda _: yard.statement, language="en")
    assert told.standing == "They certified that it was destroyed"


def test_the_holder_finds_and_gives_and_keeps_the_record(yard: Yard, bureau: Bureau) -> None:
    one, stranger = yard.collect(), bureau.collect()
    row = handed(yard)
    mine, theirs = bureau.visit(one.number).person_id, bureau.visit(stranger.number).person_id
    assert mine is not None
    assert theirs is not None
    holder = SharingHolder(bureau.office.chamber, ANNA, bureau.office.clock)
    assert [(found.place, found.kind, found.count) for found in holder.find(mine)] == [("deliveries", "delivery", 1)]
    assert holder.find(theirs) == ()
    given = holder.export(mine)
    assert isinstance(given, dict)
    assert [entry["number"] for entry in given["deliveries"]] == [row.number]
    assert not any(value in str(given) for value in CANARY.values())
    assert holder.export(theirs) == {"deliveries": []}
    assert holder.erase(mine) == ()
    assert holder.find(mine) != ()


def test_a_search_finds_by_itself_who_holds_something_and_who_never_did(yard: Yard, bureau: Bureau) -> None:
    one = yard.collect()
    handed(yard)
    other = bureau.collect()
    holds, none = (bureau.ask(bureau.visit(number), "disclosure") for number in (one.number, other.number))
    for taken in (holds, none):
        search(bureau.office, taken.request_id, actor=ANNA, now=bureau.now)
    assert (place(bureau, holds), place(bureau, none)) == (PlaceState.FOUND, PlaceState.NONE)
    settle(bureau.office, none.request_id, PLACE, PlaceState.ASKED, actor=ANNA, now=bureau.now)
    search(bureau.office, none.request_id, actor=ANNA, now=bureau.now)
    assert place(bureau, none) is PlaceState.ASKED  # what somebody said stays


def test_without_an_engagement_nothing_is_known(bureau: Bureau) -> None:
    taken = bureau.ask(bureau.visit(bureau.collect().number), "disclosure")
    search(bureau.office, taken.request_id, actor=ANNA, now=bureau.now)
    assert place(bureau, taken) is PlaceState.OPEN


def test_a_request_waits_until_the_recipient_says_that_it_did_likewise(yard: Yard, bureau: Bureau) -> None:
    one = yard.collect()
    handed(yard)
    taken = erased(bureau, one.number)
    assert bureau.state(taken) is State.ACTING
    assert confirm(bureau) == 0
    assert place(bureau, taken) is PlaceState.FOUND
    row = changes(yard)
    assert confirm(bureau) == 1
    assert place(bureau, taken) is PlaceState.ASKED
    assert bureau.state(taken) is State.ACTING
    assert confirm(bureau) == 0
    acknowledge(yard.dispatch, row, actor=BEN, now=yard.now)
    assert confirm(bureau) == 1
    assert place(bureau, taken) is PlaceState.CONFIRMED
    assert bureau.state(taken) is State.DONE
    assert confirm(bureau) == 0


def test_a_certificate_of_destruction_confirms_as_well(yard: Yard, bureau: Bureau) -> None:
    one = yard.collect()
    row = handed(yard)
    taken = erased(bureau, one.number)
    certify(yard.dispatch, row, certificate(yard), actor=BEN, now=yard.now)
    assert confirm(bureau) == 1
    assert bureau.state(taken) is State.DONE


def test_what_was_said_before_the_request_confirms_nothing(yard: Yard, bureau: Bureau) -> None:
    one = yard.collect()
    handed(yard)
    visit = bureau.visit(one.number)
    stop_mine(bureau.office, visit, one.record_id, *PERMISSION, now=bureau.now)
    acknowledge(yard.dispatch, changes(yard), actor=BEN, now=yard.now)
    bureau.later(minutes=1)
    taken = erased(bureau, one.number)
    assert confirm(bureau) == 0
    assert bureau.state(taken) is State.ACTING
