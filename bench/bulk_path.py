"""Storing many records at once, as an import does: sealed by several processes, stored by this one."""

from collections.abc import Sequence

from azukari.base.clock import system_clock
from azukari.cli.importing.command import PROCESSES, Pace
from azukari.cli.importing.sealers import Here, Job, Sealing
from azukari.vault.services.bulk import store_all as store_sealed
from azukari.vault.services.sealing import Sealer
from azukari.vault.services.submission import Submission
from bench.ground import Ground

BATCH = 5_000  # records that are stored in one transaction


def store_all(made: Ground, submissions: Sequence[Submission], *, sealer: Sealer | None = None) -> None:
    """Store what was sent in, thousands at a time."""
    sealing = _sealing(made, len(submissions)) if sealer is None else Here(sealer, made.statement)
    for start in range(0, len(submissions), BATCH):
        for _, batch in sealing.put(Job(0, 0, submissions[start : start + BATCH]), now=system_clock()):
            store_sealed(made.importing, batch)
    for _, batch in sealing.rest():
        store_sealed(made.importing, batch)


def _sealing(made: Ground, rows: int) -> Sealing:
    if Pace(BATCH, PROCESSES).processes_for(rows) > 1:
        return made.sealers
    return Here(made.import_sealer, made.statement)
