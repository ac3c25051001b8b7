"""A real keeper in a process of its own: it serves, refuses, survives, and tells nothing."""

from azukari.statement.purposes import Role
from tests.keeper.house import CANARY, OPEN, House


def test_a_record_is_opened_for_its_purpose(house: House) -> None:
    process = house.start()
    collected = house.collect()
    client = house.client(house.signed_in(Role.SERVICE_STAFF))
    opened = client.open(collected.number, **OPEN)
    assert opened.items["name"] == CANARY
    process.terminate()
    assert process.wait(20) == 0
