"""Permissions: asked for by themselves, given or refused by themselves, and withdrawn by themselves."""

from collections.abc import Mapping
from enum import StrEnum

from azukari.base.errors import MalformedError
from azukari.statement.document import Statement
from azukari.statement.service import Service


class ConsentState(StrEnum):
    """What a person said to a permission."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


def asked_permissions(statement: Statement, service: Service) -> tuple[str, ...]:
    """List the purposes that a service asks a permission for, each separately and unticked."""
    own = tuple(purpose.id for purpose in service.purposes if purpose.consent)
    offered = tuple(purpose for purpose in service.optional_purposes if statement.purpose(purpose).consent)
    return tuple(dict.fromkeys(own + offered))


def decisions(statement: Statement, service: Service, permissions: frozenset[str]) -> Mapping[str, ConsentState]:
    """Tell what a person said to each permission that was asked for.

    Raises:
        MalformedError: if a permission was given that was not asked for.
    """
    asked = asked_permissions(statement, service)
    if not permissions <= set(asked):
        raise MalformedError("A permission was given that this service does not ask for.", ground="permission_unknown")
    return {
        purpose: ConsentState.GIVEN if purpose in permissions else ConsentState.REFUSED for purpose in sorted(asked)
    }


def applies(statement: Statement, purpose_id: str, permissions: frozenset[str]) -> bool:
    """Tell whether data may be used for a purpose: it needs no consent, or the consent was given."""
    return purpose_id in permissions or not statement.purpose(purpose_id).consent
