"""Heads of the ledger on their way out of the house: mailed to people, and kept in a second place.

What is sent is public: the published checkpoint, with its signatures. Whoever keeps it can show later that the ledger was longer,
or was another one. It is sent even where it contradicts what was sent before; that is when it is needed most.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from azukari.base.clock import instant_text
from azukari.ledger.checkpoint import SignedCheckpoint, verify_checkpoint
from azukari.ledger.directory import TileDirectory
from azukari.ledger.heads import HeadsFolder, verify_heads
from azukari.ledger.log import MissingCheckpointError
from azukari.ledger.note import Verifier
from azukari.ledger.tile import CHECKPOINT_PATH
from azukari.web.letters.posting import post

_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Ledger:
    """The published ledger, as the worker reads it."""

    tiles: TileDirectory
    verifier: Verifier

    def head(self) -> SignedCheckpoint:
        """Give the published checkpoint, verified.

        Raises:
            TamperedError: if there is none, or it is not signed as it should be.
        """
        note = self.tiles.read(CHECKPOINT_PATH)
        if note is None:
            raise MissingCheckpointError
        return verify_checkpoint(note, self.verifier)


def is_due(timestamp: int, *, every_hours: int) -> bool:
    """Tell whether heads go out in the hour of a timestamp."""
    return timestamp // _HOUR % every_hours == 0


def keep(ledger: Ledger, folder: Path, *, now: datetime) -> Path:
    """Keep the head in a second place, and then tell if it contradicts what was kept there before.

    Raises:
        RolledBackHeadError: if the ledger is shorter than a head that was kept.
        ForkedHeadError: if it does not continue one.
        ForeignHeadError: if something else lies among the heads.
        LedgerFilesError: if the folder does not exist, or the disk refuses.
    """
    signed, heads = ledger.head(), HeadsFolder(folder)
    before = heads.read()
    file = heads.keep(signed.note, now=now)
    verify_heads(before, signed, ledger.tiles, ledger.verifier)
    return file


def mail(ledger: Ledger, *, to: str, sender: str, hour: int, now: datetime) -> None:
    """Mail the head to one address; a second mail of the same hour has the same Message-ID.

    Raises:
        LetterNotSentError: if the mail server did not take it.
        TamperedError: if there is no published checkpoint of our key.
    """
    signed = ledger.head()
    context = {
        "origin": signed.checkpoint.origin,
        "size": signed.head.size,
        "at": instant_text(now),
        "checkpoint": signed.note.decode(),
        "key": ledger.verifier.text,
    }
    message = EmailMessage(
        subject=f"{signed.checkpoint.origin}: {signed.head.size} ({now:%Y-%m-%d})",
        body=render_to_string("letters/head.txt", context),
        from_email=sender,
        to=[to],
        headers={
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "Message-ID": f"<head.{hour}.{signed.head.size}@{sender.rpartition('@')[2]}>",
        },
    )
    # Not as text: a mail server may change the ends of lines, and then no signature fits any more.
    name = f"{now:%Y-%m-%d}-{signed.head.size}.checkpoint"
    message.attach(name, signed.note, "application/octet-stream")
    post(message)
