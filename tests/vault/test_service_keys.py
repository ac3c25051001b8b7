"""Service keys are issued within the statement, renewed with an overlap, revoked at once; all of it stands in the ledger."""

import hashlib
import json
import uuid
from dataclasses import replace
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from azukari.base.errors import AzukariError, ConflictError, ExpiredError, MalformedError, NotFoundError
from azukari.base.sql import Database
from azukari.vault.service_key import KeyAct, KeyState, NewServiceKey, ServiceKeyRefusedError, new_secret
from azukari.vault.services.service_keys import LONGEST_LIFE_DAYS, KeyWish, check, issue, listing, renew, revoke
from tests.vault.world import NOW, STATEMENT, World

WISH = KeyWish("crm", "inquiry", frozenset({"inquiry.reply"}), frozenset({KeyAct.OPEN, KeyAct.FIND}), 90)


@pytest.fixture
def keeper(world: World) -> Database:
    return world.chamber.database


def make(database: Database, **changed: Any) -> NewServiceKey:
    return issue(database, replace(WISH, **changed), statement=STATEMENT, by="staff:1", now=NOW)


def refusal(database: Database, secret: str, *, days: int = 0) -> ServiceKeyRefusedError:
    with pytest.raises(ServiceKeyRefusedError) as caught:
        check(database, secret, now=NOW + timedelta(days=days))
    assert not secret or secret not in caught.value.message
    return caught.value


def entries(world: World, act: str) -> list[dict[str, Any]]:
    rows = world.sql("SELECT body FROM ledger_entry WHERE kind = %s ORDER BY id", (f"vault.service_key.{act}",))
    return [json.loads(bytes(body))["facts"] for (body,) in rows]


def test_a_key_may_what_was_wanted_until_its_day(world: World, keeper: Database) -> None:
    made = make(keeper)
    for database in (keeper, world.connect("api")):
        rights = check(database, made.secret, now=NOW + timedelta(days=90, seconds=-1))
        assert rights == made.key.rights
        assert (rights.service, rights.purposes, rights.acts) == (WISH.service, WISH.purposes, WISH.acts)
    assert rights.actor.id == str(made.key.rights.key_id)
    assert (rights.actor.services, rights.actor.purposes) == (frozenset({"inquiry"}), WISH.purposes)
    assert rights.actor.acts == frozenset({"open", "find"})
    assert refusal(keeper, made.secret, days=90).ground == "service_key_expired"


def test_only_the_digest_is_kept(world: World, keeper: Database) -> None:
    made = make(keeper)
    rows = world.sql("SELECT row_to_json(k)::text, digest FROM vault_service_key k")
    assert [bytes(digest) for _, digest in rows] == [hashlib.sha256(made.secret.encode()).digest()]
    ledger = b"".join(bytes(body) for (body,) in world.sql("SELECT body FROM ledger_entry"))
    for where in (rows[0][0], ledger.decode(), repr(made)):
        assert made.secret not in where
        assert made.secret[4:20] not in where


def test_an_unknown_key_is_told_from_a_mistyped_one(keeper: Database) -> None:
    made = make(keeper)
    assert refusal(keeper, new_secret(lambda size: b"\1" * size)).ground == "service_key_unknown"
    assert refusal(keeper, made.secret[:-1] + ("a" if made.secret[-1] != "a" else "b")).ground == "service_key_form"
    assert refusal(keeper, "").ground == "service_key_form"


@pytest.mark.parametrize(
    ("changed", "ground"),
    [
        ({"service": "brochure"}, "service_unknown"),
        ({"purposes": frozenset({"inquiry.reply", "inquiry.sale"})}, "purpose_unknown"),
        ({"purposes": frozenset()}, "purposes_missing"),
        ({"acts": frozenset()}, "acts_missing"),
        ({"days": 0}, "days"),
        ({"days": LONGEST_LIFE_DAYS + 1}, "days"),
        ({"label": "  "}, "label"),
        ({"label": "x" * 61}, "label"),
        ({"label": "two\nlines"}, "label"),
        ({"label": "for taro@example.jp"}, "label"),
    ],
)
def test_nothing_is_issued_beyond_the_statement(
    world: World, keeper: Database, changed: dict[str, Any], ground: str
) -> None:
    with pytest.raises(MalformedError) as caught:
        make(keeper, **changed)
    assert caught.value.ground == ground
    assert listing(keeper) == ()
    assert entries(world, "issued") == []


def test_a_key_that_only_collects_needs_no_purpose(keeper: Database) -> None:
    made = make(keeper, purposes=frozenset(), acts=frozenset({KeyAct.COLLECT}))
    assert check(keeper, made.secret, now=NOW).purposes == frozenset()
    assert make(keeper, purposes=frozenset({"newsletter"})).key.rights.purposes == {"newsletter"}


def test_what_the_ledger_says_of_a_key(world: World, keeper: Database) -> None:
    made = make(keeper, acts=frozenset(KeyAct))
    first = {
        "key": str(made.key.rights.key_id),
        "service": "inquiry",
        "purposes": ["inquiry.reply"],
        "acts": ["close", "collect", "correct", "erase", "find", "open", "stop"],
        "expires_on": "2027-02-21",
    }
    assert entries(world, "issued") == [first]
    later = NOW + timedelta(days=10)
    new = renew(keeper, made.key.rights.key_id, by="staff:2", now=later)
    second = {**first, "key": str(new.key.rights.key_id), "replaces": first["key"], "expires_on": "2027-03-03"}
    assert entries(world, "renewed") == [second]
    revoke(keeper, new.key.rights.key_id, now=later)
    assert entries(world, "revoked") == [second]


def test_a_renewed_key_works_beside_the_old_one_for_a_day(keeper: Database) -> None:
    old = make(keeper)
    later = NOW + timedelta(days=30)
    new = renew(keeper, old.key.rights.key_id, by="staff:2", now=later)
    assert new.secret != old.secret
    assert (new.key.label, new.key.made_by, new.key.replaces) == ("crm", "staff:2", old.key.rights.key_id)
    assert replace(new.key.rights, key_id=old.key.rights.key_id, expires_at=old.key.rights.expires_at) == old.key.rights
    assert new.key.rights.expires_at == later + timedelta(days=90)
    for made in (old, new):
        check(keeper, made.secret, now=later + timedelta(hours=23, minutes=59))
    assert refusal(keeper, old.secret, days=31).ground == "service_key_expired"
    check(keeper, new.secret, now=later + timedelta(days=1))
    shown = {key.rights.key_id: key for key in listing(keeper)}
    assert shown[old.key.rights.key_id].replaced_by == new.key.rights.key_id
    assert [key.rights.key_id for key in listing(keeper)] == [new.key.rights.key_id, old.key.rights.key_id]


def test_an_overlap_never_lengthens_a_key(keeper: Database) -> None:
    old = make(keeper, days=1)
    renew(keeper, old.key.rights.key_id, by="staff:2", now=NOW + timedelta(hours=23))
    assert refusal(keeper, old.secret, days=1).ground == "service_key_expired"


def test_an_overlap_has_bounds_and_may_be_none(keeper: Database) -> None:
    old = make(keeper)
    for overlap in (timedelta(seconds=-1), timedelta(days=30, seconds=1)):
        with pytest.raises(MalformedError):
            renew(keeper, old.key.rights.key_id, by="staff:2", now=NOW, overlap=overlap)
    renew(keeper, old.key.rights.key_id, by="staff:2", now=NOW + timedelta(hours=1), overlap=timedelta())
    assert refusal(keeper, old.secret, days=1).ground == "service_key_expired"


def test_a_key_is_renewed_once_and_only_while_it_works(keeper: Database) -> None:
    old, gone = make(keeper), make(keeper)
    renew(keeper, old.key.rights.key_id, by="staff:2", now=NOW)
    with pytest.raises(ConflictError):
        renew(keeper, old.key.rights.key_id, by="staff:2", now=NOW)
    revoke(keeper, gone.key.rights.key_id, now=NOW)
    for key, now in ((gone, NOW), (make(keeper), NOW + timedelta(days=90))):
        with pytest.raises(ExpiredError):
            renew(keeper, key.key.rights.key_id, by="staff:2", now=now)
    with pytest.raises(NotFoundError):
        renew(keeper, uuid.uuid4(), by="staff:2", now=NOW)


def test_a_revoked_key_ends_at_once_and_for_good(world: World, keeper: Database) -> None:
    made = make(keeper)
    assert revoke(keeper, made.key.rights.key_id, now=NOW).revoked_at == NOW
    refused = refusal(keeper, made.secret)
    assert (refused.ground, refused.key_id) == ("service_key_revoked", made.key.rights.key_id)
    with pytest.raises(ConflictError):
        revoke(keeper, made.key.rights.key_id, now=NOW)
    with pytest.raises(NotFoundError):
        revoke(keeper, uuid.uuid4(), now=NOW)
    assert len(entries(world, "revoked")) == 1


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE vault_service_key SET revoked_at = NULL",
        "UPDATE vault_service_key SET revoked_at = now()",
        "UPDATE vault_service_key SET expires_at = expires_at + interval '1 day'",
        "UPDATE vault_service_key SET acts = '{erase}'",
        "UPDATE vault_service_key SET purposes = '{newsletter}'",
        "UPDATE vault_service_key SET service = 'brochure'",
        "UPDATE vault_service_key SET digest = sha256('x')",
        "UPDATE vault_service_key SET label = 'other'",
        "DELETE FROM vault_service_key",
        "TRUNCATE vault_service_key",
    ],
)
def test_a_key_can_only_end_even_by_its_owner(world: World, keeper: Database, change: str) -> None:
    revoke(keeper, make(keeper).key.rights.key_id, now=NOW)
    for database in (world.connect("owner"), world.admin("azukari"), keeper):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), database.transaction() as cursor:
            cursor.execute(change)


@pytest.mark.parametrize("role", ["api", "public", "staff", "worker", "ledger"])
def test_nobody_else_reads_or_makes_keys(world: World, keeper: Database, role: str) -> None:
    make(keeper)
    database = world.connect(role)
    for attempt in (
        lambda: listing(database),
        lambda: issue(database, WISH, statement=STATEMENT, by="x", now=NOW),
    ):
        with pytest.raises((psycopg.errors.InsufficientPrivilege, AzukariError)):
            attempt()
    if role != "api":
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            check(database, make(keeper).secret, now=NOW)


def test_nothing_is_issued_that_cannot_be_recorded(world: World, keeper: Database) -> None:
    world.sql("REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA public FROM azukari_keeper")
    with pytest.raises(psycopg.Error):
        make(keeper)
    assert world.sql("SELECT count(*) FROM vault_service_key") == [(0,)]


def test_how_a_key_stands(keeper: Database) -> None:
    old = make(keeper)
    key_id = old.key.rights.key_id
    assert old.key.state(NOW + timedelta(days=75)) is KeyState.GOOD
    assert old.key.state(NOW + timedelta(days=76)) is KeyState.EXPIRES_SOON
    assert old.key.state(NOW + timedelta(days=90)) is KeyState.EXPIRED
    new = renew(keeper, key_id, by="staff:2", now=NOW)
    stands = {key.rights.key_id: key.state(NOW) for key in listing(keeper)}
    assert stands == {key_id: KeyState.RENEWED, new.key.rights.key_id: KeyState.GOOD}
    assert revoke(keeper, key_id, now=NOW).state(NOW) is KeyState.REVOKED
