"""What another rule pack would change, without changing anything: a dry run (requirements X-22)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from azukari.rights.calendar import Calendar
from azukari.rights.deadline import Due, due
from azukari.rights.pack import KindRule, Rule, RulePack
from azukari.rights.request import Asker


class Touch(StrEnum):
    """In which way a request would be touched."""

    DEADLINE = "deadline"  # its days would be others
    GONE = "gone"  # there would be no such kind
    NEW_KIND = "new_kind"  # it could rest on a kind that there is not yet
    GUARDIAN = "guardian"  # whether a guardian acts would be told by another age


@dataclass(frozen=True, slots=True)
class Difference:
    """How one pack differs from another; deadlines as a pair of what they were and would be."""

    kinds_new: tuple[KindRule, ...]
    kinds_gone: tuple[KindRule, ...]
    deadlines: tuple[tuple[Rule | None, Rule | None], ...]
    guardian_until_age: tuple[int | None, int | None] | None


def compared(before: RulePack, after: RulePack) -> Difference:
    """Tell what would be different under another pack."""
    names = sorted(before.rules.keys() | after.rules.keys())
    pairs = [(before.rules.get(name), after.rules.get(name)) for name in names]
    ages = (before.guardian_until_age, after.guardian_until_age)
    return Difference(
        kinds_new=_only_in(after.kinds, before.kinds),
        kinds_gone=_only_in(before.kinds, after.kinds),
        deadlines=tuple(pair for pair in pairs if pair[0] != pair[1]),
        guardian_until_age=ages if ages[0] != ages[1] else None,
    )


def touches(kind: str, asker: Asker, arrived_at: datetime, *, before: RulePack, after: RulePack) -> frozenset[Touch]:
    """Tell in which ways a request that arrived under one pack would be touched by another."""
    found = set()
    if kind not in after.kinds:
        found.add(Touch.GONE)
    elif _due(before, kind, arrived_at) != _due(after, kind, arrived_at):
        found.add(Touch.DEADLINE)
    difference = compared(before, after)
    if any(one.id.startswith(f"{kind}-") for one in difference.kinds_new):
        found.add(Touch.NEW_KIND)
    if difference.guardian_until_age and asker is Asker.STATUTORY_AGENT:
        found.add(Touch.GUARDIAN)
    return frozenset(found)


def _only_in(these: Mapping[str, KindRule], those: Mapping[str, KindRule]) -> tuple[KindRule, ...]:
    return tuple(kind for name, kind in these.items() if name not in those)


def _due(pack: RulePack, kind: str, arrived_at: datetime) -> Due:
    return due(pack.rules[pack.kinds[kind].deadline], arrived_at, Calendar(pack.calendar))
