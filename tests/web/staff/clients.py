"""What the tests of clients' pages do: contracts that are on record, records that came in, and what is moved on by hand."""

import uuid
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from azukari.base.clock import system_clock
from azukari.base.ids import new_receipt_number
from azukari.host.database import PsycopgDatabase
from azukari.host.roles import PERSON_KEYS_DATABASE, engagement_url
from azukari.sharing.entrusted import statement_of
from azukari.sharing.entrusted_clients import agree
from azukari.sharing.services.entrusted.chambers import ClientKeys
from azukari.vault.keeper_client import Credential, CredentialKind, KeeperClient, KeeperLine
from azukari.vault.services.bulk import seal_all, store_all
from azukari.vault.services.sealing import Sealer
from azukari.vault.services.submission import Submission
from tests.keeper.house import House
from tests.sharing.clients import contract, contract_text
from tests.web.staff.conftest import Door
from tests.web.staff.people import Person

ALL = "/en/entrusted/"
HOSHI = f"{ALL}hoshizora/"
TSUKIMI = f"{ALL}tsukimi/"
NAME = "佐藤カナリア"
EMAIL = "canary@example.jp"
TERM = {"begins": "2020-01-01", "ends": "2099-12-31"}
NINE = ("outline", "items", "persons", "cause", "damage", "response", "publication", "prevention", "other")


def start(door: Door) -> None:
    """Start a keeper that may keep clients' data, and has a folder for what goes to them."""
    house = door.house
    urls = {
        "AZUKARI_ENTRUSTED_URL": house.postgres.url("entrusted"),
        "AZUKARI_ENTRUSTED_PERSON_KEYS_URL": house.postgres.url("entrusted", PERSON_KEYS_DATABASE),
    }
    house.start(house.environment(AZUKARI_HANDOVERS=str(house.folder / "handovers"), **urls))


@dataclass
class Clients:
    """Clients of one organisation, as its staff see them."""

    door: Door
    ids: dict[str, uuid.UUID] = field(default_factory=dict)
    more: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def house(self) -> House:
        return self.door.house

    def agree(self, by: Person, name: str = "hoshizora", **more: str) -> None:
        """Put a contract on record, as whoever is signed in."""
        self.more[name] = {**TERM, **more}
        session = Credential(CredentialKind.SESSION, by.browser.session.session_key or "-")
        asked = KeeperClient(KeeperLine(self.house.socket), session)
        self.ids[name] = agree(asked, contract_text(name, **self.more[name]))

    def join(self, manager: Person, *people: Person, client: str = "hoshizora") -> None:
        """Let people work with a client's data."""
        manager.prove()
        for one in people:
            answer = manager.post(f"{ALL}{client}/members/", user=str(one.user.pk))
            assert answer.status_code == 302, answer.content.decode()

    def take_in(self, client: str = "hoshizora") -> str:
        """Take one person in as an import does, and give the receipt number."""
        bound = statement_of(contract(client, **self.more[client]))
        urls = [
            engagement_url(self.house.postgres.url("entrusted_import", name), self.ids[client], taking_in=True)
            for name in ("azukari", PERSON_KEYS_DATABASE)
        ]
        number = new_receipt_number()
        submission = Submission(
            record_id=uuid.uuid4(), number=number, service=client, statement_hash=bound.hash, notice_hash=bound.hash,
            language="ja", connection=f"import:{uuid.UUID(int=7)}", permissions=frozenset(),
            values={"name": NAME, "email": EMAIL, "plan": "gold"},
        )  # fmt: skip
        folder = ClientKeys(self.house.keys, client).folder
        with closing(PsycopgDatabase(urls[0])) as main, closing(PsycopgDatabase(urls[1])) as person_keys:
            sealer = Sealer.open(main, person_keys, folder, now=system_clock())
            store_all(main, seal_all([submission], sealer=sealer, statement=bound, now=system_clock()))
        return number

    def state(self, kind: str) -> Any:
        """Tell the state of the newest hand-over of a kind."""
        rows = self.house.sql("SELECT state FROM sharing_handover WHERE kind = %s ORDER BY proposed_at DESC", (kind,))
        return rows[0][0] if rows else None

    def fetched(self, kind: str) -> None:
        """Have a client fetch what was made."""
        self.house.sql(
            "UPDATE sharing_handover SET state = 'handed', handed_at = now(), channel = 'link' WHERE kind = %s"
            " AND state = 'made'",
            (kind,),
        )
