"""The demo's mailbox: a real SMTP server that keeps what it receives in a folder, for the staff side to show.

Only for the demo: mails lie there in the clear, and everybody in them is invented.
"""

import asyncio
import secrets
import signal
import sys
import time
from pathlib import Path

from aiosmtpd.controller import UnthreadedController
from aiosmtpd.smtp import SMTP, Envelope, Session

from azukari.web.environment import env_int, env_text


class Keep:
    """Keeps each mail as one file; the newest has the greatest name."""

    def __init__(self, folder: Path) -> None:
        """Keep mails in ``folder``."""
        self._folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Write the mail beside and move it in place, so that no reader sees half of it."""
        del server, session
        name = f"{time.time_ns():020d}-{secrets.token_hex(4)}.eml"
        beside = self._folder / f".{name}.new"  # readers look for *.eml, which would find a hidden one, too
        beside.write_bytes(envelope.original_content or b"")
        beside.replace(self._folder / name)
        return "250 Kept"


async def _run() -> None:
    folder = Path(env_text("AZUKARI_HOME")) / "mail"
    folder.mkdir(exist_ok=True)
    loop = asyncio.get_running_loop()
    controller = UnthreadedController(
        Keep(folder), hostname="127.0.0.1", port=env_int("AZUKARI_SMTP_PORT", 8025), loop=loop
    )
    controller.server = await controller._create_server()  # noqa: SLF001 - its begin() may not be called inside a running loop
    stopped = asyncio.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, stopped.set)
    await stopped.wait()


if __name__ == "__main__":
    print("The demo's mailbox keeps every mail in the clear; never use it for real people.", file=sys.stderr)  # noqa: T201
    asyncio.run(_run())
