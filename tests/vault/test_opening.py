import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from azukari.base.errors import AzukariError, NotFoundError, RefusedError, UnavailableError
from azukari.base.ids import new_receipt_number
from azukari.base.sql import Cursor
from azukari.ledger.entry import decode
from azukari.vault.access import NOBODY, Actor, Ask, Ground, Opened
from azukari.vault.person_key import commit_reason, ledger_salt
from azukari.vault.services.ending import close_record, erase_person, run_out, stop_use
from azukari.vault.services.holding import lift_hold, place_hold
from azukari.vault.services.opening import open_for, open_group
from azukari.vault.services.unsealing import fetch_keys, person_key
from tests.vault.world import (
    AUDITOR,
    MANAGER,
    NOW,
    REASON,
    SECOND,
    STAFF,
    STATEMENT,
    SYSTEM,
    World,
    purpose,
    statements,
)

REPLY = "inquiry.reply"


def _open(world: World, record: uuid.UUID | str, **changes: Any) -> Opened:
    wanted: dict[str, Any] = {"purpose": REPLY, "reason": REASON, "actor": STAFF, "now": world.now} | changes
    return open_for(world.chamber, record, **wanted)


def _events(world: World) -> list[tuple[Any, ...]]:
    return world.sql(
        "SELECT kind, purpose, actor, role, reason, ground, record_id, person_id, event_id, entry_id"
        " FROM vault_access_event ORDER BY at, kind"
    )


def _entries(world: World, kind: str) -> list[dict[str, Any]]:
    rows = world.sql("SELECT body FROM ledger_entry WHERE kind = %s ORDER BY id", (kind,))
    return [dict(decode(bytes(row[0])).facts) for row in rows]


def test_an_opening_is_recorded_with_its_reason(world: World) -> None:
    done = world.collect()
    opened = _open(world, done.number)
    kind, purpose, actor, role, reason, ground, record, person, event, entry = _events(world)[0]
    assert (kind, purpose, actor, role, reason, ground, record) == (
        "vault.record.opened", REPLY, "staff:7", "service_staff", REASON, None, done.record_id,
    )  # fmt: skip
    assert event == opened.event_id
    (facts,) = _entries(world, "vault.record.opened")
    keys = fetch_keys(world.chamber, sessions=[], persons=[person])
    salt = ledger_salt(person_key(world.chamber.unlocked, keys, person))
    assert facts == {
        "actor": "staff:7",
        "role": "service_staff",
        "purpose": REPLY,
        "record": str(done.record_id),
        "reason": commit_reason(salt, event=event, reason=REASON),
    }
    assert entry == event
    assert entry == world.sql("SELECT entry_id FROM ledger_entry WHERE kind = 'vault.record.opened'")[0][0]


def _refusals() -> list[tuple[str, dict[str, Any], Ground, type[AzukariError]]]:
    other = Actor("staff:8", STAFF.role, frozenset({"brochure"}))
    return [
        ("no reason", {"reason": " "}, Ground.NO_REASON, RefusedError),
        ("personal data as a reason", {"reason": "for a@example.jp"}, Ground.NO_REASON, RefusedError),
        ("a purpose that nobody knows", {"purpose": "sell@everybody.example"}, Ground.PURPOSE_UNKNOWN, RefusedError),
        ("no purpose", {"purpose": ""}, Ground.PURPOSE_UNKNOWN, RefusedError),
        ("an auditor", {"actor": AUDITOR}, Ground.ROLE_NOT_ALLOWED, RefusedError),
        ("a role that the purpose does not name", {"purpose": "inquiry.quality"}, Ground.ROLE_NOT_ALLOWED, RefusedError),
        ("the staff of another service", {"actor": other}, Ground.ROLE_NOT_ALLOWED, RefusedError),
        ("no permission", {"purpose": "newsletter"}, Ground.NO_GRANT, RefusedError),
    ]  # fmt: skip


@pytest.mark.parametrize(("name", "change", "ground", "error"), _refusals(), ids=[one[0] for one in _refusals()])
def test_each_refusal_is_recorded_and_then_raised(
    world: World, name: str, change: dict[str, Any], ground: Ground, error: type[AzukariError]
) -> None:
    done = world.collect()
    with pytest.raises(error) as found:
        _open(world, done.number, **change)
    assert found.value.ground == ground
    assert len(found.value.message.splitlines()) == 1
    event = _events(world)[0]
    assert (event[0], event[5], event[6]) == ("vault.record.refused", ground.value, done.record_id)
    (facts,) = _entries(world, "vault.record.refused")
    assert facts["ground"] == ground.value
    assert facts["record"] == str(done.record_id)
    assert "@" not in str(facts) + found.value.message
    assert (event[4] is None) == (ground is Ground.NO_REASON)


@pytest.mark.parametrize("record", [uuid.UUID(int=5), str(uuid.UUID(int=5)), "", "no number", "7K3M-92QF-0TBX"])
def test_a_record_that_nobody_knows_is_recorded_as_nobodys(world: World, record: uuid.UUID | str) -> None:
    with pytest.raises(NotFoundError) as found:
        _open(world, record)
    assert found.value.ground == Ground.RECORD_UNKNOWN
    event = _events(world)[0]
    assert (event[5], event[6], event[7]) == ("record_unknown", None, NOBODY)
    assert "record" not in _entries(world, "vault.record.refused")[0]


def test_a_purpose_that_sees_nothing_of_the_service_is_unknown_to_its_records(world: World) -> None:
    done = world.collect()
    wider = replace(STATEMENT, purposes=(*STATEMENT.purposes, purpose("survey", days=1)))
    chamber = replace(world.chamber, statements=statements(wider))
    with pytest.raises(RefusedError) as found:
        open_for(chamber, done.number, purpose="survey", reason=REASON, actor=STAFF, now=world.now)
    assert found.value.ground == Ground.PURPOSE_UNKNOWN


def test_a_use_that_was_stopped_is_refused(world: World) -> None:
    done = world.collect()
    stop_use(world.chamber, done.number, purpose=REPLY, actor=MANAGER, now=world.now)
    with pytest.raises(RefusedError) as found:
        _open(world, done.number)
    assert found.value.ground == Ground.NO_GRANT
    assert _open(world, done.number, purpose="inquiry.quality", actor=MANAGER).items["topic"] == "price"


def test_a_grant_opens_until_its_last_day_in_japan(world: World) -> None:
    done = world.collect()
    last = NOW.replace(month=12, day=23, hour=14, minute=59)
    assert _open(world, done.number, purpose="inquiry.quality", actor=MANAGER, now=last)
    with pytest.raises(RefusedError) as found:
        _open(world, done.number, purpose="inquiry.quality", actor=MANAGER, now=last.replace(hour=15, minute=0))
    assert found.value.ground == Ground.NO_GRANT


def test_a_record_on_hold_is_closed_to_ordinary_use(world: World) -> None:
    done = world.collect()
    hold = place_hold(
        world.chamber, done.number, matter="case 12", review_on=date(2027, 1, 1), actor=MANAGER, now=world.now
    )
    with pytest.raises(RefusedError) as found:
        _open(world, done.number)
    assert found.value.ground == Ground.ON_HOLD
    lift_hold(world.chamber, hold, actor=SECOND, now=world.now)
    assert _open(world, done.number).items


def test_an_erased_person_is_named_as_erased(world: World) -> None:
    done = world.collect()
    erase_person(world.chamber, done.number, actor=MANAGER, now=world.now)
    for record in (done.number, done.record_id):
        with pytest.raises(NotFoundError) as found:
            _open(world, record)
        assert found.value.ground == Ground.PERSON_ERASED


def test_what_ran_out_is_named_as_destroyed(world: World) -> None:
    done = world.collect()
    close_record(world.chamber, done.number, actor=MANAGER, now=world.now)
    run_out(world.chamber, now=world.after(days=181))
    with pytest.raises(NotFoundError) as found:
        _open(world, done.number, now=world.after(days=181))
    assert found.value.ground == Ground.COMPARTMENT_DESTROYED


def test_a_purpose_whose_compartments_were_all_destroyed_says_so(world: World) -> None:
    done = world.collect()
    world.sql("UPDATE vault_record SET sealed = array_fill(null::bytea, array[cardinality(sealed)])")
    with pytest.raises(RefusedError) as found:
        _open(world, done.number)
    assert found.value.ground == Ground.COMPARTMENT_DESTROYED


def test_the_system_opens_only_what_the_automatic_reply_needs(world: World) -> None:
    done = world.collect()
    assert set(_open(world, done.number, actor=SYSTEM).items) == {"name", "email"}


def test_the_order_of_checks_is_the_keepers(world: World) -> None:
    # Everything is wrong at once; mended one by one, the next in order is named.
    done = world.collect()
    number = new_receipt_number()
    place_hold(world.chamber, done.number, matter="case 12", review_on=date(2027, 1, 1), actor=MANAGER, now=world.now)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"record": number, "reason": "", "purpose": "none", "actor": AUDITOR}, "no_reason"),
        ({"record": number, "reason": REASON, "purpose": "none", "actor": AUDITOR}, "record_unknown"),
        ({"record": done.number, "reason": REASON, "purpose": "none", "actor": AUDITOR}, "purpose_unknown"),
        ({"record": done.number, "reason": REASON, "purpose": "newsletter", "actor": AUDITOR}, "role_not_allowed"),
        ({"record": done.number, "reason": REASON, "purpose": "newsletter", "actor": STAFF}, "no_grant"),
        ({"record": done.number, "reason": REASON, "purpose": REPLY, "actor": STAFF}, "on_hold"),
    ]
    for arguments, ground in wrong:
        with pytest.raises(AzukariError) as found:
            open_for(world.chamber, arguments.pop("record"), **arguments, now=world.now)
        assert found.value.ground == ground


def test_a_group_is_answered_one_by_one_in_one_commit(world: World) -> None:
    done, permitted = world.collect(), world.collect(permissions=frozenset({"newsletter"}))
    asks = [
        Ask(done.number, REPLY, REASON, STAFF),
        Ask(done.record_id, "newsletter", REASON, STAFF),
        Ask(permitted.number, "newsletter", REASON, STAFF),
        Ask("nothing", REPLY, REASON, STAFF),
        Ask(done.number, REPLY, REASON, MANAGER),
    ]
    answers = open_group(world.afresh(), asks, now=world.now)
    assert [answer.ground if isinstance(answer, AzukariError) else answer.number for answer in answers] == [
        done.number, "no_grant", permitted.number, "record_unknown", done.number,
    ]  # fmt: skip
    assert len({row[0] for row in world.sql("SELECT xmin::text FROM vault_access_event")}) == 1
    assert len(_events(world)) == 5
    assert open_group(world.chamber, [], now=world.now) == ()


class _Breaking:
    """A database whose commit fails, or whose statements of a kind do."""

    def __init__(self, database: Any, *, at: str) -> None:
        self._database, self._at = database, at

    @contextmanager
    def transaction(self) -> Iterator[Cursor]:
        with self._database.transaction() as cursor:
            yield _BreakingCursor(cursor, self._at)
            if self._at == "commit":
                raise ConnectionError

    def run(self, query: Any, params: Any = None, /) -> list[tuple[Any, ...]]:
        with self.transaction() as cursor:
            cursor.execute(query, params)
            return cursor.fetchall() if cursor.description else []


class _BreakingCursor:
    def __init__(self, cursor: Cursor, at: str) -> None:
        self._cursor, self._at = cursor, at

    def execute(self, query: Any, params: Any = None, /) -> Any:
        if self._at in str(query):
            raise ConnectionError
        return self._cursor.execute(query, params)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)


@pytest.mark.parametrize("at", ["commit", "ledger_append", "vault_access_event", "vault_directory"])
def test_what_cannot_be_recorded_is_not_shown(world: World, at: str) -> None:
    done = world.collect()
    chamber = replace(world.chamber, database=_Breaking(world.chamber.database, at=at))
    for reason in (REASON, ""):
        with pytest.raises(UnavailableError) as found:
            open_for(chamber, done.number, purpose=REPLY, reason=reason, actor=STAFF, now=world.now)
        assert "佐藤" not in str(found.value)
        asks = [Ask(done.number, REPLY, reason, STAFF), Ask("none", REPLY, REASON, STAFF)]
        with pytest.raises(UnavailableError):  # nobody of a group is answered then
            open_group(chamber, asks, now=world.now)
    assert _events(world) == []


def test_a_revoked_right_to_write_the_ledger_stops_openings(world: World) -> None:
    done = world.collect()
    world.sql("REVOKE EXECUTE ON FUNCTION ledger_append_all FROM azukari_keeper")
    with pytest.raises(UnavailableError):
        _open(world, done.number)


def test_the_database_of_person_keys_away_stops_openings(world: World) -> None:
    done = world.collect()
    chamber = replace(world.chamber, person_keys=_Breaking(world.chamber.person_keys, at="person_key"))
    with pytest.raises(UnavailableError):
        open_for(chamber, done.number, purpose=REPLY, reason=REASON, actor=STAFF, now=world.now)
    assert _events(world) == []
