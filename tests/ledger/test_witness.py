"""A witness: what continues is cosigned, everything else is refused by its name, and nothing makes it forget."""

import itertools
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azukari.base.errors import AzukariError
from azukari.ledger.checkpoint import Checkpoint, CheckpointFormError, sign_checkpoint, verify_checkpoint
from azukari.ledger.cosignature import new_witness_signer, verify_quorum, with_cosignatures
from azukari.ledger.note import NoteFormError, Signer, new_signer, sign_note
from azukari.ledger.submission import Submission
from azukari.ledger.tree import EMPTY_TREE, TreeHead
from azukari.ledger.witness import (
    ClockBehindError,
    InconsistentError,
    KnownLog,
    MemoryDamagedError,
    OldSizeError,
    SizeMovedError,
    Slot,
    UnknownLogError,
    UnsignedCheckpointError,
    Witness,
)
from tests.ledger.fakes import FakeWarning, Faults, InjectedFailureError
from tests.ledger.samples import (
    NOW,
    OTHER_SIGNER,
    SIGNER,
    VERIFIER,
    head_of,
    leaves_of,
    naive_consistency,
    sample_entries,
)

_KEY = new_witness_signer("witness.example/w1", bytes(range(7, 39)))
_ENTRIES = sample_entries(300)
_FORK = [*_ENTRIES[:50], *sample_entries(250, first=1_000)]


class MemoryOfAWitness:
    """What a witness remembers, in memory; it can fail before or after it persists."""

    def __init__(self) -> None:
        warnings.warn("The witness's memory is lost with the process.", FakeWarning, stacklevel=2)
        self.notes: dict[str, bytes | None] = {SIGNER.name: None}
        self.faults = Faults()

    @contextmanager
    def slot(self, origin: str) -> Iterator[Slot]:
        yield _MemorySlot(self, origin)


class _MemorySlot:
    def __init__(self, memory: MemoryOfAWitness, origin: str) -> None:
        self._memory, self._origin = memory, origin

    def read(self) -> bytes | None:
        try:
            return self._memory.notes[self._origin]
        except KeyError:
            raise MemoryDamagedError from None

    def write(self, note: bytes) -> None:
        self._memory.faults.before("memory")
        self._memory.notes[self._origin] = note
        self._memory.faults.after()


@pytest.fixture
def memory() -> MemoryOfAWitness:
    with pytest.warns(FakeWarning):
        return MemoryOfAWitness()


@pytest.fixture
def witness(memory: MemoryOfAWitness) -> Witness:
    return Witness(_KEY, {SIGNER.name: KnownLog(SIGNER.name, VERIFIER)}, memory)


def _ask(
    witness: Witness,
    old: int,
    size: int,
    *,
    entries: list[bytes] = _ENTRIES,
    signer: Signer = SIGNER,
    now: datetime = NOW,
) -> str:
    return witness.add_checkpoint(_submission(old, size, entries=entries, signer=signer), now=now)


def _submission(old: int, size: int, *, entries: list[bytes] = _ENTRIES, signer: Signer = SIGNER) -> Submission:
    proof = naive_consistency(old, leaves_of(entries[:size])) if 0 < old <= size else []
    return Submission(old, tuple(proof), sign_checkpoint(head_of(entries[:size]), signer).note)


def test_a_tree_that_grows_is_cosigned(witness: Witness, memory: MemoryOfAWitness) -> None:
    old = 0
    for size in (0, 1, 2, 2, 7, 128, 255, 256, 300):
        line = _ask(witness, old, size)
        note = with_cosignatures(sign_checkpoint(head_of(_ENTRIES[:size]), SIGNER).note, [])
        (found,) = verify_quorum(note + line.encode(), [_KEY.verifier], 1)
        assert (found.name, found.at) == (_KEY.name, NOW.replace(microsecond=0))
        assert verify_checkpoint(memory.notes[SIGNER.name] or b"", VERIFIER).head.size == size
        assert witness.last(SIGNER.name) == note + line.encode()
        old = size


def test_the_same_tree_again_is_dated_anew(witness: Witness) -> None:
    first = _ask(witness, 0, 9)
    again = _ask(witness, 9, 9, now=NOW + timedelta(seconds=90))
    assert first != again


def _note(text: str, signer: Signer = SIGNER) -> bytes:
    return sign_note(text, [signer])


_OTHER_LOG = new_signer("other.example/ledger", bytes(32))
_GOOD = _submission(100, 200)
_TEXT = Checkpoint(SIGNER.name, head_of(_ENTRIES[:200])).text
_REFUSALS: dict[str, tuple[Submission, type[AzukariError]]] = {
    "a log that is not known": (_submission(0, 200, signer=_OTHER_LOG), UnknownLogError),
    "another origin under the log's key": (Submission(100, (), _note(_TEXT.replace("privacy", "p"))), UnknownLogError),
    "another key of the same name": (_submission(100, 200, signer=OTHER_SIGNER), UnsignedCheckpointError),
    "a signature of another text": (
        Submission(100, _GOOD.proof, _GOOD.note.replace(b"\n200\n", b"\n201\n")),
        UnsignedCheckpointError,
    ),
    "only our own cosignature": (
        Submission(100, _GOOD.proof, f"{_TEXT}\n{_KEY.cosign(_TEXT, at=NOW).text}".encode()),
        UnsignedCheckpointError,
    ),
    "an old size above its own": (_submission(201, 200), OldSizeError),
    "an old size before the last": (_submission(99, 200), SizeMovedError),
    "an old size after the last": (_submission(101, 200), SizeMovedError),
    "an old size of zero": (_submission(0, 200), SizeMovedError),
    "a smaller tree": (_submission(50, 99), SizeMovedError),
    "a smaller tree after the last": (_submission(100, 99), OldSizeError),
    "a forked tree, longer": (_submission(100, 200, entries=_FORK), InconsistentError),
    "a forked tree, as long": (_submission(100, 100, entries=_FORK), InconsistentError),
    "the honest proof of a forked tree": (
        Submission(100, _GOOD.proof, sign_checkpoint(head_of(_FORK[:200]), SIGNER).note),
        InconsistentError,
    ),
    "no proof": (Submission(100, (), _GOOD.note), InconsistentError),
    "half a proof": (Submission(100, _GOOD.proof[:-1], _GOOD.note), InconsistentError),
    "more than the proof": (Submission(100, (*_GOOD.proof, bytes(32)), _GOOD.note), InconsistentError),
    "a proof for the same tree": (
        Submission(100, (bytes(32),), sign_checkpoint(head_of(_ENTRIES[:100]), SIGNER).note),
        InconsistentError,
    ),
    "no note": (Submission(100, _GOOD.proof, b"rubbish"), CheckpointFormError),
    "no checkpoint": (Submission(100, _GOOD.proof, _note("words\n")), CheckpointFormError),
    "no signature": (Submission(100, _GOOD.proof, _TEXT.encode() + b"\n"), NoteFormError),
    "a size with a leading zero": (
        Submission(100, _GOOD.proof, _note(_TEXT.replace("\n200\n", "\n0200\n"))),
        CheckpointFormError,
    ),
}


@pytest.mark.parametrize("name", _REFUSALS)
def test_what_is_refused(witness: Witness, memory: MemoryOfAWitness, name: str) -> None:
    submission, error = _REFUSALS[name]
    _ask(witness, 0, 100)
    held = dict(memory.notes)
    for _ in range(2):
        with pytest.raises(error) as raised:
            witness.add_checkpoint(submission, now=NOW)
        assert type(raised.value) is error
    assert memory.notes == held
    if isinstance(raised.value, SizeMovedError):
        assert raised.value.size == 100
    witness.add_checkpoint(_GOOD, now=NOW)


def test_an_empty_tree_has_one_root(witness: Witness) -> None:
    note = sign_checkpoint(TreeHead(0, bytes(32)), SIGNER).note
    with pytest.raises(InconsistentError):
        witness.add_checkpoint(Submission(0, (), note), now=NOW)
    witness.add_checkpoint(Submission(0, (), sign_checkpoint(EMPTY_TREE, SIGNER).note), now=NOW)


def test_a_proof_from_nothing_is_refused(witness: Witness) -> None:
    note = sign_checkpoint(head_of(_ENTRIES[:5]), SIGNER).note
    with pytest.raises(InconsistentError):
        witness.add_checkpoint(Submission(0, (bytes(32),), note), now=NOW)


def test_a_log_may_have_another_origin_than_its_key(memory: MemoryOfAWitness) -> None:
    memory.notes["another origin"] = None
    witness = Witness(_KEY, {"another origin": KnownLog("another origin", VERIFIER)}, memory)
    note = _note(Checkpoint("another origin", EMPTY_TREE).text)
    witness.add_checkpoint(Submission(0, (), note), now=NOW)
    with pytest.raises(UnknownLogError):
        _ask(witness, 0, 5)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_crash_while_remembering(witness: Witness, memory: MemoryOfAWitness, after: bool) -> None:
    _ask(witness, 0, 100)
    memory.faults.fail_at("memory", after=after)
    with pytest.raises(InjectedFailureError):
        _ask(witness, 100, 200)
    memory.faults.clear()
    last = 200 if after else 100
    if after:
        # What was remembered and never told is found out by asking, and cosigned then.
        with pytest.raises(SizeMovedError) as raised:
            _ask(witness, 100, 200)
        assert raised.value.size == 200
    with pytest.raises(SizeMovedError if after else InconsistentError):
        _ask(witness, 100, 200, entries=_FORK)
    _ask(witness, last, 200)


def _damages() -> dict[str, bytes]:
    cosigned = with_cosignatures(_GOOD.note, [_KEY.cosign(_TEXT, at=NOW)])
    return {
        "rubbish": b"rubbish",
        "without our cosignature": _GOOD.note,
        "with the cosignature of another": with_cosignatures(
            _GOOD.note, [new_witness_signer(_KEY.name, bytes(32)).cosign(_TEXT, at=NOW)]
        ),
        "a smaller size": cosigned.replace(b"\n200\n", b"\n199\n"),
        "signed by another": with_cosignatures(
            sign_checkpoint(head_of(_ENTRIES[:200]), OTHER_SIGNER).note, [_KEY.cosign(_TEXT, at=NOW)]
        ),
    }


@pytest.mark.parametrize("name", _damages())
def test_a_damaged_memory_cosigns_nothing(witness: Witness, memory: MemoryOfAWitness, name: str) -> None:
    memory.notes[SIGNER.name] = _damages()[name]
    for old, size in ((0, 5), (200, 200), (200, 300)):
        with pytest.raises(MemoryDamagedError):
            _ask(witness, old, size)
    with pytest.raises(MemoryDamagedError):
        witness.last(SIGNER.name)


def test_a_lost_memory_cosigns_nothing(witness: Witness, memory: MemoryOfAWitness) -> None:
    _ask(witness, 0, 100)
    del memory.notes[SIGNER.name]
    for old, size in ((0, 5), (0, 100), (100, 200)):
        with pytest.raises(MemoryDamagedError):
            _ask(witness, old, size)


def test_a_clock_that_went_back_cosigns_nothing(witness: Witness) -> None:
    _ask(witness, 0, 100)
    with pytest.raises(ClockBehindError):
        _ask(witness, 100, 200, now=NOW - timedelta(seconds=2))
    _ask(witness, 100, 200)


def test_nothing_is_shown_of_what_was_not_seen(witness: Witness) -> None:
    for origin in (SIGNER.name, "other.example/ledger"):
        with pytest.raises(UnknownLogError):
            witness.last(origin)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 60), st.integers(0, 60)), max_size=12))
def test_whatever_is_asked_only_one_history_is_cosigned(asked: list[tuple[bool, int, int]]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        memory = MemoryOfAWitness()
    witness = Witness(_KEY, {SIGNER.name: KnownLog(SIGNER.name, VERIFIER)}, memory)
    other = sample_entries(60, first=2_000)
    cosigned: list[tuple[list[bytes], int]] = []
    for forked, old, size in asked:
        entries = [*_ENTRIES[:10], *other] if forked else _ENTRIES
        try:
            _ask(witness, old, size, entries=entries)
        except (SizeMovedError, OldSizeError, InconsistentError):
            continue
        cosigned.append((entries[:size], size))
    for (before, small), (after, large) in itertools.pairwise(cosigned):
        assert small <= large
        assert after[:small] == before
