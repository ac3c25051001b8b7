"""A client that entrusts a file of many persons: its contract, the file, and what each role of the database finds of it."""

import csv
import json
import os
import subprocess
import sys
import uuid
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psycopg
from playwright.sync_api import APIResponse, Page
from psycopg import sql
from psycopg.conninfo import make_conninfo

from azukari.base.clock import japan_date, system_clock
from azukari.cli.installation import find_installation
from azukari.cli.people import DEMO_STAFF
from azukari.host.home import DOORS
from azukari.host.roles import engagement_url
from tests.journeys.mailing import Contractor
from tests.journeys.pages import assert_accessible, keep_picture
from tests.journeys.persons import press
from tests.journeys.product import Product, wait_for
from tests.journeys.remains import MAIN, PERSON_KEYS, superuser, tables
from tests.sharing.clients import contract_text

SCHEMAS = ("entrusted", "entrusted_intake")
_ENTRUSTED = ("owner", "entrusted", "entrusted_import")
WHY = "チケット 2026-131"
_MAPPING = """
[provenance]
giver = "organisation"
name = "架空の星空社"
address = "東京都千代田区"
representative = "代表 花子"
acquired = "入会の申込による"
received_on = 2026-11-20
basis = "27-5-i"
consent = "委託のため不要"
contract = "委託契約書"
confirmed_by = "空野 朗"
confirmed_how = "契約書の写しを確認"

[language]
value = "ja"

[items.name]
column = "名前"

[items.email]
column = "メール"

[items.plan]
column = "種別"
values = { "金" = "gold", "並" = "plain" }
"""


@dataclass(frozen=True)
class Client:
    """A client with a contract; whatever it is sent it fetches with a code and reads with its own tool."""

    id: str
    desk: Contractor
    product: Product

    def agree(self) -> None:
        """Have the contract put on record, for a year from a month ago."""
        today = japan_date(system_clock())
        begins, ends = ((today + timedelta(days=days)).isoformat() for days in (-30, 335))
        self.desk.folder.mkdir(parents=True, exist_ok=True)
        file = self.desk.folder / "contract.toml"
        text = contract_text(self.id, begins=begins, ends=ends, age_key=self.desk.make_key())
        file.write_text(text, encoding="utf-8")
        self._run("agree", str(file))

    def give(self, rows: list[tuple[str, str, str]]) -> None:
        """Give a file of persons, each with name, e-mail address and plan, and have it taken in."""
        file, mapping = self.desk.folder / "members.csv", self.desk.folder / "mapping.toml"
        with file.open("w", newline="", encoding="utf-8") as opened:
            csv.writer(opened).writerows([("名前", "メール", "種別"), *rows])
        mapping.write_text(_MAPPING, encoding="utf-8")
        self._run("import", self.id, str(file), "--mapping", str(mapping))

    def fetch(self, page: Page, name: str, *, before: int) -> str:
        """Wait for the mail after so many others, follow its link, type in the code, save the file, and decrypt it."""
        wait_for(lambda: len(self.desk.links(self.product)) > before, seconds=120)
        self.desk.come(page, self.product, "ja", self.desk.links(self.product)[-1])
        return self.desk.decrypt(self.desk.save(page, name))

    def mails(self) -> int:
        """Tell how many mails with a link have come."""
        return len(self.desk.links(self.product))

    def on_record(self) -> dict[str, object]:
        """Read what the register says of it."""
        found = json.loads(self._run("list", "--json"))
        return next(one for one in found if one["contract"]["id"] == self.id)

    def engagement(self) -> uuid.UUID:
        """Tell under which id its rows lie."""
        with psycopg.connect(superuser(self.product, MAIN)) as connection:
            row = connection.execute(
                "SELECT engagement_id FROM sharing_entrusted WHERE contract_id = %s", (self.id,)
            ).fetchone()
        assert row is not None
        return uuid.UUID(str(row[0]))

    def rows_left(self) -> dict[str, int]:
        """Count what the store holds of persons, whoever may see it."""
        counted = {}
        for database, names in (
            (MAIN, ("vault_record", "vault_directory", "vault_consent")),
            (PERSON_KEYS, ("person_key",)),
        ):
            with psycopg.connect(superuser(self.product, database)) as connection:
                for name in names:
                    counted[name] = _count(connection, "entrusted", name, self.engagement())
        return counted

    @property
    def keys(self) -> Path:
        """Tell where its keys lie."""
        return self.product.home.keys("keeper") / "entrusted" / self.id

    def _run(self, *words: str) -> str:
        command = [sys.executable, "-m", "azukari.cli.main", "entrusted", words[0], str(self.product.home.path)]
        environment = {**os.environ, "NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "160"}
        done = subprocess.run([*command, *words[1:]], capture_output=True, text=True, check=False, env=environment)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


class Session:
    """A member of staff in a window of their own, at the pages of what is entrusted to us."""

    def __init__(self, page: Page, product: Product, username: str) -> None:
        self.page, self.product, self.username = page, product, username

    def go(self, path: str) -> int:
        """Go to a page, and tell how it was answered."""
        answer = self.page.goto(f"{self.product.staff}/ja/{path}")
        assert answer is not None
        return answer.status

    def text(self) -> str:
        return self.page.locator("main").inner_text()

    def look(self, name: str) -> None:
        assert_accessible(self.page)
        keep_picture(self.page, f"ja-{name}")

    def send(self, action: str) -> None:
        """Press the button of a form, folded or not, and show once more who one is where that is asked for."""
        self.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        press(self.page, action)
        if "/confirm/" in self.page.url:
            password = next(one.password for one in DEMO_STAFF if one.username == self.username)
            self.page.locator('[name="password"]').fill(password)
            self.page.locator("main form button[type=submit]").first.click()

    def search(self, path: str, kind: str, value: str) -> str:
        """Search, or open by a number, and give what is shown."""
        assert self.go(path) == 200
        self.page.locator('[name="reason"]').fill(WHY)
        self.page.locator('[name="kind"]').select_option(kind)
        self.page.locator('[name="value"]').fill(value)
        self.page.locator("main form button[type=submit]").first.click()
        return self.text()

    def post(self, path: str, **form: str) -> APIResponse:
        """Send a form past the page that would show it."""
        self.go("")
        token = self.page.locator('[name="csrfmiddlewaretoken"]').first.get_attribute("value") or ""
        return self.page.request.post(
            f"{self.product.staff}/ja/{path}",
            form={"csrfmiddlewaretoken": token, **form},
            headers={"Referer": f"{self.product.staff}/ja/"},
        )

    def let_in(self, client: str, username: str) -> None:
        """Let somebody work with a client's data."""
        self.go(f"entrusted/{client}/")
        self.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        wanted = self.page.locator(f'[name="user"] option:has-text("({username})")').get_attribute("value")
        self.page.locator('select[name="user"]').select_option(wanted)
        self.send("/members/")


def answered_to_others(product: Product) -> list[str]:
    """Ask every table of clients' data as every role that has nothing to do with it, and tell which answered all the same."""
    answered = []
    for door in (door for door in DOORS if door not in _ENTRUSTED):
        for database in (MAIN, PERSON_KEYS):
            asked = _all_tables(product, database, SCHEMAS if database == MAIN else SCHEMAS[:1])
            assert asked
            try:
                with psycopg.connect(_url(product, door, database), autocommit=True) as connection:
                    answered += [
                        f"{door} {schema}.{name}" for schema, name in asked if _answers(connection, schema, name)
                    ]
            except psycopg.OperationalError as error:
                assert "permission denied for database" in str(error)  # noqa: PT017 - others may not fail to connect
    return answered


def seen_by_the_entrusted(product: Product, engagement: uuid.UUID, whose: uuid.UUID | None) -> set[str]:
    """Look for one client's rows as each role that may, with the id of ``whose`` client set; tell in which tables there are any."""
    seen = set()
    for door in _ENTRUSTED:
        for database in (MAIN, PERSON_KEYS):
            url = _url(product, door, database)
            with psycopg.connect(url if whose is None else engagement_url(url, whose), autocommit=True) as connection:
                for schema, name in _all_tables(product, database, SCHEMAS[:1]):
                    if _answers(connection, schema, name) and _count(connection, schema, name, engagement):
                        seen.add(f"{door} {name}")
    return seen


def _url(product: Product, door: str, database: str) -> str:
    return make_conninfo(
        find_installation(product.home.path).environment(door)["AZUKARI_DATABASE_URL"], dbname=database
    )


def _answers(connection: psycopg.Connection[tuple[object, ...]], schema: str, name: str) -> bool:
    try:
        connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, name)))
    except psycopg.errors.InsufficientPrivilege:
        return False
    return True


def _all_tables(product: Product, database: str, schemas: tuple[str, ...]) -> list[tuple[str, str]]:
    with psycopg.connect(superuser(product, database)) as connection:
        return [(schema, table) for schema in schemas for table in tables(connection, schema)]


def _count(connection: psycopg.Connection[tuple[object, ...]], schema: str, table: str, engagement: uuid.UUID) -> int:
    question = sql.SQL("SELECT count(*) FROM {} WHERE engagement_id = %s").format(sql.Identifier(schema, table))
    row = connection.execute(question, (engagement,)).fetchone()
    assert row is not None
    return int(str(row[0]))
