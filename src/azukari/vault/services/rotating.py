"""Publishing the public halves of purpose keys, and giving a purpose a new epoch."""

from collections.abc import Callable
from datetime import datetime

from azukari.base.sql import Database
from azukari.vault.keys import Keyring


def publish_keys(database: Database, keyring: Keyring, *, now: datetime) -> int:
    """Publish, signed, every public key of the keyring that the database lacks, and tell how many there were.

    Raises:
        TamperedError: if the database has another key under the same purpose and epoch.
    """
    raise NotImplementedError


def rotate(
    database: Database, purpose: str, *, keyring: Keyring, save: Callable[[Keyring], None], now: datetime
) -> Keyring:
    """Give a purpose a new epoch: ``save`` must make the new keyring durable before its public half is published.

    Raises:
        NotFoundError: if the keyring has no such purpose.
    """
    raise NotImplementedError
