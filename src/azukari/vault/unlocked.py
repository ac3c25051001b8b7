"""The keyring in use: the keeper's one instance, which remembers the session keys that it has opened."""

import hmac
import threading
import uuid
from collections import OrderedDict

from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey

from azukari.base.errors import NotFoundError
from azukari.vault.envelope import SealedSession, Session, open_session
from azukari.vault.errors import PartTamperedError
from azukari.vault.index import BlindIndex
from azukari.vault.keys import PERSON_KEYS, Keyring, hpke_private

_REMEMBERED = 4096


class Unlocked:
    """A keyring, the blind index, and the sessions opened so far; safe to share between threads."""

    def __init__(self, keyring: Keyring, *, index_key: bytes) -> None:
        """Hold a keyring and the key of the blind index.

        Raises:
            MalformedError: if the index key is not 32 bytes.
        """
        self.keyring = keyring
        self.index = BlindIndex(index_key)
        self._index_key = index_key
        self._privates: dict[tuple[str, int], MLKEM768X25519PrivateKey] = {}
        self._sessions: OrderedDict[uuid.UUID, Session] = OrderedDict()
        self._lock = threading.Lock()

    def remembered(self, session_id: uuid.UUID) -> Session | None:
        """Give a session that was opened before, if it is still remembered."""
        return self._sessions.get(session_id)

    def open(self, sealed: SealedSession) -> Session:
        """Open a session with the purpose's key of its epoch, and remember it.

        Raises:
            PartTamperedError: if it is not what was sealed, or names a purpose and epoch that the keyring has no key for.
        """
        session = open_session(sealed, private=self._private(sealed))
        with self._lock:
            self._sessions[sealed.session_id] = session
            while len(self._sessions) > _REMEMBERED:
                self._sessions.popitem(last=False)
        return session

    def open_once(self, sealed: SealedSession) -> Session:
        """Open a session without remembering it, for what is destroyed with it.

        Raises:
            PartTamperedError: as `open` does.
        """
        return open_session(sealed, private=self._private(sealed))

    def afresh(self) -> "Unlocked":
        """Give one with the same keys that remembers no session."""
        return Unlocked(self.keyring, index_key=self._index_key)

    def mark_key(self) -> bytes:
        """Derive the key of the references in hand-overs from a private key (HMAC-SHA-256): nobody but the keeper can make one."""
        return hmac.digest(self.keyring.private(PERSON_KEYS, 1).private, b"azukari/sharing-ref/v1", "sha256")

    def replace(self, keyring: Keyring) -> None:
        """Go on with a keyring that has more keys."""
        self.keyring = keyring

    def _private(self, sealed: SealedSession) -> MLKEM768X25519PrivateKey:
        name = (sealed.purpose, sealed.epoch)
        if name not in self._privates:
            try:
                self._privates[name] = hpke_private(self.keyring.private(*name))
            except NotFoundError:
                raise PartTamperedError(
                    "session", f"The sealing session {sealed.session_id} names a key that the keyring does not have."
                ) from None
        return self._privates[name]
