import uuid
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from azukari.base.errors import AzukariError, ConflictError, MalformedError, NotFoundError, RefusedError
from azukari.ledger.entry import decode
from azukari.vault.access import Ground
from azukari.vault.index import LookupKind
from azukari.vault.services.collecting import Collected, collect
from azukari.vault.services.ending import RunOut, clear_erased, close_record, erase_person, run_out, stop_use
from azukari.vault.services.holding import lift_hold, place_hold
from azukari.vault.services.opening import open_for
from azukari.vault.services.verifying import verify_store
from tests.vault.world import CANARY, MANAGER, NOW, REASON, SECOND, STAFF, STATEMENT, World, statements, submission

REPLY, QUALITY, NEWSLETTER = "inquiry.reply", "inquiry.quality", "newsletter"
KEYS = "azukari_person_keys"


def _grants(world: World) -> set[str]:
    return {purpose for _, purpose, _ in world.grants()}


def _untils(world: World) -> dict[str, date | None]:
    return {purpose: until for _, purpose, until in world.grants()}


def _parts(world: World) -> tuple[int, int]:
    """Count the compartments and those that are still there."""
    rows = world.sql("SELECT cardinality(sealed), cardinality(array_remove(sealed, null)) FROM vault_record")
    return (rows[0][0], rows[0][1]) if rows else (0, 0)


def _kinds(world: World) -> list[str]:
    return [row[0] for row in world.sql("SELECT kind FROM ledger_entry ORDER BY id") if row[0] != "vault.key.published"]


def _last_facts(world: World) -> dict[str, Any]:
    return dict(decode(bytes(world.sql("SELECT body FROM ledger_entry ORDER BY id DESC LIMIT 1")[0][0])).facts)


def _person(world: World, done: Collected) -> uuid.UUID:
    return uuid.UUID(str(world.sql("SELECT person_id FROM vault_record WHERE record_id = %s", (done.record_id,))[0][0]))


def _permitted(world: World) -> Collected:
    values = {**submission().values, "tastes": "tea"}
    return world.collect(values=values, permissions=frozenset({NEWSLETTER}))


def test_a_stopped_use_loses_its_grant_and_what_only_it_could_open_is_destroyed(world: World) -> None:
    done = _permitted(world)
    before = _parts(world)[1]
    stop_use(world.chamber, done.number, purpose=NEWSLETTER, actor=MANAGER, now=world.now)
    assert _grants(world) == {REPLY, QUALITY}
    assert _parts(world) == (before, before - 1)  # the tastes, which only the newsletter could see
    states = world.sql("SELECT state FROM vault_consent WHERE purpose = %s ORDER BY at, state", (NEWSLETTER,))
    assert sorted(states) == [("given",), ("withdrawn",)]
    assert _kinds(world)[-2:] == ["vault.grant.stopped", "vault.compartment.destroyed"]
    assert open_for(world.chamber, done.number, purpose=REPLY, reason=REASON, actor=STAFF, now=world.now).items["name"]
    assert not verify_store(world.chamber, now=world.now).damages


def test_stopping_one_use_does_not_touch_another(world: World) -> None:
    done = _permitted(world)
    stop_use(world.chamber, done.number, purpose=QUALITY, actor=MANAGER, now=world.now)
    assert _grants(world) == {REPLY, NEWSLETTER}
    assert _parts(world)[0] == _parts(world)[1]
    assert world.sql("SELECT count(*) FROM vault_consent")[0][0] == 1  # no consent was asked for it, none is withdrawn


def test_stopping_every_use_ends_the_record_and_its_persons_key(world: World) -> None:
    done = world.collect()
    person = _person(world, done)
    for purpose in (QUALITY, REPLY):
        stop_use(world.chamber, done.number, purpose=purpose, actor=MANAGER, now=world.now)
    assert _parts(world) == (0, 0)
    for table in ("vault_directory", "vault_record"):
        assert world.sql(f"SELECT count(*) FROM {table}") == [(0,)]  # noqa: S608 - names from above
    assert world.sql("SELECT count(*) FROM person_key WHERE person_id = %s", (person,), name=KEYS) == [(0,)]
    assert world.sql("SELECT record_id, cause FROM vault_tombstone") == [(done.record_id, "run_out")]
    assert not verify_store(world.chamber, now=world.now).damages


def test_what_cannot_be_stopped_is_named(world: World) -> None:
    done = world.collect()
    for record, purpose in ((done.number, NEWSLETTER), ("none", REPLY)):
        with pytest.raises(NotFoundError):
            stop_use(world.chamber, record, purpose=purpose, actor=MANAGER, now=world.now)
    assert _kinds(world) == ["vault.record.collected"]


def test_closing_starts_the_periods_that_run_from_it(world: World) -> None:
    done = world.collect()
    assert _untils(world)[REPLY] is None
    close_record(world.chamber, done.number, actor=MANAGER, now=world.after(days=10))
    assert _untils(world) == {QUALITY: date(2026, 12, 23), REPLY: date(2027, 6, 1)}
    assert world.sql("SELECT due_on FROM vault_record") == [(date(2026, 12, 23),)]
    with pytest.raises(ConflictError):
        close_record(world.chamber, done.number, actor=MANAGER, now=world.after(days=11))
    assert _last_facts(world) == {"record": str(done.record_id), "actor": MANAGER.id, "role": "privacy_manager"}
    assert not verify_store(world.chamber, now=world.now).damages


def test_time_runs_out_purpose_by_purpose(world: World) -> None:
    done = _permitted(world)
    close_record(world.chamber, done.number, actor=MANAGER, now=world.now)
    assert run_out(world.chamber, now=world.after(days=30)) == RunOut(0, 0, 0)
    assert run_out(world.chamber, now=world.after(days=31)) == RunOut(1, 0, 0)
    assert _grants(world) == {REPLY, NEWSLETTER}
    ended = run_out(world.chamber, now=world.after(days=181))
    assert (ended.grants, ended.records) == (1, 0)
    assert _grants(world) == {NEWSLETTER}
    # The telephone number and the reading are gone, and so are their tokens.
    assert world.tokens() == {world.token(kind, CANARY[kind.value]) for kind in (LookupKind.NAME, LookupKind.EMAIL)}
    assert not verify_store(world.chamber, now=world.now).damages
    assert run_out(world.chamber, now=world.after(days=731)).records == 1
    assert run_out(world.chamber, now=world.after(days=732)) == RunOut(0, 0, 0)
    assert not verify_store(world.chamber, now=world.now).damages


def test_without_the_statement_nothing_is_destroyed_while_there_is_a_grant(world: World) -> None:
    done = _permitted(world)
    lost = replace(world.chamber, statements=statements(replace(STATEMENT, hash="0" * 64)))
    run_out(lost, now=world.after(days=31))
    assert _grants(world) == {REPLY, NEWSLETTER}
    assert _parts(world)[0] == _parts(world)[1]
    close_record(lost, done.number, actor=MANAGER, now=world.now)
    stop_use(lost, done.number, purpose=NEWSLETTER, actor=MANAGER, now=world.now)
    stop_use(lost, done.number, purpose=REPLY, actor=MANAGER, now=world.now)
    assert _parts(world) == (0, 0)


def test_retention_goes_through_more_than_a_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("azukari.vault.services.ending._PAGE", 2)
    for _ in range(5):
        world.collect()
    assert run_out(world.chamber, now=world.after(days=31)) == RunOut(5, 0, 0)


def test_an_erased_person_is_gone_from_every_table_and_no_copy_opens(world: World) -> None:
    done, other = _permitted(world), world.collect()
    person = _person(world, done)
    copies = {
        table: world.sql(f"SELECT * FROM {table} WHERE person_id = %s", (person,))  # noqa: S608 - names from above
        for table in ("vault_record", "vault_directory")
    }
    entry = erase_person(world.chamber, done.number, actor=MANAGER, now=world.now)
    assert world.entries("vault.person.erased") == [
        {"record": str(done.record_id), "person": str(person), "actor": MANAGER.id, "role": "privacy_manager"}
    ]
    assert world.sql("SELECT entry_id FROM vault_erasure WHERE person_id = %s", (person,)) == [(entry,)]
    assert world.sql("SELECT count(*) FROM vault_record WHERE person_id = %s", (person,)) == [(1,)]  # not touched yet
    assert not verify_store(world.chamber, now=world.now).damages
    assert clear_erased(world.chamber, now=world.now) == 1
    for table in ("vault_record", "vault_directory"):
        assert world.sql(f"SELECT count(*) FROM {table} WHERE person_id = %s", (person,)) == [(0,)]  # noqa: S608
    assert world.sql("SELECT count(*) FROM person_key WHERE person_id = %s", (person,), name=KEYS) == [(0,)]
    assert _last_facts(world)["records"] == (str(done.record_id),)
    assert not verify_store(world.chamber, now=world.now).damages
    assert open_for(world.chamber, other.number, purpose=REPLY, reason=REASON, actor=STAFF, now=world.now).items

    for table, rows in copies.items():  # the main store comes back from a backup; the person's key does not
        for row in rows:
            world.sql(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(row))})", row)  # noqa: S608
    with pytest.raises(AzukariError) as found:
        open_for(world.chamber, done.number, purpose=REPLY, reason=REASON, actor=STAFF, now=world.now)
    assert found.value.ground == Ground.PERSON_ERASED
    world.sql("ALTER TABLE vault_erasure DISABLE TRIGGER ALL")
    world.sql("DELETE FROM vault_erasure")  # and as if nobody had ever erased anybody
    with pytest.raises(AzukariError) as found:
        open_for(world.chamber, done.number, purpose=REPLY, reason=REASON, actor=STAFF, now=world.now)
    assert found.value.ground == "tampered:person_key_missing"


def test_a_person_is_erased_once(world: World) -> None:
    done = world.collect()
    erase_person(world.chamber, done.number, actor=MANAGER, now=world.now)
    with pytest.raises(NotFoundError) as found:
        erase_person(world.chamber, done.record_id, actor=MANAGER, now=world.now)
    assert found.value.ground == Ground.PERSON_ERASED
    with pytest.raises(NotFoundError):
        erase_person(world.chamber, uuid.uuid4(), actor=MANAGER, now=world.now)


def test_an_erasure_that_was_cut_off_after_the_key_is_ended_by_asking_again(world: World) -> None:
    done = world.collect()
    world.sql("DELETE FROM person_key WHERE person_id = %s", (_person(world, done),), name=KEYS)
    erase_person(world.chamber, done.number, actor=MANAGER, now=world.now)
    assert not verify_store(world.chamber, now=world.now).damages


def test_if_the_key_cannot_be_destroyed_now_nothing_opens_and_it_is_destroyed_later(world: World) -> None:
    done = world.collect()
    person = _person(world, done)
    world.sql("REVOKE DELETE ON person_key FROM azukari_keeper", name=KEYS)
    with pytest.raises(Exception, match="permission denied"):
        erase_person(world.chamber, done.number, actor=MANAGER, now=world.now)
    with pytest.raises(NotFoundError) as found:
        open_for(world.chamber, done.number, purpose=REPLY, reason=REASON, actor=STAFF, now=world.now)
    assert found.value.ground == Ground.PERSON_ERASED
    world.sql("GRANT DELETE ON person_key TO azukari_keeper", name=KEYS)
    assert clear_erased(world.chamber, now=world.now) == 1
    assert world.sql("SELECT count(*) FROM person_key WHERE person_id = %s", (person,), name=KEYS) == [(0,)]
    assert not verify_store(world.chamber, now=world.now).damages


def test_a_hold_beats_erasure_retention_and_stopping(world: World) -> None:
    done = _permitted(world)
    close_record(world.chamber, done.number, actor=MANAGER, now=world.now)
    hold = place_hold(
        world.chamber, done.number, matter="case 12", review_on=date(2027, 1, 1), actor=MANAGER, now=world.now
    )
    with pytest.raises(RefusedError) as found:
        erase_person(world.chamber, done.number, actor=MANAGER, now=world.now)
    assert found.value.ground == Ground.ON_HOLD
    assert run_out(world.chamber, now=world.after(days=3000)) == RunOut(0, 0, 0)
    stop_use(world.chamber, done.number, purpose=NEWSLETTER, actor=MANAGER, now=world.now)
    with pytest.raises(NotFoundError):
        stop_use(world.chamber, done.number, purpose=NEWSLETTER, actor=MANAGER, now=world.now)
    assert _parts(world)[0] == _parts(world)[1]
    assert not verify_store(world.chamber, now=world.now).damages
    lift_hold(world.chamber, hold, actor=SECOND, now=world.now)
    with pytest.raises(RefusedError):
        open_for(world.chamber, done.number, purpose=NEWSLETTER, reason=REASON, actor=STAFF, now=world.now)
    run_out(world.chamber, now=world.now)
    assert NEWSLETTER not in _grants(world)
    assert not verify_store(world.chamber, now=world.now).damages
    assert run_out(world.chamber, now=world.after(days=3000)).records == 1


def test_a_hold_is_approved_dated_and_lifted_once(world: World) -> None:
    done = world.collect()
    arguments: dict[str, Any] = {"actor": MANAGER, "now": world.now}
    for matter, review_on, error in (
        ("", date(2027, 1, 1), RefusedError),
        ("of taro@example.jp", date(2027, 1, 1), RefusedError),
        ("case 12", date(2026, 11, 23), MalformedError),
    ):
        with pytest.raises(error):
            place_hold(world.chamber, done.number, matter=matter, review_on=review_on, **arguments)
    with pytest.raises(NotFoundError):
        place_hold(world.chamber, "none", matter="case 12", review_on=date(2027, 1, 1), **arguments)
    hold = place_hold(world.chamber, done.number, matter="case 12", review_on=date(2027, 1, 1), **arguments)
    assert _last_facts(world)["review_on"] == "2027-01-01"
    with pytest.raises(RefusedError) as refused:
        lift_hold(world.chamber, hold, **arguments)
    assert refused.value.ground == Ground.SAME_PERSON
    lift_hold(world.chamber, hold, actor=SECOND, now=world.now)
    assert world.sql("SELECT approver, lifted_by FROM vault_hold") == [(MANAGER.id, SECOND.id)]
    for unknown in (hold, uuid.uuid4()):
        with pytest.raises(NotFoundError):
            lift_hold(world.chamber, unknown, actor=SECOND, now=world.now)
    assert _kinds(world)[-2:] == ["vault.hold.placed", "vault.hold.lifted"]


def test_a_record_that_was_given_again_after_erasure_is_a_new_one(world: World) -> None:
    sent = submission()
    world.collect(sent)
    erase_person(world.chamber, sent.number, actor=MANAGER, now=world.now)
    clear_erased(world.chamber, now=world.now)
    again = collect(
        world.public, replace(sent, record_id=uuid.uuid4()), sealer=world.sealer, statement=STATEMENT, now=NOW
    )
    assert open_for(world.chamber, again.number, purpose=REPLY, reason=REASON, actor=STAFF, now=world.now).items
