"""The vectors beside the specifications, read without the code that wrote them where that is possible."""

import hashlib
import hmac
import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from azukari.vault.bindings import GrantPlace
from azukari.vault.envelope import SealedSession, open_grant, open_session
from azukari.vault.keys import decode_keyring, hpke_private
from azukari.vault.receipt import verify_receipt
from azukari.vault.seal import open_sealed
from tests.vault import vectors

FOLDER = Path(__file__).resolve().parents[2] / "spec" / "vectors"


def _read(name: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return value


@pytest.mark.parametrize(
    "name", ["sealed-record.json", "grant.json", "keyring.json", "blind-index.json", "receipt.json"]
)
def test_the_files_are_what_the_code_writes(name: str) -> None:
    assert vectors.all_vectors(FOLDER)[name] == _read(name)


def test_a_sealed_record_opens_by_the_specification_alone() -> None:
    said = _read("sealed-record.json")
    for part in (*said["compartments"], said["annotated"]):
        key = hmac.new(bytes.fromhex(said["person_key"]), bytes.fromhex(part["data_key"]), hashlib.sha256).digest()
        sealed = bytes.fromhex(part["sealed"])
        plaintext = AESGCM(key).decrypt(sealed[:12], sealed[12:], part["binding"].encode())
        assert len(plaintext) % 32 == 0
        assert json.loads(plaintext) == part["values"]
        assert hashlib.sha256(sealed).hexdigest() == part["digest"]
        assert json.loads(part["binding"]) == {
            "v": 1,
            "type": "compartment",
            "record": said["record"],
            "person": said["person"],
            "compartment": part["compartment"],
            "statement": said["statement"],
        }
        opened = open_sealed(
            sealed,
            place=vectors.PLACE,
            compartment=part["compartment"],
            person_key=vectors.PERSON_KEY,
            data_key=bytes.fromhex(part["data_key"]),
        )
        assert opened == part["values"]


def test_a_commitment_follows_by_the_specification_alone() -> None:
    said = _read("sealed-record.json")
    salt = hmac.new(bytes.fromhex(said["person_key"]), b"azukari/ledger-salt/v1", hashlib.sha256).digest()
    ledger = said["ledger"]
    assert salt.hex() == ledger["salt"]
    digest = bytes.fromhex(said["header"]["digest"])
    assert hmac.new(salt, digest, hashlib.sha256).hexdigest() == ledger["commitment"]
    message = b"azukari/reason/v1" + uuid.UUID(ledger["event"]).bytes + ledger["reason"].encode()
    assert hmac.new(salt, message, hashlib.sha256).hexdigest() == ledger["reason_commitment"]


def test_a_session_and_its_grant_open() -> None:
    said = _read("grant.json")
    key = vectors.keyring().newest("newsletter")
    assert key.private.hex() == said["session"]["private"]
    sealed = SealedSession(vectors.SESSION_ID, "newsletter", 1, bytes.fromhex(said["session"]["sealed"]))
    session = open_session(sealed, private=hpke_private(key))
    place = GrantPlace(vectors.PLACE, "newsletter", vectors.SESSION_ID, said["grant"]["header"])
    opened = open_grant(bytes.fromhex(said["grant"]["sealed"]), session=session, grant=place)
    assert {name: data_key.hex() for name, data_key in opened.items()} == said["grant"]["data_keys"]


def test_a_grant_and_a_persons_key_open_by_the_specification_alone() -> None:
    said = _read("grant.json")
    cipher = AESGCM(bytes.fromhex(said["session"]["key"]))
    sealed = bytes.fromhex(said["grant"]["sealed"])
    content = cipher.decrypt(sealed[:12], sealed[12:], said["grant"]["binding"].encode())
    pieces = {content[at : at + 8].hex(): content[at + 8 : at + 40].hex() for at in range(0, len(content), 40)}
    assert pieces == said["grant"]["data_keys"]
    assert list(pieces) == sorted(pieces)
    person = said["person_key"]
    sealed = bytes.fromhex(person["sealed"])
    assert cipher.decrypt(sealed[:12], sealed[12:], person["binding"].encode()).hex() == person["key"]


def test_a_published_key_verifies_by_the_specification_alone() -> None:
    said = _read("keyring.json")
    published = said["published"]
    message = json.dumps(
        {
            "v": 1,
            "type": "purpose-key",
            **{name: published[name] for name in ("purpose", "epoch", "public", "made_at")},
        },
        sort_keys=True,
        separators=(",", ":"),
    )
    verifier = Ed25519PublicKey.from_public_bytes(bytes.fromhex(said["keyring.pub"]))
    verifier.verify(bytes.fromhex(published["signature"]), message.encode())
    assert decode_keyring(said["keyring"].encode()).verifier.hex() == said["keyring.pub"]


def test_tokens_follow_by_the_specification_alone() -> None:
    said = _read("blind-index.json")
    for one in said["tokens"]:
        key = hmac.new(bytes.fromhex(said["index_key"]), one["kind"].encode(), hashlib.sha256).digest()
        assert hmac.new(key, one["folded"].encode(), hashlib.sha256).digest()[:16].hex() == one["token"]
    assert {one["kind"] for one in said["suppressed"]} == {"email", "phone"}
    for one in said["suppressed"]:
        label = f"azukari/suppression/v1/{one['kind']}".encode()
        key = hmac.new(bytes.fromhex(said["index_key"]), label, hashlib.sha256).digest()
        assert hmac.new(key, one["folded"].encode(), hashlib.sha256).hexdigest() == one["token"]


def test_a_proved_receipt_verifies() -> None:
    said = _read("receipt.json")
    verified = verify_receipt(said["proved"].encode(), said["vkey"])
    assert str(verified.record_id) == said["facts"]["record_id"]
    whole = json.loads(said["proved"])
    del whole["azk:proof"]
    assert whole == json.loads(said["receipt"])
