"""The publisher: nothing is shown before the quorum is there, nobody is waited for in vain, and what goes back is found."""

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import NoReturn

import pytest

from azukari.ledger.asking import WitnessSizeError
from azukari.ledger.checkpoint import sign_checkpoint, verify_checkpoint
from azukari.ledger.cosignature import new_witness_signer, verify_cosignatures, with_cosignatures
from azukari.ledger.directory import LedgerFilesError, TileDirectory
from azukari.ledger.log import verify_log
from azukari.ledger.note import SignatureLine
from azukari.ledger.publishing import (
    NoHeadError,
    PublishedAheadError,
    Publisher,
    QuorumWaitingError,
    WitnessContradictsError,
)
from azukari.ledger.submission import Submission
from azukari.ledger.witnessed_tiles import WitnessedTiles
from tests.ledger.samples import NOW, OTHER_SIGNER, SIGNER, VERIFIER, head_of, sample_entries
from tests.ledger.witnesses import NearWitness, Sealed, witness_folder

_ENTRIES = sample_entries(300)
_FORK = [*_ENTRIES[:50], *sample_entries(250, first=1_000)]


@pytest.fixture
def sealed(tmp_path: Path) -> Sealed:
    made = Sealed(tmp_path / "log", _ENTRIES)
    made.grow(100)
    return made


@pytest.fixture
def witnesses(tmp_path: Path) -> list[NearWitness]:
    return [NearWitness(witness_folder(tmp_path / f"w{number}", number)) for number in (1, 2, 3)]


def _publisher(
    sealed: Sealed, witnesses: list[NearWitness], *, quorum: int = 2, clock: Callable[[], datetime] = lambda: NOW
) -> Publisher:
    return Publisher(sealed.tiles, sealed.head, VERIFIER, witnesses, quorum=quorum, clock=clock)


def _names(sealed: Sealed, witnesses: list[NearWitness]) -> list[str]:
    note = sealed.published() or b""
    verify_checkpoint(note, VERIFIER)
    return [one.name[-2:] for one in verify_cosignatures(note, [witness.verifier for witness in witnesses])]


def _size(sealed: Sealed) -> int:
    return verify_log(sealed.tiles, VERIFIER).size


def test_what_the_quorum_has_cosigned_is_published(sealed: Sealed, witnesses: list[NearWitness]) -> None:
    publisher = _publisher(sealed, witnesses)
    for size in (100, 200, 256, 300):
        if size > 100:
            sealed.grow(size)
        published = publisher.run_once()
        assert published is not None
        assert published.checkpoint.head.size == _size(sealed) == size
        assert [one.at for one in published.cosignatures] == [NOW.replace(microsecond=0)] * 3
        assert _names(sealed, witnesses) == ["w1", "w2", "w3"]
        assert publisher.run_once() is None
    # The first time each says where it stands; from then on it is known.
    assert witnesses[0].asked == [0, 100, 200, 256]


def test_a_new_process_asks_where_the_witnesses_stand(sealed: Sealed, witnesses: list[NearWitness]) -> None:
    _publisher(sealed, witnesses).run_once()
    sealed.grow(200)
    _publisher(sealed, witnesses).run_once()
    assert witnesses[0].asked == [0, 0, 100]
    assert _size(sealed) == 200


def test_without_the_quorum_nothing_is_published(sealed: Sealed, witnesses: list[NearWitness]) -> None:
    witnesses[1].fails, witnesses[2].fails = "It cannot be reached.", "It answered with status 500."
    publisher = _publisher(sealed, witnesses)
    for _ in range(3):
        with pytest.raises(QuorumWaitingError) as raised:
            publisher.run_once()
        assert raised.value.message == (
            "The newest checkpoint is not published: 2 witnesses must cosign it, 1 have."
            " witness.example/w2: It cannot be reached.; witness.example/w3: It answered with status 500."
        )
        assert sealed.published() is None
    assert witnesses[0].asked == [0]  # what it has cosigned is kept while the others are waited for


def test_the_published_checkpoint_stays_until_the_next_has_its_quorum(
    sealed: Sealed, witnesses: list[NearWitness]
) -> None:
    publisher = _publisher(sealed, witnesses)
    publisher.run_once()
    before = sealed.published()
    sealed.grow(200)
    witnesses[0].fails = witnesses[1].fails = "It cannot be reached."
    with pytest.raises(QuorumWaitingError):
        publisher.run_once()
    assert sealed.published() == before
    assert _size(sealed) == 100
    witnesses[0].fails = ""
    time.sleep(0.6)  # a witness that failed is left alone for half a second
    assert publisher.run_once() is not None
    assert (_size(sealed), _names(sealed, witnesses)) == (200, ["w1", "w3"])


def test_without_a_quorum_it_is_published_at_once_and_cosignatures_follow(
    sealed: Sealed, witnesses: list[NearWitness]
) -> None:
    slow = threading.Event()
    for witness in witnesses:
        witness.waits_for = slow
    publisher = _publisher(sealed, witnesses, quorum=0)
    assert publisher.run_once(seconds=0.1) is not None
    assert (_size(sealed), _names(sealed, witnesses)) == (100, [])
    slow.set()
    deadline = time.monotonic() + 10
    while _names(sealed, witnesses) != ["w1", "w2", "w3"]:
        publisher.run_once()
        assert time.monotonic() < deadline
    assert [len(witness.asked) for witness in witnesses] == [1, 1, 1]


def test_a_slow_witness_keeps_nobody_waiting(sealed: Sealed, witnesses: list[NearWitness]) -> None:
    slow = threading.Event()
    witnesses[2].waits_for = slow
    publisher = _publisher(sealed, witnesses)
    for size in (100, 150, 200):
        if size > 100:
            sealed.grow(size)
        began = time.monotonic()
        assert publisher.run_once(seconds=10, grace=0.1) is not None
        assert time.monotonic() - began < 5
        assert (_size(sealed), _names(sealed, witnesses)) == (size, ["w1", "w2"])
    assert len(witnesses[2].asked) == 1  # it is busy with the first
    slow.set()
    deadline = time.monotonic() + 10
    while _names(sealed, witnesses) != ["w1", "w2", "w3"]:
        publisher.run_once()
        assert time.monotonic() < deadline


def test_an_answer_that_was_lost_is_given_again(sealed: Sealed, witnesses: list[NearWitness]) -> None:
    witnesses[0].forgets = True
    publisher = _publisher(sealed, witnesses, quorum=3)
    with pytest.raises(QuorumWaitingError):
        publisher.run_once()
    time.sleep(0.6)
    assert publisher.run_once() is not None
    assert witnesses[0].asked == [0, 0, 100]


def test_a_quiet_log_is_dated_anew(sealed: Sealed, witnesses: list[NearWitness]) -> None:
    now = [NOW]
    for witness in witnesses:
        witness.now = lambda: now[0]
    publisher = _publisher(sealed, witnesses, clock=lambda: now[0])
    publisher.run_once()
    now[0] += timedelta(hours=11)
    assert publisher.run_once() is None
    now[0] += timedelta(hours=1)
    published = publisher.run_once()
    assert published is not None
    assert [one.at for one in published.cosignatures] == [now[0].replace(microsecond=0)] * 3


@pytest.mark.parametrize("lost", [None, b"", b"rubbish\n", sign_checkpoint(head_of(_ENTRIES[:100]), OTHER_SIGNER).note])
def test_a_damaged_checkpoint_is_published_again(
    sealed: Sealed, witnesses: list[NearWitness], lost: bytes | None
) -> None:
    publisher = _publisher(sealed, witnesses)
    publisher.run_once()
    file = sealed.folder / "tiles" / "checkpoint"
    file.write_bytes(lost) if lost is not None else file.unlink()
    assert _publisher(sealed, witnesses).run_once() is not None
    assert (_size(sealed), _names(sealed, witnesses)) == (100, ["w1", "w2", "w3"])


def test_foreign_signatures_are_not_published(sealed: Sealed, witnesses: list[NearWitness]) -> None:
    _publisher(sealed, witnesses).run_once()
    note = sealed.published() or b""
    sealed.tiles.write("checkpoint", note + SignatureLine("somebody.example", b"abcd", bytes(64)).text.encode())
    sealed.grow(200)
    _publisher(sealed, witnesses).run_once()
    assert b"somebody.example" not in (sealed.published() or b"")


# Each way of giving a bad cosignature.
_KEY = new_witness_signer("witness.example/w1", bytes([1]) * 32)
_TEXT = sign_checkpoint(head_of(_ENTRIES[:100]), SIGNER).checkpoint.text
_OTHER_TEXT = sign_checkpoint(head_of(_ENTRIES[:99]), SIGNER).checkpoint.text
_BAD_ANSWERS = {
    "of another tree": (_KEY.cosign(_OTHER_TEXT, at=NOW), "does not fit"),
    "of another key": (new_witness_signer(_KEY.name, bytes(32)).cosign(_TEXT, at=NOW), "without a cosignature"),
    "of another witness": (new_witness_signer("w", bytes(32)).cosign(_TEXT, at=NOW), "without a cosignature"),
    "dated far back": (_KEY.cosign(_TEXT, at=NOW - timedelta(hours=1)), "clock"),
    "dated ahead": (_KEY.cosign(_TEXT, at=NOW + timedelta(hours=1)), "clock"),
}


@pytest.mark.parametrize("name", _BAD_ANSWERS)
def test_a_bad_cosignature_does_not_count(sealed: Sealed, witnesses: list[NearWitness], name: str) -> None:
    line, says = _BAD_ANSWERS[name]
    witnesses[0].answers = [line]
    publisher = _publisher(sealed, witnesses[:2])
    with pytest.raises(QuorumWaitingError, match=says):
        publisher.run_once()
    assert sealed.published() is None


def test_a_witness_that_changes_its_mind_is_given_up(sealed: Sealed, witnesses: list[NearWitness]) -> None:
    _publisher(sealed, witnesses).run_once()
    sealed.grow(200)
    sizes = iter([7, 9, 11])

    class Fickle(NearWitness):
        def add_checkpoint(self, submission: Submission) -> NoReturn:
            assert submission.note
            raise WitnessSizeError(next(sizes))

    witnesses[0] = Fickle(witnesses[0].folder)
    with pytest.raises(QuorumWaitingError, match="another size each time"):
        _publisher(sealed, witnesses, quorum=3).run_once()


# Going back, and two faces.


def test_a_head_that_went_back_is_found_by_what_was_published(sealed: Sealed, witnesses: list[NearWitness]) -> None:
    _publisher(sealed, witnesses).run_once()
    sealed.go_back(60)
    publisher = _publisher(sealed, witnesses)
    before = sealed.published()
    with pytest.raises(PublishedAheadError):
        publisher.run_once()
    assert sealed.published() == before
    sealed.go_back(100)
    assert publisher.run_once() is None


def test_a_log_that_went_back_with_all_its_files_is_found_by_its_witnesses(
    sealed: Sealed, witnesses: list[NearWitness]
) -> None:
    _publisher(sealed, witnesses, quorum=1).run_once()
    sealed.go_back(60)
    sealed.tiles.write("checkpoint", sign_checkpoint(head_of(_ENTRIES[:60]), SIGNER).note)
    before = sealed.published()
    publisher = _publisher(sealed, witnesses, quorum=1)
    for _ in range(2):
        with pytest.raises(WitnessContradictsError, match="checkpoint of 100 entries that our own key has signed"):
            publisher.run_once()
        assert sealed.published() == before
    # Somebody puts the true head back: the witnesses' word is kept to.
    sealed.go_back(100)
    sealed.grow(101)
    deadline = time.monotonic() + 10
    while _size(sealed) != 101:
        assert time.monotonic() < deadline
        try:
            publisher.run_once()
        except QuorumWaitingError:
            time.sleep(0.1)


def test_a_log_with_two_faces_is_found_by_its_witnesses(
    sealed: Sealed, witnesses: list[NearWitness], tmp_path: Path
) -> None:
    _publisher(sealed, witnesses).run_once()
    other = Sealed(tmp_path / "other", _FORK)
    other.grow(200)
    with pytest.raises(WitnessContradictsError):
        _publisher(other, witnesses).run_once()
    assert other.published() is None


def test_the_word_of_a_witness_alone_stops_nothing(
    sealed: Sealed, witnesses: list[NearWitness], tmp_path: Path
) -> None:
    # It claims to have seen more, and shows nothing, or something that our key never signed.
    forged = Sealed(tmp_path / "forged", _ENTRIES, signer=OTHER_SIGNER)
    forged.grow(200)
    liar = NearWitness(witness_folder(tmp_path / "w9", 9, knows=OTHER_SIGNER))
    text = sign_checkpoint(head_of(_ENTRIES[:200]), OTHER_SIGNER)
    liar.shows = with_cosignatures(text.note, [liar.folder.signer().cosign(text.checkpoint.text, at=NOW)])
    publisher = _publisher(sealed, [*witnesses[:2], liar])
    assert publisher.run_once() is not None
    assert _names(sealed, witnesses) == ["w1", "w2"]


def test_a_log_without_a_head_publishes_nothing(tmp_path: Path, witnesses: list[NearWitness]) -> None:
    with pytest.raises(NoHeadError):
        _publisher(Sealed(tmp_path / "new", _ENTRIES), witnesses).run_once()


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_crash_while_publishing(
    sealed: Sealed, witnesses: list[NearWitness], monkeypatch: pytest.MonkeyPatch, after: bool
) -> None:
    _publisher(sealed, witnesses).run_once()
    sealed.grow(200)
    write = TileDirectory.write

    def crash(self: TileDirectory, path: str, data: bytes) -> None:
        if after:
            write(self, path, data)
        raise LedgerFilesError

    monkeypatch.setattr(TileDirectory, "write", crash)
    with pytest.raises(LedgerFilesError):
        _publisher(sealed, witnesses).run_once()
    monkeypatch.undo()
    assert _size(sealed) == (200 if after else 100)
    _publisher(sealed, witnesses).run_once()
    assert (_size(sealed), _names(sealed, witnesses)) == (200, ["w1", "w2", "w3"])


# The sequencer beside it.


def test_the_sequencer_leaves_the_published_checkpoint_alone(sealed: Sealed, witnesses: list[NearWitness]) -> None:
    tiles = WitnessedTiles(sealed.tiles, sealed.head, VERIFIER)
    held = sealed.head.read()
    assert tiles.read("checkpoint") == held
    tiles.write("checkpoint", b"something")
    assert sealed.published() is None
    _publisher(sealed, witnesses).run_once()
    assert tiles.read("checkpoint") == held != sealed.published()
    sealed.grow(200)
    assert tiles.read("checkpoint") == sealed.head.read()
    tiles.write("tile/0/009", b"data")
    assert sealed.tiles.read("tile/0/009") == tiles.read("tile/0/009") == b"data"
    tiles.write("tile/0/009.p/5", b"data")
    tiles.drop_partial("tile/0/009")
    assert tiles.read("tile/0/009.p/5") is None
    sealed.tiles.write("checkpoint", b"rubbish")
    assert tiles.read("checkpoint") == sealed.head.read()


def test_the_sequencer_still_sees_what_the_head_does_not_cover(sealed: Sealed) -> None:
    tiles = WitnessedTiles(sealed.tiles, sealed.head, VERIFIER)
    for entries in (_ENTRIES[:101], _FORK[:100]):
        ahead = sign_checkpoint(head_of(entries), SIGNER).note
        sealed.tiles.write("checkpoint", ahead)
        assert tiles.read("checkpoint") == ahead
