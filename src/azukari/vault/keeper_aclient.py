"""The keeper's client for a process that runs on an event loop: the verbs that are asked often, one by one."""

import uuid
from collections.abc import Callable
from typing import Any, TypeVar

from azukari.base.canonical import Value
from azukari.vault.access import Found, Opened
from azukari.vault.keeper_aline import AsyncKeeperLine
from azukari.vault.keeper_frames import Credential, Request, decode_answer, encode_request
from azukari.vault.keeper_shapes import Status, read_found, read_opened, read_shape, read_status

_Shape = TypeVar("_Shape")


class AsyncKeeperClient:
    """Asks the keeper as one asker, as `keeper_client.KeeperClient` does, and raises what that raises."""

    def __init__(self, line: AsyncKeeperLine, credential: Credential | None = None) -> None:
        """Ask over a line as whom the credential shows; without one only public verbs are answered."""
        self._line = line
        self._credential = credential

    async def open(self, record: uuid.UUID | str, *, purpose: str, reason: str) -> Opened:
        """Open what a purpose may see of a record, named by its id or its receipt number."""
        return await self._ask("open", read_opened, record=str(record), purpose=purpose, reason=reason)

    async def find(self, kind: str, value: str, *, purpose: str, reason: str) -> tuple[Found, ...]:
        """Find the records that a purpose may open, by number, email, phone, name or kana."""
        return await self._ask("find", read_found, kind=kind, value=value, purpose=purpose, reason=reason)

    async def status(self) -> Status:
        """Tell how the keeper is. Public."""
        return await self._ask("status", read_status)

    async def _ask(self, verb: str, read: Callable[[Any], _Shape], /, **arguments: Value) -> _Shape:
        frame = encode_request(Request(verb, self._credential, arguments))
        return read_shape(read, decode_answer(await self._line.exchange(frame)))
