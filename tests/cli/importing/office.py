"""An organisation that takes over what it kept elsewhere: the example's home on real databases, and files to import."""

import csv
import io
import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from typer.testing import CliRunner, Result

from azukari.base.clock import system_clock
from azukari.cli.importing import command
from azukari.cli.importing.keys import Keys
from azukari.cli.main import app
from azukari.cli.new import make_home
from azukari.host.database import PsycopgDatabase
from azukari.host.home import Home
from azukari.host.roles import PERSON_KEYS_DATABASE
from azukari.host.settings import Settings
from azukari.statement.bundle import read_folder
from azukari.statement.document import Statement
from azukari.statement.purposes import Role
from azukari.statement.queries import version
from azukari.statement.services import publish
from azukari.vault.access import Actor
from azukari.vault.keyring_file import unlock
from azukari.vault.services.chamber import Chamber
from azukari.vault.services.opening import open_for
from azukari.vault.services.rotating import publish_keys
from azukari.vault.unlocked import Unlocked
from tests.cli.importing import child
from tests.conftest import Server

MANAGER = Actor("staff:1", Role.PRIVACY_MANAGER)
HEADER = (
    "会員番号", "製品", "製造番号", "購入日", "姓", "名", "セイ", "メイ", "メール", "電話", "郵便番号", "都道府県", "市区町村",
    "番地", "建物", "メルマガ",
)  # fmt: skip
PROVENANCE = """
[provenance]
giver = "organisation"
name = "架空文具販売株式会社"
address = "東京都千代田区架空1-2-3"
representative = "代表取締役 仮野 太郎"
acquired = "店頭の登録用紙による（2019年から2025年）"
received_on = 2026-11-20
basis = "consent"
consent = "登録用紙で、当社への提供に同意"
contract = "事業譲渡契約 2026-10-01"
confirmed_by = "空野 朗"
confirmed_how = "契約書と用紙の写しで確認"
"""
MAPPING = (
    """
[source]
id = "会員番号"

[language]
value = "ja"

[items.product]
column = "製品"
values = { "空色" = "pen_sorairo", "茜" = "pen_akane" }

[items.serial]
column = "製造番号"

[items.purchased_on]
column = "購入日"

[items.name]
columns = ["姓", "名"]

[items.kana]
columns = ["セイ", "メイ"]

[items.email]
column = "メール"

[items.phone]
column = "電話"

[items.postal_code]
column = "郵便番号"

[items.address]
parts = { prefecture = "都道府県", city = "市区町村", street = "番地", building = "建物" }

[permissions.newsletter]
column = "メルマガ"
given = ["希望する"]
refused = ["希望しない", ""]
"""
    + PROVENANCE
)


def person(number: int, **changed: str) -> dict[str, str]:
    """Make the row of an invented person."""
    row = dict.fromkeys(HEADER, "") | {
        "会員番号": f"M{number:07}",
        "製品": "空色" if number % 2 else "茜",
        "製造番号": f"HB-2026-{number:05}",
        "購入日": ("2024-03-05", "令和6年4月1日", "H30.5.6", "2025/1/31")[number % 4],
        "姓": "架空",
        "名": f"{number}郎",
        "セイ": "ｶｸｳ",
        "メイ": "ろう",
        "メール": f"Person{number}@mail.example",
        "電話": f"０３－{number % 10000:04}－5678",
        "郵便番号": "1000001",
        "都道府県": "東京都",
        "市区町村": "千代田区",
        "番地": f"架空{number}",
        "建物": "" if number % 3 else "架空ビル 3F",
        "メルマガ": ("希望する", "希望しない", "")[number % 3],
    }
    return row | changed


def csv_text(rows: Iterable[Mapping[str, str]], header: Sequence[str] = HEADER) -> str:
    """Write rows as CSV."""
    text = io.StringIO(newline="")
    table = csv.DictWriter(text, header)
    table.writeheader()
    table.writerows(rows)
    return text.getvalue()


def ended(process: ForkServerProcess, *, seconds: float) -> int | None:
    """Wait for the end of a process, and give its code."""
    process.join(seconds)
    code = process.exitcode
    process.close()  # which it refuses while the process runs
    return code


@dataclass
class Office:
    """The organisation."""

    postgres: Server
    home: Home
    folder: Path
    databases: dict[tuple[str, str], PsycopgDatabase] = field(default_factory=dict)

    @classmethod
    def open(cls, postgres: Server, folder: Path) -> "Office":
        home = make_home(folder / "home", Settings(name="hibari.example"), edition="modern")
        office = cls(postgres, home, folder)
        publish(office.database("owner"), read_folder(home.statement), approver="空野 朗", now=system_clock())
        publish_keys(office.database("keeper"), office.keyring(), now=system_clock())
        return office

    def publish_later_version(self) -> None:
        """Put another version of the statement in force."""
        files = dict(read_folder(self.home.statement))
        head = files["statement.toml"].decode()
        label = re.search(r'^version = "(.*)"$', head, re.MULTILINE)
        assert label is not None
        files["statement.toml"] = head.replace(label[0], f'version = "{label[1]}.1"').encode()
        publish(self.database("owner"), files, approver="空野 朗", now=system_clock())

    @property
    def keys(self) -> Keys:
        return Keys(
            self.postgres.url("import"), self.postgres.url("import", PERSON_KEYS_DATABASE), self.home.keys("import")
        )

    def database(self, role: str, name: str = "azukari") -> PsycopgDatabase:
        if (role, name) not in self.databases:
            self.databases[role, name] = PsycopgDatabase(self.postgres.url(role, name))
        return self.databases[role, name]

    def close(self) -> None:
        for one in self.databases.values():
            one.close()

    def keyring(self) -> Any:
        keys = self.home.keys("keeper")
        return unlock((keys / "keyring.age").read_bytes(), unlock_key=(keys / "unlock.key").read_bytes())

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def arguments(self, file: Path, *options: str, mapping: str = MAPPING) -> list[str]:
        rules = self.write("mapping.toml", mapping)
        return [
            "import",
            str(self.home.path),
            str(file),
            "--service",
            "registration",
            "--mapping",
            str(rules),
            *options,
        ]

    def run(self, monkeypatch: pytest.MonkeyPatch, arguments: Sequence[str]) -> Result:
        """Run the command in this process, on the databases of the test."""
        monkeypatch.setattr(command, "find_installation", lambda _: None)
        monkeypatch.setattr(command, "keys_of", lambda _: self.keys)
        return CliRunner().invoke(app, list(arguments), env={"COLUMNS": "160"})

    def begin(self, arguments: Sequence[str], **environment: str) -> ForkServerProcess:
        """Begin to run the command in a process of its own."""
        keys = self.keys
        told = {"MAIN": keys.main_url, "PERSON_KEYS": keys.person_keys_url, "KEYS": str(keys.folder), **environment}
        return child.begin(arguments, {**os.environ, **told, "COLUMNS": "160"})

    def start(self, arguments: Sequence[str], **environment: str) -> int | None:
        """Run the command in a process of its own, and give the code with which it ended."""
        return ended(self.begin(arguments, **environment), seconds=120)

    def forget_imports(self) -> None:
        """Undo all imports, as nobody but a superuser who takes the triggers away can."""
        tables = "vault_record, vault_terms, vault_consent, vault_directory, vault_import"
        tables += ", ledger_entry, ledger_leaf, ledger_pending, statement_notice, vault_access_event"
        with psycopg.connect(self.postgres.admin(), autocommit=True) as connection:
            for table in tables.split(", "):
                connection.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER ALL").format(sql.Identifier(table)))
            connection.execute(sql.SQL("TRUNCATE " + tables + " CASCADE"))
            for table in tables.split(", "):
                connection.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER ALL").format(sql.Identifier(table)))

    def sql(self, query: str, parameters: Any = None, *, name: str = "azukari") -> list[tuple[Any, ...]]:
        """Run a statement as the superuser."""
        with psycopg.connect(self.postgres.admin(name), autocommit=True) as connection:
            cursor = connection.execute(query.encode(), parameters)
            return cursor.fetchall() if cursor.description else []

    def entries(self, prefix: str) -> list[tuple[str, dict[str, Any]]]:
        rows = self.sql("SELECT kind, body FROM ledger_entry WHERE starts_with(kind, %s) ORDER BY id", (prefix,))
        return [(kind, json.loads(bytes(body))["facts"]) for kind, body in rows]

    def statement(self, wanted: str) -> Statement:
        return version(self.database("owner"), wanted).statement

    def records(self) -> list[Any]:
        """List the ids of the records."""
        return sorted(record for (record,) in self.sql("SELECT record_id FROM vault_record"))

    def opened(self, purpose: str = "registration.support") -> dict[str, dict[str, str]]:
        """Open every record for a purpose as the keeper does, and give its items by record."""
        index_key = (self.home.keys("keeper") / "index.key").read_bytes()
        chamber = Chamber(
            self.database("keeper"),
            self.database("keeper", PERSON_KEYS_DATABASE),
            Unlocked(self.keyring(), index_key=index_key),
            self.statement,
        )
        return {
            str(record): dict(
                open_for(
                    chamber, record, purpose=purpose, reason="checking it", actor=MANAGER, now=system_clock()
                ).items
            )
            for record in self.records()
        }
