"""A person planted in every store is erased; then no file, index, log, export or restored backup holds anything of them (X-6)."""

import secrets
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser

from azukari.base.clock import system_clock
from azukari.base.errors import AzukariError
from azukari.client import Client
from azukari.host.database import PooledDatabase
from azukari.host.postgres import binaries
from azukari.keeper.key_folder import KeyFolder
from azukari.keeper.statements import Statements
from azukari.statement.purposes import Role
from azukari.vault.access import Actor
from azukari.vault.index import LookupKind
from azukari.vault.keeper_client import Credential, CredentialKind, KeeperClient
from azukari.vault.normalise import folded
from azukari.vault.services.chamber import Chamber
from azukari.vault.services.opening import open_for
from azukari.vault.unlocked import Unlocked
from tests.journeys.pages import fresh_context
from tests.journeys.persons import NUMBER, Desk, come_in, mails_to, press, send_forms
from tests.journeys.product import Product, wait_for
from tests.journeys.remains import MAIN, PERSON_KEYS, found_in_files, superuser

pytestmark = [pytest.mark.journey, pytest.mark.chromium]

_CANARY = f"canary{secrets.token_hex(8)}"
_ADDRESS = f"{_CANARY}@person.example"
_STAFF = Actor("test", Role.PRIVACY_MANAGER)


@dataclass(frozen=True)
class Planted:
    """Where the canary was planted: receipt numbers, and what stands in the database's files because of it."""

    numbers: tuple[str, ...]
    tokens: frozenset[bytes]
    sealed: frozenset[bytes]
    keys: frozenset[bytes]


def test_nothing_is_left_but_the_tombstone(browser: Browser, product: Product, tmp_path: Path) -> None:
    numbers = (*send_forms(product, _ADDRESS, "inquiry", "opinion"), _by_a_program(product))
    planted = _planted(product, numbers)
    # Or the search below would find nothing in any case. Before a checkpoint a row lies in the log only, where an edge may part it.
    for name in (MAIN, PERSON_KEYS):
        with psycopg.connect(superuser(product, name), autocommit=True) as connection:
            connection.execute("ANALYZE")  # as the server does by itself in time; what it samples outlives its row
            connection.execute("CHECKPOINT")
    assert planted.tokens <= found_in_files(product, planted.tokens)
    assert planted.keys <= found_in_files(product, planted.keys)
    backup = tmp_path / "main.dump"
    _ask_for_erasure(browser, product, numbers, backup)
    _settle(product)
    assert found_in_files(product, {_CANARY.encode(), _CANARY.encode("utf-16-le")}) == set()
    assert found_in_files(product, planted.tokens | planted.sealed | planted.keys) == set()
    assert _CANARY.encode() not in backup.read_bytes()
    with _restored(product, backup) as chamber:
        for number, purpose in zip(numbers, ("inquiry.reply", "opinion.reply", "inquiry.reply"), strict=True):
            with pytest.raises(AzukariError):
                open_for(chamber, number, purpose=purpose, reason="a test", actor=_STAFF, now=system_clock())
    with psycopg.connect(superuser(product, MAIN)) as connection:
        rows = connection.execute("SELECT number FROM vault_tombstone WHERE cause = 'erased'").fetchall()
        assert set(numbers) <= {row[0] for row in rows}


def _by_a_program(product: Product) -> str:
    key = (product.home.path / "service-key").read_text(encoding="utf-8")
    with Client(f"{product.api}/", key, authority=str(product.authority)) as client:
        items = {"name": f"花岡 {_CANARY}", "email": _ADDRESS, "topic": "usage", "body": f"{_CANARY} です。"}
        return client.collect(items, language="ja", statement=client.matrix().statement).number


def _ask_for_erasure(browser: Browser, product: Product, numbers: tuple[str, ...], backup: Path) -> None:
    """Plant the canary in visits, requests, papers and a package; take a backup of the main database; have all erased."""
    desk = Desk(browser, product, "en")
    with fresh_context(browser, language="en") as context:
        page = context.new_page()
        come_in(page, product, numbers[0], address=_ADDRESS, language="en")
        for number in numbers[1:]:
            page.goto(f"{product.portal}/en/join/")
            page.locator("#number").fill(number)
            press(page)
            press(page, "/join/")
        page.goto(f"{product.portal}/en/requests/new/complaint/")
        page.locator("#text").fill(f"I am {_CANARY}")
        press(page)
        page.goto(f"{product.portal}/en/package/")
        with page.expect_download():
            press(page, "/package/")
        page.goto(f"{product.portal}/en/requests/new/erasure/")
        page.locator("#text").fill(f"Erase {_CANARY}")
        page.locator("#sure").check()
        press(page)
        found = NUMBER.search(page.locator(".voucher").inner_text())
    assert found is not None
    request = found.group()
    desk.look_everywhere(request)
    _dump(product, backup)
    desk.propose(request)
    press(desk.handler, "/propose/")
    desk.decide(request)
    desk.carry_out(request)
    desk.answer(request)
    desk.close()
    wait_for(lambda: any(request in text for text in mails_to(product, _ADDRESS)[-1:]))


def _planted(product: Product, numbers: tuple[str, ...]) -> Planted:
    index = KeyFolder(product.home.keys("keeper")).index_key()
    tokens = Unlocked(KeyFolder(product.home.keys("keeper")).keyring(), index_key=index).index
    email = tokens.token(LookupKind.EMAIL, folded(LookupKind.EMAIL, _ADDRESS))
    with psycopg.connect(superuser(product, MAIN)) as connection:
        rows = connection.execute(
            "SELECT person_id, sealed FROM vault_record WHERE number = ANY (%s)", (list(numbers),)
        ).fetchall()
    persons = [row[0] for row in rows]
    with psycopg.connect(superuser(product, PERSON_KEYS)) as connection:
        keys = connection.execute("SELECT sealed FROM person_key WHERE person_id = ANY (%s)", (persons,)).fetchall()
    sealed = {bytes(part)[:64] for row in rows for part in row[1] if part is not None}
    return Planted(numbers, frozenset({email}), frozenset(sealed), frozenset(bytes(row[0]) for row in keys))


def _settle(product: Product) -> None:
    """Let the night pass: retention, then what the server itself does in time, vacuum and checkpoints."""
    token = (product.home.keys("worker") / "token").read_text(encoding="ascii").strip()
    KeeperClient(product.home.keeper_socket, Credential(CredentialKind.TOKEN, token)).retain()
    for name in (MAIN, PERSON_KEYS):
        with psycopg.connect(superuser(product, name), autocommit=True) as connection:
            if name == MAIN:
                connection.execute("VACUUM FULL")
            for _ in range(3):
                connection.execute("SELECT pg_switch_wal()")
                connection.execute("CHECKPOINT")


def _dump(product: Product, backup: Path) -> None:
    subprocess.run(
        [str(binaries() / "pg_dump"), "--format=custom", f"--file={backup}", superuser(product, MAIN)], check=True
    )


@contextmanager
def _restored(product: Product, backup: Path) -> Iterator[Chamber]:
    """Give a chamber over the restored backup, with the keeper's own keys and the person keys as they are now."""
    with psycopg.connect(superuser(product, "postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE restored")
    subprocess.run(
        [str(binaries() / "pg_restore"), "--no-owner", f"--dbname={superuser(product, 'restored')}", str(backup)],
        check=True,
    )
    databases = [PooledDatabase(superuser(product, name), size=2) for name in ("restored", PERSON_KEYS)]
    keys = KeyFolder(product.home.keys("keeper"))
    yield Chamber(
        databases[0], databases[1], Unlocked(keys.keyring(), index_key=keys.index_key()), Statements(databases[0])
    )
    for database in databases:
        database.close()
    with psycopg.connect(superuser(product, "postgres"), autocommit=True) as connection:
        connection.execute("DROP DATABASE restored WITH (FORCE)")
