"""The four mixes of operations, and the keys that they draw."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bench.gdpr.records import CHANGED, DECISIONS, OBJECTIONS, PURPOSES

# Shares in parts of a hundred. An operation that is made of several is dealt out evenly.
MIXES: Mapping[str, Mapping[str, int]] = {
    "customer": {
        "read_data_by_user": 20, "read_metadata_by_key": 20, "update_data_by_key": 20, "update_metadata_by_key": 20,
        "delete_by_key": 20,
    },
    "controller": {
        "create": 25, "delete_by_user": 25, "update_metadata_by_purpose": 25, "update_metadata_by_user": 25,
    },
    "processor": {
        "read_data_by_key": 80, "read_data_by_purpose": 8, "read_data_by_objection": 6, "read_data_by_decision": 6,
    },
    "regulator": {"read_metadata_by_user": 46, "read_log": 31, "verify_deletion": 23},
}  # fmt: skip
SKEWED = frozenset({"customer", "processor", "regulator"})
MOST_LINES = 1000
_ITEMS, _ZETA, _THETA = 10_000_000_000, 26.46902820178302, 0.99
_MASK = 0xFFFF_FFFF_FFFF_FFFF


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: what, on the record that was drawn, and what else it needs."""

    name: str
    key: int
    field: str = ""
    value: str = ""
    number: int = 0  # a purpose, objection or decision, or how many lines


def operations(mix: str, *, records: int, seed: int) -> Iterator[Operation]:
    """Draw operations without end, a hundred at a time in the mix's exact shares; equal seeds give equal operations."""
    drawn = random.Random(f"{mix}/{seed}")
    created = records
    while True:
        names = [name for name, share in MIXES[mix].items() for _ in range(share)]
        drawn.shuffle(names)
        for name in names:
            key = (
                _skewed(drawn, created)
                if mix in SKEWED and not name.startswith("read_data_by_p")
                else drawn.randrange(created)
            )
            if name == "create":
                key, created = created, created + 1
            yield _operation(name, key, drawn)


def _operation(name: str, key: int, drawn: random.Random) -> Operation:
    if name.startswith("update_metadata"):
        field = drawn.choice(CHANGED)
        return Operation(name, key, field=field, value=f"{field}{drawn.randrange(10)}")
    number = {
        "read_data_by_purpose": PURPOSES,
        "read_data_by_objection": OBJECTIONS,
        "read_data_by_decision": DECISIONS,
        "read_log": MOST_LINES,
    }.get(name)
    return Operation(name, key, number=0 if number is None else drawn.randrange(number))


def _skewed(drawn: random.Random, records: int) -> int:
    """Draw by YCSB's scrambled Zipfian distribution: ranks over ten thousand million items, spread by FNV-1a."""
    chance = drawn.random() * _ZETA
    if chance < 1.0:
        rank = 0
    elif chance < 1.0 + 0.5**_THETA:
        rank = 1
    else:
        alpha, zeta_two = 1.0 / (1.0 - _THETA), 1.0 + 0.5**_THETA
        eta = (1.0 - (2.0 / _ITEMS) ** (1.0 - _THETA)) / (1.0 - zeta_two / _ZETA)
        rank = int(_ITEMS * (eta * (chance / _ZETA) - eta + 1.0) ** alpha)
    return _scrambled(rank) % records


def _scrambled(value: int) -> int:
    spread = 0xCBF29CE484222325
    for _ in range(8):
        spread = ((spread ^ (value & 0xFF)) * 0x100000001B3) & _MASK
        value >>= 8
    return spread
