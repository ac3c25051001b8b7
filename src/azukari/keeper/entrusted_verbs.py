"""The verbs about what clients entrusted to us; those that see any of it ask whether the caller is a member."""

from collections.abc import Mapping
from types import MappingProxyType

from azukari.keeper import entrusted_acts
from azukari.keeper.arguments import Form
from azukari.keeper.verb import MANAGER, STAFF, Verb

_CLIENT = Form(32)
_RECORD = Form(64)
_PURPOSE = Form(128)
_REASON = Form(1000)
_DAY = Form(10)
_USER: Mapping[str, Form] = {"client": _CLIENT, "user": Form(36)}

ENTRUSTED_VERBS: Mapping[str, Verb] = MappingProxyType(
    {
        "entrusted_agree": Verb(entrusted_acts.agree, {"contract": Form(262_144)}, roles=MANAGER, grave=True),
        "entrusted_end": Verb(entrusted_acts.end, {"client": _CLIENT, "ended_on": _DAY}, roles=MANAGER, grave=True),
        "entrusted_add": Verb(entrusted_acts.add_member, _USER, roles=MANAGER, grave=True),
        "entrusted_remove": Verb(entrusted_acts.remove_member, _USER, roles=MANAGER, grave=True),
        "entrusted_open": Verb(
            entrusted_acts.open_one,
            {"client": _CLIENT, "record": _RECORD, "purpose": _PURPOSE, "reason": _REASON},
            roles=STAFF,
        ),
        "entrusted_find": Verb(
            entrusted_acts.find,
            {
                "client": _CLIENT,
                "kind": Form(8, frozenset({"number", "email", "phone", "name", "kana"})),
                "value": Form(512),
                "purpose": _PURPOSE,
                "reason": _REASON,
            },
            roles=STAFF,
        ),
        "entrusted_page": Verb(
            entrusted_acts.page,
            {
                "client": _CLIENT,
                "purpose": _PURPOSE,
                "reason": _REASON,
                "after": Form(80, shortest=0),
                "limit": Form(4),
            },
            roles=STAFF,
        ),
        "entrusted_count": Verb(entrusted_acts.count_records, {"client": _CLIENT}, roles=STAFF),
        "entrusted_forward": Verb(
            entrusted_acts.forward,
            {"client": _CLIENT, "text": Form(20_000), "arrived_at": Form(64)},
            roles=STAFF,
        ),
        "entrusted_report": Verb(
            entrusted_acts.report, {"client": _CLIENT, "since": _DAY, "until": _DAY}, roles=STAFF, slow=True
        ),
        "entrusted_breach": Verb(entrusted_acts.tell_breach, {"client": _CLIENT, "breach": Form(200_000)}, roles=STAFF),
        "entrusted_return": Verb(entrusted_acts.give_back, {"client": _CLIENT}, roles=MANAGER, grave=True),
        "entrusted_destroy": Verb(entrusted_acts.destroy, {"client": _CLIENT}, roles=MANAGER, grave=True, slow=True),
    }
)
