"""Reading a session of the staff side exactly as Django 5.2 and django-allauth write it."""

import secrets
import uuid
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.core import signing
from django.utils.crypto import salted_hmac

from azukari.base.errors import TamperedError

_SESSION_SALT = "django.contrib.sessions.SessionStore"  # SessionBase.key_salt of the database backend
_HASH_SALT = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
_METHODS = "account_authentication_methods"  # allauth.account.internal.flows.login
_METHODS_USER = "account_authentication_methods_user"
_SECOND_FACTOR = "mfa"


class SessionForgedError(TamperedError):
    """This session was not signed by the staff side."""


@dataclass(frozen=True, slots=True)
class Session:
    """What a session says: whose it is, by which password, which second factors were shown, and the first and last proof."""

    user: uuid.UUID
    password_mark: str = field(repr=False)
    factors: tuple[int, ...]
    began_at: datetime | None
    proved_at: datetime | None


def read_session(data: str, *, secret: str) -> Session | None:
    """Read a session's signed data; none if nobody is signed in by it.

    Raises:
        SessionForgedError: if another secret signed it, or it was changed.
    """
    try:
        held: Any = signing.loads(data, key=secret, salt=_SESSION_SALT, fallback_keys=[])
    except (signing.BadSignature, ValueError, zlib.error):
        raise SessionForgedError(ground="session_forged") from None
    match held:
        case {"_auth_user_id": str(user), "_auth_user_hash": str(mark)}:
            proofs = _proofs(held, user)
            times = [datetime.fromtimestamp(proof["at"], UTC) for proof in proofs]
            return Session(
                user=uuid.UUID(user),
                password_mark=mark,
                factors=tuple(proof["id"] for proof in proofs if proof["method"] == _SECOND_FACTOR),
                began_at=min(times, default=None),
                proved_at=max(times, default=None),
            )
    return None


def password_fits(session: Session, password: str, *, secret: str) -> bool:
    """Tell whether a session was opened with this password; Django's ``get_session_auth_hash``, compared in constant time."""
    expected = salted_hmac(_HASH_SALT, password, secret=secret, algorithm="sha256").hexdigest()
    return secrets.compare_digest(session.password_mark.encode(), expected.encode())


def _proofs(held: dict[str, Any], user: str) -> list[dict[str, Any]]:
    """List what was shown by this very user; allauth keeps the records of a person who has not finished signing in, too."""
    records = held.get(_METHODS)
    if held.get(_METHODS_USER) != user or not isinstance(records, list):
        return []
    return [record for record in records if _is_proof(record)]


def _is_proof(record: Any) -> bool:
    match record:
        case {"method": "mfa", "at": int() | float(), "id": int()}:
            return True
        case {"method": str(method), "at": int() | float()}:
            return method != _SECOND_FACTOR
    return False
