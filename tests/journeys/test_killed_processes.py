"""Processes are killed while people send in forms: what was acknowledged is there, once, and everything comes back by itself."""

import os
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import psycopg
import pytest

import azukari
from azukari.base.errors import AzukariError, UnavailableError
from azukari.cli.example_people import Submission, read_submissions
from azukari.cli.installation import find_installation
from azukari.cli.visitor import Page, Visitor
from azukari.ledger.directory import TileDirectory
from azukari.ledger.log import verify_log
from azukari.ledger.note import read_verifier
from azukari.vault.keeper_client import Credential, CredentialKind, KeeperClient
from tests.journeys.product import Product, wait_for

pytestmark = pytest.mark.journey

_PEOPLE = (Path(azukari.__file__).parent / "example" / "modern" / "people.toml").read_text(encoding="utf-8")
_INQUIRY = next(one for one in read_submissions(_PEOPLE) if one.service == "inquiry")
_NUMBER = re.compile(r"[0-9A-HJKMNP-TV-Y]{4}-[0-9A-HJKMNP-TV-Y]{4}-[0-9A-HJKMNP-TV-Y]{4}")
_FORMS = 40
_VICTIMS = {
    "keeper": "azukari.keeper",
    "ledger": "azukari.cli.sequence",
    "worker": "azukari.web.worker",
    "public": "azukari.web.wsgi:application",
    "postgres": "/bin/postgres -D",
}


@dataclass
class Senders:
    """People who send in one form after another, and press again until they see a receipt number."""

    product: Product
    numbers: list[str] = field(default_factory=list)
    failures: int = 0
    done: threading.Event = field(default_factory=threading.Event)

    def prepare(self) -> list[Page]:
        """Open the forms, and read them as long as a person would."""
        pages = [self.product.visitor().get("/ja/services/inquiry/") for _ in range(_FORMS)]
        time.sleep(2.2)
        return pages

    def are_past(self, count: int) -> bool:
        """Tell whether so many were acknowledged."""
        return len(self.numbers) >= count or self.done.is_set()

    def run(self, pages: list[Page]) -> None:
        """Send them all."""
        visitor = self.product.visitor()
        for page in pages:
            self.numbers.append(self._send(visitor, page, _INQUIRY))
        self.done.set()

    def _send(self, visitor: Visitor, page: Page, submission: Submission) -> str:
        form = next(form for form in page.forms() if "az-agree" in form.boxes)
        checked = self._until(lambda: visitor.send(page, form, {**submission.values, "az-agree": ["on"]}), "/confirm/")
        ready = next(form for form in checked.forms() if form.action.endswith("/send/"))
        done = self._until(lambda: visitor.send(checked, ready), "/complete/")
        found = _NUMBER.search(done.text)
        assert found is not None
        return found.group()

    def _until(self, press: Callable[[], Page], place: str) -> Page:
        deadline = time.monotonic() + 60
        while True:
            try:
                page = press()
                if page.status == 200 and place in page.url and ("/send/" in page.text or place == "/complete/"):
                    return page
            except UnavailableError:
                pass
            self.failures += 1
            assert time.monotonic() < deadline, "The public side did not come back within a minute."
            time.sleep(0.1)


@pytest.mark.parametrize("victim", sorted(_VICTIMS))
def test_nothing_acknowledged_is_lost(product: Product, victim: str) -> None:
    senders = Senders(product)
    pages = senders.prepare()
    before = _records(product)
    thread = threading.Thread(target=senders.run, args=(pages,), daemon=True)
    thread.start()
    killed = list(_kill_while_sending(product, senders, _VICTIMS[victim]))
    thread.join(120)
    assert senders.done.is_set()
    assert killed, f"{victim} was never found running"
    wait_for(lambda: set(product.pids(_VICTIMS[victim])) - set(killed), seconds=60)
    assert len(set(senders.numbers)) == _FORMS
    assert _records(product) == before + _FORMS
    _assert_all_open(product, senders.numbers)
    _assert_ledger_whole(product)


def _kill_while_sending(product: Product, senders: Senders, name: str) -> Iterator[int]:
    for part in (_FORMS // 5, _FORMS // 2):
        wait_for(partial(senders.are_past, part), seconds=90)
        for pid in product.pids(name):
            os.kill(pid, signal.SIGKILL)
            yield pid


def _assert_all_open(product: Product, numbers: list[str]) -> None:
    token = (product.home.keys("worker") / "token").read_text().strip()
    keeper = KeeperClient(product.home.keeper_socket, Credential(CredentialKind.TOKEN, token))
    wait_for(lambda: _answers(keeper), seconds=60)
    for number in numbers:
        opened = keeper.open(number, purpose="inquiry.reply", reason="a test of recovery")
        assert opened.items["name"] == _INQUIRY.values["name"][0].strip()


def _answers(keeper: KeeperClient) -> bool:
    try:
        return keeper.status().ledger_writable
    except AzukariError:
        return False


def _assert_ledger_whole(product: Product) -> None:
    key = read_verifier(product.home.environment("public")["AZUKARI_LEDGER_KEY"])

    def covers_all() -> bool:
        entries = _count(product, "SELECT count(*) FROM ledger_entry")
        return verify_log(TileDirectory(product.home.ledger), key).size >= entries

    wait_for(covers_all, seconds=60)


def _records(product: Product) -> int:
    return _count(product, "SELECT count(*) FROM vault_record")


def _count(product: Product, query: str) -> int:
    url = find_installation(product.home.path).environment("owner")["AZUKARI_DATABASE_URL"]
    deadline = time.monotonic() + 60
    while True:
        try:
            with psycopg.connect(url) as connection:
                row = connection.execute(query.encode()).fetchone()
                assert row is not None
                return int(row[0])
        except psycopg.OperationalError:
            assert time.monotonic() < deadline
            time.sleep(0.2)
