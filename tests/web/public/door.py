"""A person at the public door: reads pages, fills in forms as they stand, and sends them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path

from django.test import Client

from azukari.host.database import PsycopgDatabase
from azukari.ledger.services import Sequencer
from azukari.statement.document import Statement

BROCHURE = {
    "brochures": ["general", "paper"],
    "name": ["山田　花子"],
    "postal_code": ["１０００００５"],
    "address-prefecture": ["東京都"],
    "address-city": ["千代田区"],
    "address-street": ["丸の内1-1-1"],
    "email": ["hanako＠mail.example"],
    "az-agree": ["on"],
}


@dataclass
class Stopwatch:
    """A clock that moves when it is told to."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **much: float) -> None:
        self.at += timedelta(**much)


@dataclass
class Answer:
    """What the door answered."""

    status: int
    text: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def draft(self) -> str:
        found = re.search(r'name="az-draft" value="([^"]+)"', self.text)
        assert found, self.text[:2000]
        return found[1]

    def value(self, name: str) -> str:
        """Tell what stands in a line of text."""
        tags = (tag for tag in re.findall(r"<input[^>]*>", self.text) if f'name="{name}"' in tag)
        found = re.search(r'value="([^"]*)"', next(tags))
        return unescape(found[1]) if found else ""

    @property
    def words(self) -> str:
        """Give the text without its tags."""
        return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", self.text)))


@dataclass
class Door:
    """The public door of the example organisation on a database of its own."""

    home: Path
    statement: Statement
    clock: Stopwatch
    owner: PsycopgDatabase
    sequencer: Sequencer
    client: Client = field(default_factory=Client)

    def get(self, path: str, **headers: str) -> Answer:
        return self._answer(self.client.get(path, secure=True, headers=headers))

    def post(self, path: str, fields: Mapping[str, object], **headers: str) -> Answer:
        return self._answer(self.client.post(path, fields, secure=True, headers=headers))

    def open(self, service: str = "brochure", language: str = "ja") -> Answer:
        """Open a form and take the time that a person needs."""
        page = self.get(f"/{language}/services/{service}/")
        self.clock.forward(seconds=40)
        return page

    def check(
        self, fields: Mapping[str, Sequence[str]], service: str = "brochure", language: str = "ja", **headers: str
    ) -> Answer:
        """Open a form, fill it in, and go on to the check."""
        draft = self.open(service, language).draft
        return self.post(f"/{language}/services/{service}/confirm/", {"az-draft": draft, **fields}, **headers)

    def send(self, checked: Answer, service: str = "brochure", language: str = "ja") -> Answer:
        """Press "send" on the page of the check."""
        return self.post(f"/{language}/services/{service}/send/", {"az-draft": checked.draft})

    def complete(self, fields: Mapping[str, Sequence[str]], service: str = "brochure", language: str = "ja") -> Answer:
        """Go all the way to the completion page."""
        sent = self.send(self.check(fields, service, language), service, language)
        assert sent.status == 303, sent.words
        return self.get(sent.headers["Location"])

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Look into the database as its owner, whom no door is."""
        with self.owner.transaction() as cursor:
            cursor.execute(query)
            return cursor.fetchall()

    def _answer(self, response: object) -> Answer:
        assert not response.cookies, "No page sets a cookie."  # type: ignore[attr-defined]  # the client's own answer
        streamed = getattr(response, "streaming_content", None)
        body = response.content if streamed is None else b"".join(streamed)  # type: ignore[attr-defined]  # as above
        headers = dict(response.headers)  # type: ignore[attr-defined]  # the client's own answer
        return Answer(response.status_code, body.decode(errors="replace"), headers, body)  # type: ignore[attr-defined]  # as above


def number_of(page: Answer) -> str:
    """Read the receipt number on a completion page."""
    found = re.search(r'<p class="number">([^<]+)</p>', page.text)
    assert found, page.words
    return found[1]
