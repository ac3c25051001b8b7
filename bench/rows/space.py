"""What lies on the disk for each byte of personal data."""

from collections.abc import Iterator

import psycopg

from azukari.host.roles import MAIN_DATABASE, PERSON_KEYS_DATABASE
from bench.ground import PLAIN_DATABASE, Ground, ground
from bench.handing_in import hand_in, hand_in_plain
from bench.harness import Contest, check
from bench.people import person, size
from bench.scale import Scale

_SIZES = """
SELECT coalesce(sum(pg_total_relation_size(oid)), 0)::bigint
FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND starts_with(relname, %s)
"""
_TARGET = 2.0


def contests(made: Ground, scale: Scale) -> Iterator[Contest]:
    """Give a row for the vault alone, and one with the ledger."""
    with ground(made.folder / "space") as own:
        held = hand_in(own, scale.bulk)
        hand_in_plain(own, held)
        own.settle()
        personal = sum(size(person(one.person)) for one in held)
        vault = _size(own, MAIN_DATABASE, "vault_") + _size(own, PERSON_KEYS_DATABASE, "person_")
        ledger = _size(own, MAIN_DATABASE, "ledger_")
        plain = _size(own, PLAIN_DATABASE, "plain_record")
    check(plain > personal, "the plain table is smaller than what it holds")
    note = f"{len(held):,} records with {personal / len(held):.0f} bytes of personal data each"
    for title, ours, target in (
        ("bytes on disk for a byte of personal data", vault, _TARGET),
        ("the same, with the ledger's entries", vault + ledger, None),
    ):
        yield Contest(
            title, "the plain table with its indexes", ours=lambda ours=ours: ours / personal,  # type: ignore[misc]
            theirs=lambda: plain / personal, target=target, unit="bytes", notes=(note,), rounds=1,
        )  # fmt: skip


def _size(made: Ground, database: str, prefix: str) -> int:
    with psycopg.connect(made.admin(database)) as connection:
        row = connection.execute(_SIZES, (prefix,)).fetchone()
    return 0 if row is None else int(row[0])
