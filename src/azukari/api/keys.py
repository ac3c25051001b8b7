"""Who is asking: a service key, looked up by its digest and believed for a second; the keeper looks it up again at every call."""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from azukari.base.errors import RefusedError
from azukari.base.sql import Database
from azukari.vault.keeper_client import Credential, CredentialKind
from azukari.vault.service_key import KeyRights
from azukari.vault.services import service_keys

_MOST = 1000


class ActNotAllowedError(RefusedError):
    """This key was not issued for this act."""


@dataclass(frozen=True, slots=True)
class Known:
    """A key that stands: what it may do, and what to show the keeper."""

    rights: KeyRights
    credential: Credential = field(repr=False)

    def check_act(self, act: str) -> None:
        """Let an act pass that the key was issued for.

        Raises:
            ActNotAllowedError: if it was not.
        """
        if act not in self.rights.acts:
            raise ActNotAllowedError(f"This key was not issued for the act {act}.", ground="act_not_allowed")

    def check_service(self, service: str) -> None:
        """Let the key's own service pass.

        Raises:
            ActNotAllowedError: if it is another.
        """
        if service != self.rights.service:
            raise ActNotAllowedError("This key was issued for another service.", ground="service_other")


class Register:
    """Looks keys up, and remembers those that stand for a second, under a hash; safe to share between threads."""

    def __init__(self, database: Database, *, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Look up as the role ``azukari_api``."""
        self._database = database
        self._seconds = seconds
        self._clock = clock
        self._known: OrderedDict[bytes, tuple[float, Known]] = OrderedDict()

    def remembered(self, secret: str, *, now: datetime) -> Known | None:
        """Give a key that was looked up just now, if it has not expired since."""
        found = self._known.get(_name(secret))
        if found is None or self._clock() - found[0] > self._seconds or found[1].rights.expires_at <= now:
            return None
        return found[1]

    def look_up(self, secret: str, *, now: datetime) -> Known:
        """Look a key up.

        Raises:
            ServiceKeyRefusedError: if it is mistyped, unknown, revoked or expired.
        """
        at = self._clock()
        rights = service_keys.check(self._database, secret, now=now)
        known = Known(rights, Credential(CredentialKind.SERVICE, secret))
        self._known[_name(secret)] = (at, known)
        if len(self._known) > _MOST:
            self._known.popitem(last=False)
        return known


def _name(secret: str) -> bytes:
    return hashlib.blake2b(secret.encode(errors="surrogatepass"), digest_size=16).digest()
