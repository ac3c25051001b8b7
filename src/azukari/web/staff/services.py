"""Acts upon staff users and their access keys; each changes rows and appends its ledger entry together, or does neither."""

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from azukari.base.errors import ConflictError, MalformedError, NotFoundError, RefusedError
from azukari.base.sql import Cursor, Database
from azukari.ledger import services as ledger
from azukari.ledger.entry import Facts
from azukari.statement.purposes import STAFF_ROLES, Role
from azukari.web.staff.kinds import Event
from azukari.web.staff.models import LONGEST_KEY_LIFE, USERNAME_FORM, AccessKey, StaffUser

COMMAND_LINE = "command-line"  # who acts when nobody is signed in: whoever holds the machine
# An administrator never opens anything, and so has no use for a key.
KEY_ROLES = (Role.PRIVACY_MANAGER, Role.SERVICE_STAFF, Role.AUDITOR)
_TOTP_SECONDS = 30
_KEY_PREFIX = "aza_"
_ONE_TIME_WORDS = 4


@dataclass(frozen=True, slots=True)
class NewStaff:
    """What an administrator says about a new member of staff."""

    username: str
    role: Role
    display_name: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that was just made; its text is shown once and kept nowhere."""

    id: uuid.UUID
    text: str
    expires_at: datetime


def create_staff(
    database: Database,
    new: NewStaff,
    *,
    password: str,
    now: datetime,
    totp_secret: str | None = None,
    actor: str = COMMAND_LINE,
) -> StaffUser:
    """Give somebody an account.

    Without ``totp_secret`` the password is for once: its owner chooses another and sets up a second factor first. With it (for
    a demo, whose codes are printed) the account is ready. Runs in the staff door's environment, whose secret seals the factor.

    Raises:
        MalformedError: if the user name or role is not of the form that is asked for.
        ConflictError: if the user name is taken.
    """
    _check_new(new)
    with database.transaction() as cursor:
        if StaffUser.objects.filter(username=new.username).exists():
            raise ConflictError("This user name is taken.", ground="username_taken")
        user = StaffUser.objects.create(
            username=new.username,
            role=new.role.value,
            display_name=new.display_name,
            email=new.email,
            password=make_password(password),
            must_change_password=totp_secret is None,
            created_at=now,
        )
        if totp_secret is not None:
            TOTP.activate(user, totp_secret)
        _record(cursor, Event.USER_CREATED, {"user": str(user.pk), "role": new.role.value, "by": actor}, now=now)
    return user


def change_role(database: Database, user_id: uuid.UUID, role: Role, *, actor: StaffUser, now: datetime) -> StaffUser:
    """Give somebody another role.

    Raises:
        NotFoundError: if there is no such account; RefusedError: if it is one's own, or the last administrator's.
        ConflictError: if the role is the same already.
    """
    with database.transaction() as cursor:
        user = _locked(user_id)
        _check_not_oneself(user, actor)
        if user.role == role:
            raise ConflictError("This is the role already.", ground="same_role")
        _check_administrator_left(user)
        before, user.role = user.role, role.value
        user.save(update_fields=["role"])
        _record(
            cursor,
            Event.USER_ROLE_CHANGED,
            {"user": str(user.pk), "before": before, "role": role.value, "by": str(actor.pk)},
            now=now,
        )
    return user


def deactivate(database: Database, user_id: uuid.UUID, *, actor: StaffUser, now: datetime) -> StaffUser:
    """Close an account: its sessions end, and its access keys are revoked.

    Raises:
        NotFoundError: if there is no such account; RefusedError: if it is one's own, or the last administrator's.
        ConflictError: if it is closed already.
    """
    with database.transaction() as cursor:
        user = _locked(user_id)
        _check_not_oneself(user, actor)
        if not user.is_active:
            raise ConflictError("This account is closed already.", ground="inactive")
        _check_administrator_left(user)
        user.is_active = False
        user.save(update_fields=["is_active"])
        _end_sessions(user)
        revoked = AccessKey.objects.filter(user=user, revoked_at=None).update(revoked_at=now)
        _record(
            cursor,
            Event.USER_DEACTIVATED,
            {"user": str(user.pk), "keys_revoked": revoked, "by": str(actor.pk)},
            now=now,
        )
    return user


def reactivate(database: Database, user_id: uuid.UUID, *, actor: StaffUser, now: datetime) -> StaffUser:
    """Open an account again.

    Raises:
        NotFoundError: if there is no such account; ConflictError: if it is open already.
    """
    with database.transaction() as cursor:
        user = _locked(user_id)
        if user.is_active:
            raise ConflictError("This account is open already.", ground="active")
        user.is_active = True
        user.save(update_fields=["is_active"])
        _record(cursor, Event.USER_REACTIVATED, {"user": str(user.pk), "by": str(actor.pk)}, now=now)
    return user


def reset_sign_in(
    database: Database, user_id: uuid.UUID, *, password: str, actor: StaffUser, now: datetime
) -> StaffUser:
    """Take somebody's password and factors away and give a one-time password, as after the loss of a telephone.

    Raises:
        NotFoundError: if there is no such account; RefusedError: if it is one's own.
    """
    with database.transaction() as cursor:
        user = _locked(user_id)
        _check_not_oneself(user, actor)
        user.password = make_password(password)
        user.must_change_password = True
        user.save(update_fields=["password", "must_change_password"])
        Authenticator.objects.filter(user_id=user.pk).delete()
        _end_sessions(user)
        revoked = AccessKey.objects.filter(user=user, revoked_at=None).update(revoked_at=now)
        _record(cursor, Event.USER_RESET, {"user": str(user.pk), "keys_revoked": revoked, "by": str(actor.pk)}, now=now)
    return user


def create_access_key(database: Database, user: StaffUser, *, name: str, life: timedelta, now: datetime) -> NewKey:
    """Make a key for the command line.

    Raises:
        RefusedError: if the role has no use for one; MalformedError: if it would live longer than a day.
    """
    if user.role not in KEY_ROLES:
        raise RefusedError("Your role has no use for an access key.", ground="role_not_allowed")
    if not timedelta(0) < life <= LONGEST_KEY_LIFE:
        raise MalformedError("An access key lives at most 24 hours.", ground="key_life")
    text = _KEY_PREFIX + secrets.token_urlsafe(32)
    with database.transaction() as cursor:
        key = AccessKey.objects.create(
            user=user,
            name=name,
            key_hash=hashlib.sha256(text.encode()).hexdigest(),
            created_at=now,
            expires_at=now + life,
        )
        _record(
            cursor,
            Event.KEY_CREATED,
            {"user": str(user.pk), "key": str(key.pk), "hours": int(life.total_seconds()) // 3600},
            now=now,
        )
    return NewKey(key.pk, text, key.expires_at)


def revoke_access_key(database: Database, user: StaffUser, key_id: uuid.UUID, *, now: datetime) -> None:
    """Revoke one of one's own keys.

    Raises:
        NotFoundError: if one has no such key that is still good.
    """
    with database.transaction() as cursor:
        if AccessKey.objects.filter(pk=key_id, user=user, revoked_at=None).update(revoked_at=now) != 1:
            raise NotFoundError("You have no such key.")
        _record(cursor, Event.KEY_REVOKED, {"user": str(user.pk), "key": str(key_id)}, now=now)


def new_one_time_password() -> str:
    """Make a password that is good for one sign-in and easy to read out: four groups of five letters and digits."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(5)) for _ in range(_ONE_TIME_WORDS))


def demo_code(secret: str, now: datetime) -> str:
    """Tell the code that an authenticator app with this secret shows now (RFC 6238); for the demo's guide and for tests."""
    return str(format_hotp_value(hotp_value(secret, int(now.timestamp()) // _TOTP_SECONDS)))


def _record(cursor: Cursor, event: Event, facts: Facts, *, now: datetime) -> None:
    ledger.append(cursor, event, facts, now=now)


def _check_new(new: NewStaff) -> None:
    try:
        RegexValidator(USERNAME_FORM)(new.username)
    except ValidationError:
        raise MalformedError(
            "A user name has 1 to 64 small letters, digits, dots and hyphens.", ground="username"
        ) from None
    if new.role not in STAFF_ROLES:
        raise MalformedError("There is no such role for people.", ground="role_unknown")


def _locked(user_id: uuid.UUID) -> StaffUser:
    user = StaffUser.objects.select_for_update(no_key=True).filter(pk=user_id).first()
    if user is None:
        raise NotFoundError("There is no such account.")
    return user


def _end_sessions(user: StaffUser) -> None:
    # Deleted, not only barred while the account is closed: whoever is let in again shows password and factor again.
    for session in Session.objects.all():
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()


def _check_not_oneself(user: StaffUser, actor: StaffUser) -> None:
    if user.pk == actor.pk:
        raise RefusedError("Nobody changes their own role or account; ask another administrator.", ground="oneself")


def _check_administrator_left(user: StaffUser) -> None:
    if user.role != Role.ADMINISTRATOR or not user.is_active:
        return
    others = StaffUser.objects.select_for_update(no_key=True).filter(role=Role.ADMINISTRATOR.value, is_active=True)
    if not any(other.pk != user.pk for other in others):
        raise RefusedError("This is the last administrator; name another one first.", ground="last_administrator")
