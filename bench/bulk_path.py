"""Storing many records at once, as an import does."""

from collections.abc import Sequence

from azukari.base.clock import system_clock
from azukari.vault.services.bulk import collect_all
from azukari.vault.services.sealing import Sealer
from azukari.vault.services.submission import Submission
from bench.ground import Ground

BATCH = 10_000  # records that are stored in one transaction


def store_all(made: Ground, submissions: Sequence[Submission], *, sealer: Sealer | None = None) -> None:
    """Store what was sent in, thousands at a time."""
    for start in range(0, len(submissions), BATCH):
        collect_all(
            made.importing, submissions[start : start + BATCH], sealer=sealer or made.import_sealer,
            statement=made.statement, now=system_clock(),
        )  # fmt: skip
