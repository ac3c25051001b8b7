"""Who is one with whom: whatever is joined and parted in whatever order, by several at once, it comes to the same as on paper."""

import itertools
import threading
import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from azukari.rights.services.linking import OWN_NUMBER, STAFF, AloneError, join_persons, part_person, persons_of
from tests.rights.bureau import Bureau

PERSONS = [uuid.UUID(int=number) for number in range(1, 7)]
ANY = st.sampled_from(PERSONS)


def join(bureau: Bureau, one: uuid.UUID, other: uuid.UUID) -> None:
    join_persons(bureau.office.chamber.database, one, other, basis=STAFF, by="anna", now=bureau.now)


def group(bureau: Bureau, person: uuid.UUID) -> set[uuid.UUID]:
    return set(persons_of(bureau.office.chamber.database, person))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(ANY, ANY) | ANY, max_size=12))
def test_it_comes_to_the_same_as_on_paper(bureau: Bureau, acts: list[tuple[uuid.UUID, uuid.UUID] | uuid.UUID]) -> None:
    bureau.world.sql("DELETE FROM rights_link RETURNING person_id")
    groups = {person: {person} for person in PERSONS}
    for act in acts:
        if isinstance(act, uuid.UUID):
            if len(groups[act]) > 1:
                part_person(bureau.office.chamber.database, act, by="anna", now=bureau.now)
                groups[act].discard(act)
                groups[act] = {act}
        else:
            join(bureau, *act)
            both = groups[act[0]] | groups[act[1]]
            groups |= dict.fromkeys(both, both)
    assert {person: group(bureau, person) for person in PERSONS} == groups


def test_who_is_alone_cannot_be_parted(bureau: Bureau) -> None:
    with pytest.raises(AloneError):
        part_person(bureau.office.chamber.database, PERSONS[0], by="anna", now=bureau.now)
    assert bureau.world.entries("rights.person.parted") == []


def test_of_two_the_one_who_is_left_is_alone_as_well(bureau: Bureau) -> None:
    join(bureau, PERSONS[0], PERSONS[1])
    part_person(bureau.office.chamber.database, PERSONS[0], by="anna", now=bureau.now)
    with pytest.raises(AloneError):
        part_person(bureau.office.chamber.database, PERSONS[1], by="anna", now=bureau.now)


def test_joined_by_several_at_once_all_are_one(bureau: Bureau) -> None:
    pairs = list(itertools.pairwise(PERSONS))
    ready = threading.Barrier(len(pairs))

    def run(one: uuid.UUID, other: uuid.UUID) -> None:
        ready.wait(20)
        join(bureau, one, other)

    threads = [threading.Thread(target=run, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert group(bureau, PERSONS[0]) == set(PERSONS)


def test_who_joins_waits_for_whoever_joins_meanwhile(bureau: Bureau) -> None:
    """Two who join at the same moment would each see only what was there before, and leave two groups where there is one."""
    waiting = "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'advisory' AND datname = current_database()"
    thread = threading.Thread(target=join, args=(bureau, PERSONS[0], PERSONS[1]))
    with bureau.pools[0].transaction() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('rights_link', 0))")
        thread.start()
        while thread.is_alive() and not bureau.world.sql(waiting):
            threading.Event().wait(0.01)
        assert thread.is_alive()
    thread.join(20)
    assert group(bureau, PERSONS[0]) == set(PERSONS[:2])


def test_the_ledger_says_on_what_and_by_whom(bureau: Bureau) -> None:
    database = bureau.office.chamber.database
    join_persons(database, PERSONS[0], PERSONS[1], basis=OWN_NUMBER, by="a visit", now=bureau.now)
    part_person(database, PERSONS[1], by="anna", now=bureau.now)
    both = (str(PERSONS[0]), str(PERSONS[1]))
    assert bureau.world.entries("rights.person.joined") == [{"persons": both, "basis": "own_number", "by": "a visit"}]
    assert bureau.world.entries("rights.person.parted") == [{"persons": (both[1],), "by": "anna"}]
