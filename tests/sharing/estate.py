"""Two clients who entrust data to us, beside a vault of our own."""

import json
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyrage

from azukari.base.clock import japan_date
from azukari.base.ids import new_receipt_number
from azukari.host.database import PsycopgDatabase
from azukari.host.home import write_private
from azukari.host.roles import PERSON_KEYS_DATABASE, engagement_url
from azukari.sharing.delivery import Channel
from azukari.sharing.entrusted import EntrustedContract, statement_of
from azukari.sharing.services.entrusted.agreeing import add_member, agree
from azukari.sharing.services.entrusted.chambers import Chambers
from azukari.sharing.services.entrusted.custody import Custody
from azukari.sharing.services.fetching import fetch_part
from azukari.sharing.services.files import path_of
from azukari.sharing.services.steps import handover_of
from azukari.statement.purposes import Role
from azukari.vault.access import Actor
from azukari.vault.keyring_file import new_unlock_key
from azukari.vault.services.bulk import CollectedInBulk, seal_all, store_all
from azukari.vault.services.sealing import Sealer
from azukari.vault.services.submission import Submission
from tests.conftest import Server
from tests.sharing.clients import IDENTITY, contract
from tests.sharing.yard import Yard

BEN = Actor(str(uuid.UUID(int=2)), Role.PRIVACY_MANAGER)
ANNA = Actor(str(uuid.UUID(int=1)), Role.SERVICE_STAFF)
CARA = Actor(str(uuid.UUID(int=3)), Role.PRIVACY_MANAGER)
A, B = "hoshizora", "tsukimi"
SAME = "Canary@example.jp"


@dataclass
class Estate:
    """What clients entrusted to us: Anna and Ben work with the first client's data, Cara with the second's."""

    yard: Yard
    custody: Custody
    postgres: Server
    keys: Path
    contracts: dict[str, EntrustedContract] = field(default_factory=dict)
    ids: dict[str, uuid.UUID] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        return self.yard.now

    @property
    def today(self) -> date:
        return japan_date(self.now)

    def agree(self, one: EntrustedContract) -> uuid.UUID:
        self.ids[one.id] = agree(self.custody.database, self.custody.chambers, one, actor=BEN, now=self.now)
        self.contracts[one.id] = one
        return self.ids[one.id]

    def join(self, client: str, *actors: Actor) -> None:
        for actor in actors:
            self.yard.later(seconds=1)
            add_member(self.custody, client, uuid.UUID(actor.id), actor=BEN, now=self.now)

    def take_in(self, client: str, *people: dict[str, str]) -> tuple[CollectedInBulk, ...]:
        """Take people in as an import does."""
        statement = statement_of(self.contracts[client])
        known = {item.id for item in self.contracts[client].items}
        urls = [
            engagement_url(self.postgres.url("entrusted_import", name), self.ids[client], taking_in=True)
            for name in ("azukari", PERSON_KEYS_DATABASE)
        ]
        submissions = [
            Submission(
                record_id=uuid.uuid4(), number=new_receipt_number(), service=client, statement_hash=statement.hash,
                notice_hash=statement.hash, language="ja", connection=f"import:{uuid.UUID(int=7)}",
                values={
                    item: value
                    for item, value in {"name": "佐藤カナリア", "email": SAME, "plan": "gold", **person}.items()
                    if item in known
                }, permissions=frozenset(),
            )
            for person in people or ({},)
        ]  # fmt: skip
        with closing(PsycopgDatabase(urls[0])) as main, closing(PsycopgDatabase(urls[1])) as person_keys:
            sealer = Sealer.open(main, person_keys, self.custody.chambers.keys(client).folder, now=self.now)
            return store_all(main, seal_all(submissions, sealer=sealer, statement=statement, now=self.now))

    def fetch(self, handover_id: uuid.UUID) -> bytes:
        """Fetch a delivery as its client does, and decrypt it."""
        row = handover_of(self.custody.dispatch, handover_id)
        assert fetch_part(self.custody.dispatch, row, 0, channel=Channel.LINK, now=self.now)
        return bytes(pyrage.decrypt(path_of(self.custody.dispatch.folder, handover_id).read_bytes(), [IDENTITY]))

    def lines(self, handover_id: uuid.UUID) -> list[Any]:
        return [json.loads(line) for line in self.fetch(handover_id).splitlines()]

    def rows(self, table: str, client: str | None = None) -> int:
        """Count rows as whoever has the disk."""
        wanted = "" if client is None else f" WHERE engagement_id = '{self.ids[client]}'"
        name = PERSON_KEYS_DATABASE if table.startswith("person") else "azukari"
        return int(self.yard.world.sql(f"SELECT count(*) FROM entrusted.{table}{wanted}", name=name)[0][0])  # noqa: S608


def _next_weekday(day: date) -> date:
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return day


def open_estate(yard: Yard, postgres: Server, folder: Path) -> Iterator[Estate]:
    keys = folder / "keys"
    write_private(keys / "unlock.key", new_unlock_key())
    chambers = Chambers(
        yard.dispatch.chamber.database,
        keys,
        main_url=postgres.url("entrusted"),
        person_keys_url=postgres.url("entrusted", PERSON_KEYS_DATABASE),
        size=2,
    )
    estate = Estate(yard, Custody(yard.dispatch, chambers, _next_weekday), postgres, keys)
    for name in (A, B):
        estate.agree(contract(name))
    estate.join(A, ANNA, BEN)
    estate.join(B, CARA)
    yield estate
    chambers.close()
