"""Publishing the public halves of purpose keys, and giving a purpose a new epoch."""

from collections.abc import Callable
from datetime import datetime

from azukari.base.canonical import sha256_hex
from azukari.base.sql import Cursor, Database
from azukari.ledger.services import append
from azukari.vault.errors import PartTamperedError
from azukari.vault.events import Event
from azukari.vault.keys import Keyring, publish, with_new_epoch
from azukari.vault.randomness import system_draw
from azukari.vault.store import sealing as store


def publish_keys(database: Database, keyring: Keyring, *, now: datetime) -> int:
    """Publish, signed, every public key of the keyring that the database lacks, and tell how many there were.

    Each stands in the ledger with its SHA-256, so that a key put in by anyone else is noticed.

    Raises:
        TamperedError: if the database has another key under the same purpose and epoch.
    """
    with database.transaction() as cursor:
        return _publish(cursor, keyring, now)


def rotate(
    database: Database, purpose: str, *, keyring: Keyring, save: Callable[[Keyring], None], now: datetime
) -> Keyring:
    """Give a purpose a new epoch: ``save`` must make the new keyring durable before its public half is published.

    Sealing sessions of the old epoch end within a day; what was sealed to it still opens.

    Raises:
        NotFoundError: if the keyring has no such purpose.
    """
    grown = with_new_epoch(keyring, purpose, draw=system_draw, now=now)
    save(grown)
    with database.transaction() as cursor:
        _publish(cursor, grown, now)
    return grown


def _publish(cursor: Cursor, keyring: Keyring, now: datetime) -> int:
    published = {(key.purpose, key.epoch): key for key in store.all_public_keys(cursor)}
    added = 0
    for key in keyring.keys:
        signed = publish(keyring, key)
        there = published.get((key.purpose, key.epoch))
        if there is None:
            store.insert_public_key(cursor, signed)
            facts: dict[str, str | int] = {"purpose": key.purpose, "epoch": key.epoch, "key": sha256_hex(signed.public)}
            append(cursor, Event.KEY_PUBLISHED, facts, now=now)
            added += 1
        elif there.public != signed.public:
            raise PartTamperedError(
                "purpose_key", f"Another public key is published for the purpose {key.purpose}, epoch {key.epoch}."
            )
    return added
