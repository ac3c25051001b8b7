"""The closed list of verbs: what each takes, who may call it, and the act that it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from azukari.base.canonical import Value
from azukari.keeper import acts
from azukari.keeper.acts import Call
from azukari.keeper.arguments import Form
from azukari.statement.purposes import Role

Act: TypeAlias = Callable[[Call], Value]

_RECORD = Form(64)  # an id, or a receipt number however it was typed
_PURPOSE = Form(128)
_REASON = Form(1000)  # the vault's own limit is lower, and its refusal is recorded
_VALUE = Form(512)
_DAY = Form(10)
_KINDS = Form(8, frozenset({"number", "email", "phone", "name", "kana"}))

PUBLIC: frozenset[Role] = frozenset()  # no credential is asked for
_MANAGER = frozenset({Role.PRIVACY_MANAGER})
_STAFF = frozenset({Role.PRIVACY_MANAGER, Role.SERVICE_STAFF})


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb.

    ``roles`` may call it; the vault then asks whether the purpose is open to the role, too. ``grave`` acts cannot be undone or
    reach far: they need a session with a proof given just before. ``slow`` ones go through the whole store. ``records_itself``:
    the vault records its refusals, with the record that they concern.
    """

    act: Act
    arguments: Mapping[str, Form]
    roles: frozenset[Role]
    grave: bool = False
    slow: bool = False
    records_itself: bool = False


# Nobody but those named here may call a verb. Auditors and administrators never open or find; only a privacy manager erases.
VERBS: Mapping[str, Verb] = MappingProxyType(
    {
        "open": Verb(
            acts.open_record,
            {"record": _RECORD, "purpose": _PURPOSE, "reason": _REASON},
            roles=_STAFF | {Role.SYSTEM},
            records_itself=True,
        ),
        "find": Verb(
            acts.find_records,
            {"kind": _KINDS, "value": _VALUE, "purpose": _PURPOSE, "reason": _REASON},
            roles=_STAFF,
            records_itself=True,
        ),
        "close": Verb(acts.close_matter, {"record": _RECORD}, roles=_STAFF),
        "stop": Verb(acts.stop_purpose, {"record": _RECORD, "purpose": _PURPOSE}, roles=_STAFF),
        "hold": Verb(
            acts.hold_record, {"record": _RECORD, "matter": _REASON, "review_on": _DAY}, roles=_MANAGER, grave=True
        ),
        "lift": Verb(acts.lift, {"hold": _RECORD}, roles=_MANAGER, grave=True),
        "erase": Verb(acts.erase, {"record": _RECORD}, roles=_MANAGER, grave=True),
        "rotate": Verb(
            acts.rotate_key,
            {"purpose": _PURPOSE},
            roles=_MANAGER | {Role.ADMINISTRATOR},
            grave=True,
            slow=True,
        ),
        "retain": Verb(acts.retain, {}, roles=_MANAGER | {Role.SYSTEM}, slow=True),
        "verify": Verb(acts.verify, {}, roles=_MANAGER | {Role.AUDITOR, Role.ADMINISTRATOR, Role.SYSTEM}, slow=True),
        "prepare": Verb(acts.prepare, {}, roles=PUBLIC, slow=True),
        "status": Verb(acts.status, {}, roles=PUBLIC),
    }
)
