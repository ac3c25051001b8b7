"""Answers about staff users and their access keys."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator

from azukari.statement.purposes import Role
from azukari.web.staff.adapters import FACTORS
from azukari.web.staff.models import AccessKey, StaffUser


@dataclass(frozen=True, slots=True)
class Member:
    """One member of staff, as an administrator sees them."""

    id: uuid.UUID
    username: str
    name: str
    email: str
    role: Role
    active: bool
    waits_for_password: bool
    has_factor: bool
    last_seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Key:
    """One access key, as its owner sees it."""

    id: uuid.UUID
    name: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    good: bool


def members() -> tuple[Member, ...]:
    """List all staff users: those who may sign in first, then by user name."""
    secured = _secured(None)
    return tuple(_member(user, secured) for user in StaffUser.objects.order_by("-is_active", "username"))


def member(user_id: uuid.UUID) -> Member | None:
    """Find one staff user."""
    user = StaffUser.objects.filter(pk=user_id).first()
    return None if user is None else _member(user, _secured(user_id))


def names(ids: Iterable[str]) -> dict[str, str]:
    """Tell the names behind the opaque ids of actors; ids of nobody are left out."""
    known = []
    for one in set(ids):
        try:
            known.append(uuid.UUID(one))
        except ValueError:
            continue
    return {str(user.pk): str(user) for user in StaffUser.objects.filter(pk__in=known)}


def keys_of(user: StaffUser, *, now: datetime) -> tuple[Key, ...]:
    """List somebody's newest access keys; those that are good first."""
    rows = AccessKey.objects.filter(user=user).order_by("-created_at")[:20]
    found = [
        Key(
            row.pk,
            row.name,
            row.created_at,
            row.expires_at,
            row.revoked_at,
            not row.revoked_at and row.expires_at > now,
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda key: not key.good))


def _secured(user_id: uuid.UUID | None) -> set[uuid.UUID]:
    rows = Authenticator.objects.filter(type__in=FACTORS)
    if user_id is not None:
        rows = rows.filter(user_id=user_id)
    return set(rows.values_list("user_id", flat=True))


def _member(user: StaffUser, secured: set[uuid.UUID]) -> Member:
    return Member(
        id=user.pk,
        username=user.username,
        name=user.display_name,
        email=user.email,
        role=Role(user.role),
        active=user.is_active,
        waits_for_password=user.must_change_password,
        has_factor=user.pk in secured,
        last_seen_at=user.last_login,
    )
