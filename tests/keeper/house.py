"""An organisation for the keeper's tests: real databases, a published statement, keys, staff, and records that were sent in."""

import hashlib
import json
import os
import secrets
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import django
import psycopg
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from psycopg import sql

from azukari.base.ids import new_receipt_number
from azukari.base.sql import Database
from azukari.host.database import PooledDatabase, PsycopgDatabase
from azukari.host.home import write_private
from azukari.host.roles import PERSON_KEYS_DATABASE
from azukari.keeper.desk import Desk
from azukari.keeper.key_folder import KeyFolder
from azukari.keeper.settings import Limits
from azukari.keeper.strongroom import Strongroom
from azukari.keeper.who import Register, read_token_digest
from azukari.sharing.services.entrusted.chambers import Chambers
from azukari.statement.bundle import parse, read_folder
from azukari.statement.document import Statement
from azukari.statement.purposes import Role
from azukari.statement.services import publish
from azukari.vault.keeper_client import Credential, CredentialKind, KeeperClient, KeeperLine
from azukari.vault.keyring_file import lock, new_unlock_key
from azukari.vault.keys import new_keyring
from azukari.vault.randomness import system_draw
from azukari.vault.service_key import KeyAct
from azukari.vault.services.collecting import Collected, Submission, collect
from azukari.vault.services.sealing import Sealer
from azukari.vault.services.service_keys import KeyWish, issue
from tests.conftest import Server

django.setup()  # sessions are written by Django itself, and read by us

CANARY = "カナリア4711"
TOKEN = "token-" + "t" * 40
STATEMENT = Path(str(files("azukari"))) / "example" / "modern" / "statement"
OPEN = {"purpose": "inquiry.reply", "reason": "answering the inquiry"}


def publish_example(server: Server) -> Statement:
    """Publish the example's statement, a day before it begins to hold."""
    bundle = read_folder(STATEMENT)
    owner = PsycopgDatabase(server.url("owner"))
    read = parse(bundle)
    before = datetime.combine(read.effective_on, datetime.min.time(), UTC) - timedelta(days=1)
    published = publish(owner, bundle, approver=read.approved_by.en, now=before)
    owner.close()
    return published.statement


@dataclass
class Staff:
    """A member of staff with a second factor, and the sessions and keys that were made for them."""

    id: uuid.UUID
    role: str
    password: str
    factor: int


@dataclass
class House:
    """Everything around one keeper."""

    postgres: Server
    folder: Path
    clock_shift: timedelta = timedelta(0)
    processes: list["subprocess.Popen[bytes]"] = field(default_factory=list)
    pools: list[PooledDatabase] = field(default_factory=list)
    chambers: list[Chambers] = field(default_factory=list)
    statement: Statement = field(init=False)

    @property
    def socket(self) -> Path:
        return self.folder / "run" / "keeper.sock"

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    @property
    def log(self) -> Path:
        return self.folder / "keeper.log"

    def now(self) -> datetime:
        return datetime.now(UTC) + self.clock_shift

    # --- what lies there ---------------------------------------------------------------------------------------------------

    def furnish(self, statement: Statement) -> None:
        """Make the keys; the statement was published before the databases were copied."""
        self.statement = statement
        unlock_key = new_unlock_key()
        keyring = new_keyring((), draw=system_draw, now=self.now())
        for name, data in {
            "unlock.key": unlock_key,
            "keyring.age": lock(keyring, unlock_key=unlock_key),
            "index.key": bytes(range(32)),
            "keyring.pub": keyring.verifier,
            "worker-token.sha256": hashlib.sha256(TOKEN.encode()).hexdigest().encode(),
        }.items():
            write_private(self.keys / name, data)

    def sql(self, query: str, parameters: Any = None, *, database: str = "azukari") -> list[tuple[Any, ...]]:
        """Run a statement as the superuser."""
        with psycopg.connect(self.postgres.admin(database), autocommit=True) as connection:
            cursor = connection.execute(query.encode(), parameters)
            return cursor.fetchall() if cursor.description else []

    def entries(self, kind: str) -> list[dict[str, Any]]:
        """Give the facts of the ledger's entries of one kind, oldest first; those of the vault with their id as the ``event``."""
        rows = self.sql("SELECT body FROM ledger_entry WHERE kind = %s ORDER BY id", (kind,))
        found = [json.loads(bytes(body)) for (body,) in rows]
        return [one["facts"] | ({"event": one["id"]} if kind.startswith("vault.") else {}) for one in found]

    def everything_in_the_ledger(self) -> bytes:
        return b"\n".join(bytes(body) for (body,) in self.sql("SELECT body FROM ledger_entry"))

    def lock_out(self, database: str) -> None:
        """Take a database away from everybody but the superuser."""
        with psycopg.connect(self.postgres.admin_url, autocommit=True) as admin:
            name = sql.Identifier(database)
            admin.execute(sql.SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS false").format(name))
            admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (database,))

    def let_in(self, database: str) -> None:
        """Give a database back."""
        with psycopg.connect(self.postgres.admin_url, autocommit=True) as admin:
            admin.execute(sql.SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS true").format(sql.Identifier(database)))

    # --- persons -----------------------------------------------------------------------------------------------------------

    def collect(
        self, *, connection: str = "TLSv1.3", permissions: frozenset[str] = frozenset(), **values: str
    ) -> Collected:
        """Take in an inquiry as the public side does; by another connection, as another door does."""
        public, person_keys = (
            PsycopgDatabase(self.postgres.url("public", name)) for name in ("azukari", PERSON_KEYS_DATABASE)
        )
        sealer = Sealer.open(public, person_keys, self.keys, now=self.now())
        sent = {
            "name": CANARY,
            "email": "canary@example.jp",
            "topic": self._first_choice("topic"),
            "body": CANARY,
            **values,
        }
        submission = Submission(
            record_id=uuid.uuid4(), number=new_receipt_number(), service="inquiry", statement_hash=self.statement.hash,
            notice_hash="cd" * 32, language="ja", connection=connection, values=sent, permissions=permissions,
        )  # fmt: skip
        collected = collect(public, submission, sealer=sealer, statement=self.statement, now=self.now())
        public.close()
        person_keys.close()
        return collected

    def collect_before_any_keeper(self) -> Collected:
        """Have the keys published, and take in an inquiry."""
        self.strongroom()
        return self.collect()

    def _first_choice(self, item_id: str) -> str:
        items = {item.id: item for item in self.statement.service("inquiry").items}
        return items[item_id].choices[0].id

    # --- staff -------------------------------------------------------------------------------------------------------------

    def hire(self, role: Role | str, *, active: bool = True, one_time: bool = False) -> Staff:
        user_id, password = uuid.uuid4(), f"scrypt${secrets.token_hex(16)}"
        self.sql(
            "INSERT INTO staff_user"
            " (id, password, username, display_name, email, role, is_active, must_change_password, created_at)"
            " VALUES (%s, %s, %s, '', '', %s, %s, %s, now())",
            (user_id, password, f"u{user_id.hex[:12]}", str(role), active, one_time),
        )
        ((factor,),) = self.sql(
            "INSERT INTO mfa_authenticator (type, data, user_id, created_at) VALUES ('totp', '{}', %s, now()) RETURNING id",
            (user_id,),
        )
        return Staff(user_id, str(role), password, factor)

    def session(self, staff: Staff, *, expires: timedelta = timedelta(minutes=30), **more: Any) -> Credential:
        """Sign somebody in, as Django and allauth write it."""
        at = more.pop("at", time.time() - 60)
        held = {
            "_auth_user_id": str(staff.id),
            "_auth_user_backend": "allauth.account.auth_backends.AuthenticationBackend",
            "_auth_user_hash": apps.get_model("staff", "StaffUser")(password=staff.password).get_session_auth_hash(),
            "account_authentication_methods_user": str(staff.id),
            "account_authentication_methods": [
                {"method": "password", "at": at, "username": "somebody"},
                {"method": "mfa", "at": at, "id": staff.factor, "type": "totp"},
            ],
            **more,
        }
        return self.stored_session(
            SessionStore().encode({key: value for key, value in held.items() if value is not None}), expires
        )

    def stored_session(self, data: str, expires: timedelta = timedelta(minutes=30)) -> Credential:
        key = secrets.token_hex(16)
        self.sql(
            "INSERT INTO django_session (session_key, session_data, expire_date) VALUES (%s, %s, %s)",
            (key, data, self.now() + expires),
        )
        return Credential(CredentialKind.SESSION, key)

    def access_key(self, staff: Staff, *, expires: timedelta = timedelta(hours=1), revoked: bool = False) -> Credential:
        key = "aza_" + secrets.token_urlsafe(32)
        self.sql(
            "INSERT INTO staff_access_key (id, user_id, name, key_hash, created_at, expires_at, revoked_at)"
            " VALUES (%s, %s, 'test', %s, %s, %s, %s)",
            (
                uuid.uuid4(),
                staff.id,
                hashlib.sha256(key.encode()).hexdigest(),
                self.now() + expires - timedelta(hours=1),
                self.now() + expires,
                self.now() if revoked else None,
            ),
        )
        return Credential(CredentialKind.KEY, key)

    def service_key(self, **changed: Any) -> Credential:
        """Issue a service key as the command line does: for everything of the inquiries, unless told otherwise."""
        service = self.statement.service("inquiry")
        wish = KeyWish(
            "crm", "inquiry", frozenset(one.id for one in service.purposes), frozenset(KeyAct), changed.pop("days", 30)
        )
        owner = PsycopgDatabase(self.postgres.url("owner"))
        made = issue(owner, replace(wish, **changed), statement=self.statement, by="owner", now=self.now())
        owner.close()
        return Credential(CredentialKind.SERVICE, made.secret)

    def signed_in(self, role: Role, **more: Any) -> Credential:
        return self.session(self.hire(role), **more)

    # --- the keeper --------------------------------------------------------------------------------------------------------

    def databases(self) -> list[PooledDatabase]:
        """Connect as the keeper does, to both databases."""
        for name in ("azukari", PERSON_KEYS_DATABASE):
            self.pools.append(PooledDatabase(self.postgres.url("keeper", name), size=10, wait_seconds=2))
        return self.pools[-2:]

    def strongroom(self) -> Strongroom:
        """Make the inside of a keeper in this process."""
        main, person_keys = self.databases()
        room = Strongroom(main, person_keys, keys=KeyFolder(self.keys), now=self.now())
        room.handovers = self.keys.parent / "handovers"
        room.chambers = Chambers(
            main,
            self.keys,
            main_url=self.postgres.url("entrusted"),
            person_keys_url=self.postgres.url("entrusted", PERSON_KEYS_DATABASE),
            size=2,
        )
        self.chambers.append(room.chambers)
        room.prepare(now=self.now())
        room.replay(None, now=self.now())
        return room

    def register(self, database: Database) -> Register:
        return Register(database, staff_secret=settings.SECRET_KEY, token_digest=read_token_digest(self.keys))

    def desk(self, room: Strongroom | None = None) -> Desk:
        room = room or self.strongroom()
        return Desk(room, register=self.register(room.chamber.database), clock=self.now, limits=Limits())

    def fails_as(self, role: str, query: str) -> str | None:
        """Try a statement as a role, and give the name of the database's refusal."""
        with psycopg.connect(self.postgres.url(role)) as connection:
            try:
                connection.execute(query.encode())
            except psycopg.Error as error:
                return type(error).__name__
            finally:
                connection.rollback()
        return None

    def environment(self, **changed: str) -> dict[str, str]:
        passed = {
            name: os.environ[name] for name in ("PATH", "COVERAGE_PROCESS_START", "PYTHONPATH") if name in os.environ
        }
        return {
            **passed,
            "AZUKARI_HOME": str(self.folder),
            "AZUKARI_DATABASE_URL": self.postgres.url("keeper"),
            "AZUKARI_PERSON_KEYS_URL": self.postgres.url("keeper", PERSON_KEYS_DATABASE),
            "AZUKARI_KEYS": str(self.keys),
            "AZUKARI_KEEPER_SOCKET": str(self.socket),
            "AZUKARI_HANDOVERS": str(self.folder / "handovers"),
            "AZUKARI_STAFF_SECRET_KEY": settings.SECRET_KEY,
            **changed,
        }

    def start(self, environment: Mapping[str, str] | None = None) -> "subprocess.Popen[bytes]":
        """Start a real keeper, and wait until it answers."""
        process = self.launch(environment)
        deadline = time.monotonic() + 20
        while not answers(KeeperClient(self.socket)):
            assert process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            threading.Event().wait(0.02)
        return process

    def launch(self, environment: Mapping[str, str] | None = None) -> "subprocess.Popen[bytes]":
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "azukari.keeper"],
                env=dict(environment or self.environment()),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
            )
        self.processes.append(process)
        return process

    def client(self, credential: Credential | None = None, line: KeeperLine | None = None) -> KeeperClient:
        return KeeperClient(line or self.socket, credential)

    def close(self) -> None:
        for chambers in self.chambers:
            chambers.close()
        for pool in self.pools:
            pool.close()
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.wait(20)


def answers(client: KeeperClient) -> bool:
    try:
        client.status()
    except Exception:  # noqa: BLE001 - whatever it is, it is no answer
        return False
    return True
