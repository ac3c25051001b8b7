"""What is handed to a recipient: a contractor that everything is in order with, and files that are made for it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pyrage

from azukari.base.clock import japan_date, system_clock
from azukari.host.database import PooledDatabase
from azukari.sharing.delivery import Wish
from azukari.sharing.engagement import CRITERIA, POINTS, Scope
from azukari.sharing.handover import HandoverRow
from azukari.sharing.services.dispatch import Dispatch
from azukari.sharing.services.documents import put_document
from azukari.sharing.services.engaging import ContractPaper, Desk, Marks, assess, engage, file_contract
from azukari.sharing.services.making import make
from azukari.sharing.services.proposing import propose
from azukari.sharing.services.steps import handover_of
from azukari.statement.purposes import Role
from azukari.statement.service import Recipient
from azukari.statement.text import Text
from azukari.vault.access import Actor
from bench.ground import Ground
from bench.handing_in import PURPOSE, SERVICE

ITEMS = ("name", "email", "phone", "body")
_MAILER = "mailer"
_MANAGER = Actor("bench", Role.PRIVACY_MANAGER)
_WISH = Wish(SERVICE, PURPOSE, control=False)
_YEAR = timedelta(days=365)


def dispatch_of(made: Ground, database: PooledDatabase, folder: Path) -> Dispatch:
    """Give what the keeper's acts of sharing work with, in this process."""
    words = Text(ja="発送", en="Mailer")
    mailer = Recipient(_MAILER, "contractor", words, words, ("JP",), (SERVICE,), ITEMS, (PURPOSE,))
    statement = replace(made.statement, recipients=(mailer,))
    return Dispatch(
        replace(made.chamber, database=database), database, lambda _: statement, folder, bytes(32), second_above=10**9
    )


def take_on(dispatch: Dispatch) -> pyrage.x25519.Identity:
    """Take a contractor on, and give the key that it decrypts with."""
    identity, now = pyrage.x25519.Identity.generate(), system_clock()
    today = japan_date(now)
    engage(dispatch, _MAILER, Desk("ja", "desk@mailer.example", str(identity.to_public())), actor=_MANAGER, now=now)
    paper = ContractPaper(
        put_document(dispatch.chamber.database, "contract.txt", "text/plain", b"contract", now=now),
        today,
        today + _YEAR,
        dict.fromkeys(POINTS, 1),
        Scope((SERVICE,), ITEMS, (PURPOSE,)),
    )
    file_contract(dispatch, _MAILER, paper, actor=_MANAGER, now=now)
    assess(dispatch, _MAILER, Marks(today, dict.fromkeys(CRITERIA, 5), 60, today + _YEAR), actor=_MANAGER, now=now)
    return identity


def hand_over(dispatch: Dispatch) -> HandoverRow:
    """Propose a hand-over of all records, and make its file."""
    row = propose(dispatch, _MAILER, _WISH, reason="measuring", actor=_MANAGER, now=system_clock())
    make(dispatch, row.handover_id, now=system_clock())
    return handover_of(dispatch, row.handover_id)
