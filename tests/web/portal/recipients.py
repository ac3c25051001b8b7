"""A recipient of the example organisation: taken on, handed something, and fetching it at the portal."""

import re
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pyrage

from azukari.base.clock import japan_date
from azukari.host.database import PsycopgDatabase
from azukari.sharing.clients import CourierClient, SharingClient
from azukari.sharing.delivery import Wish
from azukari.sharing.engagement import CRITERIA, POINTS, Scope
from azukari.sharing.services.documents import put_document
from azukari.sharing.services.engaging import ContractPaper, Desk, Marks
from azukari.statement.purposes import Role
from azukari.web.letters import handovers
from azukari.web.portal.pickup_cookies import PICKUP, TRY
from tests.web.letters.mail_server import text_of
from tests.web.portal.door import ORIGIN, WORKER, Answer, Browser, Door

RECIPIENT, DESK = "yunagi", "desk@yunagi.example"
PURPOSE, PERMITTED = "newsletter", frozenset({"newsletter"})
IDENTITY = pyrage.x25519.Identity.generate()


@dataclass
class Counter:
    """The organisation's side of hand-overs to one recipient, and the recipient's at the portal."""

    door: Door
    urls: list[str] = field(default_factory=list)

    @property
    def client(self) -> SharingClient:
        house = self.door.house
        return SharingClient(house.client(house.session(house.hire(Role.PRIVACY_MANAGER), at=time.time())))

    @property
    def courier(self) -> CourierClient:
        return CourierClient(self.door.house.client(WORKER))

    def take_on(self, **more: Any) -> None:
        today, client = japan_date(datetime.now(UTC)), self.client
        client.engage(RECIPIENT, Desk("ja", DESK, str(IDENTITY.to_public()), **more))
        staff = PsycopgDatabase(self.door.house.postgres.url("staff"))
        document = put_document(staff, "contract.txt", "text/plain", b"a contract", now=datetime.now(UTC))
        staff.close()
        scope = Scope(("inquiry",), ("name", "email"), (PURPOSE,))
        days = today - timedelta(days=10), today + timedelta(days=300)
        client.file_contract(RECIPIENT, ContractPaper(document, *days, dict.fromkeys(POINTS, 3), scope))
        client.assess(RECIPIENT, Marks(today, dict.fromkeys(CRITERIA, 4), 60, today + timedelta(days=365)))

    def propose(self) -> uuid.UUID:
        """Hand over what was collected, wait until it is made, and give the id in its link."""
        proposed = self.client.propose(RECIPIENT, Wish("inquiry", PURPOSE, control=False), reason="autumn letters")
        door = "SELECT door_id FROM sharing_handover WHERE handover_id = %s"
        door_id = uuid.UUID(str(self.door.house.sql(door, (proposed.handover_id,))[0][0]))
        self.wait_for(door_id, "made")
        return door_id

    def handover(self, door_id: uuid.UUID) -> uuid.UUID:
        found = self.door.house.sql("SELECT handover_id FROM sharing_handover WHERE door_id = %s", (door_id,))
        return uuid.UUID(str(found[0][0]))

    def state(self, door_id: uuid.UUID) -> str:
        rows = self.door.house.sql("SELECT state FROM sharing_handover WHERE door_id = %s", (door_id,))
        return str(rows[0][0])

    def wait_for(self, door_id: uuid.UUID, state: str) -> None:
        wait(lambda: self.state(door_id) == state)

    def waiting(self, kind: str) -> uuid.UUID:
        """Wait for a file of a kind that waits to be fetched."""
        query = "SELECT door_id FROM sharing_handover WHERE kind = %s AND state = 'made'"
        wait(lambda: self.door.house.sql(query, (kind,)))
        return uuid.UUID(str(self.door.house.sql(query, (kind,))[0][0]))

    def mail_codes(self) -> int:
        """Do what the worker does: mail every code that was asked for since, and tell how many there were to mail."""
        rows = self.door.house.sql(
            "UPDATE procrastinate_jobs SET status = 'succeeded' WHERE task_name = 'sharing.code' AND status = 'todo'"
            " RETURNING args->>'pickup'"
        )
        sender = handovers.HandoverSender(self.courier, address="noreply@hibari.example", portal=ORIGIN)
        for (pickup,) in rows:
            handovers.send_code(self.door.worker, uuid.UUID(pickup), sender=sender, now=datetime.now(UTC))
        return len(rows)

    def code(self) -> str:
        self.mail_codes()
        found = re.search(r"\b([0-9]{4}) ([0-9]{4})\b", text_of(self.door.letters()[-1]))
        assert found
        return found[1] + found[2]

    def come_in(self, door_id: uuid.UUID, language: str = "ja") -> Browser:
        browser, path = self.door.browser(), f"/{language}/handovers/{door_id}/"
        assert browser.post(path).location == f"{path}code/"
        assert browser.post(f"{path}code/", {"code": self.code()}).location == path
        return browser


def send(browser: Browser, path: str, fields: Mapping[str, str], file: tuple[str, bytes] | None = None) -> Answer:
    """Send a form that may hold a file."""
    sent: dict[str, Any] = dict(fields)
    if file is not None:
        sent["paper"] = BytesIO(file[1])
        sent["paper"].name = file[0]
    return browser._answer(browser.client.post(path, sent, secure=True, headers={"Origin": ORIGIN}))


def wait(until: Callable[[], object], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < deadline
        time.sleep(0.05)


__all__ = ["PICKUP", "TRY"]
