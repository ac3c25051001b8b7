"""Every family of rows by the name under which it can be chosen."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from bench.ground import Ground
from bench.harness import Contest, Missing
from bench.rows import api, bulk, erasing, gdpr, growth, ledger, opening, persons, protecting, sharing, space, storing
from bench.scale import Scale

Family: TypeAlias = Callable[[Ground, Scale], Iterator[Contest | Missing]]

FAMILIES: Mapping[str, Family] = {
    "store": storing.contests,
    "open": opening.contests,
    "bulk": bulk.contests,
    "erase": erasing.contests,
    "person": persons.contests,
    "share": sharing.contests,
    "ledger": ledger.contests,
    "protect": protecting.contests,
    "space": space.contests,
    "gdpr": gdpr.contests,
    "api": api.contests,
    "growth": growth.contests,
}
