"""Writes the vectors of the vault's formats from fixed keys and nonces: ``python -m tests.vault.vectors spec/vectors``.

What is sealed to a public key has fresh randomness inside, so those vectors are kept from an earlier writing where there is one and
are only ever opened.
"""

import base64
import json
import sys
import uuid
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from azukari.base.clock import instant_text
from azukari.vault.bindings import (
    GrantPlace,
    Place,
    compartment_binding,
    grant_binding,
    person_key_binding,
    session_binding,
)
from azukari.vault.envelope import Session, new_session, wrap_grant, wrap_person_key
from azukari.vault.index import CONTACTS, BlindIndex, LookupKind
from azukari.vault.keys import Keyring, encode_keyring, new_keyring, publish
from azukari.vault.normalise import folded
from azukari.vault.person_key import commit_reason, commit_record, ledger_salt
from azukari.vault.receipt import attach_proof
from azukari.vault.record import Header, sealed_digest
from azukari.vault.seal import seal
from azukari.vault.terms import Terms
from tests.vault.proving import SIGNER, entry_for, prove, receipt_of
from tests.vault.test_receipt import FACTS
from tests.vault.world import INDEX_KEY, NOW

PLACE = Place(
    uuid.UUID("a6f58318-72e6-46a2-bfd7-f36d795e30cd"), uuid.UUID("0d5c1e3a-3f0f-4b52-9f0e-9e6a2a1f7b11"), "ab" * 32
)
SESSION_ID = uuid.UUID("5f9c2a44-1be2-4a52-8f5a-0f3a1d6a7c21")
EVENT_ID = uuid.UUID("9a1f4d2e-6c3b-4f7d-8e21-3b5c7d9e1f02")
PERSON_KEY, SESSION_KEY = bytes([0x11]) * 32, bytes([0x22]) * 32
DATA_KEYS = {"0123456789abcdef": bytes([0x33]) * 32, "fedcba9876543210": bytes([0x44]) * 32}
NONCES = (bytes([0x55]) * 12, bytes([0x66]) * 12, bytes([0x77]) * 12)
VALUES: dict[str, dict[str, str]] = {
    "0123456789abcdef": {"email": "taro@example.jp", "name": "神\ufa19 葛\U000e0100 \U00020bb7"},
    "fedcba9876543210": {"question": "値段は？\nEUR 3 – 😀"},
}

# A compartment with what the person says beside an item.
ANNOTATED = {"email": "taro@example.jp", "@email": "以前の住所です。\nPlease do not use it."}


def counting_draw(size: int) -> bytes:
    """Draw bytes that are the same each time: 0, 1, 2 and so on."""
    return bytes(number % 256 for number in range(size))


def keyring() -> Keyring:
    """Make the keyring of the vectors."""
    return new_keyring(["newsletter"], draw=counting_draw, now=NOW)


def sealed_record() -> dict[str, Any]:
    """Write the vectors of sealed records."""
    parts = [
        seal(
            values,
            place=PLACE,
            compartment=compartment,
            person_key=PERSON_KEY,
            data_key=DATA_KEYS[compartment],
            nonce=nonce,
        )
        for (compartment, values), nonce in zip(VALUES.items(), NONCES, strict=False)
    ]
    header = Header(
        record_id=PLACE.record,
        person_id=PLACE.person,
        number="7K3M-92QF-0TB5",
        collected_at=NOW,
        terms=Terms(
            service="inquiry",
            statement_hash=PLACE.statement,
            notice_hash="cd" * 32,
            language="ja",
            connection="TLSv1.3",
            granted=("inquiry.reply", "newsletter"),
            compartments=tuple(VALUES),
        ),
        digests=tuple(map(sealed_digest, parts)),
    )
    salt = ledger_salt(PERSON_KEY)
    compartment, data_key = "0f1e2d3c4b5a6978", bytes([0x88]) * 32
    annotated = seal(
        ANNOTATED,
        place=PLACE,
        compartment=compartment,
        person_key=PERSON_KEY,
        data_key=data_key,
        nonce=bytes([0x99]) * 12,
    )
    return {
        "spec": "sealed record v1",
        "record": str(PLACE.record),
        "person": str(PLACE.person),
        "statement": PLACE.statement,
        "person_key": PERSON_KEY.hex(),
        "compartments": [
            {
                "compartment": compartment,
                "values": VALUES[compartment],
                "data_key": DATA_KEYS[compartment].hex(),
                "binding": compartment_binding(PLACE, compartment).decode(),
                "sealed": part.hex(),
                "digest": sealed_digest(part).hex(),
            }
            for compartment, part in zip(VALUES, parts, strict=True)
        ],
        "annotated": {
            "compartment": compartment,
            "values": ANNOTATED,
            "data_key": data_key.hex(),
            "binding": compartment_binding(PLACE, compartment).decode(),
            "sealed": annotated.hex(),
            "digest": sealed_digest(annotated).hex(),
        },
        "header": {
            "number": header.number,
            "service": header.service,
            "notice": header.terms.notice_hash,
            "language": header.terms.language,
            "connection": header.terms.connection,
            "collected_at": instant_text(header.collected_at),
            "granted": list(header.terms.granted),
            "digest": header.digest().hex(),
        },
        "ledger": {
            "salt": salt.hex(),
            "commitment": commit_record(salt, header.digest()),
            "event": str(EVENT_ID),
            "reason": "answering the inquiry",
            "reason_commitment": commit_reason(salt, event=EVENT_ID, reason="answering the inquiry"),
        },
    }


def grant(earlier: dict[str, Any] | None) -> dict[str, Any]:
    """Write the vectors of sessions, grants and person keys."""
    key = keyring().newest("newsletter")
    place = GrantPlace(PLACE, "newsletter", SESSION_ID, sealed_record()["header"]["digest"])
    session = Session(SESSION_ID, "newsletter", 1, AESGCM(SESSION_KEY))
    sealed = earlier["session"]["sealed"] if earlier else None
    if sealed is None:
        sealed = new_session(publish(keyring(), key), session_id=SESSION_ID, key=SESSION_KEY)[1].sealed.hex()
    return {
        "spec": "grant v1",
        "session": {
            "session": str(SESSION_ID),
            "purpose": "newsletter",
            "epoch": 1,
            "private": key.private.hex(),
            "public": publish(keyring(), key).public.hex(),
            "info": session_binding("newsletter", 1, SESSION_ID).decode(),
            "sealed": sealed,
            "key": SESSION_KEY.hex(),
        },
        "grant": {
            "record": str(PLACE.record),
            "person": str(PLACE.person),
            "statement": PLACE.statement,
            "header": place.header,
            "binding": grant_binding(place).decode(),
            "data_keys": {name: data_key.hex() for name, data_key in DATA_KEYS.items()},
            "sealed": wrap_grant(DATA_KEYS, session=session, grant=place, nonce=NONCES[2]).hex(),
        },
        "person_key": {
            "person": str(PLACE.person),
            "key": PERSON_KEY.hex(),
            "binding": person_key_binding(PLACE.person, SESSION_ID).decode(),
            "sealed": wrap_person_key(PERSON_KEY, person=PLACE.person, session=session, nonce=NONCES[0]).hex(),
        },
    }


def keyring_vectors() -> dict[str, Any]:
    """Write the vectors of keyrings and published keys."""
    made = keyring()
    published = publish(made, made.newest("newsletter"))
    return {
        "spec": "keyring v1",
        "keyring": encode_keyring(made).decode(),
        "keyring.pub": made.verifier.hex(),
        "published": {
            "purpose": published.purpose,
            "epoch": published.epoch,
            "made_at": instant_text(published.made_at),
            "public": base64.b64encode(published.public).decode(),
            "signature": published.signature.hex(),
        },
    }


def blind_index() -> dict[str, Any]:
    """Write the vectors of the blind index."""
    typed = (
        (LookupKind.EMAIL, "Ｔａｒｏ＠Example.JP"),
        (LookupKind.PHONE, "０３−１２３４ー５６７８"),
        (LookupKind.PHONE, "+44 20 7946 0000"),
        (LookupKind.NAME, "葛\U000e0100城 \ufa19子"),
        (LookupKind.NAME, "Straße"),
        (LookupKind.KANA, "やまだ ﾀﾛｳ"),
    )
    index = BlindIndex(INDEX_KEY)
    return {
        "spec": "blind index v1",
        "index_key": INDEX_KEY.hex(),
        "tokens": [
            {
                "kind": kind,
                "typed": text,
                "folded": folded(kind, text),
                "token": index.token(kind, folded(kind, text)).hex(),
            }
            for kind, text in typed
        ],
        "suppressed": [
            {
                "kind": kind,
                "folded": folded(kind, text),
                "token": index.suppression(kind, folded(kind, text)).hex(),
            }
            for kind, text in typed
            if kind in CONTACTS
        ],
    }


def receipt() -> dict[str, Any]:
    """Write the vectors of receipts."""
    bare = receipt_of(FACTS)
    entry = entry_for(FACTS, bare)
    whole = attach_proof(bare, entry=entry, proof=prove(entry), vkey=SIGNER.verifier.text)
    facts = asdict(FACTS) | {"record_id": str(FACTS.record_id), "collected_at": instant_text(FACTS.collected_at)}
    return {
        "spec": "receipt v1",
        "vkey": SIGNER.verifier.text,
        "facts": {name: list(value) if isinstance(value, tuple) else value for name, value in facts.items()},
        "receipt": bare.decode(),
        "proved": whole.decode(),
    }


def all_vectors(folder: Path) -> dict[str, dict[str, Any]]:
    """Write all vectors by the names of their files."""
    before = folder / "grant.json"
    earlier = json.loads(before.read_text(encoding="utf-8")) if before.exists() else None
    return {
        "sealed-record.json": sealed_record(),
        "grant.json": grant(earlier),
        "keyring.json": keyring_vectors(),
        "blind-index.json": blind_index(),
        "receipt.json": receipt(),
    }


def main(folder: Path) -> None:
    """Write the files."""
    for name, vectors in all_vectors(folder).items():
        (folder / name).write_text(json.dumps(vectors, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
