"""What the worker does, wired to its own database role, its token for the keeper, and the mail server."""

import logging
import uuid
from functools import cache
from pathlib import Path

from django.conf import settings

from azukari.base.clock import system_clock
from azukari.base.errors import TamperedError, UnavailableError
from azukari.ledger.directory import TileDirectory
from azukari.ledger.note import read_verifier
from azukari.rights.clients import NoticeClient
from azukari.sharing.clients import CourierClient
from azukari.vault.keeper_client import Credential, CredentialKind, KeeperClient
from azukari.web.database import DjangoDatabase
from azukari.web.letters import chasers, codes, handovers, heads, notices, reminders, services
from azukari.web.letters.services import Sender, Waiting
from azukari.web.receipts import proved_receipt

DATABASE = DjangoDatabase()
_log = logging.getLogger("azukari.worker")


def send(letter_id: int) -> None:
    """Send one letter of the outbox."""
    services.send(DATABASE, letter_id, sender=_sender(), now=system_clock())


def send_code(entrance: uuid.UUID) -> None:
    """Mail the code of one entrance, if it leads anywhere."""
    sender = codes.CodeSender(keeper(), address=settings.DEFAULT_FROM_EMAIL)
    codes.send(DATABASE, entrance, sender=sender, now=system_clock())


def send_notice(notice_id: int) -> None:
    """Mail one letter about a request, if anybody can be written to."""
    sender = notices.NoticeSender(
        NoticeClient(keeper()), address=settings.DEFAULT_FROM_EMAIL, portal=settings.AZUKARI_PORTAL_URL
    )
    notices.send(DATABASE, notice_id, sender=sender, now=system_clock())


def send_handover(handover_id: uuid.UUID, *, was_put: bool = False) -> None:
    """Tell a recipient that a hand-over waits, if it does, or was put on their server."""
    handovers.send(DATABASE, handover_id, sender=_handover_sender(), now=system_clock(), was_put=was_put)


def send_handover_code(pickup_id: uuid.UUID) -> None:
    """Mail the code with which a hand-over is fetched, if there is one."""
    handovers.send_code(DATABASE, pickup_id, sender=_handover_sender(), now=system_clock())


def share() -> None:
    """Have the keeper pass changes on to recipients, and make what is due."""
    CourierClient(keeper()).work()


def chase() -> None:
    """Remind recipients of what they owe."""
    chasers.chase(_DATABASE, sender=settings.DEFAULT_FROM_EMAIL, portal=settings.AZUKARI_PORTAL_URL, now=system_clock())


def remind() -> None:
    """Mail the desk what is due, if anything is."""
    reminders.remind(
        DATABASE, sender=settings.DEFAULT_FROM_EMAIL, staff_url=settings.AZUKARI_STAFF_URL, now=system_clock()
    )


def run_out() -> None:
    """Have the keeper end what has reached the end of its retention."""
    keeper().retain()


def heads_due(timestamp: int) -> tuple[bool, range]:
    """Tell whether the head is due at the second place now, and by their numbers the addresses that it is due at."""
    due = heads.is_due(timestamp, every_hours=settings.AZUKARI_HEADS_HOURS)
    addresses = range(len(settings.AZUKARI_HEADS_TO)) if due else range(0)
    return due and bool(settings.AZUKARI_HEADS_FOLDER), addresses


def keep_head() -> None:
    """Keep the ledger's head in the second place, and say it in the log if it contradicts what was kept there."""
    if settings.AZUKARI_HEADS_FOLDER:
        try:
            heads.keep(_ledger(), Path(settings.AZUKARI_HEADS_FOLDER), now=system_clock())
        except TamperedError as error:
            _log.error("%s: %s", type(error).__name__, error.message)
            raise


def mail_head(number: int, hour: int) -> None:
    """Mail the ledger's head to one of the addresses, unless it was taken out of the settings meanwhile."""
    if number < len(settings.AZUKARI_HEADS_TO):
        to = settings.AZUKARI_HEADS_TO[number]
        heads.mail(_ledger(), to=to, sender=settings.DEFAULT_FROM_EMAIL, hour=hour, now=system_clock())


def _ledger() -> heads.Ledger:
    tiles = TileDirectory(Path(settings.AZUKARI_HOME) / "ledger")
    return heads.Ledger(tiles, read_verifier(settings.AZUKARI_LEDGER_KEY))


def _sender() -> Sender:
    return Sender(
        opener=keeper(),
        receipt_of=_receipt_of,
        address=settings.DEFAULT_FROM_EMAIL,
        site=settings.AZUKARI_PUBLIC_URL,
        portal=settings.AZUKARI_PORTAL_URL,
    )


def _handover_sender() -> handovers.HandoverSender:
    return handovers.HandoverSender(
        CourierClient(keeper()), address=settings.DEFAULT_FROM_EMAIL, portal=settings.AZUKARI_PORTAL_URL
    )


def _receipt_of(letter: Waiting) -> bytes | None:
    return proved_receipt(DATABASE, letter.receipt, entry=letter.entry)


@cache
def keeper() -> KeeperClient:
    """Ask the keeper as the worker."""
    try:
        token = (Path(settings.AZUKARI_KEYS) / "token").read_text(encoding="ascii").strip()
    except OSError:
        raise UnavailableError("The worker's token for the keeper cannot be read.") from None
    return KeeperClient(settings.AZUKARI_KEEPER_SOCKET, Credential(CredentialKind.TOKEN, token))
