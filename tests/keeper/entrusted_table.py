"""Who may call the verbs about clients' data, by hand once more, and arguments with which each gets as far as its act."""

import uuid

from azukari.statement.purposes import Role

P, S = Role.PRIVACY_MANAGER, Role.SERVICE_STAFF
ENTRUSTED: dict[str, set[Role]] = {
    "entrusted_agree": {P},
    "entrusted_end": {P},
    "entrusted_add": {P},
    "entrusted_remove": {P},
    "entrusted_open": {P, S},
    "entrusted_find": {P, S},
    "entrusted_page": {P, S},
    "entrusted_count": {P, S},
    "entrusted_forward": {P, S},
    "entrusted_report": {P, S},
    "entrusted_breach": {P, S},
    "entrusted_return": {P},
    "entrusted_destroy": {P},
}
ENTRUSTED_GRAVE = {
    "entrusted_agree",
    "entrusted_end",
    "entrusted_add",
    "entrusted_remove",
    "entrusted_return",
    "entrusted_destroy",
}
_WHY = {"client": "nobody", "purpose": "nobody.sending", "reason": "sending the card"}
ENTRUSTED_ARGUMENTS: dict[str, dict[str, str]] = {
    "entrusted_agree": {"contract": "id = 1"},
    "entrusted_end": {"client": "nobody", "ended_on": "2026-11-23"},
    "entrusted_add": {"client": "nobody", "user": str(uuid.UUID(int=1))},
    "entrusted_remove": {"client": "nobody", "user": str(uuid.UUID(int=1))},
    "entrusted_open": {"record": str(uuid.UUID(int=1)), **_WHY},
    "entrusted_find": {"kind": "email", "value": "nobody@example.jp", **_WHY},
    "entrusted_page": {"after": "", "limit": "10", **_WHY},
    "entrusted_count": {"client": "nobody"},
    "entrusted_forward": {"client": "nobody", "text": "delete me", "arrived_at": "2026-11-23T09:15:02.123Z"},
    "entrusted_report": {"client": "nobody", "since": "2026-11-01", "until": "2026-11-23"},
    "entrusted_breach": {"client": "nobody", "breach": "{}"},
    "entrusted_return": {"client": "nobody"},
    "entrusted_destroy": {"client": "nobody"},
}
