"""Plain HTTP: every request is sent to HTTPS, and nothing is read but its path (S16).

The target's host is the configured one, never the request's own, so that a forged ``Host`` leads nowhere.
"""

import asyncio
import contextlib
import re
import signal

from azukari.web.environment import env_int, env_text

_LONGEST_HEAD = 8192
_SECONDS = 5.0
_REQUEST_LINE = re.compile(rb"^[A-Z]{1,10} (/[!-~]{0,2000}) HTTP/1\.[01]\r?\n")


def answer(head: bytes, *, target: str) -> bytes:
    """Write the answer to the head of a request: 308 to HTTPS, or 400 if it is no HTTP request."""
    matched = _REQUEST_LINE.match(head)
    if matched is None:
        return b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    location = target.encode() + matched.group(1)
    return (
        b"HTTP/1.1 308 Permanent Redirect\r\nLocation: "
        + location
        + b"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    )


async def _serve_one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, target: str) -> None:
    with contextlib.suppress(TimeoutError, ConnectionError, asyncio.LimitOverrunError, asyncio.IncompleteReadError):
        head = await asyncio.wait_for(reader.readuntil(b"\n"), _SECONDS)
        writer.write(answer(head, target=target))
        await asyncio.wait_for(writer.drain(), _SECONDS)
    writer.close()


async def _run() -> None:
    target = env_text("AZUKARI_PUBLIC_URL")

    async def serve_one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _serve_one(reader, writer, target)

    server = await asyncio.start_server(
        serve_one, env_text("AZUKARI_BIND", "127.0.0.1"), env_int("AZUKARI_HTTP_PORT", 8080), limit=_LONGEST_HEAD
    )
    stopped = asyncio.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(one, stopped.set)
    async with server:
        await stopped.wait()


if __name__ == "__main__":
    asyncio.run(_run())
