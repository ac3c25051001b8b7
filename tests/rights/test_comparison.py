"""A dry run says what another law would change and whom it would touch, and changes nothing (requirements X-22)."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from azukari.rights.comparison import Touch, compared, touches
from azukari.rights.read_pack import shipped_pack
from azukari.rights.request import Asker

NOW_LAW, COMING = shipped_pack("jp-appi-2022"), shipped_pack("jp-appi-2026")
ARRIVED = datetime(2026, 12, 1, tzinfo=UTC)


def test_the_amendment_brings_two_kinds_and_an_age() -> None:
    found = compared(NOW_LAW, COMING)
    assert [kind.id for kind in found.kinds_new] == ["stop-use-minor", "stop-use-biometric"]
    assert (found.kinds_gone, found.deadlines) == ((), ())
    assert found.guardian_until_age == (None, 16)


def test_a_pack_does_not_differ_from_itself() -> None:
    found = compared(NOW_LAW, NOW_LAW)
    assert (found.kinds_new, found.kinds_gone, found.deadlines, found.guardian_until_age) == ((), (), (), None)


@pytest.mark.parametrize(
    ("kind", "asker", "found"),
    [
        ("disclosure", Asker.PERSON, set()),
        ("disclosure", Asker.MANDATED_AGENT, set()),
        ("disclosure", Asker.STATUTORY_AGENT, {Touch.GUARDIAN}),
        ("stop-use", Asker.PERSON, {Touch.NEW_KIND}),
        ("stop-use", Asker.STATUTORY_AGENT, {Touch.NEW_KIND, Touch.GUARDIAN}),
    ],
)
def test_a_request_is_touched_by_what_concerns_it(kind: str, asker: Asker, found: set[Touch]) -> None:
    assert touches(kind, asker, ARRIVED, before=NOW_LAW, after=COMING) == found


def test_another_length_and_a_kind_that_goes_touch_requests() -> None:
    shorter = replace(COMING.rules["answer"], length=7)
    stricter = replace(COMING, rules={**COMING.rules, "answer": shorter})
    assert Touch.DEADLINE in touches("disclosure", Asker.PERSON, ARRIVED, before=NOW_LAW, after=stricter)
    assert compared(NOW_LAW, stricter).deadlines == ((NOW_LAW.rules["answer"], shorter),)
    without = replace(COMING, kinds={name: kind for name, kind in COMING.kinds.items() if name != "complaint"})
    assert touches("complaint", Asker.PERSON, ARRIVED, before=NOW_LAW, after=without) == {Touch.GONE}
