import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import time

import pytest

from azukari.web.redirect import answer

_TARGET = "https://privacy.example:8443"


def _location(reply: bytes) -> bytes | None:
    found = re.search(rb"Location: (\S+)\r\n", reply)
    return found.group(1) if found else None


@pytest.mark.parametrize("method", [b"GET", b"POST", b"HEAD"])
def test_every_request_is_sent_to_https_with_its_path(method: bytes) -> None:
    reply = answer(method + b" /ja/services/inquiry/?a=1 HTTP/1.1\r\n", target=_TARGET)
    assert reply.startswith(b"HTTP/1.1 308 ")
    assert _location(reply) == b"https://privacy.example:8443/ja/services/inquiry/?a=1"


@pytest.mark.parametrize(
    "head",
    [
        b"GET http://elsewhere.example/ HTTP/1.1\r\n",
        b"GET /a\x00b HTTP/1.1\r\n",
        b"GET /\r\nLocation: https://elsewhere.example HTTP/1.1\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\n",
        b"GET /" + b"a" * 3000 + b" HTTP/1.1\r\n",
        b"",
    ],
)
def test_what_is_no_plain_request_leads_nowhere(head: bytes) -> None:
    reply = answer(head, target=_TARGET)
    assert reply.startswith(b"HTTP/1.1 400 ")
    assert _location(reply) is None


def test_a_path_that_looks_like_a_host_stays_on_ours() -> None:
    assert (
        _location(answer(b"GET //elsewhere.example/ HTTP/1.1\r\n", target=_TARGET))
        == b"https://privacy.example:8443//elsewhere.example/"
    )


def test_the_listener_answers_and_ends() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {**os.environ, "AZUKARI_PUBLIC_URL": _TARGET, "AZUKARI_HTTP_PORT": str(port)}
    with subprocess.Popen([sys.executable, "-m", "azukari.web.redirect"], env=environment) as process:
        reply = asyncio.run(_ask(port))
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    assert _location(reply) == _TARGET.encode() + b"/ja/"


async def _ask(port: int) -> bytes:
    deadline = time.monotonic() + 10
    while True:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            break
        except OSError:
            assert time.monotonic() < deadline
            await asyncio.sleep(0.02)
    writer.write(b"GET /ja/ HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n")
    reply = await reader.read()
    writer.close()
    await writer.wait_closed()
    return reply
