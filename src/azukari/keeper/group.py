"""Callers who want something opened at the same moment are served together: one round trip and one durable commit."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TypeAlias

from azukari.base.errors import AzukariError
from azukari.vault.access import Ask, Opened

OpenGroup: TypeAlias = Callable[[Sequence[Ask]], Sequence[Opened | AzukariError]]


@dataclass(frozen=True, slots=True)
class _Waiting:
    ask: Ask
    answer: Future[Opened | AzukariError] = field(default_factory=Future)


class Group:
    """Whoever comes while no group is under way leads the next; those who come meanwhile wait and go with the one after.

    So nobody waits for a timer: one caller alone is served at once, and the more callers there are, the larger the groups.
    """

    def __init__(self, open_group: OpenGroup, *, largest: int = 64) -> None:
        """Serve groups of at most ``largest`` by ``open_group``."""
        self._open_group = open_group
        self._largest = largest
        self._waiting: list[_Waiting] = []
        self._lock = threading.Lock()
        self._under_way = threading.Lock()

    def open(self, ask: Ask) -> Opened:
        """Open for one caller, together with those who wait.

        Raises:
            AzukariError: this caller's own refusal, or the group's failure.
        """
        mine = _Waiting(ask)
        with self._lock:
            self._waiting.append(mine)
        while not mine.answer.done():
            with self._under_way:
                if not mine.answer.done():
                    self._serve(self._take())
        answer = mine.answer.result()
        if isinstance(answer, AzukariError):
            raise answer
        return answer

    def _take(self) -> list[_Waiting]:
        with self._lock:
            taken, self._waiting = self._waiting[: self._largest], self._waiting[self._largest :]
        return taken

    def _serve(self, taken: list[_Waiting]) -> None:
        try:
            answers = self._open_group([one.ask for one in taken])
            for one, answer in zip(taken, answers, strict=True):
                one.answer.set_result(answer)
        except BaseException as error:  # noqa: BLE001 - each of the group must hear of it, or it waits for ever
            for one in taken:
                if not one.answer.done():
                    one.answer.set_exception(error)
