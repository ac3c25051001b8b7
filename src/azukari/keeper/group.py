"""Callers who want something opened at the same moment are served together: one round trip and one durable commit."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import TypeAlias

from azukari.base.errors import AzukariError
from azukari.vault.access import Ask, Opened

OpenGroup: TypeAlias = Callable[[Sequence[Ask]], Sequence[Opened | AzukariError]]
Outcome: TypeAlias = Opened | Exception


@dataclass(slots=True)
class Waiting:
    """One call that waits for its group."""

    ask: Ask
    answer: Callable[[Outcome], None]
    gone: bool = False

    def cancel(self) -> None:
        """Give the call up: it is not begun if it has not been."""
        self.gone = True


class Group:
    """Whoever comes while all openers are busy waits and goes with the next group; so the more callers, the larger the groups.

    An opener that is idle takes a call at once, or, if the group before was of more than one, waits a moment for others: a caller
    alone never waits for anybody. Each opener has one group under way; with two, one decrypts while the other's commit is made
    durable.
    """

    def __init__(
        self, open_group: OpenGroup, *, largest: int = 64, openers: int = 2, gather_seconds: float = 0.0
    ) -> None:
        """Serve groups of at most ``largest`` by ``open_group``; openers wait ``gather_seconds`` for more callers."""
        self._open_group = open_group
        self._largest = largest
        self._gather_seconds = gather_seconds
        self._calls: SimpleQueue[Waiting | None] = SimpleQueue()
        self._openers = [
            threading.Thread(target=self._serve, name=f"keeper-open-{number}", daemon=True) for number in range(openers)
        ]
        for opener in self._openers:
            opener.start()

    def submit(self, ask: Ask, answer: Callable[[Outcome], None]) -> Waiting:
        """Have something opened; ``answer``, which must not raise, is called in an opener's thread."""
        waiting = Waiting(ask, answer)
        self._calls.put(waiting)
        return waiting

    def open(self, ask: Ask) -> Opened:
        """Open for one caller who waits for it, together with the others.

        Raises:
            AzukariError: this caller's own refusal, or the group's failure.
        """
        done: Future[Outcome] = Future()
        self.submit(ask, done.set_result)
        outcome = done.result()
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def close(self) -> None:
        """End the openers; what waits is finished first."""
        if not any(opener.is_alive() for opener in self._openers):
            return
        for _ in self._openers:
            self._calls.put(None)
        for opener in self._openers:
            opener.join()

    def _serve(self) -> None:
        crowded = False
        while (first := self._calls.get()) is not None:
            if crowded and self._gather_seconds:
                time.sleep(self._gather_seconds)
            taken = self._take(first)
            crowded = len(taken) > 1
            asked = [one for one in taken if not one.gone]
            for one, outcome in zip(asked, self._opened(asked), strict=True):
                one.answer(outcome)

    def _take(self, first: Waiting) -> list[Waiting]:
        taken = [first]
        while len(taken) < self._largest:
            try:
                another = self._calls.get_nowait()
            except Empty:
                break
            if another is None:  # the sign to end, for whoever asks next
                self._calls.put(None)
                break
            taken.append(another)
        return taken

    def _opened(self, asked: Sequence[Waiting]) -> Sequence[Outcome]:
        if not asked:
            return ()
        try:
            opened = self._open_group([one.ask for one in asked])
            return [outcome for outcome, _ in zip(opened, asked, strict=True)]
        except Exception as error:  # noqa: BLE001 - each of the group must hear of it, or it waits for ever
            return [error] * len(asked)
