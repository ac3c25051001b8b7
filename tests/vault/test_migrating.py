"""A store of before records were one row is carried over: the same is opened, found and refused afterwards.

The old store is made from a new one by undoing, in a test's own database, what the migration does; the old tables are those of the
first migration's file, word for word.
"""

import re
from importlib.resources import files
from typing import Any

import psycopg
import pytest

from azukari.base.errors import NotFoundError, RefusedError
from azukari.vault.access import Clue
from azukari.vault.services.ending import clear_erased, erase_person, stop_use
from azukari.vault.services.finding import find_for
from azukari.vault.services.opening import open_for
from azukari.vault.services.verifying import verify_store
from tests.conftest import Server
from tests.vault.world import CANARY, MANAGER, REASON, STAFF, World, submission

REPLY, NEWSLETTER = "inquiry.reply", "newsletter"
MIGRATIONS = files("azukari.vault") / "sql" / "migrations"
FIRST = (MIGRATIONS / "0001_first_light.sql").read_text(encoding="utf-8")
ONE_ROW = (MIGRATIONS / "0004_one_row_for_a_record.sql").read_text(encoding="utf-8")
OLD_TABLES = ("vault_record", "vault_grant", "vault_lookup", "vault_contact_point")

TAKE_BACK = """
CREATE TABLE kept AS SELECT * FROM vault_record JOIN vault_terms USING (terms_id);
DROP FUNCTION vault_keep(
    uuid, text, uuid, uuid, timestamptz, uuid, bytea, date, bytea[], bytea[], bytea[], uuid[], date[], bytea[], smallint[], text[],
    text[]
);
DROP FUNCTION vault_erase(uuid, uuid, bytea, timestamptz);
DROP TABLE vault_record, vault_terms, vault_erasure;
"""
FILL = """
INSERT INTO vault_record
SELECT
    person_id, record_id, number, service, statement_hash, notice_hash, language, connection, collected_at, closed_at, entry_id,
    granted, compartments, digests, sealed
FROM kept;
INSERT INTO vault_grant
SELECT k.person_id, k.record_id, p.purpose, k.sessions[p.place], k.grants[p.place], k.untils[p.place]
FROM kept k, unnest(k.granted) WITH ORDINALITY AS p (purpose, place)
WHERE k.grants[p.place] IS NOT NULL;
INSERT INTO vault_lookup
SELECT k.person_id, k.record_id, 'name', t.token, k.compartments[t.part]
FROM kept k, unnest(k.tokens, k.token_parts) AS t (token, part);
DROP TABLE kept;
"""
ROW = (
    "SELECT record_id, terms_id, entry_id, number, due_on, closed_at, sealed, digests, grants, untils"
    " FROM vault_record ORDER BY record_id"
)
COLUMNS = (
    "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = 'vault_record'"
)


@pytest.fixture
def old(world: World, postgres: Server) -> psycopg.Connection[Any]:
    """Connect as the owner of the database, who migrates."""
    del world
    connection = psycopg.connect(postgres.admin("azukari"))
    connection.execute("SET ROLE azukari_owner")
    return connection


def _take_back(old: psycopg.Connection[Any]) -> None:
    tables = [re.search(rf"CREATE TABLE {name} \(.*?\n\);", FIRST, re.DOTALL) for name in OLD_TABLES]
    reserve = re.search(r"CREATE FUNCTION vault_reserve\(.*?\n\$\$;", FIRST, re.DOTALL)
    assert reserve is not None
    old.execute(TAKE_BACK.encode())
    for table in tables:
        assert table is not None
        old.execute(table[0].encode())
    old.execute(reserve[0].encode())
    old.execute(FILL.encode())
    old.commit()


def _migrate(old: psycopg.Connection[Any]) -> None:
    old.execute(ONE_ROW.encode())
    old.commit()
    old.close()


def _filled(world: World) -> dict[str, Any]:
    permitting = submission({**submission().values, "tastes": "tea"}, permissions=frozenset({NEWSLETTER}))
    made = {"plain": world.collect(), "permitted": world.collect(permitting)}
    made |= {"stopped": world.collect(), "erased": world.collect()}
    stop_use(world.chamber, made["stopped"].number, purpose=REPLY, actor=MANAGER, now=world.now)
    erase_person(world.chamber, made["erased"].number, actor=MANAGER, now=world.now)
    clear_erased(world.chamber, now=world.now)
    return made


def test_each_record_is_the_same_row_again(world: World, old: psycopg.Connection[Any]) -> None:
    _filled(world)
    before, tokens, terms = world.sql(ROW), world.tokens(), world.sql("SELECT * FROM vault_terms ORDER BY 1")
    assert len(before) == 3
    _take_back(old)
    assert ("terms_id",) not in world.sql(COLUMNS)
    _migrate(old)
    assert world.sql(ROW) == before
    assert world.tokens() == tokens
    assert (
        world.sql("SELECT * FROM vault_terms ORDER BY 1") == terms
    )  # the ids are digests, made by the server this time


def test_what_could_be_opened_found_or_neither_still_is(world: World, old: psycopg.Connection[Any]) -> None:
    made = _filled(world)
    items = {name: _open(world, made[name].number) for name in ("plain", "permitted")}
    _take_back(old)
    _migrate(old)
    for name, held in items.items():
        assert _open(world, made[name].number) == held
    assert _open(world, made["permitted"].number, purpose=NEWSLETTER)["tastes"] == "tea"
    for name, purpose, error in (
        ("plain", NEWSLETTER, RefusedError), ("stopped", REPLY, RefusedError), ("erased", REPLY, NotFoundError),
    ):  # fmt: skip
        with pytest.raises(error):
            _open(world, made[name].number, purpose=purpose)
    found = find_for(
        world.afresh(), Clue("email", CANARY["email"]), purpose=REPLY, reason=REASON, actor=STAFF, now=world.now
    )
    assert {one.record_id for one in found} == {made[name].record_id for name in items}


def test_what_is_carried_over_verifies(world: World, old: psycopg.Connection[Any]) -> None:
    # Nobody is erased here: an erasure of before has another entry in the ledger than one that was taken back in this way.
    stopped, _ = world.collect(), world.collect()
    stop_use(world.chamber, stopped.number, purpose=REPLY, actor=MANAGER, now=world.now)
    _take_back(old)
    _migrate(old)
    inspected = verify_store(world.afresh(), now=world.now)
    assert inspected.records == 2
    assert inspected.damages == ()


def test_a_store_goes_on_after_it(world: World, old: psycopg.Connection[Any]) -> None:
    world.collect()
    _take_back(old)
    _migrate(old)
    done = world.collect()
    assert _open(world, done.number)["email"]
    erase_person(world.afresh(), done.number, actor=MANAGER, now=world.now)
    with pytest.raises(NotFoundError):
        _open(world, done.number)


def test_an_empty_store_is_carried_over(world: World, old: psycopg.Connection[Any]) -> None:
    _take_back(old)
    _migrate(old)
    assert _open(world, world.collect().number)["email"]


def test_a_migration_that_fails_leaves_the_old_store_whole(world: World, old: psycopg.Connection[Any]) -> None:
    _filled(world)
    _take_back(old)
    before = world.sql("SELECT * FROM vault_record ORDER BY record_id")
    with pytest.raises(psycopg.errors.DivisionByZero):
        old.execute(f"{ONE_ROW}\nSELECT 1 / 0;".encode())
    old.rollback()
    assert world.sql("SELECT * FROM vault_record ORDER BY record_id") == before
    assert len(world.sql("SELECT FROM vault_grant")) > 0
    _migrate(old)


def _open(world: World, number: str, *, purpose: str = REPLY) -> dict[str, str]:
    return dict(open_for(world.afresh(), number, purpose=purpose, reason=REASON, actor=STAFF, now=world.now).items)
