"""A package is proved with nothing but the file, and any change of it is refused by name."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azukari.base.errors import AzukariError, Kind, MalformedError
from azukari.ledger.cosignature import QuorumMissingError, new_witness_signer, with_cosignatures
from azukari.ledger.note import unverified_note
from azukari.ledger.proof import read_proof
from azukari.rights.package.archive import build, with_proof
from azukari.rights.package.stored_zip import read_archive
from azukari.rights.package.verified import PackageTamperedError, verify_package
from tests.rights.package.samples import CONTENT, MADE_AT, PACKAGE_ID, RECORDS, SALT, VKEY, entry_of, whole
from tests.rights.package.tampering import TAMPERINGS, WHOLE
from tests.vault.proving import OTHER, prove
from tests.vault.world import NOW

_SMALL = whole(replace(CONTENT, records=(), accesses=(), requests=(), receipts={}, redactions=()))


def test_a_package_is_proved_by_itself_or_by_a_given_key() -> None:
    for vkey in (None, VKEY, f"{VKEY}\n"):
        verified = verify_package(WHOLE, vkey)
        assert (verified.package_id, verified.made_at, verified.language) == (PACKAGE_ID, MADE_AT, "ja")
        assert (verified.organisation, verified.site) == ("Azukari Shoji（日本語）", "https://azukari.example/")
        assert (verified.statement_version, verified.statement_hash) == ("2026-11-01", "ab" * 32)
        assert [one.number for one in verified.receipts] == [one.number for one in RECORDS[:2]]
        assert (verified.origin, verified.index, verified.size) == ("azukari.example/ledger", 1, 3)
        assert (verified.vkey, verified.cosignatures) == (VKEY, ())
    assert json.loads(verified.files["data.json"])["package"] == str(PACKAGE_ID)


@pytest.mark.parametrize(("make", "kind", "ground"), TAMPERINGS.values(), ids=TAMPERINGS)
def test_each_way_of_tampering_is_named(make: Callable[[], bytes], kind: str, ground: str) -> None:
    with pytest.raises(AzukariError) as found:
        verify_package(make())
    assert (found.value.kind, found.value.ground) == (kind, ground)


@pytest.mark.parametrize(
    ("name", "path"),
    [("a changed file", "data.json"), ("an extra file", "extra.txt"), ("a missing file", "tables/records.csv"),
     ("a file twice", "data.json"), ("a path out of the folder", "../ta.jso"), ("a bomb", "README.txt")],
)  # fmt: skip
def test_the_message_names_the_file(name: str, path: str) -> None:
    with pytest.raises(AzukariError, match=path):
        verify_package(TAMPERINGS[name][0]())


@settings(max_examples=300)
@given(st.integers(min_value=0, max_value=len(WHOLE) * 8 - 1))
def test_any_changed_bit_is_detected(bit: int) -> None:
    changed = bytearray(WHOLE)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(AzukariError) as found:
        verify_package(bytes(changed))
    assert found.value.kind in {Kind.TAMPERED, Kind.MALFORMED}


def test_every_byte_of_a_small_one_matters() -> None:
    for at in range(0, len(_SMALL), 41):
        changed = bytearray(_SMALL)
        changed[at] ^= 0x04
        with pytest.raises(AzukariError):
            verify_package(bytes(changed))


@given(st.integers(min_value=0, max_value=len(_SMALL) - 1))
def test_a_cut_package_is_detected(length: int) -> None:
    with pytest.raises(AzukariError):
        verify_package(_SMALL[:length])


@given(st.binary(max_size=200).map(lambda data: b"PK\x03\x04" + data) | st.binary(max_size=60))
def test_no_bytes_break_it(data: bytes) -> None:
    with pytest.raises(AzukariError):
        verify_package(data)


def test_another_key_given_is_refused() -> None:
    with pytest.raises(PackageTamperedError) as found:
        verify_package(WHOLE, OTHER.verifier.text)
    assert found.value.ground == "key"
    with pytest.raises(MalformedError):
        verify_package(WHOLE, "no key")


# Witnesses.

_WITNESSES = [new_witness_signer(f"witness.example/w{number}", bytes([number]) * 32) for number in (1, 2)]
_KEYS = [one.verifier for one in _WITNESSES]


def _witnessed() -> bytes:
    package = build(CONTENT, now=MADE_AT)
    entry = entry_of(package)
    proof = read_proof(prove(entry))
    lines = [one.cosign(unverified_note(proof.checkpoint).text, at=NOW) for one in _WITNESSES]
    carried = replace(proof, checkpoint=with_cosignatures(proof.checkpoint, lines)).text
    return with_proof(package, salt=SALT, entry=entry, proof=carried, vkey=VKEY, witnesses=_KEYS)


def test_cosignatures_go_with_it_and_a_quorum_may_be_demanded() -> None:
    data = _witnessed()
    for verified in (verify_package(data, VKEY), verify_package(data, witnesses=_KEYS, quorum=2)):
        assert [one.name for one in verified.cosignatures] == [one.name for one in _WITNESSES]
    assert "azk:witnesses" in json.loads(read_archive(data)["proof.json"])
    with pytest.raises(QuorumMissingError):
        verify_package(WHOLE, witnesses=_KEYS, quorum=1)
