"""The harness: what is timed against what, in which order, and what comes of the ratios."""

from dataclasses import replace

import pytest

from bench.harness import Contest, Measured, WrongAnswerError, check, each, measure, spread


def contest(told: list[str], *, target: float | None = 1.0, rounds: int | None = None) -> Contest:
    def side(name: str, cost: float) -> float:
        told.append(name)
        return cost

    return Contest(
        "a", "b", ours=lambda: side("ours", 3.0), theirs=lambda: side("theirs", 2.0), target=target, rounds=rounds
    )


def measured(ours: tuple[float, ...], theirs: tuple[float, ...], target: float | None) -> Measured:
    return Measured("a", "b", target, "s", ours, theirs)


def test_after_a_round_to_warm_up_now_one_goes_first_and_now_the_other() -> None:
    told: list[str] = []
    found = measure(contest(told), rounds=3)
    assert told == ["ours", "theirs", "ours", "theirs", "theirs", "ours", "ours", "theirs"]
    assert (found.ours, found.theirs) == ((3.0,) * 3, (2.0,) * 3)  # the round to warm up does not count


def test_a_row_may_have_fewer_rounds_than_the_run_but_not_more() -> None:
    assert len(measure(contest([], rounds=2), rounds=5).ours) == 2
    assert len(measure(contest([], rounds=9), rounds=5).ours) == 5


def test_what_is_known_only_afterwards_is_noted_afterwards() -> None:
    told: list[str] = []
    one = replace(contest(told), notes=("before",), later=lambda: (f"after {len(told)}",))
    assert measure(one, rounds=1).notes == ("before", "after 4")


def test_the_ratio_is_taken_in_each_round() -> None:
    found = measured((2.0, 9.0, 4.0), (1.0, 3.0, 8.0), None)
    assert found.ratios == (2.0, 3.0, 0.5)
    assert (found.ratio.least, found.ratio.median, found.ratio.greatest) == (0.5, 2.0, 3.0)


@pytest.mark.parametrize(
    ("target", "met"), [(None, None), (1.9, False), (2.0, True), (2.1, True)], ids=["none", "over", "just", "under"]
)
def test_the_median_decides_whether_a_target_is_met(target: float | None, met: bool | None) -> None:
    assert measured((2.0, 9.0, 4.0), (1.0, 3.0, 8.0), target).met is met


def test_nothing_cannot_be_summed_up() -> None:
    with pytest.raises(ValueError, match="nothing"):
        spread(())


def test_a_wrong_answer_ends_the_run() -> None:
    check(True, "right")
    with pytest.raises(WrongAnswerError, match="something else"):
        check([], "something else")


def test_operations_are_run_once_each() -> None:
    told: list[int] = []
    assert each([lambda: told.append(1), lambda: told.append(2)]) > 0
    assert told == [1, 2]
