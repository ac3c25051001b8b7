"""Which statements a process sends, how long each takes until it is answered, and what the server itself spends on it."""

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg

from azukari.base.ids import new_receipt_number


@dataclass(slots=True)
class Seen:
    """One statement: how often it ran, how long its callers waited, and the parameters of its last run."""

    query: str
    calls: int = 0
    seconds: float = 0.0
    parameters: Any = None


class Watch:
    """Watches every cursor of this process; commits are told apart from what they commit."""

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self.seen: dict[str, Seen] = {}

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watch during the block."""
        execute = psycopg.Cursor.execute
        exec_command = psycopg.Connection._exec_command  # noqa: SLF001 - where a transaction's begin and commit pass

        def watched(cursor: Any, query: Any, params: Any = None, **more: Any) -> Any:
            started = time.perf_counter()
            try:
                return execute(cursor, query, params, **more)
            finally:
                self._note(str(query), params, time.perf_counter() - started)

        def watched_command(connection: Any, command: Any, *more: Any) -> Any:
            started = time.perf_counter()
            answer = yield from exec_command(connection, command, *more)
            self._note(_text(command), None, time.perf_counter() - started)
            return answer

        psycopg.Cursor.execute = watched  # type: ignore[method-assign, assignment]
        psycopg.Connection._exec_command = watched_command  # type: ignore[method-assign, assignment] # noqa: SLF001
        try:
            yield
        finally:
            psycopg.Cursor.execute = execute  # type: ignore[method-assign]
            psycopg.Connection._exec_command = exec_command  # type: ignore[method-assign] # noqa: SLF001

    def _note(self, query: str, parameters: Any, seconds: float) -> None:
        one = self.seen.setdefault(query, Seen(query))
        one.calls += 1
        one.seconds += seconds
        one.parameters = parameters if parameters is not None else one.parameters

    def report(self, url: str) -> str:
        """Tell, the longest first, what was waited for, and how the server runs each statement; nothing of that is kept."""
        longest = sorted(self.seen.values(), key=lambda one: -one.seconds)
        lines = [f"{'calls':>8} {'µs each':>9} {'s in all':>9}  statement"]
        lines += [
            f"{one.calls:8} {one.seconds / one.calls * 1e6:9.0f} {one.seconds:9.3f}  {_first_words(one.query)}"
            for one in longest
        ]
        plans = [f"\n{_first_words(one.query)}\n{_plan(url, one)}" for one in longest[:8] if _explains(one)]
        return "\n".join(lines + plans)


def _explains(one: Seen) -> bool:
    return _bare(one.query).upper().startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH"))


def _as_new(parameters: Any) -> Any:
    """Give a record that is stored again another name, so that it is stored again."""
    if not isinstance(parameters, dict) or not {"number", "record_id"} <= set(parameters):
        return parameters
    return {**parameters, "number": new_receipt_number(), "record_id": uuid.uuid4(), "person_id": uuid.uuid4()}


def _bare(query: str) -> str:
    """Give a statement without the line that describes it."""
    return "\n".join(line for line in query.splitlines() if not line.startswith("--")).strip()


def _plan(url: str, one: Seen) -> str:
    try:
        with psycopg.connect(url) as connection:
            explained = f"EXPLAIN (ANALYZE, COSTS OFF, BUFFERS OFF) {one.query}".encode()
            rows = connection.execute(explained, _as_new(one.parameters))
            plan = "\n".join(f"    {row[0]}" for row in rows.fetchall())
            connection.rollback()
    except psycopg.Error as error:
        return f"    not run again: {type(error).__name__}"
    return plan


def _first_words(query: str) -> str:
    return " ".join(_bare(query).split())[:110]


def _text(command: Any) -> str:
    return command.decode() if isinstance(command, bytes) else str(command)
