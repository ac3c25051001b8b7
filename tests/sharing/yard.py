"""A dispatch with a vault of its own: a mailer that is taken on, and everything that may go wrong with it."""

import csv
import io
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyrage

from azukari.base.clock import japan_date
from azukari.host.database import PooledDatabase
from azukari.sharing.delivery import Form, Sieve, Wish
from azukari.sharing.engagement import CRITERIA, POINTS, Method, Scope
from azukari.sharing.handover import HandoverRow
from azukari.sharing.services.dispatch import Dispatch
from azukari.sharing.services.documents import put_document
from azukari.sharing.services.engaging import (
    ContractPaper,
    Desk,
    Findings,
    Marks,
    assess,
    decide_subcontractor,
    engage,
    file_contract,
    inspect,
)
from azukari.sharing.services.files import path_of
from azukari.sharing.services.keeping import work
from azukari.sharing.services.proposing import approve, propose
from azukari.sharing.services.steps import handover_of
from azukari.statement.document import Statement
from azukari.statement.purposes import Role
from azukari.statement.service import Recipient, Subcontractor
from azukari.vault.access import Actor
from azukari.vault.services.collecting import Collected
from tests.conftest import Server
from tests.vault.world import STATEMENT, World, text

BEN = Actor(str(uuid.UUID(int=2)), Role.PRIVACY_MANAGER)
CARA = Actor(str(uuid.UUID(int=3)), Role.PRIVACY_MANAGER)
ANNA = Actor(str(uuid.UUID(int=1)), Role.SERVICE_STAFF)
MAILER, PARTNER, JOINT = "mailer", "partner", "sister"
IDENTITY = pyrage.x25519.Identity.generate()
KEY = str(IDENTITY.to_public())
PERMISSION = frozenset({"newsletter"})
WISH = Wish("inquiry", "newsletter", control=False)
SCOPE = Scope(("inquiry",), ("name", "email"), ("newsletter",))


def named(name: str, kind: str, **more: Any) -> Recipient:
    one = Recipient(
        name, kind, text(name), text("letters"), ("JP",), ("inquiry",), ("name", "email", "tastes"), ("newsletter",),
        date(2026, 1, 1), date(2027, 12, 31),
    )  # fmt: skip
    return replace(one, **more)


def recipients() -> tuple[Recipient, ...]:
    carrier = Subcontractor("carrier", text("Carrier"), text("carries"), ("JP",))
    return (
        named(MAILER, "contractor", subcontractors=(carrier,), purposes=("newsletter", "inquiry.reply")),
        named(PARTNER, "third_party", basis="consent", address=text("Osaka"), representative=text("Boss")),
        named(JOINT, "joint_user", responsible=text("Azukari Shoji, Tokyo")),
    )


@dataclass
class Yard:
    """The dispatch, and short ways to take a recipient on and hand something over."""

    world: World
    dispatch: Dispatch
    statement: Statement
    failures: list[str] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        return self.world.now

    @property
    def today(self) -> date:
        return japan_date(self.now)

    def later(self, **span: int) -> None:
        self.world.now += timedelta(**span)

    def collect(self, **more: Any) -> Collected:
        self.later(seconds=1)
        return self.world.collect(permissions=PERMISSION, **more)

    def name_recipients(self, *recipients: Recipient) -> None:
        """Publish another list of recipients."""
        self.statement = replace(self.statement, recipients=recipients)

    def document(self, words: str = "a contract") -> str:
        return put_document(self.dispatch.chamber.database, "contract.txt", "text/plain", words.encode(), now=self.now)

    def engage(self, recipient: str = MAILER, **more: Any) -> None:
        desk = replace(Desk("ja", "desk@mailer.example", KEY), **more)
        engage(self.dispatch, recipient, desk, actor=BEN, now=self.now)

    def contract(self, recipient: str = MAILER, **more: Any) -> None:
        pages = dict.fromkeys(POINTS, 3)
        paper = ContractPaper(
            self.document(), self.today - timedelta(days=10), self.today + timedelta(days=300), pages, SCOPE
        )
        file_contract(self.dispatch, recipient, replace(paper, **more), actor=BEN, now=self.now)

    def assess(self, recipient: str = MAILER, **more: Any) -> int:
        marks = Marks(self.today, dict.fromkeys(CRITERIA, 4), 60, self.today + timedelta(days=365))
        return assess(self.dispatch, recipient, replace(marks, **more), actor=BEN, now=self.now)

    def inspect(self, recipient: str = MAILER, **more: Any) -> None:
        found = Findings(self.today, Method.VISIT, 0, self.today + timedelta(days=365))
        inspect(self.dispatch, recipient, replace(found, **more), actor=BEN, now=self.now)

    def approve_carrier(self, *, approved: bool = True) -> None:
        decide_subcontractor(self.dispatch, MAILER, "carrier", approved=approved, actor=BEN, now=self.now)

    def take_on(self, **more: Any) -> None:
        """Take the mailer on, with everything in order."""
        self.engage(**more)
        self.contract()
        self.assess()
        self.approve_carrier()

    def propose(self, recipient: str = MAILER, wish: Wish = WISH, *, by: Actor = BEN) -> HandoverRow:
        return propose(self.dispatch, recipient, wish, reason="autumn brochures", actor=by, now=self.now)

    def approve(self, row: HandoverRow, *, by: Actor = CARA) -> None:
        approve(self.dispatch, row.handover_id, actor=by, now=self.now)

    def work(self) -> int:
        return work(self.dispatch, now=self.now, failed=lambda error: self.failures.append(error.message))

    def row(self, row: HandoverRow) -> HandoverRow:
        return handover_of(self.dispatch, row.handover_id)

    def plain(self, row: HandoverRow) -> bytes:
        """Decrypt a file as its recipient would."""
        return bytes(pyrage.decrypt(path_of(self.dispatch.folder, row.handover_id).read_bytes(), [IDENTITY]))

    def lines(self, row: HandoverRow) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.plain(row).decode("utf-8-sig"))))


def open_yard(world: World, postgres: Server, folder: Path) -> Iterator[Yard]:
    pools = [PooledDatabase(postgres.url("keeper", name), size=4) for name in ("azukari", "azukari_person_keys")]
    chamber = replace(world.chamber, database=pools[0], person_keys=pools[1])
    yard: Yard
    dispatch = Dispatch(chamber, pools[0], lambda _: yard.statement, folder / "handovers", bytes(range(32)), 2)
    yard = Yard(world, dispatch, replace(STATEMENT, recipients=recipients()))
    yield yard
    for pool in pools:
        pool.close()


__all__ = ["Form", "Sieve", "Wish"]
