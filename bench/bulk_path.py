"""Storing many records at once: by the vault's bulk path where it has one, else one by one without waiting for the disk."""

from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from azukari.base.clock import system_clock
from azukari.host.database import PsycopgDatabase
from azukari.vault.services.collecting import Submission, collect
from azukari.vault.services.sealing import Sealer
from bench.ground import Ground

_MODULE = "azukari.vault.services.bulk"
_collect_all: Callable[..., Any] | None = import_module(_MODULE).collect_all if find_spec(_MODULE) else None
BATCH = 10_000  # records that are stored in one transaction


def has_bulk_path() -> bool:
    """Tell whether the vault can take in many records at once."""
    return _collect_all is not None


def store_all(made: Ground, submissions: Sequence[Submission], *, sealer: Sealer | None = None) -> None:
    """Store what was sent in, thousands at a time."""
    if _collect_all is None:
        _one_by_one(made, submissions, sealer or made.import_sealer)
        return
    for start in range(0, len(submissions), BATCH):
        _collect_all(
            made.importing, submissions[start : start + BATCH], sealer=sealer or made.import_sealer,
            statement=made.statement, now=system_clock(),
        )  # fmt: skip


def _one_by_one(made: Ground, submissions: Sequence[Submission], sealer: Sealer) -> None:
    hurried = PsycopgDatabase(made.url("import") + "&options=-csynchronous_commit%3Doff")
    for one in submissions:
        collect(hurried, one, sealer=sealer, statement=made.statement, now=system_clock())
    hurried.close()
