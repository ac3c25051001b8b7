"""The second reading: what was checked is stored, step by step, from where the import stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rich.console import Console

from azukari.base.clock import Clock
from azukari.base.ids import new_receipt_number
from azukari.base.sql import BulkDatabase
from azukari.cli.importing.checking import Faulty, Reading
from azukari.cli.importing.progress import moving
from azukari.cli.importing.sealers import Done, Job, Sealing
from azukari.vault.intake.conversion import Converted
from azukari.vault.intake.identity import connection_of, record_id
from azukari.vault.services.importing import Import, Standing, Step, finish, store_step
from azukari.vault.services.submission import Submission


@dataclass(frozen=True, slots=True)
class Storing:
    """What records are stored with."""

    database: BulkDatabase
    sealing: Sealing
    statement_hash: str
    wanted: Import
    notices: Mapping[str, str]  # language → hash
    key: bytes = field(repr=False)
    clock: Clock

    def submission(self, row: Converted) -> Submission:
        """Make a submission of a row; its record's id is the same each time, and its header says by which import it came."""
        return Submission(
            record_id=record_id(self.key, self.wanted.import_id, row.line),
            number=new_receipt_number(),
            service=self.wanted.service,
            statement_hash=self.statement_hash,
            notice_hash=self.notices[row.language],
            language=row.language,
            connection=connection_of(self.wanted.import_id),
            values=row.values,
            permissions=row.permissions,
        )


def store(storing: Storing, reading: Reading, standing: Standing, *, batch: int, console: Console) -> Standing:
    """Store what is left, ``batch`` records in a transaction, and finish the import.

    Raises:
        BrokenSourceError: if the file was changed meanwhile; what was stored until then stays, and the import is unfinished.
        ImportMovedError: if another process works on it.
    """
    source = reading.source
    steps = _Steps(storing, standing)
    with source.open() as rows, moving("Storing", size=source.size, console=console) as moved:
        count = 0
        for outcome in reading.outcomes(rows):
            count += 1
            moved(rows.done, count)
            if outcome.line <= standing.line:
                continue
            steps.add(outcome)
            if steps.waiting >= batch:
                source.check_unchanged()
                steps.take()
    source.check_unchanged()
    steps.finish()
    return finish(storing.database, storing.wanted.import_id, before=steps.standing, now=storing.clock())


class _Steps:
    """Gathers rows for a step, and takes it."""

    def __init__(self, storing: Storing, standing: Standing) -> None:
        self.standing = standing
        self._storing = storing
        self._begin(standing.line)

    @property
    def waiting(self) -> int:
        return len(self._submissions) + self._skipped

    def add(self, outcome: Converted | Faulty) -> None:
        self._line = outcome.line
        if isinstance(outcome, Faulty):
            self._skipped += 1
        else:
            self._submissions.append(self._storing.submission(outcome))

    def take(self) -> None:
        """Hand on what is waiting to be sealed, and store what is."""
        if not self.waiting:
            return
        storing, job = self._storing, Job(self._line, self._skipped, self._submissions)
        self._begin(self._line)
        self._store(storing.sealing.put(job, now=storing.clock()))

    def finish(self) -> None:
        """Store all that is left."""
        self.take()
        self._store(self._storing.sealing.rest())

    def _store(self, sealed: Iterable[Done]) -> None:
        storing = self._storing
        for job, batch in sealed:
            step = Step(storing.wanted.import_id, self.standing, job.line, job.skipped)
            self.standing = store_step(storing.database, batch, step=step)

    def _begin(self, line: int) -> None:
        self._submissions: list[Submission] = []
        self._skipped = 0
        self._line = line
