"""The keyring in use: the keeper's one instance, which remembers the session keys that it has opened."""

from azukari.vault.keys import Keyring


class Unlocked:
    """A keyring, the index key, and the sessions opened so far; safe to share between threads."""

    def __init__(self, keyring: Keyring, *, index_key: bytes) -> None:
        """Hold a keyring and the key of the blind index."""
        self.keyring = keyring
        self.index_key = index_key
