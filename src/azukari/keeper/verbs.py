"""The closed list of verbs: what each takes, who may call it, and the act that it is."""

from collections.abc import Mapping
from types import MappingProxyType

from azukari.keeper import acts, key_acts, person_acts, request_acts
from azukari.keeper.arguments import Form
from azukari.keeper.entrusted_verbs import ENTRUSTED_VERBS
from azukari.keeper.sharing_verbs import SHARING_VERBS
from azukari.keeper.verb import MANAGER, PUBLIC, STAFF, TO_PERSON, Verb
from azukari.rights.identity import Method, Subject
from azukari.rights.paper import PaperKind
from azukari.rights.request import Asker, Channel, Move, Outcome
from azukari.rights.search import PlaceState
from azukari.statement.purposes import Role
from azukari.vault.service_key import KeyAct

_RECORD = Form(64)  # an id, or a receipt number however it was typed
_PURPOSE = Form(128)
_REASON = Form(1000)  # the vault's own limit is lower, and its refusal is recorded
_VALUE = Form(512)
_DAY = Form(10)
_LABEL = Form(120)
_LIST = Form(4000, shortest=0)  # words with a space between them
_NUMBER = Form(4)
_MANY = Form(200 * 65)
_AFTER = Form(80, shortest=0)
_ITEMS = Form(500_000)
_KINDS = Form(8, frozenset({"number", "email", "phone", "name", "kana"}))

_SAID = Form(254)
_LANGUAGE = Form(2, frozenset({"ja", "en"}))
_NAME = Form(64)
_WRITTEN = Form(200_000)  # a value that was written canonically
_NOTICE = Form(18)

_PERSON = frozenset({Role.PERSON})
_KEY_ISSUERS = frozenset({Role.PRIVACY_MANAGER, Role.ADMINISTRATOR})


# Nobody but those named here may call a verb. Auditors and administrators never open or find; of the staff only a privacy manager
# erases.
VERBS: Mapping[str, Verb] = MappingProxyType(
    {
        "open": Verb(
            acts.open_record,
            {"record": _RECORD, "purpose": _PURPOSE, "reason": _REASON},
            roles=STAFF | {Role.SYSTEM, Role.SERVICE},
            records_itself=True,
            key_act=KeyAct.OPEN,
        ),
        "open_many": Verb(
            acts.open_many,
            {"records": _MANY, "purpose": _PURPOSE, "reason": _REASON},
            roles=STAFF | {Role.SERVICE},
            records_itself=True,
            key_act=KeyAct.OPEN,
        ),
        "open_page": Verb(
            acts.open_next_page,
            {"service": _PURPOSE, "purpose": _PURPOSE, "reason": _REASON, "after": _AFTER, "limit": _NUMBER},
            roles=MANAGER | {Role.SERVICE},
            key_act=KeyAct.OPEN,
        ),
        "correct": Verb(
            acts.correct,
            {"record": _RECORD, "purpose": _PURPOSE, "items": _ITEMS, "reason": _REASON},
            roles=STAFF | {Role.SERVICE},
            key_act=KeyAct.CORRECT,
        ),
        "find": Verb(
            acts.find_records,
            {"kind": _KINDS, "value": _VALUE, "purpose": _PURPOSE, "reason": _REASON},
            roles=STAFF | {Role.SERVICE},
            records_itself=True,
            key_act=KeyAct.FIND,
        ),
        "close": Verb(acts.close_matter, {"record": _RECORD}, roles=STAFF | {Role.SERVICE}, key_act=KeyAct.CLOSE),
        "stop": Verb(
            acts.stop_purpose,
            {"record": _RECORD, "purpose": _PURPOSE},
            roles=STAFF | {Role.SERVICE},
            key_act=KeyAct.STOP,
        ),
        "hold": Verb(
            acts.hold_record, {"record": _RECORD, "matter": _REASON, "review_on": _DAY}, roles=MANAGER, grave=True
        ),
        "lift": Verb(acts.lift, {"hold": _RECORD}, roles=MANAGER, grave=True),
        "erase": Verb(
            acts.erase, {"record": _RECORD}, roles=MANAGER | {Role.SERVICE}, grave=True, key_act=KeyAct.ERASE
        ),
        "rotate": Verb(
            acts.rotate_key,
            {"purpose": _PURPOSE},
            roles=MANAGER | {Role.ADMINISTRATOR},
            grave=True,
            slow=True,
        ),
        "issue_key": Verb(
            key_acts.issue_key,
            {"label": _LABEL, "service": _PURPOSE, "purposes": _LIST, "acts": _LIST, "days": _NUMBER},
            roles=_KEY_ISSUERS,
            grave=True,
        ),
        "renew_key": Verb(key_acts.renew_key, {"key": _RECORD, "hours": _NUMBER}, roles=_KEY_ISSUERS, grave=True),
        "revoke_key": Verb(key_acts.revoke_key, {"key": _RECORD}, roles=_KEY_ISSUERS, grave=True),
        "keys": Verb(key_acts.list_keys, {}, roles=_KEY_ISSUERS),
        "retain": Verb(acts.retain, {}, roles=MANAGER | {Role.SYSTEM}, slow=True),
        "verify": Verb(acts.verify, {}, roles=MANAGER | {Role.AUDITOR, Role.ADMINISTRATOR, Role.SYSTEM}, slow=True),
        "enter": Verb(person_acts.enter, {"said": _SAID, "language": _LANGUAGE}, roles=PUBLIC),
        "come_in": Verb(person_acts.come_in, {"entrance": _RECORD, "code": _RECORD}, roles=PUBLIC),
        "code_letter": Verb(person_acts.code_letter, {"entrance": _RECORD}, roles=frozenset({Role.SYSTEM})),
        "name_number": Verb(person_acts.name_number, {"number": _RECORD}, roles=_PERSON),
        "held": Verb(person_acts.held, {}, roles=_PERSON, exits=TO_PERSON),
        "go": Verb(person_acts.go, {}, roles=_PERSON),
        "page": Verb(person_acts.page, {}, roles=_PERSON, exits=TO_PERSON),
        "stop_mine": Verb(person_acts.stop_own, {"record": _RECORD, "purpose": _PURPOSE}, roles=_PERSON),
        "join": Verb(person_acts.join, {"number": _RECORD}, roles=_PERSON),
        "separate": Verb(person_acts.separate, {"record": _RECORD}, roles=_PERSON),
        "ask": Verb(person_acts.ask_for, {"pack": _NAME, "kind": _NAME, "wish": _WRITTEN}, roles=_PERSON),
        "own_case": Verb(person_acts.own_case, {"request": _RECORD}, roles=_PERSON, exits=TO_PERSON),
        "take_back": Verb(person_acts.withdraw_own, {"request": _RECORD}, roles=_PERSON),
        "receipt": Verb(person_acts.receipt, {"record": _RECORD}, roles=_PERSON, exits=TO_PERSON),
        "begin_package": Verb(
            person_acts.begin_own_package,
            {"language": _LANGUAGE, "request": Form(64, shortest=0)},
            roles=_PERSON,
        ),
        "package_part": Verb(
            person_acts.own_package_part, {"package": _RECORD, "offset": Form(12)}, roles=_PERSON, exits=TO_PERSON
        ),
        "take_in": Verb(
            request_acts.take_in,
            {
                "pack": _NAME,
                "kind": _NAME,
                "channel": Form(16, frozenset(Channel)),
                "asker": Form(24, frozenset(Asker)),
                "language": _LANGUAGE,
                "arrived_at": _NAME,
                "wish": _WRITTEN,
                "contact": _WRITTEN,
            },
            roles=STAFF,
        ),
        "case": Verb(request_acts.case, {"request": _RECORD}, roles=STAFF),
        "case_records": Verb(request_acts.records, {"request": _RECORD}, roles=STAFF),
        "identify": Verb(request_acts.identify, {"request": _RECORD, "number": _RECORD}, roles=STAFF),
        "part": Verb(request_acts.part, {"request": _RECORD, "number": _RECORD}, roles=STAFF),
        "add_paper": Verb(
            request_acts.add_paper,
            {
                "request": _RECORD,
                "kind": Form(16, frozenset(PaperKind)),
                "title": Form(120, shortest=0),
                "media_type": _NAME,
                "data": Form(720_000),
            },
            roles=STAFF,
        ),
        "paper": Verb(request_acts.paper, {"request": _RECORD, "paper": _RECORD}, roles=STAFF),
        "add_proof": Verb(
            request_acts.add_proof,
            {
                "request": _RECORD,
                "subject": Form(16, frozenset(Subject)),
                "method": Form(16, frozenset(Method)),
                "until_on": Form(10, shortest=0),
            },
            roles=STAFF,
        ),
        "search": Verb(request_acts.search, {"request": _RECORD}, roles=STAFF),
        "settle": Verb(
            request_acts.settle,
            {"request": _RECORD, "place": _PURPOSE, "state": Form(16, frozenset(PlaceState))},
            roles=STAFF,
        ),
        "step": Verb(
            request_acts.step,
            {"request": _RECORD, "move": Form(16, frozenset(Move) - {Move.DECIDE})},
            roles=STAFF,
        ),
        "propose": Verb(
            request_acts.propose,
            {
                "request": _RECORD,
                "outcome": Form(16, frozenset(Outcome)),
                "grounds": _LIST,
                "reason": Form(5000, shortest=0),
                "plan": _WRITTEN,
            },
            roles=STAFF,
        ),
        "decide": Verb(request_acts.decide, {"request": _RECORD, "steps": Form(5)}, roles=MANAGER, grave=True),
        "carry_out": Verb(request_acts.carry_out, {"request": _RECORD}, roles=STAFF),
        "answer": Verb(request_acts.answer, {"request": _RECORD, "text": Form(10_000)}, roles=STAFF),
        "letter": Verb(request_acts.letter, {"request": _RECORD}, roles=STAFF, exits=TO_PERSON),
        "notice_letter": Verb(request_acts.notice_letter, {"notice": _NOTICE}, roles=frozenset({Role.SYSTEM})),
        "notice_sent": Verb(request_acts.notice_sent, {"notice": _NOTICE}, roles=frozenset({Role.SYSTEM})),
        **SHARING_VERBS,
        **ENTRUSTED_VERBS,
        "prepare": Verb(acts.prepare, {}, roles=PUBLIC, slow=True),
        "status": Verb(acts.status, {}, roles=PUBLIC),
    }
)
