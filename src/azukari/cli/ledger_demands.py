"""What may be asked of a log beyond its own signature: cosignatures of witnesses, and heads that were kept elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from azukari.base.clock import instant_text
from azukari.base.errors import MalformedError
from azukari.host.home import Home
from azukari.host.settings import read_settings
from azukari.ledger.checkpoint import verify_checkpoint
from azukari.ledger.cosignature import Cosignature, WitnessVerifier, read_witness_verifier, verify_quorum
from azukari.ledger.head import HeadFile
from azukari.ledger.heads import ContinuedHeads, HeadsFolder, KeptHead, verify_heads
from azukari.ledger.log import VerifiedLog
from azukari.ledger.note import Verifier
from azukari.ledger.tile import TileReader
from azukari.ledger.tree import TreeHead

WitnessOption = Annotated[
    list[str] | None,
    typer.Option(
        "--witness",
        metavar="VKEY",
        help="The public key of a witness that you trust, or a file that holds it. May be given several times.",
    ),
]
QuorumOption = Annotated[
    int | None,
    typer.Option(
        help="How many of the witnesses must have cosigned; all of them if none is given. For a home, its own are taken.",
        min=0,
    ),
]
HeadsOption = Annotated[
    Path | None,
    typer.Option(
        help="A folder of checkpoints that were kept elsewhere; the log has to continue each.",
        exists=True,
        file_okay=False,
    ),
]


@dataclass(frozen=True, slots=True)
class Quorum:
    """Which witnesses are trusted, and how many of them must have cosigned."""

    witnesses: tuple[WitnessVerifier, ...] = ()
    count: int = 0

    def verify(self, note: bytes) -> tuple[Cosignature, ...]:
        """Verify the cosignatures of a checkpoint, and say who has cosigned and when.

        Raises:
            QuorumMissingError: if too few have.
            BadSignatureError: if one does not fit.
        """
        return verify_quorum(note, self.witnesses, self.count)


@dataclass(frozen=True, slots=True)
class Watched:
    """What others vouch for: cosignatures, heads, and, in a home, how far the head is ahead of what is published."""

    cosignatures: tuple[Cosignature, ...]
    heads: ContinuedHeads | None
    ahead: TreeHead | None

    @property
    def described(self) -> Mapping[str, Any]:
        """Write it for a program."""
        largest = self.heads.largest if self.heads else None
        return {
            "cosignatures": described(self.cosignatures),
            "heads": {"count": self.heads.count, "largest": largest.size if largest else None} if self.heads else None,
            "signed": self.ahead.size if self.ahead else None,
        }

    @property
    def lines(self) -> Sequence[Text]:
        """Write it for a person."""
        found = [Text(f"  cosigned   {one.name}, {instant_text(one.at)}") for one in self.cosignatures]
        if self.heads:
            found.append(Text(f"  heads      {self.heads.count} that were kept elsewhere are continued"))
        if self.ahead:
            found.append(Text(f"  signed     {self.ahead.size} entries; what is not published waits for its witnesses"))
        return found


def quorum_of(witnesses: Sequence[str] | None, quorum: int | None, *, home: Home | None = None) -> Quorum:
    """Take the witnesses that are trusted, from the options or from the settings of a home.

    Raises:
        MalformedError: if a key cannot be read, or more are demanded than there are.
    """
    texts = [_text(one) for one in witnesses or ()]
    if not texts and home is not None and home.settings.is_file():
        settings = read_settings(home.settings).ledger
        texts = [one.key for one in settings.witnesses]
        quorum = settings.quorum if quorum is None else quorum
    found = tuple({verifier.name: verifier for verifier in map(read_witness_verifier, texts)}.values())
    count = len(found) if quorum is None else quorum
    if count > len(found):
        raise MalformedError(f"{count} witnesses cannot be demanded: the keys of {len(found)} are given.")
    return Quorum(found, count)


def own_head(home: Home, verifier: Verifier) -> TreeHead | None:
    """Give the last signed tree of a home, or none if the folder is no home, or has no head."""
    held = HeadFile(home.ledger_head).read() if home.settings.is_file() else None
    return verify_checkpoint(held, verifier).head if held is not None else None


def waits_for_witnesses(home: Home, head: TreeHead | None, *, published: int) -> bool:
    """Tell whether a head that is ahead of what is published is no fault, because a quorum is waited for."""
    return head is not None and head.size > published and read_settings(home.settings).ledger.quorum > 0


def watched(
    verified: VerifiedLog,
    reader: TileReader,
    verifier: Verifier,
    *,
    quorum: Quorum,
    heads: Path | None,
    ahead: Home | None,
) -> Watched:
    """Verify what others vouch for, and that the head of a home that is ahead continues what is published.

    Raises:
        TamperedError: one of its kinds: QuorumMissingError, BadSignatureError, ForeignHeadError, RolledBackHeadError,
            ForkedHeadError, MissingTileError.
    """
    cosignatures = quorum.verify(verified.checkpoint.note)
    kept = verify_heads(HeadsFolder(heads).read(), verified.checkpoint, reader, verifier) if heads else None
    return Watched(cosignatures, kept, _ahead(ahead, verified, reader, verifier) if ahead else None)


def described(cosignatures: Sequence[Cosignature]) -> list[dict[str, str]]:
    """Write who has cosigned and when, for a program."""
    return [{"name": one.name, "at": instant_text(one.at)} for one in cosignatures]


def _ahead(home: Home, verified: VerifiedLog, reader: TileReader, verifier: Verifier) -> TreeHead:
    signed = verify_checkpoint(HeadFile(home.ledger_head).read() or b"", verifier)
    verify_heads([KeptHead("the published checkpoint", verified.checkpoint.note)], signed, reader, verifier)
    return signed.head


def _text(given: str) -> str:
    if "+" not in given and Path(given).is_file():
        return Path(given).read_text(encoding="utf-8", errors="replace")
    return given
