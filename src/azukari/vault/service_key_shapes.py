"""What the keeper's verbs about service keys give, as values of a frame and back (``spec/keeper-protocol.md``)."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from azukari.base.canonical import Value
from azukari.base.clock import instant_text, read_instant
from azukari.vault.service_key import KeyAct, KeyRights, NewServiceKey, ServiceKey


def service_key_value(key: ServiceKey) -> dict[str, Value]:
    """Write a service key as it is listed."""
    rights = key.rights
    return {
        "key_id": str(rights.key_id),
        "label": key.label,
        "service": rights.service,
        "purposes": sorted(rights.purposes),
        "acts": sorted(rights.acts),
        "made_at": instant_text(key.made_at),
        "made_by": key.made_by,
        "expires_at": instant_text(rights.expires_at),
        "revoked_at": None if key.revoked_at is None else instant_text(key.revoked_at),
        "replaces": None if key.replaces is None else str(key.replaces),
        "replaced_by": None if key.replaced_by is None else str(key.replaced_by),
    }


def new_service_key_value(made: NewServiceKey) -> Value:
    """Write a service key that was made just now, with its secret."""
    return {"key": service_key_value(made.key), "secret": made.secret}


def read_service_key(value: Mapping[str, Any]) -> ServiceKey:
    """Read what `service_key_value` writes."""
    return ServiceKey(
        rights=KeyRights(
            key_id=uuid.UUID(value["key_id"]),
            service=str(value["service"]),
            purposes=frozenset(str(purpose) for purpose in value["purposes"]),
            acts=frozenset(KeyAct(act) for act in value["acts"]),
            expires_at=read_instant(value["expires_at"]),
        ),
        label=str(value["label"]),
        made_at=read_instant(value["made_at"]),
        made_by=str(value["made_by"]),
        revoked_at=None if value["revoked_at"] is None else read_instant(value["revoked_at"]),
        replaces=None if value["replaces"] is None else uuid.UUID(value["replaces"]),
        replaced_by=None if value["replaced_by"] is None else uuid.UUID(value["replaced_by"]),
    )


def read_service_keys(value: Sequence[Mapping[str, Any]]) -> tuple[ServiceKey, ...]:
    """Read a list of what `service_key_value` writes."""
    return tuple(read_service_key(one) for one in value)


def read_new_service_key(value: Mapping[str, Any]) -> NewServiceKey:
    """Read what `new_service_key_value` writes."""
    return NewServiceKey(read_service_key(value["key"]), str(value["secret"]))
