"""Leaving out what is about somebody else: the same in every file, with its ground beside it (requirements H12)."""

from collections.abc import Sequence
from dataclasses import dataclass

from azukari.base.errors import MalformedError
from azukari.rights.pack import Ground
from azukari.rights.package.content import Redaction

# Always as long, so that its length tells nothing of a name.
BLACKED = "█████"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A place where something was left out, and on which grounds."""

    grounds: tuple[Ground, ...]


@dataclass(frozen=True, slots=True)
class Redacted:
    """A value in pieces: what is shown, and what was left out between."""

    pieces: tuple[str | LeftOut, ...]

    @property
    def text(self) -> str:
        """Write the value as it is given out."""
        return "".join(piece if isinstance(piece, str) else BLACKED for piece in self.pieces)

    @property
    def grounds(self) -> tuple[Ground, ...]:
        """List the grounds on which something was left out, each once."""
        left_out = [ground for piece in self.pieces if isinstance(piece, LeftOut) for ground in piece.grounds]
        return tuple({ground.id: ground for ground in left_out}.values())


def redacted(value: str, redactions: Sequence[Redaction]) -> Redacted:
    """Leave every occurrence of some passages out of a value; those that overlap become one.

    Raises:
        MalformedError: if a passage is not in the value.
    """
    spans = sorted(
        ((start, end, one.ground) for one in redactions for start, end in _occurrences(value, one.passage)),
        key=lambda span: span[:2],
    )
    pieces: list[str | LeftOut] = []
    at = 0
    while spans:
        start, end, ground = spans.pop(0)
        grounds = {ground.id: ground}
        while spans and spans[0][0] < end:
            _, further, another = spans.pop(0)
            end = max(end, further)
            grounds[another.id] = another
        if start > at:
            pieces.append(value[at:start])
        pieces.append(LeftOut(tuple(grounds.values())))
        at = end
    if at < len(value):
        pieces.append(value[at:])
    return Redacted(tuple(pieces))


def _occurrences(value: str, passage: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    at = value.find(passage) if passage else -1
    while at >= 0:
        found.append((at, at + len(passage)))
        at = value.find(passage, at + 1)
    if not found:
        raise MalformedError("A passage that is to be left out is not in the value.", ground="redaction")
    return found
