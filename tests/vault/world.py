"""A small statement, and a vault that is kept under it."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from azukari.base.errors import NotFoundError
from azukari.base.ids import new_receipt_number
from azukari.host.database import PsycopgDatabase
from azukari.ledger.entry import decode
from azukari.statement.document import Statement
from azukari.statement.organisation import Contact, Officer, Organisation
from azukari.statement.purposes import Purpose, Retention, RetentionStart, Role
from azukari.statement.service import Acknowledgement, Choice, Item, ItemKind, Recipient, Service
from azukari.statement.text import Text
from azukari.vault.access import Actor
from azukari.vault.index import BlindIndex, LookupKind
from azukari.vault.keys import Keyring, new_keyring
from azukari.vault.normalise import folded
from azukari.vault.randomness import system_draw
from azukari.vault.services.chamber import Chamber
from azukari.vault.services.collecting import Collected, Submission, collect
from azukari.vault.services.rotating import publish_keys
from azukari.vault.services.sealing import Sealer
from azukari.vault.unlocked import Unlocked

NOW = datetime(2026, 11, 23, 9, 15, 2, 123000, tzinfo=UTC)
INDEX_KEY = bytes(range(32))
CANARY = {"name": "佐藤カナリア", "kana": "サトウ カナリア", "email": "Canary@example.jp", "phone": "03-1234-5678"}
STAFF = Actor("staff:7", Role.SERVICE_STAFF)
MANAGER = Actor("staff:1", Role.PRIVACY_MANAGER)
SECOND = Actor("staff:2", Role.PRIVACY_MANAGER)  # another privacy manager
AUDITOR = Actor("staff:9", Role.AUDITOR)
SYSTEM = Actor("worker", Role.SYSTEM)
REASON = "answering the inquiry"


def text(words: str) -> Text:
    return Text(ja=f"{words}（日本語）", en=words)


def item(name: str, kind: ItemKind, purposes: tuple[str, ...], **more: Any) -> Item:
    one = Item(
        id=name, kind=kind, label=text(name), hint=text(""), required=False, why=text("why"), without=text("without"),
        purposes=purposes, choices=(), longest=2000,
    )  # fmt: skip
    return replace(one, **more)


def purpose(name: str, *, days: int, start: RetentionStart = RetentionStart.COLLECTED, **more: Any) -> Purpose:
    one = Purpose(
        id=name, title=text(name), text=text(name), consent=False, roles=(Role.PRIVACY_MANAGER, Role.SERVICE_STAFF),
        retention=Retention(days, start, text("why so long")), dpv="dpv:CommunicationForCustomerCare",
    )  # fmt: skip
    return replace(one, **more)


def service() -> Service:
    reply, quality, newsletter = "inquiry.reply", "inquiry.quality", "newsletter"
    return Service(
        id="inquiry",
        title=text("Inquiry"),
        summary=text("Ask us"),
        contact=None,
        items=(
            item("name", ItemKind.NAME, (reply, newsletter), required=True),
            item("kana", ItemKind.KANA, (reply,)),
            item("email", ItemKind.EMAIL, (reply, newsletter), required=True),
            item("phone", ItemKind.PHONE, (reply,)),
            item(
                "topic",
                ItemKind.CHOICE,
                (reply, quality),
                choices=(Choice("price", text("p")), Choice("other", text("o"))),
            ),
            item(
                "tastes", ItemKind.CHOICES, (newsletter,), choices=(Choice("tea", text("t")), Choice("rice", text("r")))
            ),
            item("question", ItemKind.PARAGRAPH, (reply, quality), required=True),
        ),
        purposes=(
            purpose(reply, days=180, start=RetentionStart.CLOSED),
            purpose(quality, days=30, roles=(Role.PRIVACY_MANAGER,)),
        ),
        optional_purposes=(newsletter,),
        acknowledgement=Acknowledgement(purpose=reply, email="email", name="name"),
        third_parties=text("none"),
        hidden_means=text("none"),
        reply=text("within three days"),
    )


def statement() -> Statement:
    officer = Officer(text("Officer"), text("Title"), text("Department"), "privacy")
    return Statement(
        version="2026-11-01",
        edition="test",
        hash="ab" * 32,
        prevails="ja",
        enacted_on=date(2013, 6, 1),
        effective_on=date(2026, 11, 1),
        reason=text("first"),
        reason_kind="first",
        approved_by=text("the management"),
        organisation=Organisation(
            text("Azukari Shoji"), text("Tokyo"), officer, officer, "https://azukari.example/", None
        ),
        contacts=(
            Contact("privacy", text("Desk"), "privacy@azukari.example", "+81-3-0000-0000", text("Tokyo"), text("9-17")),
        ),
        default_contact="privacy",
        purposes=(purpose("newsletter", days=730, consent=True, dpv="dpv:DirectMarketing"),),
        services=(service(),),
        recipients=(
            Recipient(
                "mailer",
                "contractor",
                text("Mailer"),
                text("letters"),
                ("JP",),
                ("inquiry",),
                ("email",),
                ("newsletter",),
            ),
        ),
        promises=(),
        prose={},
        title=text("Privacy statement"),
    )


STATEMENT = statement()
PURPOSES = tuple(one.id for one in STATEMENT.all_purposes())


def submission(
    values: Mapping[str, str] | None = None, *, permissions: frozenset[str] = frozenset(), **more: Any
) -> Submission:
    one = Submission(
        record_id=uuid.uuid4(),
        number=new_receipt_number(),
        service="inquiry",
        statement_hash=STATEMENT.hash,
        notice_hash="cd" * 32,
        language="ja",
        connection="TLSv1.3",
        values={**CANARY, "topic": "price", "question": "値段を知りたいです。\nお願いします。"}
        if values is None
        else values,
        permissions=permissions,
    )
    return replace(one, **more)


def statements(known: Statement = STATEMENT) -> Callable[[str], Statement]:
    def by_hash(wanted: str) -> Statement:
        if wanted != known.hash:
            raise NotFoundError
        return known

    return by_hash


@dataclass
class World:
    """A vault with keys, a sealer of the public side and a chamber of the keeper."""

    connect: Callable[..., PsycopgDatabase]
    keyring: Keyring
    sealer: Sealer
    chamber: Chamber
    public: PsycopgDatabase
    admin: Callable[[str], PsycopgDatabase]
    folder: Path
    now: datetime = NOW
    statement: Statement = field(default=STATEMENT)

    def collect(self, sent: Submission | None = None, **more: Any) -> Collected:
        wanted = sent or submission(**more)
        return collect(self.public, wanted, sealer=self.sealer, statement=self.statement, now=self.now)

    def afresh(self) -> Chamber:
        """Give a chamber that remembers nothing."""
        return replace(self.chamber, unlocked=Unlocked(self.keyring, index_key=INDEX_KEY))

    def sql(self, query: str, parameters: Any = None, *, name: str = "azukari") -> list[tuple[Any, ...]]:
        """Run a statement as the superuser: whoever has the disk."""
        with self.admin(name).transaction() as cursor:
            cursor.execute(query, parameters)
            return cursor.fetchall() if query.lstrip().upper().startswith("SELECT") or "RETURNING" in query else []

    def grants(self) -> list[tuple[uuid.UUID, str, date | None]]:
        """List the grants that have not ended: the record, the purpose, and the last day."""
        return self.sql(
            "SELECT r.record_id, g.purpose, r.untils[g.place] FROM vault_record r JOIN vault_terms t USING (terms_id),"
            " unnest(t.granted) WITH ORDINALITY AS g (purpose, place)"
            " WHERE r.grants[g.place] IS NOT NULL ORDER BY g.purpose, r.record_id"
        )

    def tokens(self) -> set[bytes]:
        """List every token by which a record can be found."""
        return {bytes(row[0]) for row in self.sql("SELECT unnest(tokens) FROM vault_record")}

    def token(self, kind: LookupKind, value: str) -> bytes:
        """Make the token of a value."""
        return BlindIndex(INDEX_KEY).token(kind, folded(kind, value))

    def entries(self, kind: str) -> list[dict[str, Any]]:
        """Give the facts of the ledger's entries of one kind, oldest first."""
        rows = self.sql("SELECT body FROM ledger_entry WHERE kind = %s ORDER BY id", (kind,))
        return [dict(decode(bytes(row[0])).facts) for row in rows]

    def after(self, **span: int) -> datetime:
        return self.now + timedelta(**span)


def build(connect: Callable[..., PsycopgDatabase], admin: Callable[[str], PsycopgDatabase], folder: Path) -> World:
    keyring = new_keyring(PURPOSES, draw=system_draw, now=NOW)
    keeper, keeper_keys = connect("keeper"), connect("keeper", "azukari_person_keys")
    publish_keys(keeper, keyring, now=NOW)
    (folder / "index.key").write_bytes(INDEX_KEY)
    (folder / "keyring.pub").write_bytes(keyring.verifier)
    public = connect("public")
    sealer = Sealer.open(public, connect("public", "azukari_person_keys"), folder, now=NOW)
    chamber = Chamber(keeper, keeper_keys, Unlocked(keyring, index_key=INDEX_KEY), statements())
    return World(connect, keyring, sealer, chamber, public, admin, folder)
