"""Publishing with witnesses: what the sequencer has signed is cosigned by others, and shown to the public only then.

The order is the ledger's own, with one step put in (docs/adr/0023): tiles, head, cosignatures, checkpoint. The head holds what is
signed and never waits for anybody; the published checkpoint moves when the quorum is there, and only ever grows. Nothing but these
two files is remembered: after a crash the witnesses are asked again, and say themselves where they stand.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from azukari.base.clock import Clock
from azukari.base.errors import NotFoundError, TamperedError, UnavailableError
from azukari.ledger.asking import Answered, Asker, RemoteWitness
from azukari.ledger.checkpoint import SignedCheckpoint, verify_checkpoint
from azukari.ledger.cosignature import (
    Cosignature,
    only_signed_by,
    verify_cosignatures,
    verify_quorum,
    with_cosignatures,
)
from azukari.ledger.directory import TileStore
from azukari.ledger.head import HeadStore
from azukari.ledger.note import Verifier, unverified_note
from azukari.ledger.tile import CHECKPOINT_PATH
from azukari.ledger.tree import TreeHead

_FRESH = timedelta(hours=12)  # the checkpoint of a quiet log is dated anew after this


class NoHeadError(NotFoundError):
    """This log has no signed head, so there is nothing to publish."""


class PublishedAheadError(TamperedError):
    """The head does not cover what was published: it went back, or the log has two faces. Nothing more is published."""


class WitnessContradictsError(TamperedError):
    """A witness holds a checkpoint that our own key has signed, and that the head does not continue. Nothing more is published."""


class QuorumWaitingError(UnavailableError):
    """Too few witnesses have cosigned, so the checkpoint waits."""


@dataclass(frozen=True, slots=True)
class Published:
    """What was published, who has cosigned it, and when."""

    checkpoint: SignedCheckpoint
    cosignatures: tuple[Cosignature, ...]


class Publisher:
    """Has checkpoints cosigned, and publishes them; there may be one for a log, and the sequencer is another process."""

    def __init__(
        self,
        tiles: TileStore,
        head: HeadStore,
        verifier: Verifier,
        witnesses: Sequence[RemoteWitness],
        *,
        quorum: int,
        clock: Clock,
    ) -> None:
        """Take the log's files, head and key, and the witnesses, of whom ``quorum`` must have cosigned what is published."""
        self._tiles, self._head, self._verifier = tiles, head, verifier
        self._keys = {one.verifier.name: one.verifier for one in witnesses}
        self._quorum, self._clock = quorum, clock
        self._asker = Asker(tiles, verifier, witnesses, clock=clock)
        self._shown: dict[str, TreeHead] = {}
        self._failures: dict[str, str] = {}
        self._gathered: bytes | None = None

    def run_once(self, *, seconds: float = 10.0, grace: float = 1.0) -> Published | None:
        """Have the head cosigned and publish it; give what was published, or none if there was nothing to do.

        It is published as soon as the quorum is there. The others are waited for ``grace`` seconds more, to be published with it,
        and nobody is waited for longer than ``seconds``.

        Raises:
            NoHeadError: if there is no head.
            PublishedAheadError: if the head does not cover what was published.
            WitnessContradictsError: if a witness shows that the head went back, or that the log has two faces.
            QuorumWaitingError: if too few have cosigned; it says who did not, and why.
            UnavailableError: if the disk cannot be reached.
        """
        held = self._head.read()
        if held is None:
            raise NoHeadError
        head = verify_checkpoint(held, self._verifier)
        shown = self._shown_now(head)
        late = [self._take(answered, head) for answered in self._asker.late()]
        note = self._gathered_for(head)
        published = self._publish(note) if (shown is None or any(late)) and self._is_enough(note) else None
        pending, until = self._asker.ask(head, self._lacking(note)), time.monotonic() + seconds
        while pending and (answered := self._asker.answer(seconds=until - time.monotonic())) is not None:
            pending -= answered.text == head.checkpoint.text
            if self._take(answered, head):
                note = self._gathered_for(head)
                if self._is_enough(note):
                    published, until = self._publish(note), min(until, time.monotonic() + grace)
        self._contradicted(head.head)
        if shown is None and published is None:
            raise QuorumWaitingError(self._waiting(note), ground="quorum")
        return published

    def _shown_now(self, signed: SignedCheckpoint) -> bytes | None:
        """Give what is published, if it is the head with what cosignatures it has; none if it has to be published yet."""
        published = self._tiles.read(CHECKPOINT_PATH) or b""
        try:
            shown = verify_checkpoint(published, self._verifier).head
            verify_cosignatures(published, self._keys.values())
        except TamperedError:
            return None  # missing or damaged
        if not self._asker.covers(signed.head, shown):
            raise PublishedAheadError
        is_shown = published.startswith(signed.checkpoint.text.encode() + b"\n") and self._is_enough(published)
        if not is_shown:
            return None
        self._gathered = self._bare(published, *self._keys)
        return self._gathered

    def _lacking(self, note: bytes) -> list[str]:
        """Name the witnesses whose cosignature is missing, or has grown old."""
        fresh = {one.name for one in verify_cosignatures(note, self._keys.values()) if self._clock() - one.at < _FRESH}
        return [name for name in self._keys if name not in fresh]

    def _gathered_for(self, head: SignedCheckpoint) -> bytes:
        # What was cosigned is kept until the head moves, so that nobody is asked twice while somebody else is waited for.
        if self._gathered is None or unverified_note(self._gathered).text != head.checkpoint.text:
            self._gathered = self._bare(head.note)
        return self._gathered

    def _take(self, answered: Answered, head: SignedCheckpoint) -> bool:
        if answered.shown is not None:
            self._shown[answered.name] = answered.shown
        if answered.line is None:
            self._failures[answered.name] = answered.failure
            return False
        self._failures.pop(answered.name, None)
        if answered.text != head.checkpoint.text:
            return False  # a late answer about an older checkpoint
        self._gathered = with_cosignatures(self._gathered_for(head), [answered.line])
        return True

    def _is_enough(self, note: bytes) -> bool:
        return len(verify_cosignatures(note, self._keys.values())) >= self._quorum

    def _publish(self, note: bytes) -> Published:
        signed = verify_checkpoint(note, self._verifier)
        self._contradicted(signed.head)
        found = verify_quorum(note, self._keys.values(), self._quorum)
        self._tiles.write(CHECKPOINT_PATH, note)
        return Published(signed, found)

    def _contradicted(self, head: TreeHead) -> None:
        # It is forgotten when a head covers it: somebody has put the true one back.
        self._shown = {name: shown for name, shown in self._shown.items() if not self._asker.covers(head, shown)}
        if self._shown:
            names, size = ", ".join(sorted(self._shown)), max(shown.size for shown in self._shown.values())
            raise WitnessContradictsError(
                f"{names} holds a checkpoint of {size} entries that our own key has signed, and that the head of {head.size}"
                " entries does not continue: the log was rolled back, or has two faces. Nothing more is published."
            )

    def _waiting(self, note: bytes) -> str:
        # Without the size, so that the same reason is the same sentence however the log grows.
        lacking = self._lacking(note)
        why = "; ".join(f"{name}: {self._failures.get(name, 'No answer yet.')}" for name in lacking)
        have = len(self._keys) - len(lacking)
        return f"The newest checkpoint is not published: {self._quorum} witnesses must cosign it, {have} have. {why}"

    def _bare(self, note: bytes, *names: str) -> bytes:
        witnesses = [(name, self._keys[name].key_id) for name in names]
        return only_signed_by(note, [(self._verifier.name, self._verifier.key_id), *witnesses])
