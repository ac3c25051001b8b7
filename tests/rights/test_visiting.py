"""Coming in with a number or an address and a mailed code; guessing, replaying and asking for others leads nowhere."""

import uuid
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from azukari.base.errors import AzukariError
from azukari.base.ids import new_receipt_number
from azukari.host.database import PooledDatabase
from azukari.rights.services.visiting import (
    CodeRefusedError,
    Gate,
    NumberRefusedError,
    PersonUnknownError,
    Visit,
    VisitEndedError,
    begin_entrance,
    held_for,
    leave,
    letter_of,
    name_receipt,
    show_code,
    visit_of,
)
from azukari.rights.store.visiting import forget, sweep
from azukari.sharing.code import code_of
from azukari.vault.held_shapes import CodeLetter
from azukari.vault.services.collecting import Collected
from azukari.vault.services.correcting import Correction, correct_record
from azukari.vault.services.ending import erase_person, stop_use
from tests.conftest import Server
from tests.vault.world import CANARY, MANAGER, World, submission

ADDRESS = CANARY["email"]
OTHER = {**CANARY, "name": "別の人", "email": "other@example.jp", "topic": "price", "question": "?"}


@pytest.fixture
def gate(world: World) -> Gate:
    return Gate(world.chamber, bytes(range(32)))


def _enter(gate: Gate, world: World, said: str, *, now: datetime | None = None) -> uuid.UUID:
    return begin_entrance(gate, said, language="ja", now=now or world.now)


def _letter(gate: Gate, world: World, entrance: uuid.UUID, *, now: datetime | None = None) -> CodeLetter:
    letter = letter_of(gate, entrance, now=now or world.now)
    assert letter is not None
    return letter


def _come_in(gate: Gate, world: World, said: str) -> str:
    entrance = _enter(gate, world, said)
    return show_code(gate, entrance, _letter(gate, world, entrance).code, now=world.now)


def _visit(gate: Gate, world: World, token: str) -> Visit:
    return visit_of(gate.chamber.database, token, now=world.now)


def _person(world: World, one: Collected) -> uuid.UUID:
    rows = world.sql("SELECT person_id FROM vault_directory WHERE record_id = %s", (one.record_id,))
    return uuid.UUID(str(rows[0][0]))


def test_by_number_and_code_the_person_is_known(world: World, gate: Gate) -> None:
    one = world.collect()
    token = _come_in(gate, world, one.number)
    visit = visit_of(gate.chamber.database, token, now=world.now)
    assert visit.person_id == _person(world, one)
    assert visit.actor.id == str(visit.visit_id)
    assert world.entries("rights.visit.begun") == [{"visit": str(visit.visit_id)}]
    assert world.entries("rights.visit.proved") == [{"visit": str(visit.visit_id)}]


def test_the_code_goes_to_the_address_that_the_record_holds(world: World, gate: Gate) -> None:
    one = world.collect()
    letter = _letter(gate, world, _enter(gate, world, one.number))
    assert (letter.address, letter.language) == (ADDRESS, "ja")
    assert letter.code not in repr(letter)
    assert ADDRESS not in repr(letter)
    assert world.entries("vault.record.shown")[0]["role"] == "system"


def test_a_code_goes_only_to_the_address_that_was_said(world: World, gate: Gate, postgres: Server) -> None:
    one = world.collect()
    entrance = _enter(gate, world, ADDRESS)
    moved = Correction("inquiry.reply", {"email": "moved@example.jp"}, "the person moved", MANAGER)
    pools = [PooledDatabase(postgres.url("keeper", name), size=2) for name in ("azukari", "azukari_person_keys")]
    correct_record(replace(world.chamber, database=pools[0], person_keys=pools[1]), one.record_id, moved, now=world.now)
    for pool in pools:
        pool.close()
    assert letter_of(gate, entrance, now=world.now) is None
    assert _letter(gate, world, _enter(gate, world, one.number)).address == "moved@example.jp"


def test_somebody_erased_stands_in_nobodys_way_at_the_same_address(world: World, gate: Gate) -> None:
    world.collect()
    world.now = world.after(minutes=1)
    erase_person(world.chamber, world.collect().record_id, actor=MANAGER, now=world.now)
    assert _letter(gate, world, _enter(gate, world, ADDRESS)).address == ADDRESS


def test_by_address_only_the_mailbox_is_known(world: World, gate: Gate) -> None:
    world.collect()
    visit = visit_of(gate.chamber.database, _come_in(gate, world, ADDRESS.upper()), now=world.now)
    assert visit.person_id is None
    assert world.entries("rights.visit.proved") == []


def test_an_address_and_a_number_that_belong_together_name_the_person(world: World, gate: Gate) -> None:
    one, again = world.collect(), world.collect()
    token = _come_in(gate, world, ADDRESS)
    with pytest.raises(PersonUnknownError):
        held_for(gate, _visit(gate, world, token), now=world.now)
    name_receipt(gate, _visit(gate, world, token), one.number.lower(), now=world.now)
    assert visit_of(gate.chamber.database, token, now=world.now).person_id == _person(world, one)
    name_receipt(gate, _visit(gate, world, token), again.number, now=world.now)
    assert _visit(gate, world, token).person_id == _person(world, one), "said once"
    assert [held.number for held in held_for(gate, _visit(gate, world, token), now=world.now)] == [one.number]


@pytest.mark.parametrize("number", ["another's", "unknown", "mistyped"])
def test_another_persons_number_is_answered_like_one_that_never_was(world: World, gate: Gate, number: str) -> None:
    world.collect()
    theirs = world.collect(submission(OTHER)).number
    said = {"another's": theirs, "unknown": new_receipt_number(), "mistyped": theirs[:-1] + "?"}[number]
    token = _come_in(gate, world, ADDRESS)
    with pytest.raises(NumberRefusedError) as refused:
        name_receipt(gate, _visit(gate, world, token), said, now=world.now)
    assert refused.value.message == "This receipt number does not belong to what was sent from your address."
    assert visit_of(gate.chamber.database, token, now=world.now).person_id is None


def test_naming_numbers_ends_after_five_tries(world: World, gate: Gate) -> None:
    one = world.collect()
    token = _come_in(gate, world, ADDRESS)
    for _ in range(5):
        with pytest.raises(NumberRefusedError):
            name_receipt(gate, _visit(gate, world, token), new_receipt_number(), now=world.now)
    with pytest.raises(VisitEndedError):
        name_receipt(gate, _visit(gate, world, token), one.number, now=world.now)
    with pytest.raises(VisitEndedError):
        visit_of(gate.chamber.database, token, now=world.now)


@pytest.mark.parametrize("said", ["nobody@example.jp", "unknown number", "erased"])
def test_who_is_not_known_is_mailed_nothing_and_told_nothing(world: World, gate: Gate, said: str) -> None:
    one = world.collect(submission(OTHER))
    world.collect()
    if said == "erased":
        erase_person(world.chamber, one.record_id, actor=MANAGER, now=world.now)
    text = {"unknown number": new_receipt_number(), "erased": one.number}.get(said, said)
    entrance = _enter(gate, world, text)
    assert letter_of(gate, entrance, now=world.now) is None
    _refused(gate, world, entrance, code=_code(gate, entrance))


def _code(gate: Gate, entrance: uuid.UUID) -> str:
    return code_of(gate.key, entrance.bytes)


def _refused(gate: Gate, world: World, entrance: uuid.UUID, *, code: str, now: datetime | None = None) -> None:
    with pytest.raises(CodeRefusedError) as refused:
        show_code(gate, entrance, code, now=now or world.now)
    assert refused.value.message == "This code does not fit, or is no longer valid: ask for a new one."
    assert world.sql("SELECT count(*) FROM rights_visit WHERE began_at >= %s", (now or world.now,)) == [(0,)]


def test_a_wrong_code_and_an_entrance_that_never_was_are_refused_alike(world: World, gate: Gate) -> None:
    entrance = _enter(gate, world, world.collect().number)
    wrong = f"{(int(_letter(gate, world, entrance).code) + 1) % 10**8:08d}"
    _refused(gate, world, entrance, code=wrong)
    never = uuid.uuid4()
    _refused(gate, world, never, code=_code(gate, never))


def test_after_five_tries_the_right_code_fits_no_more(world: World, gate: Gate) -> None:
    entrance = _enter(gate, world, world.collect().number)
    code = _letter(gate, world, entrance).code
    for _ in range(5):
        _refused(gate, world, entrance, code="00000000" if code != "00000000" else "1")
    _refused(gate, world, entrance, code=code)


def test_a_code_is_used_once(world: World, gate: Gate) -> None:
    entrance = _enter(gate, world, world.collect().number)
    code = _letter(gate, world, entrance).code
    show_code(gate, entrance, code, now=world.now)
    assert letter_of(gate, entrance, now=world.now) is None, "and not mailed again"
    with pytest.raises(CodeRefusedError):
        show_code(gate, entrance, code, now=world.now)
    assert world.sql("SELECT count(*) FROM rights_visit") == [(1,)]


def test_a_code_lives_a_quarter_of_an_hour(world: World, gate: Gate) -> None:
    number = world.collect().number
    old, new = _enter(gate, world, number), _enter(gate, world, number)
    codes = {one: _letter(gate, world, one).code for one in (old, new)}
    assert letter_of(gate, old, now=world.after(minutes=15)) is None
    _refused(gate, world, old, code=codes[old], now=world.after(minutes=15))
    assert show_code(gate, new, codes[new], now=world.after(minutes=14, seconds=59))


def test_one_entrances_code_opens_no_other(world: World, gate: Gate) -> None:
    mine = _enter(gate, world, world.collect().number)
    theirs = _enter(gate, world, world.collect(submission(OTHER)).number)
    _refused(gate, world, theirs, code=_letter(gate, world, mine).code)


def test_a_keeper_that_began_anew_knows_no_code_from_before(world: World, gate: Gate) -> None:
    entrance = _enter(gate, world, world.collect().number)
    code = _letter(gate, world, entrance).code
    _refused(Gate(world.chamber, bytes(32)), world, entrance, code=code)


def test_codes_are_mailed_five_times_an_hour(world: World, gate: Gate) -> None:
    number = world.collect().number
    entrances = [_enter(gate, world, number) for _ in range(6)]
    mailed = [letter_of(gate, one, now=world.now) is not None for one in entrances]
    assert mailed == [True] * 5 + [False]
    _refused(gate, world, entrances[5], code=_code(gate, entrances[5]))
    later = world.after(hours=1, seconds=1)
    assert letter_of(gate, _enter(gate, world, number, now=later), now=later) is not None


def test_a_visit_ends_when_nobody_was_seen_and_in_any_case_after_an_hour(world: World, gate: Gate) -> None:
    token = _come_in(gate, world, world.collect().number)
    for minutes in (19, 38, 57):
        assert visit_of(gate.chamber.database, token, now=world.after(minutes=minutes))
    with pytest.raises(VisitEndedError):
        visit_of(gate.chamber.database, token, now=world.after(minutes=60))
    idle = _come_in(gate, world, world.collect().number)
    with pytest.raises(VisitEndedError):
        visit_of(gate.chamber.database, idle, now=world.after(minutes=20))


def test_who_leaves_has_left(world: World, gate: Gate) -> None:
    token = _come_in(gate, world, world.collect().number)
    visit = _visit(gate, world, token)
    leave(gate, visit, now=world.now)
    leave(gate, visit, now=world.now)
    with pytest.raises(VisitEndedError):
        _visit(gate, world, token)


def test_a_token_that_was_guessed_is_nobodys(world: World, gate: Gate) -> None:
    token = _come_in(gate, world, world.collect().number)
    for guess in ("", token[:-1], token.swapcase()):
        with pytest.raises(VisitEndedError):
            visit_of(gate.chamber.database, guess, now=world.now)


def test_a_record_without_an_address_is_mailed_nothing(world: World, gate: Gate) -> None:
    one = world.collect()
    stop_use(world.chamber, one.record_id, purpose="inquiry.reply", actor=MANAGER, now=world.now)
    entrance = _enter(gate, world, one.number)
    assert letter_of(gate, entrance, now=world.now) is None


def test_nothing_of_it_is_kept_for_long_or_of_who_was_erased(world: World, gate: Gate) -> None:
    one = world.collect()
    _come_in(gate, world, one.number)
    sweep(world.chamber.database, now=world.now + timedelta(hours=23))
    assert _kept(world) == (1, 1)
    forget(world.chamber.database, [uuid.uuid4()])
    assert _kept(world) == (1, 1)
    forget(world.chamber.database, [_person(world, one)])
    assert _kept(world) == (0, 0)
    _come_in(gate, world, one.number)
    sweep(world.chamber.database, now=world.now + timedelta(hours=24, seconds=1))
    assert _kept(world) == (0, 0)


def _kept(world: World) -> tuple[int, int]:
    (row,) = world.sql("SELECT (SELECT count(*) FROM rights_entrance), (SELECT count(*) FROM rights_visit)")
    return row[0], row[1]


def test_nothing_that_was_said_is_stored(world: World, gate: Gate) -> None:
    one = world.collect()
    for said in (one.number, ADDRESS):
        _come_in(gate, world, said)
    stored = str(world.sql("SELECT e.*, v.* FROM rights_entrance e, rights_visit v")).lower()
    for said in (one.number, ADDRESS, "canary"):
        assert said.lower() not in stored


def test_three_people_each_see_what_is_theirs(world: World, gate: Gate) -> None:
    mine, theirs = world.collect(), world.collect(submission(OTHER))
    me: Visit = visit_of(gate.chamber.database, _come_in(gate, world, mine.number), now=world.now)
    they: Visit = visit_of(gate.chamber.database, _come_in(gate, world, theirs.number), now=world.now)
    assert me.person_id == _person(world, mine) != they.person_id == _person(world, theirs)
    with pytest.raises(AzukariError):  # a member of staff has no code, whatever they know
        show_code(gate, _enter(gate, world, mine.number), mine.number, now=world.now)
