"""After a restore of older databases nobody who was erased is opened: what was undone is done again first, or nothing is opened."""

import contextlib
import subprocess
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from azukari.base.errors import AzukariError, NotFoundError, UnavailableError
from azukari.host.database import PsycopgDatabase
from azukari.host.postgres import binaries
from azukari.host.roles import MAIN_DATABASE, PERSON_KEYS_DATABASE
from azukari.keeper.key_folder import KeyFolder
from azukari.keeper.strongroom import ErasuresUndoneError, Published, Strongroom
from azukari.ledger.directory import TileDirectory
from azukari.ledger.head import HeadFile
from azukari.ledger.note import new_signer
from azukari.ledger.services import Sequencer, create_log
from azukari.statement.purposes import Role
from azukari.vault.access import Actor, Ground
from azukari.vault.services.collecting import Collected
from azukari.vault.services.ending import clear_erased, erase_person, stop_use
from azukari.vault.services.holding import lift_hold, place_hold
from azukari.vault.services.opening import open_for
from azukari.vault.services.verifying import verify_store
from tests.keeper.house import CANARY, OPEN, House

SIGNER = new_signer("azukari.example/ledger", bytes(32))
MANAGER = Actor("staff:1", Role.PRIVACY_MANAGER)
SECOND = Actor("staff:2", Role.PRIVACY_MANAGER)
BOTH = (MAIN_DATABASE, PERSON_KEYS_DATABASE)


@dataclass
class Drill:
    """An organisation with two persons, whose databases were dumped before one of them was erased."""

    house: House
    folder: Path
    made: list[str] = field(default_factory=list)
    houses: list[House] = field(default_factory=list)
    erased: Collected = field(init=False)
    other: Collected = field(init=False)

    def begin(self) -> Strongroom:
        """Collect, and dump both databases."""
        room = self.house.strongroom()
        self.erased, self.other = self.house.collect(), self.house.collect()
        for database in BOTH:
            self._run(
                "pg_dump", "--format=custom", f"--file={self._dump(database)}", self.house.postgres.admin(database)
            )
        return room

    def publish(self) -> None:
        """Publish the ledger, as the sequencer does."""
        for name in ("ledger", "head"):
            (self.house.folder / name).mkdir(exist_ok=True)
        tiles, head = TileDirectory(self.house.folder / "ledger"), HeadFile(self.house.folder / "head")
        if tiles.read("checkpoint") is None:
            create_log(tiles, head, SIGNER)
        with contextlib.closing(PsycopgDatabase(self.house.postgres.url("ledger"))) as database:
            sequencer = Sequencer(database, tiles, head, SIGNER)
            while sequencer.run_once() is not None:
                pass

    @property
    def published(self) -> Published:
        return TileDirectory(self.house.folder / "ledger"), SIGNER.verifier

    def restored(self, *databases: str) -> House:
        """Give the organisation with some databases as they were dumped, and the others as they are."""
        names = dict(self.house.postgres.names)
        for database in databases:
            names[database] = f"azukari_restored_{uuid.uuid4().hex[:8]}"
            self.made.append(names[database])
            with psycopg.connect(self.house.postgres.admin_url, autocommit=True) as admin:
                made = sql.SQL("CREATE DATABASE {} OWNER azukari_owner TEMPLATE template0")
                admin.execute(made.format(sql.Identifier(names[database])))
            target = self.house.postgres.admin_url.replace("/postgres?", f"/{names[database]}?")
            self._run("pg_restore", "--exit-on-error", f"--dbname={target}", str(self._dump(database)))
        house = House(replace(self.house.postgres, names=names), self.house.folder)
        house.statement = self.house.statement
        self.houses.append(house)
        return house

    def close(self) -> None:
        for house in self.houses:
            house.close()
        with psycopg.connect(self.house.postgres.admin_url, autocommit=True) as admin:
            for name in self.made:
                admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _dump(self, database: str) -> Path:
        return self.folder / f"{database}.dump"

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run([str(binaries() / program), *arguments], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


@pytest.fixture
def drill(house: House, tmp_path: Path) -> Iterator[Drill]:
    made = Drill(house, tmp_path)
    yield made
    made.close()


def woken(house: House, published: Published | None = None) -> Strongroom:
    """Wake a keeper, as its start does."""
    main, person_keys = house.databases()
    room = Strongroom(main, person_keys, keys=KeyFolder(house.keys), now=house.now())
    room.prepare(now=house.now())
    room.replay(published, now=house.now())
    return room


def name_in(room: Strongroom, house: House, record: Collected) -> str:
    opened = open_for(room.chamber, record.number, actor=MANAGER, now=house.now(), **OPEN)
    return opened.items["name"]


def refusal(act: Callable[[], object]) -> str | None:
    with pytest.raises(AzukariError) as refused:
        act()
    return refused.value.ground


def keys_of(house: House, record: Collected) -> int:
    person = house.sql(
        "SELECT person_id FROM vault_directory WHERE record_id = %(id)s"
        " UNION SELECT person_id FROM vault_tombstone WHERE record_id = %(id)s",
        {"id": record.record_id},
    )
    found = house.sql(
        "SELECT 1 FROM person_key WHERE person_id = ANY (%s)",
        ([one for (one,) in person],),
        database=PERSON_KEYS_DATABASE,
    )
    return len(found)


def erase(room: Strongroom, house: House, record: Collected) -> None:
    erase_person(room.chamber, record.number, actor=MANAGER, now=house.now())
    clear_erased(room.chamber, now=house.now())


@pytest.mark.parametrize(
    ("older", "published"),
    [((MAIN_DATABASE,), False), ((PERSON_KEYS_DATABASE,), False), (BOTH, True)],
    ids=["main", "person keys", "both"],
)
def test_whoever_was_erased_opens_nowhere_after_a_restore(
    drill: Drill, older: tuple[str, ...], *, published: bool
) -> None:
    room = drill.begin()
    erase(room, drill.house, drill.erased)
    drill.publish()
    house = drill.restored(*older)
    room = woken(house, drill.published if published else None)
    assert refusal(lambda: name_in(room, house, drill.erased)) == Ground.PERSON_ERASED
    assert name_in(room, house, drill.other) == CANARY
    assert keys_of(house, drill.erased) == 0
    assert keys_of(house, drill.other) == 1
    entries = house.entries("vault.person.erased")
    assert [("replayed" in facts, facts["actor"]) for facts in entries] == (
        [(True, "keeper")] if MAIN_DATABASE in older else [(False, MANAGER.id)]
    )
    clear_erased(room.chamber, now=house.now())
    assert house.sql("SELECT count(*) FROM vault_record") == [(1,)]
    assert not verify_store(room.chamber, now=house.now()).damages


def test_a_key_that_comes_back_before_the_rows_were_cleared_is_destroyed_again(drill: Drill) -> None:
    room = drill.begin()
    erase_person(room.chamber, drill.erased.number, actor=MANAGER, now=drill.house.now())
    house = drill.restored(PERSON_KEYS_DATABASE)
    assert keys_of(house, drill.erased) == 1
    woken(house)
    assert keys_of(house, drill.erased) == 0
    assert house.sql("SELECT count(*) FROM person_key_tombstone", database=PERSON_KEYS_DATABASE) == [(1,)]


def test_what_ran_out_gets_no_key_back(drill: Drill) -> None:
    drill.begin()
    room = woken(drill.house)
    for purpose in room.chamber.unlocked.keyring.purposes:
        with contextlib.suppress(NotFoundError):
            stop_use(room.chamber, drill.erased.number, purpose=purpose, actor=MANAGER, now=drill.house.now())
    assert keys_of(drill.house, drill.erased) == 0
    house = drill.restored(PERSON_KEYS_DATABASE)
    assert keys_of(house, drill.erased) == 1
    woken(house)
    assert (keys_of(house, drill.erased), keys_of(house, drill.other)) == (0, 1)


def test_a_restore_is_a_danger_without_what_still_knows_of_the_erasure(drill: Drill) -> None:
    room = drill.begin()
    erase(room, drill.house, drill.erased)
    house = drill.restored(*BOTH)
    assert name_in(woken(house), house, drill.erased) == CANARY  # both older, and nothing was published


def test_what_is_done_again_is_done_once(drill: Drill) -> None:
    room = drill.begin()
    erase(room, drill.house, drill.erased)
    drill.publish()
    house = drill.restored(*BOTH)
    for _ in range(2):
        clear_erased(woken(house, drill.published).chamber, now=house.now())
    assert len(house.entries("vault.person.erased")) == 1
    assert len(house.entries("vault.person.cleared")) == 1


def test_a_hold_that_comes_back_does_not_keep_who_was_erased(drill: Drill) -> None:
    room = drill.house.strongroom()
    held = drill.house.collect()
    review = (drill.house.now().replace(year=drill.house.now().year + 1)).date()
    hold = place_hold(
        room.chamber, held.number, matter="a lawsuit", review_on=review, actor=MANAGER, now=drill.house.now()
    )
    drill.begin()
    lift_hold(room.chamber, hold, actor=SECOND, now=drill.house.now())
    erase(room, drill.house, held)
    house = drill.restored(MAIN_DATABASE)
    assert refusal(lambda: name_in(woken(house), house, held)) == Ground.PERSON_ERASED


def test_a_stop_that_was_published_is_a_stop_again(drill: Drill) -> None:
    room = drill.begin()
    stop_use(room.chamber, drill.erased.number, purpose=OPEN["purpose"], actor=MANAGER, now=drill.house.now())
    drill.publish()
    house = drill.restored(MAIN_DATABASE)
    woken(house, drill.published)
    room = woken(house, drill.published)
    assert refusal(lambda: name_in(room, house, drill.erased)) == Ground.NO_GRANT
    assert name_in(room, house, drill.other) == CANARY
    assert [facts["actor"] for facts in house.entries("vault.grant.stopped")] == ["keeper"]
    assert not verify_store(room.chamber, now=house.now()).damages


@pytest.mark.parametrize("path", ["checkpoint", "tile/entries/000.p/", "tile/0/000.p/"])
def test_nothing_is_opened_where_what_was_published_was_changed(drill: Drill, path: str) -> None:
    room = drill.begin()
    erase(room, drill.house, drill.erased)
    drill.publish()
    (file, *_) = [one for one in (drill.house.folder / "ledger").rglob("*") if path in str(one) and one.is_file()]
    data = file.read_bytes()
    file.write_bytes(data[:-40] + bytes([data[-40] ^ 1]) + data[-39:])
    house = drill.restored(*BOTH)
    room = woken(house, drill.published)
    assert not room.status().erasures
    assert not room.status().ready
    with pytest.raises(ErasuresUndoneError):
        name_in(room, house, drill.other)
    with pytest.raises(ErasuresUndoneError):
        room.rotate("inquiry.reply", now=house.now())


def test_nothing_is_opened_before_it_was_looked(house: House) -> None:
    main, person_keys = house.databases()
    room = Strongroom(main, person_keys, keys=KeyFolder(house.keys), now=house.now())
    room.prepare(now=house.now())
    for look in (lambda: room.chamber, lambda: room.gate):
        with pytest.raises(UnavailableError):
            look()


def test_a_tombstone_stays_and_is_the_keepers_alone(drill: Drill) -> None:
    room = drill.begin()
    erase(room, drill.house, drill.erased)
    house = drill.house
    ((count,),) = house.sql("SELECT count(*) FROM person_key_tombstone", database=PERSON_KEYS_DATABASE)
    assert count == 1
    for query in ("DELETE FROM person_key_tombstone", "UPDATE person_key_tombstone SET erased_at = now()"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            house.sql(query, database=PERSON_KEYS_DATABASE)


def environment(drill: Drill, house: House) -> Mapping[str, str]:
    return house.environment(AZUKARI_LEDGER_KEY=SIGNER.verifier.text)


def test_a_real_keeper_does_it_before_it_answers(drill: Drill) -> None:
    room = drill.begin()
    erase(room, drill.house, drill.erased)
    drill.publish()
    house = drill.restored(*BOTH)
    house.start(environment(drill, house))
    client = house.client(house.signed_in(Role.SERVICE_STAFF))
    with pytest.raises(NotFoundError):
        client.open(drill.erased.number, **OPEN)
    assert client.open(drill.other.number, **OPEN).items["name"] == CANARY
    assert client.status().ready
    assert "1 persons erased" in house.log.read_text()


def test_a_real_keeper_that_cannot_do_it_opens_nothing_and_says_why(drill: Drill) -> None:
    room = drill.begin()
    erase(room, drill.house, drill.erased)
    drill.publish()
    house = drill.restored(*BOTH)
    (house.folder / "ledger" / "checkpoint").write_bytes(b"nothing that was signed\n")
    house.start(environment(drill, house))
    client = house.client(house.signed_in(Role.SERVICE_STAFF))
    for record in (drill.erased, drill.other):
        with pytest.raises(UnavailableError) as refused:
            client.open(record.number, **OPEN)
        assert refused.value.ground == "erasures_undone"
    assert not client.status().ready
    assert client.prepare() == 0
    log = house.log.read_text()
    assert "Nothing is opened" in log
    assert "docs/operator/backup-and-restore.md" in log
