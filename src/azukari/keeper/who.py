"""Who is asking: the keeper believes no caller, but looks each credential up itself."""

import hashlib
import re
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from azukari.base.errors import MalformedError, UnauthenticatedError
from azukari.base.sql import Database, Queries
from azukari.keeper.sessions import Session, SessionForgedError, password_fits, read_session
from azukari.rights.services.visiting import Visit, VisitEndedError, visit_of
from azukari.statement.purposes import STAFF_ROLES, Role
from azukari.vault.access import Actor
from azukari.vault.keeper_frames import Credential, CredentialKind
from azukari.vault.service_key import ServiceKeyRefusedError
from azukari.vault.services.service_keys import check

LONGEST_SESSION = timedelta(hours=8)  # as on the staff side, however busy it is
WORKER = Actor("worker", Role.SYSTEM)
TOKEN_DIGEST_FILE = "worker-token.sha256"  # noqa: S105 - a file's name
_SQL = Queries("azukari.keeper")
_MOST_PROGRAMS = 1024
_SESSION_KEY = re.compile(r"[0-9a-z]{8,40}")


class WhoError(UnauthenticatedError):
    """Nobody known is asking: sign in again.

    ``actor`` is the opaque id of somebody known who is not let in; their attempt is recorded.
    """

    def __init__(self, message: str | None = None, *, ground: str, actor: str | None = None) -> None:
        """Keep who it was, if they are known."""
        super().__init__(message, ground=ground)
        self.actor = actor


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody known, how they showed it, and when they last gave a proof (only a session tells)."""

    actor: Actor
    how: CredentialKind
    proved_at: datetime | None = None
    visit: Visit | None = None


class Register:
    """Looks askers up in the staff side's tables, and the worker by the digest of its token."""

    def __init__(self, database: Database, *, staff_secret: str, token_digest: bytes | None) -> None:
        """Look up in a database that is read as the role ``azukari_keeper``."""
        self._database = database
        self._secret = staff_secret
        self._token_digest = token_digest
        self._programs: dict[bytes, Actor] = {}

    def identify(self, credential: Credential | None, *, now: datetime) -> Caller:
        """Tell who is asking.

        Raises:
            WhoError: if nobody known is, or somebody known may not come in; the ground tells which.
        """
        if credential is None:
            raise WhoError("Say who is asking: this verb needs a credential.", ground="no_credential")
        match credential.kind:
            case CredentialKind.SESSION:
                return self._by_session(credential.value, now)
            case CredentialKind.TOKEN:
                return self._by_token(credential.value)
            case CredentialKind.KEY:
                return self._by_key(credential.value, now)
            case CredentialKind.SERVICE:
                return self._by_service_key(credential.value, now)
            case CredentialKind.VISIT:
                return self._by_visit(credential.value, now)

    def remembered(self, credential: Credential) -> Actor | None:
        """Give the program whose service key was identified before: what a key may never changes, but that it ends.

        So whoever uses this looks whether the key has ended, in the same breath as what it asks for (`opening.open_group` does).
        """
        if credential.kind is not CredentialKind.SERVICE:
            return None
        return self._programs.get(hashlib.sha256(credential.value.encode()).digest())

    def _by_session(self, key: str, now: datetime) -> Caller:
        if not _SESSION_KEY.fullmatch(key):
            raise WhoError(ground="session_unknown")
        with self._database.transaction() as cursor:
            cursor.execute(_SQL["session"], {"key": key})
            row = cursor.fetchone()
            session = None if row is None else self._read(row[0])
            if row is None or session is None:
                raise WhoError(ground="session_unknown")
            cursor.execute(_SQL["staff"], {"user": session.user, "factors": list(session.factors)})
            staff = cursor.fetchone()
        if staff is None:
            raise WhoError(ground="session_unknown")
        user, password, role, active, one_time, factor_stands = staff
        actor = str(user)
        if row[1] <= now or session.began_at is None or now - session.began_at >= LONGEST_SESSION:
            raise WhoError("Your session has ended: sign in again.", ground="session_expired", actor=actor)
        if not password_fits(session, password, secret=self._secret):
            raise WhoError("Your password was changed: sign in again.", ground="password_changed", actor=actor)
        if one_time:
            raise WhoError("Choose a password of your own first.", ground="password_one_time", actor=actor)
        if not factor_stands:
            raise WhoError("Sign in with your second factor, then try again.", ground="no_second_factor", actor=actor)
        return Caller(_actor(user, role, active), CredentialKind.SESSION, session.proved_at)

    def _read(self, data: str) -> Session | None:
        try:
            return read_session(data, secret=self._secret)
        except SessionForgedError as error:
            raise WhoError(ground=error.ground) from None

    def _by_token(self, token: str) -> Caller:
        shown = hashlib.sha256(token.encode()).digest()
        if self._token_digest is None or not secrets.compare_digest(shown, self._token_digest):
            raise WhoError("This service token is not known here.", ground="token_unknown")
        return Caller(WORKER, CredentialKind.TOKEN)

    def _by_key(self, key: str, now: datetime) -> Caller:
        digest = hashlib.sha256(key.encode()).hexdigest()
        with self._database.transaction() as cursor:
            cursor.execute(_SQL["access_key"], {"digest": digest})
            row = cursor.fetchone()
        if row is None or not secrets.compare_digest(row[0].encode(), digest.encode()):
            raise WhoError("This access key is not known here.", ground="key_unknown")
        _digest, expires_at, revoked_at, user, role, active = row
        if revoked_at is not None:
            raise WhoError("This access key was revoked.", ground="key_revoked", actor=str(user))
        if expires_at is not None and expires_at <= now:
            raise WhoError("This access key has expired.", ground="key_expired", actor=str(user))
        return Caller(_actor(user, role, active), CredentialKind.KEY)

    def _by_service_key(self, secret: str, now: datetime) -> Caller:
        try:
            rights = check(self._database, secret, now=now)
        except ServiceKeyRefusedError as refused:
            known = None if refused.key_id is None else str(refused.key_id)
            raise WhoError(refused.message, ground=refused.ground, actor=known) from None
        if len(self._programs) >= _MOST_PROGRAMS:
            self._programs = {}
        self._programs[hashlib.sha256(secret.encode()).digest()] = rights.actor
        return Caller(rights.actor, CredentialKind.SERVICE)

    def _by_visit(self, token: str, now: datetime) -> Caller:
        try:
            visit = visit_of(self._database, token, now=now)
        except VisitEndedError as ended:
            raise WhoError(ended.message, ground=ended.ground) from None
        return Caller(visit.actor, CredentialKind.VISIT, visit=visit)


def read_token_digest(folder: Path) -> bytes | None:
    """Read the digest of the worker's token from the keeper's folder; none if there is no worker.

    Raises:
        MalformedError: if the file holds no SHA-256 in hexadecimal.
    """
    try:
        text = (folder / TOKEN_DIGEST_FILE).read_text(encoding="ascii").strip()
        digest = bytes.fromhex(text)
    except FileNotFoundError:
        return None
    except ValueError:
        digest = b""
    if len(digest) != hashlib.sha256().digest_size:
        raise MalformedError(
            f"{TOKEN_DIGEST_FILE} holds no SHA-256 in hexadecimal; write that of the worker's token there."
        )
    return digest


def _actor(user: uuid.UUID, role: str, active: bool) -> Actor:
    if not active:
        raise WhoError("Your account is not active.", ground="inactive", actor=str(user))
    if role not in STAFF_ROLES:
        raise WhoError("Your account has no role that is known here.", ground="role_unknown", actor=str(user))
    return Actor(str(user), Role(role))
