"""Examples for the document: an invented person and invented ids; a test reads each by the type that it is an example of."""

from collections.abc import Mapping
from typing import Any

_RECORD = "3f1a9c62-7d0e-4b58-9a1c-5e2f8d4b6a70"
_ENTRY = "b8d2e7f4-19c3-4a6d-8e50-f7a1c2b3d4e5"
_EVENT = "6c0d5b1e-2f84-4e97-b3a2-0d9e8f7a6b5c"
_KEY = "0e9f1d2c-8b7a-4655-a433-2f1e0d9c8b7a"
_NUMBER = "7K3M-92QF-0TBX"
_AT = "2026-11-23T09:15:02.123Z"
_SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_HASH = "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg="
_PURPOSE = "inquiry.reply"
_REASON = "Answering the inquiry"
_NOTE = (
    f"hibari.example/ledger\n1024\n{_HASH}\n\n— hibari.example/ledger "
    "c29tZSBzaWduYXR1cmUgYnl0ZXMgZm9yIHRoZSBleGFtcGxlIHRoYXQgYXJlIG5vdCByZWFs\n"
)
_VALUES = {
    "name": "架空　花子",
    "email": "hanako@example.co.jp",
    "topic": "usage",
    "body": "製品の使い方について教えてください。",
}
_OPENED = {
    "record": _RECORD,
    "number": _NUMBER,
    "service": "inquiry",
    "purpose": _PURPOSE,
    "items": _VALUES,
    "language": "ja",
    "collected_at": _AT,
    "statement": _SHA256,
    "event": _EVENT,
}
_REFUSED = {
    "type": "/v1/problems/refused",
    "title": "This is not allowed",
    "status": 403,
    "detail": "This record is on hold and closed to ordinary use.",
    "ground": "on_hold",
}
_FOUND = {"record": _RECORD, "number": _NUMBER, "service": "inquiry", "collected_at": _AT}
_BOTH = {"ja": "お問い合わせ", "en": "Inquiries"}

EXAMPLES: Mapping[str, Any] = {
    "Collect": {"items": _VALUES, "language": "ja", "permissions": []},
    "Collected": {
        "record": _RECORD,
        "number": _NUMBER,
        "receipt": {"@type": "azk:AcquisitionReceipt", "azk:number": _NUMBER},
        "entry": _ENTRY,
        "collected_at": _AT,
    },
    "Open": {"record": _RECORD, "purpose": _PURPOSE, "reason": _REASON},
    "OpenedRecord": _OPENED,
    "OpenMany": {"records": [_RECORD, _NUMBER], "purpose": _PURPOSE, "reason": _REASON},
    "OpenedMany": {"results": [{**_OPENED, "ok": True}, {"record": _NUMBER, "ok": False, "problem": _REFUSED}]},
    "OpenPage": {"purpose": _PURPOSE, "reason": _REASON, "limit": 100, "cursor": None},
    "OpenedPage": {"records": [_OPENED], "cursor": None},
    "Find": {"kind": "email", "value": "hanako@example.co.jp", "purpose": _PURPOSE, "reason": _REASON},
    "Found": {"records": [_FOUND]},
    "Correct": {
        "record": _RECORD,
        "purpose": _PURPOSE,
        "items": {"email": "kakuu.hanako@example.co.jp"},
        "reason": "The person wrote that the address has changed",
    },
    "Corrected": {"record": _RECORD, "number": _NUMBER, "entry": _ENTRY},
    "Name": {"record": _RECORD},
    "Stop": {"record": _RECORD, "purpose": _PURPOSE},
    "Erased": {"entry": _ENTRY},
    "StatementInForce": {
        "hash": _SHA256,
        "version": "2",
        "edition": "modern",
        "effective_at": _AT,
        "languages": ["ja", "en"],
        "prevails": "ja",
        "service": {"id": "inquiry", "title": _BOTH},
    },
    "Matrix": {
        "service": "inquiry",
        "statement": _SHA256,
        "items": [
            {
                "id": "email",
                "kind": "email",
                "label": {"ja": "メールアドレス", "en": "E-mail address"},
                "required": True,
                "longest": 254,
                "choices": [],
                "purposes": [_PURPOSE],
            }
        ],
        "purposes": [
            {
                "id": _PURPOSE,
                "title": {"ja": "お問い合わせへの回答", "en": "Answering your inquiry"},
                "consent": False,
                "retention": {"days": 365, "start": "closed"},
                "open_to_key": True,
            }
        ],
        "notices": {
            "ja": {"hash": _SHA256, "html": '<section class="notice" lang="ja">…</section>'},
            "en": {"hash": _SHA256, "html": '<section class="notice" lang="en">…</section>'},
        },
    },
    "KeyRights": {
        "key": _KEY,
        "service": "inquiry",
        "purposes": [_PURPOSE],
        "acts": ["collect", "open"],
        "expires_at": "2027-11-23T09:15:02.123Z",
    },
    "CheckpointOut": {"origin": "hibari.example/ledger", "size": 1024, "root": _HASH, "note": _NOTE},
    "LedgerPage": {
        "entries": [
            {
                "index": 1023,
                "id": _ENTRY,
                "kind": "vault.record.collected",
                "at": _AT,
                "facts": {"record": _RECORD, "service": "inquiry"},
                "leaf_hash": _HASH,
            }
        ],
        "cursor": None,
    },
    "EntryName": {"entry": _ENTRY},
    "InclusionProof": {
        "index": 1023,
        "size": 1024,
        "leaf_hash": _HASH,
        "path": [_HASH],
        "checkpoint": _NOTE,
        "entry": "eyJhdCI6Ij8ifQ==",
        "proof": f"c2sp.org/tlog-proof@v1\nindex 1023\n{_HASH}\n\n{_NOTE}",
    },
    "Health": {"keeper": True, "database": True, "ledger": True},
}
