import base64
import json
import uuid
from collections.abc import Collection, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azukari.base.canonical import canonical_bytes, read_canonical
from azukari.base.errors import AzukariError, Kind, MalformedError, TamperedError
from azukari.ledger.checkpoint import sign_checkpoint
from azukari.ledger.cosignature import (
    QuorumMissingError,
    WitnessSigner,
    WitnessVerifier,
    new_witness_signer,
    with_cosignatures,
)
from azukari.ledger.note import sign_note, unverified_note
from azukari.ledger.proof import read_proof
from azukari.ledger.tree import TreeHead
from azukari.statement.service import RecipientKind
from azukari.vault.receipt import ReceiptFacts, ReceiptTamperedError, attach_proof, verify_receipt
from azukari.vault.receipt_document import recipient_type
from tests.vault.proving import OTHER, SIGNER, entry_for, prove, receipt_of
from tests.vault.world import CANARY, NOW, STATEMENT

FACTS = ReceiptFacts(
    record_id=uuid.UUID("a6f58318-72e6-46a2-bfd7-f36d795e30cd"),
    number="7K3M-92QF-0TB5",
    service="inquiry",
    statement_hash=STATEMENT.hash,
    notice_hash="cd" * 32,
    language="ja",
    collected_at=NOW,
    items=("name", "email", "question"),
    permissions=("newsletter",),
)
VKEY = SIGNER.verifier.text
RECEIPT = receipt_of(FACTS)
WHOLE = attach_proof(RECEIPT, entry=entry_for(FACTS, RECEIPT), proof=prove(entry_for(FACTS, RECEIPT)), vkey=VKEY)


def _changed(**changes: object) -> bytes:
    value = json.loads(WHOLE)
    value["azk:proof"] |= {f"azk:{name}": change for name, change in changes.items()}
    return canonical_bytes(value)


def test_a_receipt_is_proved_by_itself_or_by_a_given_key() -> None:
    for vkey in (None, VKEY, f"{VKEY}\n"):
        verified = verify_receipt(WHOLE, vkey)
        assert verified.record_id == FACTS.record_id
        assert verified.number == FACTS.number
        assert verified.purposes == ("inquiry.quality", "inquiry.reply", "newsletter")
        assert verified.permissions == ("newsletter",)
        assert (verified.origin, verified.index, verified.size) == ("azukari.example/ledger", 1, 3)


@settings(max_examples=300)
@given(st.integers(min_value=0, max_value=len(WHOLE) * 8 - 1))
def test_any_changed_bit_is_detected(bit: int) -> None:
    changed = bytearray(WHOLE)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(AzukariError) as found:
        verify_receipt(bytes(changed), None)
    assert found.value.kind in {Kind.TAMPERED, Kind.MALFORMED}


def test_every_byte_matters() -> None:
    for at in range(0, len(WHOLE), 7):
        changed = bytearray(WHOLE)
        changed[at] ^= 0x04
        with pytest.raises(AzukariError):
            verify_receipt(bytes(changed))


@given(st.integers(min_value=0, max_value=len(WHOLE) - 1))
def test_a_cut_receipt_is_detected(length: int) -> None:
    with pytest.raises(AzukariError):
        verify_receipt(WHOLE[:length])


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b"null", b"\xff", WHOLE + b"\n", json.dumps(json.loads(WHOLE)).encode()]
)
def test_what_is_no_receipt_is_malformed(data: bytes) -> None:
    with pytest.raises(MalformedError):
        verify_receipt(data)


def test_a_receipt_without_proof_says_so() -> None:
    with pytest.raises(MalformedError) as found:
        verify_receipt(RECEIPT)
    assert found.value.ground == "proof_missing"


def _grounds() -> list[tuple[str, bytes, str | None, str]]:
    entry = entry_for(FACTS, RECEIPT)
    proof = prove(entry)
    note = read_proof(proof).checkpoint
    opened = entry_for(FACTS, RECEIPT, kind="vault.record.opened")
    elsewhere = entry_for(FACTS, RECEIPT, service="brochure")
    later = entry_for(replace(FACTS, collected_at=NOW.replace(microsecond=5000)), RECEIPT)
    another = entry_for(FACTS, b"{}")
    doubled = replace(
        read_proof(proof), checkpoint=sign_note(note.decode().rpartition("\n\n")[0] + "\n", [SIGNER, OTHER])
    ).text
    extra = replace(read_proof(proof), extra=b"extra").text
    encoded = base64.b64encode(entry).decode()
    return [
        ("another key given", WHOLE, OTHER.verifier.text, "key"),
        ("a broken key inside", _changed(vkey=VKEY[:-4] + "AAAA"), None, "key"),
        ("a key with a newline", _changed(vkey=f"{VKEY}\n"), None, "key"),
        ("an entry of another kind", _changed(entry=base64.b64encode(opened).decode(), inclusion=prove(opened)), None, "entry"),
        ("another service", _changed(entry=base64.b64encode(elsewhere).decode(), inclusion=prove(elsewhere)), None, "entry"),
        ("another time", _changed(entry=base64.b64encode(later).decode(), inclusion=prove(later)), None, "entry"),
        ("another receipt", _changed(entry=base64.b64encode(another).decode(), inclusion=prove(another)), None, "receipt"),
        ("no entry", _changed(entry=""), None, "entry"),
        ("an entry that is not base64", _changed(entry="?"), None, "entry"),
        ("an entry in another base64", _changed(entry=encoded + "\n"), None, "entry"),
        ("a second signature", _changed(inclusion=doubled), None, "proof"),
        ("an extra line", _changed(inclusion=extra), None, "proof"),
    ]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "vkey", "ground"), _grounds(), ids=[one[0] for one in _grounds()])
def test_each_way_of_tampering_is_named(name: str, data: bytes, vkey: str | None, ground: str) -> None:
    with pytest.raises(ReceiptTamperedError) as found:
        verify_receipt(data, vkey)
    assert found.value.ground == ground


def test_a_proof_of_another_tree_or_key_is_detected() -> None:
    entry = entry_for(FACTS, RECEIPT)
    other_tree = replace(read_proof(prove(entry)), checkpoint=sign_checkpoint(TreeHead(3, bytes(32)), SIGNER).note).text
    for inclusion in (other_tree, prove(entry, signer=OTHER), "c2sp.org/tlog-proof@v1\n"):
        with pytest.raises(TamperedError):
            verify_receipt(_changed(inclusion=inclusion))


def test_a_key_that_is_none_is_malformed() -> None:
    with pytest.raises(MalformedError):
        verify_receipt(WHOLE, "no key")


def test_facts_of_an_unknown_form_are_named() -> None:
    value = json.loads(RECEIPT)
    del value["azk:facts"]["number"]
    receipt = canonical_bytes(value)
    entry = entry_for(FACTS, receipt)
    with pytest.raises(ReceiptTamperedError):
        attach_proof(receipt, entry=entry, proof=prove(entry), vkey=VKEY)


def test_a_receipt_that_does_not_verify_is_never_given_out() -> None:
    with pytest.raises(ReceiptTamperedError):
        attach_proof(RECEIPT, entry=entry_for(FACTS, b"{}"), proof=prove(entry_for(FACTS, b"{}")), vkey=VKEY)
    with pytest.raises(MalformedError):
        attach_proof(b"[]", entry=b"", proof="", vkey=VKEY)


# Witnesses.

_WITNESSES = [new_witness_signer(f"witness.example/w{number}", bytes([number]) * 32) for number in (1, 2)]
_KEYS = [one.verifier for one in _WITNESSES]


def _cosigned(*, by: Sequence[WitnessSigner] = _WITNESSES, known: Collection[WitnessVerifier] = _KEYS) -> bytes:
    entry = entry_for(FACTS, RECEIPT)
    proof = read_proof(prove(entry))
    lines = [one.cosign(unverified_note(proof.checkpoint).text, at=NOW) for one in by]
    carried = replace(proof, checkpoint=with_cosignatures(proof.checkpoint, lines)).text
    return attach_proof(RECEIPT, entry=entry, proof=carried, vkey=VKEY, witnesses=known)


WITNESSED = _cosigned()


def test_a_receipt_carries_its_cosignatures() -> None:
    for verified in (verify_receipt(WITNESSED, VKEY), verify_receipt(WITNESSED, VKEY, witnesses=_KEYS, quorum=2)):
        assert [(one.name, one.at) for one in verified.cosignatures] == [
            (one.name, NOW.replace(microsecond=0)) for one in _WITNESSES
        ]
    assert verify_receipt(WHOLE).cosignatures == ()


def test_a_receipt_carries_those_of_known_witnesses_only() -> None:
    assert _cosigned(known=[]) == WHOLE
    assert [one.name for one in verify_receipt(_cosigned(known=_KEYS[:1])).cosignatures] == ["witness.example/w1"]
    assert _cosigned(by=_WITNESSES[:1]) == _cosigned(known=_KEYS[:1])


def test_a_quorum_may_be_demanded_of_a_receipt() -> None:
    other = new_witness_signer("witness.example/w2", bytes(32)).verifier
    assert len(verify_receipt(WITNESSED, witnesses=[_KEYS[0], other], quorum=1).cosignatures) == 1
    for data, witnesses in ((WITNESSED, [_KEYS[0], other]), (WHOLE, _KEYS), (_cosigned(by=_WITNESSES[:1]), _KEYS)):
        with pytest.raises(QuorumMissingError):
            verify_receipt(data, witnesses=witnesses, quorum=2)


@settings(max_examples=300)
@given(st.integers(min_value=0, max_value=len(WITNESSED) * 8 - 1))
def test_any_changed_bit_of_a_cosigned_receipt_is_detected(bit: int) -> None:
    changed = bytearray(WITNESSED)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(AzukariError) as found:
        verify_receipt(bytes(changed), None)
    assert found.value.kind in {Kind.TAMPERED, Kind.MALFORMED}


@pytest.mark.parametrize(
    ("witnesses", "ground"),
    [
        ([], "key"),
        ("", "key"),
        (["rubbish"], "key"),
        ([1], "key"),
        ([VKEY, VKEY], "key"),
        ([f"{_KEYS[0].text}\n", _KEYS[1].text], "key"),
        ([_KEYS[0].text], "proof"),
        ([_KEYS[0].text, _KEYS[0].text], "proof"),
        ([*(one.text for one in _KEYS), _KEYS[0].text], "proof"),
        ([_KEYS[0].text, new_witness_signer("witness.example/w2", bytes(32)).verifier.text], "proof"),
    ],
)
def test_witnesses_that_did_not_cosign_are_not_carried(witnesses: object, ground: str) -> None:
    value = json.loads(WITNESSED)
    value["azk:proof"]["azk:witnesses"] = witnesses
    with pytest.raises(ReceiptTamperedError) as found:
        verify_receipt(canonical_bytes(value))
    assert found.value.ground == ground


def test_a_witness_without_a_cosignature_is_not_carried() -> None:
    with pytest.raises(ReceiptTamperedError):
        verify_receipt(_changed(witnesses=[_KEYS[0].text]))


def test_it_has_the_shape_of_the_profile() -> None:
    value = read_canonical(RECEIPT)
    assert isinstance(value, dict)
    assert value["dct:conformsTo"] == "https://w3id.org/dpv/schema/dpv-27560#receipt"
    acquisition, consent = json.loads(RECEIPT)["dpv:hasRecordOfActivity"]
    assert acquisition["@type"] == "azk:AcquisitionRecord"
    assert acquisition["azk:basis"] == "azk:notice-only"
    assert "dpv:hasLegalBasis" not in acquisition
    assert "Consent" not in json.dumps(acquisition)
    assert [one["dpv:hasPurpose"]["@id"] for one in acquisition["dpv:hasProcess"]] == [
        "urn:azk:purpose:inquiry.quality",
        "urn:azk:purpose:inquiry.reply",
    ]
    assert acquisition["dpv:hasNotice"]["azk:sha256"] == FACTS.notice_hash
    for process in acquisition["dpv:hasProcess"]:
        assert {"dpv:hasPersonalData", "dpv:hasStorageCondition", "dpv:hasRecipient", "dpv:hasService"} <= set(process)
    assert consent["@type"] == "dpv:ConsentRecord"
    assert consent["dpv:hasConsentStatus"][0]["@type"] == ["dpv:ConsentGiven", "dpv:ExplicitlyExpressedConsent"]
    assert consent["dpv:hasProcess"][0]["dpv:hasRecipient"][0]["@type"] == "dpv:DataProcessor"


@pytest.mark.parametrize(
    ("kind", "term"),
    [
        (RecipientKind.CONTRACTOR, "dpv:DataProcessor"),
        (RecipientKind.THIRD_PARTY, "dpv:ThirdParty"),
        (RecipientKind.CLIENT, "dpv:ThirdParty"),
        (RecipientKind.JOINT_USER, "dpv:Recipient"),
    ],
)
def test_each_kind_of_recipient_has_its_term(kind: RecipientKind, term: str) -> None:
    assert recipient_type(replace(STATEMENT.recipients[0], kind=kind)) == term


def test_only_permissions_that_were_given_are_consents() -> None:
    value = json.loads(receipt_of(replace(FACTS, permissions=())))
    assert len(value["dpv:hasRecordOfActivity"]) == 1
    assert "newsletter" not in json.dumps(value)


def test_no_value_is_in_it() -> None:
    assert not any(canary in WHOLE.decode() for canary in CANARY.values())
