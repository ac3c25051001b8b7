"""What this process has at hand: databases, keeper, keys, limits, and the statement in force; one for the life of the process."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ParamSpec, TypeVar

from azukari.api import idempotency
from azukari.api.keys import Register
from azukari.api.limits import Turnstile
from azukari.api.secret import DoorSecret, read_secret
from azukari.api.settings import ApiSettings, Limits
from azukari.base.canonical import sha256_hex
from azukari.base.clock import system_clock
from azukari.host.database import PooledDatabase
from azukari.ledger.directory import TileDirectory
from azukari.statement import queries
from azukari.statement.notice import render
from azukari.statement.queries import Published
from azukari.statement.services import keep_notice
from azukari.statement.text import Language
from azukari.vault.keeper_aline import AsyncKeeperLine
from azukari.vault.keeper_line import KeeperLine
from azukari.vault.services.sealing import Sealer

_P = ParamSpec("_P")
_T = TypeVar("_T")
_BELIEVED_SECONDS = 1.0
_SWEEP_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class ShownNotice:
    """What a person must be shown before giving anything, by its bytes and their hash."""

    hash: str
    body: bytes


class Desk:
    """Everything that an answer needs; safe to share between threads."""

    def __init__(self, settings: ApiSettings, limits: Limits | None = None) -> None:
        """Open what must be there; databases and keeper are reached when they are needed."""
        self.settings = settings
        self.limits = limits or Limits()
        self.secret: DoorSecret = read_secret(settings.keys)
        self.database = PooledDatabase(settings.database_url, size=self.limits.threads + 2)
        self.person_keys = PooledDatabase(settings.person_keys_url, size=2)
        self.keeper = AsyncKeeperLine(settings.keeper_socket, most=self.limits.keeper_lines)
        self.keeper_line = KeeperLine(settings.keeper_socket)
        self.tiles = TileDirectory(settings.ledger)
        self.register = Register(self.database, seconds=self.limits.key_seconds)
        self.turnstile = Turnstile(per_minute=settings.per_minute, failures=self.limits.failures)
        self._threads = ThreadPoolExecutor(self.limits.threads, thread_name_prefix="api")
        self._sealer: Sealer | None = None
        self._in_force: tuple[float, Published] | None = None
        self._notices: dict[tuple[str, str, str], ShownNotice] = {}
        self._kept_notices: set[str] = set()  # of which a transaction that has committed kept the bytes

    @property
    def keys(self) -> Path:
        """Tell where this process's keys lie."""
        return self.settings.keys

    async def run(self, act: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Run what blocks in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, lambda: act(*args, **kwargs))

    def sealer(self, now: datetime) -> Sealer:
        """Open what this process seals with, at the first collection."""
        if self._sealer is None:
            self._sealer = Sealer.open(self.database, self.person_keys, self.settings.keys, now=now)
        return self._sealer

    def in_force(self, now: datetime) -> Published:
        """Give the statement in force; looked up anew every second."""
        believed = self._in_force
        if believed is not None and time.monotonic() - believed[0] < _BELIEVED_SECONDS:
            return believed[1]
        published = queries.in_force(self.database, now)
        self._in_force = (time.monotonic(), published)
        return published

    def notice(self, published: Published, service_id: str, language: Language) -> ShownNotice:
        """Give the notice of a service; made once for each version, service and language."""
        statement = published.statement
        name = (statement.hash, service_id, language)
        found = self._notices.get(name)
        if found is None:
            body = render(statement, statement.service(service_id), language).encode()
            found = self._notices[name] = ShownNotice(sha256_hex(body), body)
        return found

    def keep_notice(self, notice: ShownNotice) -> None:
        """Have the bytes of a notice kept before the first record that refers to it."""
        if notice.hash not in self._kept_notices:
            with self.database.transaction() as cursor:
                keep_notice(cursor, notice.body)
            self._kept_notices.add(notice.hash)

    async def sweep(self) -> None:
        """Forget answers that have expired, once a minute, for as long as the process runs."""
        while True:
            await asyncio.sleep(_SWEEP_SECONDS)
            await self.run(self._forget)

    def close(self) -> None:
        """End the threads, what is in flight being finished first, and close the connections."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        self.keeper.close()
        self.keeper_line.close()
        self.database.close()
        self.person_keys.close()

    def _forget(self) -> None:
        idempotency.forget(self.database, now=system_clock())
