"""Openings that are served together over a real database: each gets its own answer, and each is in the ledger once."""

import threading
import uuid
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest

from azukari.base.errors import AzukariError, Kind
from azukari.keeper.group import Group, Outcome
from azukari.keeper.strongroom import Strongroom
from azukari.statement.purposes import Role
from azukari.vault.access import Actor, Ask, Opened
from azukari.vault.services.ending import erase_person, stop_use
from azukari.vault.services.opening import open_group
from tests.keeper.house import CANARY, House

STAFF = Actor(str(uuid.UUID(int=1)), Role.SERVICE_STAFF)
REASON = "answering the inquiry"


def served_as_one(room: Strongroom, house: House, asks: Sequence[Ask]) -> list[Outcome]:
    """Serve calls in one group: the opener is held by a call of its own until all of them wait."""
    entered, let_go = threading.Event(), threading.Event()
    sizes: list[int] = []

    def serve(group: Sequence[Ask]) -> Sequence[Opened | AzukariError]:
        sizes.append(len(group))
        if len(sizes) == 1:
            entered.set()
            assert let_go.wait(10)
            return [AzukariError() for _ in group]
        return open_group(room.chamber, group, now=house.now())

    group = Group(serve, openers=1)
    answers: list[Outcome] = []
    group.submit(asks[0], lambda _: None)
    assert entered.wait(10)
    for one in asks:
        group.submit(one, answers.append)
    let_go.set()
    group.close()
    assert sizes == [1, len(asks)]
    return answers


def reply(record: uuid.UUID | str, purpose: str = "inquiry.reply") -> Ask:
    return Ask(record, purpose, REASON, STAFF)


def of_no_purpose(_room: Strongroom, house: House) -> Ask:
    return reply(house.collect().number, "no.purpose")


def of_a_stopped_grant(room: Strongroom, house: House) -> Ask:
    number = house.collect().number
    stop_use(room.chamber, number, purpose="inquiry.reply", actor=STAFF, now=house.now())
    return reply(number)


def of_an_erased_person(room: Strongroom, house: House) -> Ask:
    number = house.collect(email="erased@example.jp").number
    erase_person(room.chamber, number, actor=STAFF, now=house.now())
    return reply(number)


def of_no_record(_room: Strongroom, _house: House) -> Ask:
    return reply(uuid.UUID(int=7))


def of_a_tampered_record(_room: Strongroom, house: House) -> Ask:
    number = house.collect(email="tampered@example.jp").number
    flipped = "ARRAY(SELECT set_byte(one, 40, get_byte(one, 40) # 1) FROM unnest(sealed) AS one)"
    house.sql(f"UPDATE vault_record SET sealed = {flipped} WHERE number = %s", (number,))  # noqa: S608 - a constant
    return reply(number)


def by_program(room: Strongroom, house: House, **wanted: int) -> Ask:
    credential = house.service_key(**wanted)
    actor = house.register(room.chamber.database).identify(credential, now=house.now()).actor
    return Ask(house.collect(email="program@example.jp").number, "inquiry.reply", REASON, actor)


def with_a_key_revoked_since(room: Strongroom, house: House) -> Ask:
    ask = by_program(room, house)
    house.sql("UPDATE vault_service_key SET revoked_at = now()")
    return ask


def with_a_key_expired_since(room: Strongroom, house: House) -> Ask:
    house.clock_shift = timedelta(days=-2)
    ask = by_program(room, house, days=1)
    house.clock_shift = timedelta()
    return ask


def without_a_reason(_room: Strongroom, house: House) -> Ask:
    return Ask(house.collect().number, "inquiry.reply", "", STAFF)


@pytest.mark.parametrize(
    ("bad", "kind", "ground"),
    [
        (of_no_purpose, Kind.REFUSED, "purpose_unknown"),
        (of_a_stopped_grant, Kind.REFUSED, "no_grant"),
        (of_an_erased_person, Kind.NOT_FOUND, "person_erased"),
        (of_a_tampered_record, Kind.TAMPERED, "tampered:"),
        (with_a_key_revoked_since, Kind.UNAUTHENTICATED, "service_key_ended"),
        (with_a_key_expired_since, Kind.UNAUTHENTICATED, "service_key_ended"),
        (without_a_reason, Kind.REFUSED, "no_reason"),
        (of_no_record, Kind.NOT_FOUND, "record_unknown"),
    ],
)
def test_one_that_is_refused_leaves_its_neighbours_as_they_are(
    house: House, bad: Callable[[Strongroom, House], Ask], kind: Kind, ground: str
) -> None:
    room = house.strongroom()
    first, last = (house.collect(name=name, email=f"{name}@example.jp") for name in ("first", "last"))
    refused = bad(room, house)
    opened_before, refused_before = (len(house.entries(f"vault.record.{one}")) for one in ("opened", "refused"))
    one, error, other = served_as_one(room, house, [reply(first.number), refused, reply(last.number)])
    assert isinstance(one, Opened)
    assert isinstance(other, Opened)
    assert isinstance(error, AzukariError)
    assert (one.items["name"], other.items["name"], one.items["body"]) == ("first", "last", CANARY)
    assert error.kind is kind
    assert (error.ground or "").startswith(ground)
    opened = house.entries("vault.record.opened")[opened_before:]
    assert {entry["event"] for entry in opened} == {str(one.event_id), str(other.event_id)}
    assert len(opened) == 2
    assert [entry["ground"] for entry in house.entries("vault.record.refused")[refused_before:]] == [error.ground]


@pytest.mark.parametrize(
    "trigger",
    [
        "CREATE TRIGGER failing BEFORE INSERT ON vault_access_event FOR EACH ROW EXECUTE FUNCTION failing()",
        (
            "CREATE CONSTRAINT TRIGGER failing AFTER INSERT ON vault_access_event"
            " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION failing()"
        ),
    ],
    ids=["in the statement", "at the commit"],
)
def test_a_group_that_is_not_durable_is_nobodys(house: House, trigger: str) -> None:
    room = house.strongroom()
    asks = [reply(house.collect(email=f"{number}@example.jp").number) for number in range(3)]
    house.sql("CREATE FUNCTION failing() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'no'; END$$")
    house.sql(trigger)
    before = house.everything_in_the_ledger()
    for answer in served_as_one(room, house, asks):
        assert isinstance(answer, AzukariError)
        assert answer.kind is Kind.UNAVAILABLE
    assert house.everything_in_the_ledger() == before
    house.sql("DROP TRIGGER failing ON vault_access_event")
    answers = served_as_one(room, house, asks)
    assert [one.number for one in answers if isinstance(one, Opened)] == [ask.record for ask in asks]
    assert len(house.entries("vault.record.opened")) == 3
