from typing import Any

import pytest

from azukari.base.errors import MalformedError, RefusedError, UnavailableError
from azukari.base.ids import new_receipt_number
from azukari.ledger.entry import decode
from azukari.vault.access import Actor, Clue, Found, Ground
from azukari.vault.services.ending import stop_use
from azukari.vault.services.finding import find_for
from azukari.vault.services.holding import place_hold
from tests.vault.world import AUDITOR, CANARY, MANAGER, REASON, STAFF, SYSTEM, World, submission

REPLY = "inquiry.reply"


def _find(world: World, kind: str, value: str, **changes: Any) -> tuple[Found, ...]:
    wanted: dict[str, Any] = {"purpose": REPLY, "reason": REASON, "actor": STAFF, "now": world.now} | changes
    return find_for(world.chamber, Clue(kind, value), **wanted)


WAYS = [
    ("email", "canary@EXAMPLE.jp"),
    ("email", "Ｃａｎａｒｙ＠example.jp"),
    ("phone", "+81 3 1234 5678"),
    ("phone", "０３ー１２３４ー５６７８"),
    ("name", "佐藤 カナリア"),
    ("name", "佐藤ｶﾅﾘｱ"),
    ("kana", "さとうかなりあ"),
]


def test_a_record_is_found_however_it_is_asked_for(world: World) -> None:
    done = world.collect()
    world.collect(values={"name": "別人", "email": "other@example.jp", "question": "?"})
    for kind, value in WAYS:
        assert _find(world, kind, value) == (Found(done.record_id, done.number, "inquiry", world.now),)


def test_a_record_is_found_by_its_number(world: World) -> None:
    done = world.collect()
    assert [one.number for one in _find(world, "number", done.number.lower())] == [done.number]
    assert _find(world, "number", new_receipt_number()) == ()


def test_all_records_of_an_address_are_found_newest_first(world: World) -> None:
    first = world.collect()
    world.now = world.after(hours=1)
    second = world.collect()
    assert [one.number for one in _find(world, "email", CANARY["email"])] == [second.number, first.number]


def test_only_what_the_purpose_may_open_is_found(world: World) -> None:
    done = world.collect()
    assert _find(world, "email", CANARY["email"], purpose="newsletter") == ()
    assert _find(world, "email", CANARY["email"], purpose="inquiry.quality") == ()  # the manager's alone
    found = _find(world, "email", CANARY["email"], purpose="inquiry.quality", actor=MANAGER)
    assert [one.number for one in found] == [done.number]
    late = world.after(days=40)
    assert _find(world, "email", CANARY["email"], purpose="inquiry.quality", actor=MANAGER, now=late) == ()
    other = Actor("staff:8", STAFF.role, frozenset({"brochure"}))
    assert _find(world, "number", done.number, actor=other) == ()
    stop_use(world.chamber, done.number, purpose=REPLY, actor=MANAGER, now=world.now)
    assert _find(world, "number", done.number) == ()


def test_a_record_on_hold_is_not_found(world: World) -> None:
    done = world.collect()
    place_hold(
        world.chamber, done.number, matter="case 12", review_on=world.after(days=3).date(), actor=MANAGER, now=world.now
    )
    assert _find(world, "number", done.number) == _find(world, "kana", CANARY["kana"]) == ()


def test_a_search_is_recorded_without_what_was_looked_for(world: World) -> None:
    world.collect()
    _find(world, "email", CANARY["email"])
    _find(world, "name", "誰もいない")
    events = world.sql("SELECT kind, purpose, reason, ground, actor FROM vault_access_event")
    assert events == [("vault.record.searched", REPLY, REASON, None, STAFF.id)] * 2
    bodies = [
        bytes(row[0])
        for row in world.sql("SELECT body FROM ledger_entry WHERE kind = 'vault.record.searched' ORDER BY id")
    ]
    assert [(decode(body).facts["by"], decode(body).facts["found"]) for body in bodies] == [("email", 1), ("name", 0)]
    everything = b"".join(bodies).decode() + str(world.sql("SELECT t::text FROM vault_access_event t"))
    assert not any(value.lower() in everything.lower() for value in (*CANARY.values(), "誰もいない"))


def test_a_refused_search_is_recorded(world: World) -> None:
    cases: tuple[tuple[dict[str, Any], Ground], ...] = (
        ({"reason": ""}, Ground.NO_REASON),
        ({"purpose": "sell@everybody"}, Ground.PURPOSE_UNKNOWN),
        ({"actor": AUDITOR}, Ground.ROLE_NOT_ALLOWED),
        ({"actor": SYSTEM}, Ground.ROLE_NOT_ALLOWED),
    )
    for change, ground in cases:
        with pytest.raises(RefusedError) as found:
            _find(world, "email", CANARY["email"], **change)
        assert found.value.ground == ground
    events = world.sql("SELECT kind, ground, reason FROM vault_access_event")
    assert sorted(events) == sorted(("vault.record.refused", ground.value, None) for _, ground in cases)


def test_what_cannot_be_looked_for_is_malformed(world: World) -> None:
    for kind, value in (("shoe", "26"), ("email", "none"), ("phone", "x"), ("number", "x"), ("name", " ")):
        with pytest.raises(MalformedError):
            _find(world, kind, value)


def test_a_search_that_cannot_be_recorded_finds_nothing(world: World) -> None:
    world.collect()
    world.sql("REVOKE INSERT ON vault_access_event FROM azukari_keeper")
    with pytest.raises(UnavailableError):
        _find(world, "email", CANARY["email"])


def test_a_record_of_a_statement_that_is_not_known_is_not_found(world: World) -> None:
    world.collect(submission())
    world.sql("UPDATE vault_terms SET statement_hash = repeat('0', 64)")
    assert _find(world, "email", CANARY["email"]) == ()
