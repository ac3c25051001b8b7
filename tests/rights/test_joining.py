"""Joining: by a number and the mailbox that was read, counted, told alike whether a number is wrong or somebody else's."""

import uuid
from collections.abc import Callable

import pytest

from azukari.base.errors import Kind
from azukari.rights.services.joining import join_own, separate_own
from azukari.rights.services.linking import persons_of
from azukari.rights.services.views import person_page
from azukari.rights.services.visiting import Visit, VisitEndedError
from azukari.rights.visit import LIMITS
from azukari.rights.wish import Wish
from tests.rights.bureau import Bureau
from tests.rights.looking import ground, ledger, refusal, state
from tests.vault.world import CANARY

REFUSED = (
    Kind.UNAUTHENTICATED,
    "number_refused",
    "This receipt number does not belong to what was sent from your address.",
)


def sent(address: str) -> dict[str, str]:
    return {**CANARY, "email": address, "topic": "price", "question": "？"}


def shown(bureau: Bureau, visit: Visit) -> set[str]:
    return {held.number for held in person_page(bureau.office, visit, now=bureau.now).records}


def join(bureau: Bureau, visit: Visit, number: str) -> None:
    join_own(bureau.office, visit, number, now=bureau.now)


def test_what_was_sent_from_the_same_address_is_joined_shown_and_parted_again(bureau: Bureau) -> None:
    one, other, third = bureau.collect(), bureau.collect(), bureau.collect()
    visit = bureau.visit(one.number)
    assert shown(bureau, visit) == {one.number}  # never by itself, although the address is the same
    join(bureau, visit, f" {other.number.lower()} ")
    assert shown(bureau, visit) == {one.number, other.number}
    theirs = bureau.visit(CANARY["email"].upper(), number=other.number)
    assert shown(bureau, theirs) == {one.number, other.number}
    assert third.number not in shown(bureau, theirs)
    separate_own(bureau.office, theirs, one.record_id, now=bureau.now)
    assert shown(bureau, visit) == {one.number}
    assert shown(bureau, theirs) == {other.number}


@pytest.mark.parametrize("by_address", [False, True], ids=["by a number", "by an address"])
def test_somebody_elses_number_is_answered_as_one_that_never_was(bureau: Bureau, *, by_address: bool) -> None:
    one, other = bureau.collect(), bureau.collect(values=sent("other@mail.example"))
    visit = bureau.visit(CANARY["email"], number=one.number) if by_address else bureau.visit(one.number)
    before, entries = state(bureau), bureau.world.entries("rights.person.joined")
    told = {
        refusal(lambda number=number: join(bureau, visit, number))  # type: ignore[misc]
        for number in (other.number, "0000-0000-0000", "何か")
    }
    assert told == {REFUSED}
    assert (state(bureau), bureau.world.entries("rights.person.joined")) == (before, entries)
    assert other.number.encode() not in ledger(bureau)


def test_an_address_that_somebody_merely_wrote_down_is_no_mailbox_that_they_read(bureau: Bureau) -> None:
    """Whoever has their own record corrected to somebody's address, and knows a receipt number, is not that person."""
    mine, more = (bureau.collect(values=sent("mallory@mail.example")) for _ in range(2))
    victim = bureau.collect(values=sent("hanako@mail.example"))
    visit = bureau.visit("mallory@mail.example", number=mine.number)
    join(bureau, visit, more.number)
    wish = Wish(items={more.record_id: {"email": "hanako@mail.example"}})
    bureau.grant(bureau.ask(visit, "correction", wish))
    assert "hanako@mail.example" in {
        held.values["email"] for held in person_page(bureau.office, visit, now=bureau.now).records
    }
    for who in (visit, bureau.visit(mine.number)):
        assert refusal(lambda: join(bureau, who, victim.number)) == REFUSED  # noqa: B023
    assert victim.number not in shown(bureau, visit)


def test_guessing_numbers_ends_the_visit(bureau: Bureau) -> None:
    one, other = bureau.collect(), bureau.collect()
    visit = bureau.visit(one.number)
    for _ in range(LIMITS.tries):
        assert refusal(lambda: join(bureau, visit, "0000-0000-0000")) == REFUSED
    with pytest.raises(VisitEndedError):
        join(bureau, visit, other.number)
    ended = "SELECT visit_id FROM rights_visit WHERE ended_at IS NULL"
    assert bureau.world.sql(ended) == []
    assert bureau.world.entries("rights.person.joined") == []


def test_tries_at_the_entrance_and_for_joining_are_counted_together(bureau: Bureau) -> None:
    one, other = bureau.collect(), bureau.collect()
    visit = bureau.visit(CANARY["email"], number=one.number)
    for _ in range(LIMITS.tries - 1):
        assert refusal(lambda: join(bureau, visit, "0000-0000-0000")) == REFUSED
    with pytest.raises(VisitEndedError):
        join(bureau, visit, other.number)


def test_who_named_no_number_joins_nothing_and_no_try_is_counted(bureau: Bureau) -> None:
    one = bureau.collect()
    visit = bureau.visit(CANARY["email"])
    before = bureau.world.sql("SELECT tries FROM rights_visit")
    for _ in range(LIMITS.tries + 1):
        assert ground(lambda: join(bureau, visit, one.number)) == "number_needed"
    assert bureau.world.sql("SELECT tries FROM rights_visit") == before


def test_somebody_elses_record_is_not_parted(bureau: Bureau) -> None:
    one, two, theirs = bureau.collect(), bureau.collect(), bureau.collect(values=sent("other@mail.example"))
    also = bureau.collect(values=sent("other@mail.example"))
    stranger = bureau.visit(theirs.number)
    join(bureau, stranger, also.number)
    visit = bureau.visit(one.number)
    before = state(bureau)
    told: set[object] = set()
    acts: list[Callable[[], None]] = [
        lambda record=record: separate_own(bureau.office, visit, record, now=bureau.now)  # type: ignore[misc]
        for record in (also.record_id, two.record_id, uuid.UUID(int=0))
    ]
    for act in acts:
        told.add(refusal(act))
    assert told == {(Kind.NOT_FOUND, "not_yours", "There is no such request or record of yours.")}
    assert ground(lambda: separate_own(bureau.office, visit, one.record_id, now=bureau.now)) == "not_joined"
    assert state(bureau) == before


def test_what_was_erased_is_not_joined(bureau: Bureau) -> None:
    one, other = bureau.collect(), bureau.collect()
    bureau.grant(bureau.ask(bureau.visit(other.number), "erasure"))
    visit = bureau.visit(one.number)
    assert refusal(lambda: join(bureau, visit, other.number)) == REFUSED


def test_joining_again_changes_nothing_more(bureau: Bureau) -> None:
    one, other = bureau.collect(), bureau.collect()
    visit = bureau.visit(one.number)
    join(bureau, visit, other.number)
    before = state(bureau)
    join(bureau, visit, other.number)
    join(bureau, visit, one.number)
    assert state(bureau) == before
    assert len(bureau.world.entries("rights.person.joined")) == 1
    assert visit.person_id is not None
    assert len(persons_of(bureau.office.chamber.database, visit.person_id)) == 2
