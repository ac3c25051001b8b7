"""Every way in which the files of a log can be wrong, and the name that it gets."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azukari.base.errors import Kind, TamperedError
from azukari.ledger.checkpoint import CheckpointFormError, WrongOriginError, sign_checkpoint
from azukari.ledger.entry import NonCanonicalEntryError
from azukari.ledger.log import (
    ChangedEntryError,
    ChangedTileError,
    MissingCheckpointError,
    WrongRootError,
    verify_log,
)
from azukari.ledger.note import BadSignatureError, NoteFormError, UnknownSignerError, sign_note
from azukari.ledger.tile import (
    MissingTileError,
    OverfullBundleError,
    TruncatedBundleError,
    WrongTileSizeError,
    encode_bundle,
)
from azukari.ledger.tree import EMPTY_TREE, ForkedTreeError, SmallerTreeError, TreeHead, leaf_hash
from tests.ledger.samples import OTHER_SIGNER, SIGNER, VERIFIER, Files, head_of, log_files, sample_entries

_ENTRIES = sample_entries(66_000)
_SMALL = log_files(_ENTRIES[:700])
_LARGE = log_files(_ENTRIES)


def _replace(path: str, at: int, count: int = 1) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        data = bytearray(files[path])
        for place in range(at, at + count):
            data[place] ^= 1
        files[path] = bytes(data)

    return change


def _write(path: str, data: bytes) -> Callable[[Files], None]:
    return lambda files: files.update({path: data})


def _cut(path: str, end: int) -> Callable[[Files], None]:
    return lambda files: files.update({path: files[path][:end]})


def _longer(path: str) -> Callable[[Files], None]:
    return lambda files: files.update({path: files[path] + b"\x00"})


def _remove(path: str) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        del files[path]

    return change


def _both(*changes: Callable[[Files], None]) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        for one in changes:
            one(files)

    return change


def _rewritten_end(files: Files) -> None:
    # The last entry and its leaf exchanged together: only the signed root can tell.
    files["tile/entries/002.p/188"] = encode_bundle([*_ENTRIES[512:699], _ENTRIES[0]])
    files["tile/0/002.p/188"] = files["tile/0/002.p/188"][:-32] + leaf_hash(_ENTRIES[0])


def _rewritten_middle(files: Files) -> None:
    files["tile/entries/000"] = encode_bundle([_ENTRIES[1], *_ENTRIES[1:256]])
    files["tile/0/000"] = leaf_hash(_ENTRIES[1]) + files["tile/0/000"][32:]


def _exchanged(files: Files) -> None:
    others = log_files(_ENTRIES[1:701])
    others["checkpoint"] = files["checkpoint"]
    files.clear()
    files.update(others)


def _signed(text: str) -> Callable[[Files], None]:
    return _write("checkpoint", sign_note(text, [SIGNER]))


def _not_canonical(files: Files) -> None:
    entries = [*_ENTRIES[:300], _ENTRIES[300].replace(b'"v":1', b'"v": 1'), *_ENTRIES[301:700]]
    files.update(log_files(entries))


# name → (what is done, the error, what its message names)
FAILURES: dict[str, tuple[Callable[[Files], None], type[TamperedError], str]] = {
    "an entry of a full bundle": (_replace("tile/entries/001", 5000), ChangedEntryError, "Entry "),
    "an entry of the last bundle": (_replace("tile/entries/002.p/188", 100), ChangedEntryError, "Entry 512 "),
    "a leaf of a full tile": (_replace("tile/0/001", 77), ChangedTileError, "tile/0/001 "),
    "a leaf of the last tile": (_replace("tile/0/002.p/188", 77), ChangedTileError, "tile/0/002.p/188 "),
    "a hash of level 1": (_replace("tile/1/000.p/2", 33), ChangedTileError, "tile/1/000.p/2 "),
    "an entry with its leaf": (_rewritten_middle, ChangedTileError, "tile/0/000 "),
    "the last entry with its leaf": (_rewritten_end, WrongRootError, "root"),
    "an entry, and the edge above": (
        _both(_replace("tile/entries/001", 5000), _replace("tile/1/000.p/2", 33)),
        ChangedTileError,
        "tile/0/001 ",
    ),
    "all entries": (_exchanged, WrongRootError, "root"),
    "a tile is missing": (_remove("tile/0/001"), MissingTileError, "tile/0/001 "),
    "the last tile is missing": (_remove("tile/0/002.p/188"), MissingTileError, "tile/0/002.p/188 "),
    "a tile of level 1 is missing": (_remove("tile/1/000.p/2"), MissingTileError, "tile/1/000.p/2 "),
    "a bundle is missing": (_remove("tile/entries/000"), MissingTileError, "tile/entries/000 "),
    "a tile is cut": (_cut("tile/0/001", 8191), WrongTileSizeError, "tile/0/001 "),
    "a tile is longer": (_longer("tile/0/002.p/188"), WrongTileSizeError, "tile/0/002.p/188 "),
    "a bundle is cut": (_cut("tile/entries/001", 700), TruncatedBundleError, "tile/entries/001"),
    "a bundle is empty": (_write("tile/entries/001", b""), TruncatedBundleError, "tile/entries/001"),
    "a bundle is longer": (_longer("tile/entries/002.p/188"), OverfullBundleError, "tile/entries/002.p/188"),
    "an entry that is not canonical": (_not_canonical, NonCanonicalEntryError, "Entry 300 "),
    "no checkpoint": (_remove("checkpoint"), MissingCheckpointError, "no checkpoint"),
    "the size in the checkpoint": (
        lambda files: files.update(checkpoint=files["checkpoint"].replace(b"\n700\n", b"\n699\n")),
        BadSignatureError,
        "signature",
    ),
    "another key": (
        _write("checkpoint", sign_checkpoint(head_of(_ENTRIES[:700]), OTHER_SIGNER).note),
        UnknownSignerError,
        "trust",
    ),
    "no note": (_write("checkpoint", b"privacy.example.jp/ledger\n700\n"), NoteFormError, "note"),
    "no checkpoint in the note": (_signed("a poem\n"), CheckpointFormError, "checkpoint"),
    "another log": (_signed(f"other\n0\n{'A' * 43}=\n"), WrongOriginError, "another log"),
    "a wrong root of the empty tree": (
        _write("checkpoint", sign_checkpoint(TreeHead(0, bytes(32)), SIGNER).note),
        WrongRootError,
        "root",
    ),
    "a wrong root of these entries": (
        _write("checkpoint", sign_checkpoint(TreeHead(700, bytes(32)), SIGNER).note),
        WrongRootError,
        "root",
    ),
}


@pytest.mark.parametrize("name", FAILURES)
def test_each_failure_has_its_name(name: str) -> None:
    change, error, words = FAILURES[name]
    files = Files(_SMALL)
    change(files)
    with pytest.raises(error, match=words) as raised:
        verify_log(files, VERIFIER)
    assert type(raised.value) is error
    assert raised.value.kind is Kind.TAMPERED


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (_replace("tile/1/000", 64), ChangedTileError, "tile/1/000 "),
        (_replace("tile/1/001.p/1", 0), ChangedTileError, r"tile/1/001.p/1 "),
        (_replace("tile/2/000.p/1", 0), ChangedTileError, r"tile/2/000.p/1 "),
        (_replace("tile/0/100", 8191), ChangedTileError, "tile/0/100 "),
        (_replace("tile/entries/100", 2), ChangedEntryError, "Entry 25600 "),
    ],
)
def test_failures_of_a_log_of_three_levels(
    change: Callable[[Files], None], error: type[TamperedError], words: str
) -> None:
    files = Files(_LARGE)
    change(files)
    with pytest.raises(error, match=words):
        verify_log(files, VERIFIER)


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 511, 512, 700])
def test_whole_logs_are_verified(size: int) -> None:
    verified = verify_log(log_files(_ENTRIES[:size]), VERIFIER)
    assert (verified.size, verified.continues, verified.checkpoint.head) == (size, None, head_of(_ENTRIES[:size]))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 700))
def test_an_older_tree_is_recognised(size: int) -> None:
    known = head_of(_ENTRIES[:size])
    assert verify_log(_SMALL, VERIFIER, known=known).continues == known


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 66_000])
def test_an_older_tree_of_a_large_log_is_recognised(size: int) -> None:
    assert verify_log(_LARGE, VERIFIER, known=head_of(_ENTRIES[:size])).size == 66_000


@pytest.mark.parametrize("size", [0, 1, 255, 256, 300, 700])
def test_a_forked_tree_has_its_name(size: int) -> None:
    with pytest.raises(ForkedTreeError):
        verify_log(_SMALL, VERIFIER, known=TreeHead(size, leaf_hash(b"another")))


def test_a_smaller_tree_has_its_name() -> None:
    with pytest.raises(SmallerTreeError):
        verify_log(_SMALL, VERIFIER, known=TreeHead(701, bytes(32)))


def test_partial_files_may_have_been_replaced_by_full_ones() -> None:
    files = log_files(_ENTRIES[:768])
    files["checkpoint"] = _SMALL["checkpoint"]
    files["tile/1/000.p/2"] = _SMALL["tile/1/000.p/2"]
    assert verify_log(files, VERIFIER, known=EMPTY_TREE).size == 700


def test_progress_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("azukari.ledger.log._STRETCH", 1)
    told: list[int] = []
    verify_log(_SMALL, VERIFIER, progress=told.append)
    assert told == [256, 512, 700]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(_SMALL)), st.data())
def test_any_changed_byte_is_found(path: str, data: st.DataObject) -> None:
    files = Files(_SMALL)
    at = data.draw(st.integers(0, len(files[path]) - 1))
    _replace(path, at)(files)
    with pytest.raises(TamperedError):
        verify_log(files, VERIFIER)
