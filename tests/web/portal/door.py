"""Persons at the portal: they say who they are, read their mail, type in the code, and look around."""

import re
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

from django.test import Client

from azukari.base.sql import Database
from azukari.statement.purposes import Role
from azukari.vault.keeper_client import Credential, CredentialKind
from azukari.web.letters import codes
from tests.keeper.house import TOKEN, House

ORIGIN = "https://testserver"
WORKER = Credential(CredentialKind.TOKEN, TOKEN)
_FORM = "application/x-www-form-urlencoded"
_CODE = re.compile(r"\b([0-9]{4}) ([0-9]{4})\b")


@dataclass
class Answer:
    """What the door answered."""

    status: int
    text: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def words(self) -> str:
        """Give the text without its tags."""
        return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", self.text))).strip()

    @property
    def main(self) -> str:
        """Give the words of the main part, which holds what a page is about."""
        found = re.search(r"<main.*</main>", self.text, re.DOTALL)
        assert found, self.text
        return Answer(self.status, found[0], self.headers, self.body).words

    @property
    def location(self) -> str:
        return self.headers.get("Location", "")


@dataclass
class Browser:
    """One browser at the portal."""

    client: Client = field(default_factory=Client)

    def get(self, path: str, **headers: str) -> Answer:
        return self._answer(self.client.get(path, secure=True, headers=headers))

    def post(self, path: str, fields: Mapping[str, object] | None = None, **headers: str) -> Answer:
        sent = {"Origin": ORIGIN, **headers}
        body = urlencode(dict(fields or {}), doseq=True)
        return self._answer(self.client.post(path, body, content_type=_FORM, secure=True, headers=sent))

    def cookie(self, name: str) -> str:
        found = self.client.cookies.get(name)
        return "" if found is None else found.value

    def _answer(self, response: object) -> Answer:
        streamed = getattr(response, "streaming_content", None)
        body = response.content if streamed is None else b"".join(streamed)  # type: ignore[attr-defined]  # the client's own answer
        headers = dict(response.headers)  # type: ignore[attr-defined]  # as above
        return Answer(response.status_code, body.decode(errors="replace"), headers, body)  # type: ignore[attr-defined]  # as above


@dataclass
class Door:
    """The portal of the example organisation, with its worker and its mail server."""

    house: House
    worker: Database
    mail: Path

    def browser(self) -> Browser:
        return Browser()

    def erase(self, number: str) -> None:
        """Erase a person, as a privacy manager does who has just proved to be one."""
        manager = self.house.session(self.house.hire(Role.PRIVACY_MANAGER), at=time.time())
        self.house.client(manager).erase(number)

    def hold(self, number: str) -> None:
        """Place a legal hold, as a privacy manager does who has just proved to be one."""
        manager = self.house.session(self.house.hire(Role.PRIVACY_MANAGER), at=time.time())
        self.house.client(manager).hold(number, matter="matter 1", review_on=date(2027, 3, 31))

    def work(self) -> None:
        """Do what the worker does: send every code that was put out since."""
        rows = self.house.sql(
            "UPDATE procrastinate_jobs SET status = 'succeeded' WHERE task_name = 'letters.send_code' AND status = 'todo'"
            " RETURNING args->>'entrance'"
        )
        sender = codes.CodeSender(self.house.client(WORKER), address="noreply@hibari.example")
        for (entrance,) in rows:
            codes.send(self.worker, uuid.UUID(entrance), sender=sender, now=datetime.now(UTC))

    def letters(self) -> list[EmailMessage]:
        """Read the mails that went out, oldest first."""
        read = [
            message_from_bytes(file.read_bytes(), policy=policy.default) for file in sorted(self.mail.glob("*.eml"))
        ]
        return [one for one in read if isinstance(one, EmailMessage)]

    def code(self) -> str:
        """Read the code in the newest mail."""
        self.work()
        found = _CODE.search(self.letters()[-1].get_content())
        assert found
        return found[1] + found[2]

    def ask(self, said: str, language: str = "ja") -> Browser:
        """Say a number or an address, up to the page that asks for the code."""
        browser = self.browser()
        assert browser.post(f"/{language}/", {"said": said}).location == f"/{language}/code/"
        return browser

    def come_in(self, said: str, language: str = "ja") -> Browser:
        """Come in with a number."""
        browser = self.ask(said, language)
        assert browser.post(f"/{language}/code/", {"code": self.code()}).location == f"/{language}/mine/"
        return browser
