"""Purposes: what data may be used for, how long, by whom, and whether only with permission."""

from dataclasses import dataclass
from enum import StrEnum

from azukari.statement.text import Text


class Role(StrEnum):
    """As what somebody acts: a member of staff, one of our own processes, a program with a service key, or the person concerned."""

    PRIVACY_MANAGER = "privacy_manager"
    SERVICE_STAFF = "service_staff"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"
    SERVICE = "service"  # a program with a service key; what it may do stands in the key, never in a statement
    PERSON = "person"  # the person concerned, who may see all of their own; never in a statement


STAFF_ROLES = (Role.PRIVACY_MANAGER, Role.SERVICE_STAFF, Role.AUDITOR, Role.ADMINISTRATOR)


class RetentionStart(StrEnum):
    """The event from which a retention period runs."""

    COLLECTED = "collected"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Retention:
    """How long a purpose keeps what it needs, in days, and why so long."""

    days: int
    start: RetentionStart
    why: Text


@dataclass(frozen=True, slots=True)
class Purpose:
    """One thing that data may be used for.

    ``id`` is ``service.name`` for a purpose of one service, and a bare name for a purpose of the whole organisation
    (such as ``newsletter``). ``consent`` means: no grant is made unless the person gave this permission by itself.
    ``roles`` are those who may open for it; ``dpv`` is the nearest term of the W3C Data Privacy Vocabulary.
    """

    id: str
    title: Text
    text: Text
    consent: bool
    roles: tuple[Role, ...]
    retention: Retention
    dpv: str
