"""Making a file: who is in it, who is not, and what is left behind."""

from azukari.sharing.delivery import State
from tests.sharing.yard import Yard


def test_a_small_hand_over_by_a_manager_is_made(yard: Yard) -> None:
    yard.collect()
    yard.take_on()
    row = yard.propose()
    assert row.state is State.APPROVED
    assert yard.work() == 1
    assert yard.failures == []
    made = yard.row(row)
    assert made.state is State.MADE
    assert made.written == 1
    lines = yard.lines(made)
    assert [set(line) for line in lines] == [{"ref", "name", "email"}]
