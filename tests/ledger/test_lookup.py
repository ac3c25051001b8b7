import uuid

import pytest

from azukari.base.errors import TamperedError
from azukari.ledger.log import MissingCheckpointError
from azukari.ledger.lookup import Lookup, NoSuchEntryError
from azukari.ledger.note import UnknownSignerError
from azukari.ledger.proof import read_proof, verify_proof
from azukari.ledger.tile import encode_bundle
from azukari.ledger.tree import WrongInclusionError, leaf_hash
from tests.ledger.samples import OTHER_SIGNER, VERIFIER, Files, log_files, sample_entries

_ENTRIES = sample_entries(700)
_FILES = log_files(_ENTRIES)


@pytest.mark.parametrize("index", [0, 1, 255, 256, 512, 699])
def test_entries_are_proved_before_they_are_given(index: int) -> None:
    lookup = Lookup(_FILES, VERIFIER)
    found = lookup.entry(index)
    assert (found.entry, found.index, found.checkpoint.head.size) == (_ENTRIES[index], index, 700)
    assert verify_proof(read_proof(lookup.proof(index).text), _ENTRIES[index], VERIFIER).index == index


@pytest.mark.parametrize("index", [0, 300, 699])
def test_entries_are_found_by_their_id(index: int) -> None:
    assert Lookup(_FILES, VERIFIER).find(uuid.UUID(int=index)) == index


@pytest.mark.parametrize("first", [0, 1, 255, 256, 511, 600, 699, 700, 900])
def test_entries_from_an_index_on_are_proved_and_given(first: int) -> None:
    assert list(Lookup(_FILES, VERIFIER).since(first)) == _ENTRIES[first:]


@pytest.mark.parametrize("path", ["tile/entries/002.p/188", "tile/0/002.p/188", "tile/0/001"])
@pytest.mark.parametrize("place", [40, -40])
def test_of_entries_from_an_index_on_none_is_changed(path: str, place: int) -> None:
    files = Files(_FILES)
    changed = bytearray(files[path])
    changed[place] ^= 1
    files[path] = bytes(changed)
    with pytest.raises(TamperedError):
        list(Lookup(files, VERIFIER).since(300))


def test_an_entry_that_was_exchanged_with_its_hash_is_not_given() -> None:
    files, entries = Files(_FILES), sample_entries(188, first=512)
    entries[100] = entries[100].replace(b"inquiry", b"enquiry")
    files["tile/entries/002.p/188"] = encode_bundle(entries)
    files["tile/0/002.p/188"] = b"".join(map(leaf_hash, entries))
    with pytest.raises(TamperedError):
        list(Lookup(files, VERIFIER).since(600))


@pytest.mark.parametrize("index", [-1, 700])
def test_entries_that_are_not_there(index: int) -> None:
    with pytest.raises(NoSuchEntryError):
        Lookup(_FILES, VERIFIER).entry(index)


def test_an_id_that_is_only_mentioned_is_not_found() -> None:
    wanted = uuid.UUID(int=999)
    mention = (
        _ENTRIES[0]
        .replace(b'"number":0', b'"number":"x"')
        .replace(b'"kind"', b'"id":"%s","kind"' % str(wanted).encode())
    )
    with pytest.raises(NoSuchEntryError):
        Lookup(log_files([mention, _ENTRIES[1]]), VERIFIER).find(wanted)


@pytest.mark.parametrize("path", ["tile/entries/000", "tile/0/000", "tile/1/000.p/2", "tile/0/002.p/188"])
def test_changed_files_prove_nothing(path: str) -> None:
    files = Files(_FILES)
    files[path] = files[path][:40] + bytes([files[path][40] ^ 1]) + files[path][41:]
    lookup = Lookup(files, VERIFIER)
    index = 0 if path == "tile/entries/000" else 5
    with pytest.raises(WrongInclusionError):
        lookup.entry(index)
    with pytest.raises(WrongInclusionError):
        lookup.proof(index)


def test_nothing_is_looked_up_under_another_key_or_no_checkpoint() -> None:
    with pytest.raises(UnknownSignerError):
        Lookup(_FILES, OTHER_SIGNER.verifier)
    with pytest.raises(MissingCheckpointError):
        Lookup(Files(), VERIFIER)
