"""What the staff side asks the keeper about clients' data.

Raises, from every method, as `vault.keeper_client.KeeperClient` says, and what the act itself refuses.
"""

import uuid
from dataclasses import asdict
from datetime import date, datetime

from azukari.base.canonical import canonical_bytes
from azukari.base.clock import instant_text
from azukari.sharing.services.entrusted.telling import Breach
from azukari.vault.access import Found, Opened
from azukari.vault.keeper_client import KeeperClient
from azukari.vault.keeper_opened import OpenedPage, read_page
from azukari.vault.keeper_shapes import read_count, read_found, read_id, read_nothing, read_opened

_LONG_SECONDS = 600.0  # for what goes through all of a client's records


class EntrustedClient:
    """Asks about one client's data; who may, the keeper sees for itself."""

    def __init__(self, keeper: KeeperClient, client: str) -> None:
        """Ask over a client of the keeper, about a contract."""
        self._keeper = keeper
        self._client = client

    def end(self, ended_on: date) -> None:
        """End the engagement."""
        self._keeper.ask("entrusted_end", read_nothing, client=self._client, ended_on=ended_on.isoformat())

    def add(self, user: uuid.UUID) -> None:
        """Let somebody work with the data."""
        self._keeper.ask("entrusted_add", read_nothing, client=self._client, user=str(user))

    def remove(self, user: uuid.UUID) -> None:
        """Let somebody no longer work with the data."""
        self._keeper.ask("entrusted_remove", read_nothing, client=self._client, user=str(user))

    def open(self, record: str, *, purpose: str, reason: str) -> Opened:
        """Open a record for a purpose of the contract."""
        return self._keeper.ask(
            "entrusted_open", read_opened, client=self._client, record=record, purpose=purpose, reason=reason
        )

    def find(self, kind: str, value: str, *, purpose: str, reason: str) -> tuple[Found, ...]:
        """Find records by number, email, phone, name or kana."""
        return self._keeper.ask(
            "entrusted_find", read_found, client=self._client, kind=kind, value=value, purpose=purpose, reason=reason
        )

    def page(self, *, purpose: str, reason: str, after: str = "", limit: int = 500) -> OpenedPage:
        """Open the next records."""
        return self._keeper.ask(
            "entrusted_page",
            read_page,
            client=self._client,
            purpose=purpose,
            reason=reason,
            after=after,
            limit=str(limit),
        )

    def count(self) -> int:
        """Be told how many records there are."""
        return self._keeper.ask("entrusted_count", read_count, client=self._client)

    def forward(self, text: str, *, arrived_at: datetime) -> uuid.UUID:
        """Forward what a person asked."""
        return self._keeper.ask(
            "entrusted_forward", read_id, client=self._client, text=text, arrived_at=instant_text(arrived_at)
        )

    def report(self, since: date, until: date) -> uuid.UUID:
        """Report how the data was used."""
        days = {"since": since.isoformat(), "until": until.isoformat()}
        return self._keeper.ask("entrusted_report", read_id, _LONG_SECONDS, client=self._client, **days)

    def tell_breach(self, breach: Breach) -> uuid.UUID:
        """Tell what has happened to the data."""
        written = canonical_bytes({**asdict(breach)}).decode()
        return self._keeper.ask("entrusted_breach", read_id, client=self._client, breach=written)

    def give_back(self) -> uuid.UUID:
        """Have everything returned."""
        return self._keeper.ask("entrusted_return", read_id, client=self._client)

    def destroy(self) -> uuid.UUID:
        """Destroy everything, with its keys."""
        return self._keeper.ask("entrusted_destroy", read_id, _LONG_SECONDS, client=self._client)


def agree(keeper: KeeperClient, text: str) -> uuid.UUID:
    """Register a client's contract, or a new version of it, from the text of its file."""
    return keeper.ask("entrusted_agree", read_id, contract=text)
