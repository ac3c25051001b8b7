"""What a sealing process holds: the index key, verified public keys, sessions, and person keys made ahead.

Nothing here can open what was collected earlier: a session key opens grants only together with a person key, and a person key is
forgotten as soon as it was used.
"""

from datetime import datetime
from pathlib import Path

from azukari.base.sql import Database


class Sealer:
    """Seals for one process; safe to share between threads."""

    @classmethod
    def open(cls, database: Database, person_keys: Database, keys_folder: Path, *, now: datetime) -> "Sealer":
        """Read ``index.key`` and ``keyring.pub`` of the process's own folder, and load the purposes' public keys.

        Raises:
            UnavailableError: if a file is missing.
            TamperedError: if a public key is not signed by the keyring.
        """
        raise NotImplementedError
