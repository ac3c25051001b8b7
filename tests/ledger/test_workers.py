"""Several processes find in a log what one finds, and nothing is taken for shown when one of them is lost."""

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

import pytest

from azukari.base.errors import TamperedError
from azukari.ledger.directory import TileDirectory
from azukari.ledger.log import ChangedEntryError, Stretch, StretchDone, verify_log
from azukari.ledger.workers import WorkerLostError, workers
from tests.ledger.samples import VERIFIER, Files, head_of, log_files, sample_entries

_ENTRIES = sample_entries(3000)


@pytest.fixture(autouse=True)
def short_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("azukari.ledger.log._STRETCH", 2)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    for name, data in log_files(_ENTRIES).items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return tmp_path


def test_several_processes_verify_a_log(log: Path) -> None:
    told: list[int] = []
    known = head_of(_ENTRIES[:1234])
    with workers(3) as spread:
        verified = verify_log(TileDirectory(log), VERIFIER, known=known, progress=told.append, spread=spread)
    assert (verified.size, verified.continues) == (3000, known)
    assert told == [512, 1024, 1536, 2048, 2560, 3000]


@pytest.mark.parametrize("place", [0, 1000, 2999])
def test_several_processes_name_the_fault_that_one_names(log: Path, place: int) -> None:
    bundle = log / "tile/entries" / (f"{place // 256:03d}" if place < 2816 else "011.p/184")
    bundle.write_bytes(bundle.read_bytes().replace(_ENTRIES[place], _ENTRIES[place].replace(b"inquiry", b"enquiry")))
    found = []
    for count in (0, 2):
        with pytest.raises(ChangedEntryError) as error:
            _verify(log, count)
        found.append((error.value.index, error.value.message))
    assert found[0] == found[1]
    assert found[0][0] == place


def test_an_error_of_a_worker_comes_as_it_is(log: Path) -> None:
    (log / "tile/entries/004").unlink()
    with pytest.raises(TamperedError, match="entry bundle tile/entries/004 is missing"):
        _verify(log, 2)


def _verify(log: Path, count: int) -> None:
    if count:
        with workers(count) as spread:
            verify_log(TileDirectory(log), VERIFIER, spread=spread)
    else:
        verify_log(TileDirectory(log), VERIFIER)


class _Killing(TileDirectory):
    def read(self, path: str) -> bytes | None:
        if path == "tile/entries/006":
            os.kill(os.getpid(), signal.SIGKILL)
        return super().read(path)


def test_a_worker_that_is_killed_is_missed(log: Path) -> None:
    with workers(2) as spread, pytest.raises(WorkerLostError):
        verify_log(_Killing(log), VERIFIER, spread=spread)


def _without_the_last(
    check: Callable[[Stretch], StretchDone], stretches: Iterable[Stretch], /
) -> Iterator[StretchDone]:
    every = list(stretches)
    return map(check, islice(every, len(every) - 1))


def _turned_round(check: Callable[[Stretch], StretchDone], stretches: Iterable[Stretch], /) -> Iterator[StretchDone]:
    return map(check, reversed(list(stretches)))


@pytest.mark.parametrize(("spread", "words"), [(_without_the_last, "left a part"), (_turned_round, "not the one")])
def test_work_that_was_divided_badly_shows_nothing(spread: Callable[..., Iterator[StretchDone]], words: str) -> None:
    files: Files = log_files(_ENTRIES)
    with pytest.raises(TamperedError, match=words):
        verify_log(files, VERIFIER, spread=spread)
