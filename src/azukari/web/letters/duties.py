"""What the worker does, wired to its own database role, its token for the keeper, and the mail server."""

from functools import cache
from pathlib import Path

from django.conf import settings

from azukari.base.clock import system_clock
from azukari.base.errors import UnavailableError
from azukari.vault.keeper_client import Credential, CredentialKind, KeeperClient
from azukari.web.database import DjangoDatabase
from azukari.web.letters import services
from azukari.web.letters.services import Sender, Waiting
from azukari.web.receipts import proved_receipt

_DATABASE = DjangoDatabase()


def send(letter_id: int) -> None:
    """Send one letter of the outbox."""
    services.send(_DATABASE, letter_id, sender=_sender(), now=system_clock())


def run_out() -> None:
    """Have the keeper end what has reached the end of its retention."""
    _keeper().retain()


def _sender() -> Sender:
    return Sender(
        opener=_keeper(), receipt_of=_receipt_of, address=settings.DEFAULT_FROM_EMAIL, site=settings.AZUKARI_PUBLIC_URL
    )


def _receipt_of(letter: Waiting) -> bytes | None:
    return proved_receipt(_DATABASE, letter.receipt, entry=letter.entry)


@cache
def _keeper() -> KeeperClient:
    try:
        token = (Path(settings.AZUKARI_KEYS) / "token").read_text(encoding="ascii").strip()
    except OSError:
        raise UnavailableError("The worker's token for the keeper cannot be read.") from None
    return KeeperClient(settings.AZUKARI_KEEPER_SOCKET, Credential(CredentialKind.TOKEN, token))
