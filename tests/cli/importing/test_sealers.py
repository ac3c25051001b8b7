"""Processes that seal beside the one that reads: the same store, in the same order, and nothing is left running or half done."""

import multiprocessing
import os
import select
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing

import pytest

from azukari.base.clock import system_clock
from azukari.base.errors import MalformedError
from azukari.base.ids import new_receipt_number
from azukari.cli.importing.command import Pace
from azukari.cli.importing.sealers import Job, SealerGoneError, Sealers
from azukari.statement.document import Statement
from azukari.statement.queries import in_force
from azukari.vault.services.submission import Submission
from tests.cli.importing.office import Office, csv_text, person

_SECONDS = 30


@pytest.fixture
def statement(office: Office) -> Statement:
    return in_force(office.database("import"), system_clock()).statement


@pytest.fixture
def sealers(office: Office, statement: Statement) -> Iterator[Sealers]:
    with closing(Sealers(office.keys, statement, processes=2)) as made:
        yield made


def _opinion(statement: Statement, **values: str) -> Submission:
    return Submission(
        record_id=uuid.uuid4(), number=new_receipt_number(), service="opinion", statement_hash=statement.hash,
        notice_hash="ab" * 32, language="en", connection="TLSv1.3", values=values, permissions=frozenset(),
    )  # fmt: skip


def _job(statement: Statement, line: int) -> Job:
    values = {"wants_reply": "no", "category": "pen", "body": f"Invented line {line}."}
    return Job(line, 0, [_opinion(statement, **values)])


def test_jobs_come_back_sealed_and_in_their_order(sealers: Sealers, statement: Statement) -> None:
    jobs = [_job(statement, line) for line in range(1, 5)]
    jobs.insert(2, Job(20, 3, []))  # a step of which every row was skipped
    done = [one for job in jobs for one in sealers.put(job, now=system_clock())]
    done += sealers.rest()
    assert [job for job, _ in done] == jobs
    for job, batch in done:
        assert [one.record_id for one in batch.taken] == [one.record_id for one in job.submissions]
        assert "Invented" not in repr(batch)
    assert list(sealers.rest()) == []


def test_what_is_wrong_with_a_job_is_said_by_the_process_that_reads(sealers: Sealers, statement: Statement) -> None:
    bad = Job(2, 0, [_opinion(statement, wants_reply="no", category="pen")])
    assert list(sealers.put(_job(statement, 1), now=system_clock())) == []
    assert list(sealers.put(bad, now=system_clock())) == []
    rest = sealers.rest()
    assert next(rest)[0].line == 1  # what came before it is not lost
    with pytest.raises(MalformedError) as refused:
        next(rest)
    assert refused.value.ground == "item_missing"


def test_a_process_that_has_ended_is_noticed(sealers: Sealers, statement: Statement) -> None:
    assert list(sealers.put(_job(statement, 1), now=system_clock())) == []
    for process in multiprocessing.active_children():
        process.kill()
        process.join(_SECONDS)
    with pytest.raises(SealerGoneError):
        list(sealers.rest())
    with pytest.raises(SealerGoneError):
        list(sealers.put(_job(statement, 2), now=system_clock()))


_READER = """
import multiprocessing, sys, time
from pathlib import Path
from azukari.cli.importing.keys import Keys
from azukari.cli.importing.sealers import Sealers
if __name__ == "__main__":
    Sealers(Keys(sys.argv[1], sys.argv[2], Path(sys.argv[3])), None, processes=2)
    print(*[process.pid for process in multiprocessing.active_children()], flush=True)
    sys.stdin.read()
"""


def test_nothing_runs_on_when_the_process_that_reads_is_killed(office: Office) -> None:
    keys = office.keys
    script = office.write("reader.py", _READER)
    command = [sys.executable, str(script), keys.main_url, keys.person_keys_url, str(keys.folder)]
    reader = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert reader.stdin is not None
    assert reader.stdout is not None
    with reader.stdin, reader.stdout:
        handles = [os.pidfd_open(int(pid)) for pid in reader.stdout.readline().split()]
        assert len(handles) == 2
        reader.send_signal(signal.SIGKILL)
        reader.wait(_SECONDS)
        for handle in handles:
            assert select.select([handle], [], [], _SECONDS)[0], "a process that seals outlived the one that reads"
            os.close(handle)


@pytest.mark.parametrize("processes", [1, 3])
def test_any_number_of_processes_makes_the_same_store(
    office: Office, monkeypatch: pytest.MonkeyPatch, processes: int
) -> None:
    rows = [person(number) for number in range(1, 18)]
    file = office.write("people.csv", csv_text(rows))
    done = office.run(monkeypatch, office.arguments(file, "--batch", "3", "--processes", str(processes)))
    assert done.exit_code == 0, done.output
    assert {one["email"] for one in office.opened().values()} == {row["メール"] for row in rows}
    assert office.sql("SELECT stored, state FROM vault_import") == [(17, "finished")]
    assert multiprocessing.active_children() == []


def test_a_few_steps_are_sealed_without_other_processes() -> None:
    pace = Pace(batch=100, processes=4)
    assert [pace.processes_for(rows) for rows in (1, 200, 201, 10_000)] == [1, 1, 4, 4]
