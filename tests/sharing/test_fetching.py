"""Fetching: a code is mailed, the file is given once, and whatever happened meanwhile counts."""

import uuid
from datetime import timedelta

import pytest

from azukari.sharing.delivery import Channel, Kind, State, StepRefusedError
from azukari.sharing.engagement import Sftp
from azukari.sharing.exit import Exit
from azukari.sharing.handover import HandoverRow
from azukari.sharing.queries import all_handovers
from azukari.sharing.services.checking import ConditionsMissingError
from azukari.sharing.services.engaging import end_engagement
from azukari.sharing.services.fetching import (
    FetchedBeforeError,
    MadeAnewError,
    PickupEndedError,
    PickupRefusedError,
    begin_pickup,
    code_letter,
    fetch_part,
    picked_up,
    put_next,
    ready_letter,
    show_pickup_code,
)
from azukari.sharing.services.files import path_of
from azukari.vault.services.ending import stop_use
from tests.sharing.yard import BEN, MAILER, PARTNER, Yard
from tests.vault.world import MANAGER


@pytest.fixture
def made(yard: Yard) -> HandoverRow:
    yard.collect()
    yard.take_on()
    row = yard.propose()
    yard.work()
    return yard.row(row)


def come(yard: Yard, row: HandoverRow) -> str:
    pickup = begin_pickup(yard.dispatch, row.door_id, language="ja", now=yard.now)
    letter = code_letter(yard.dispatch, pickup, now=yard.now)
    assert letter is not None
    return show_pickup_code(yard.dispatch, pickup, letter.code, now=yard.now)


def fetch(yard: Yard, token: str, offset: int = 0) -> bytes:
    return fetch_part(
        yard.dispatch, picked_up(yard.dispatch, token, now=yard.now), offset, channel=Channel.LINK, now=yard.now
    )


def test_the_desk_is_told_that_something_waits(yard: Yard, made: HandoverRow) -> None:
    letter = ready_letter(yard.dispatch, made.handover_id)
    assert letter is not None
    assert (letter.address, letter.number, letter.code) == ("desk@mailer.example", made.number, "")
    jobs = yard.world.sql("SELECT task_name, args ->> 'handover' FROM procrastinate_jobs")
    assert jobs == [("sharing.letter", str(made.handover_id))]


def test_whoever_shows_the_code_gets_the_file_once(yard: Yard, made: HandoverRow) -> None:
    token = come(yard, made)
    data = fetch(yard, token)
    assert data == path_of(yard.dispatch.folder, made.handover_id).read_bytes()
    handed = yard.row(made)
    assert (handed.state, handed.channel) == (State.HANDED, Channel.LINK)
    assert fetch(yard, token) == data  # the line broke at the end: as long as one fetching lasts
    yard.later(hours=3)
    yard.work()
    with pytest.raises(FetchedBeforeError):
        fetch(yard, come(yard, made))
    assert not path_of(yard.dispatch.folder, made.handover_id).exists()


def test_a_cut_off_fetching_may_be_done_again(yard: Yard, made: HandoverRow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("azukari.sharing.services.files.PART_SIZE", 64)
    token = come(yard, made)
    assert len(fetch(yard, token)) == 64
    assert yard.row(made).state is State.HANDED
    assert fetch(yard, token) == fetch(yard, token)
    size = yard.row(made).size or 0
    whole = b"".join([fetch(yard, token, offset) for offset in range(0, size, 64)])
    assert whole == path_of(yard.dispatch.folder, made.handover_id).read_bytes()


def test_a_wrong_code_opens_nothing_and_five_end_the_try(yard: Yard, made: HandoverRow) -> None:
    pickup = begin_pickup(yard.dispatch, made.door_id, language="ja", now=yard.now)
    letter = code_letter(yard.dispatch, pickup, now=yard.now)
    assert letter is not None
    for _ in range(5):
        with pytest.raises(PickupRefusedError):
            show_pickup_code(yard.dispatch, pickup, f"{int(letter.code) ^ 1:08d}", now=yard.now)
    with pytest.raises(PickupRefusedError):
        show_pickup_code(yard.dispatch, pickup, letter.code, now=yard.now)


def test_a_code_is_good_once_and_for_a_quarter_of_an_hour(yard: Yard, made: HandoverRow) -> None:
    pickup = begin_pickup(yard.dispatch, made.door_id, language="ja", now=yard.now)
    letter = code_letter(yard.dispatch, pickup, now=yard.now)
    assert letter is not None
    show_pickup_code(yard.dispatch, pickup, letter.code, now=yard.now)
    with pytest.raises(PickupRefusedError):
        show_pickup_code(yard.dispatch, pickup, letter.code, now=yard.now)
    late = begin_pickup(yard.dispatch, made.door_id, language="ja", now=yard.now)
    code = code_letter(yard.dispatch, late, now=yard.now)
    assert code is not None
    yard.later(minutes=16)
    with pytest.raises(PickupRefusedError):
        show_pickup_code(yard.dispatch, late, code.code, now=yard.now)
    assert code_letter(yard.dispatch, late, now=yard.now) is None


def test_nothing_is_told_of_a_hand_over_that_is_not_there(yard: Yard, made: HandoverRow) -> None:
    nowhere = begin_pickup(yard.dispatch, uuid.uuid4(), language="ja", now=yard.now)
    assert code_letter(yard.dispatch, nowhere, now=yard.now) is None
    with pytest.raises(PickupRefusedError):
        show_pickup_code(yard.dispatch, nowhere, "00000000", now=yard.now)


def test_codes_are_mailed_five_times_an_hour_at_most(yard: Yard, made: HandoverRow) -> None:
    tries = [begin_pickup(yard.dispatch, made.door_id, language="ja", now=yard.now) for _ in range(6)]
    letters = [code_letter(yard.dispatch, pickup, now=yard.now) for pickup in tries]
    assert [letter is not None for letter in letters] == [True] * 5 + [False]


def test_a_token_ends(yard: Yard, made: HandoverRow) -> None:
    token = come(yard, made)
    yard.later(hours=3)
    with pytest.raises(PickupEndedError):
        picked_up(yard.dispatch, token, now=yard.now)
    with pytest.raises(PickupEndedError):
        picked_up(yard.dispatch, "no token", now=yard.now)


def test_a_proposal_cannot_be_fetched(yard: Yard) -> None:
    for _ in range(3):
        yard.collect()
    yard.take_on()
    row = yard.propose()
    with pytest.raises(StepRefusedError):
        fetch_part(yard.dispatch, row, 0, channel=Channel.SFTP, now=yard.now)


# --- what happens between making and fetching -----------------------------------------------------------------------------------


def test_who_stops_meanwhile_is_taken_out_before_it_is_given(yard: Yard) -> None:
    """A use that is stopped while the file waits counts (requirements H20)."""
    first, second = yard.collect(), yard.collect()
    yard.take_on()
    row = yard.propose()
    yard.work()
    assert len(yard.lines(yard.row(row))) == 2
    stop_use(yard.dispatch.chamber, second.record_id, purpose="newsletter", actor=MANAGER, now=yard.now)
    token = come(yard, row)
    with pytest.raises(MadeAnewError):
        fetch(yard, token)
    yard.work()
    assert len(yard.lines(yard.row(row))) == 1
    assert fetch(yard, token)
    assert yard.row(row).written == 1
    assert first.record_id != second.record_id


def test_a_contract_that_ends_meanwhile_keeps_the_file_here(yard: Yard, made: HandoverRow) -> None:
    token = come(yard, made)
    end_engagement(yard.dispatch, MAILER, yard.today - timedelta(days=1), actor=BEN, now=yard.now)
    with pytest.raises(ConditionsMissingError):
        fetch(yard, token)
    assert yard.row(made).state is State.REFUSED
    yard.work()
    assert not path_of(yard.dispatch.folder, made.handover_id).exists()


def test_it_is_not_put_either(yard: Yard) -> None:
    sftp = {"sftp": Sftp("sftp.mailer.example", 22, "azukari", "/in", "ssh-ed25519 AAAA")}
    yard.collect()
    yard.take_on(**sftp)
    row = yard.propose()
    yard.work()
    found = put_next(yard.dispatch, row.handover_id, now=yard.now)
    assert found is not None
    assert (found.number, found.sftp.host) == (row.number, "sftp.mailer.example")
    end_engagement(yard.dispatch, MAILER, yard.today - timedelta(days=1), actor=BEN, now=yard.now)
    with pytest.raises(ConditionsMissingError):
        put_next(yard.dispatch, row.handover_id, now=yard.now)
    assert put_next(yard.dispatch, row.handover_id, now=yard.now) is None


def test_nothing_comes_back_from_a_third_party_and_it_is_told_of_a_withdrawal(yard: Yard) -> None:
    collected = yard.collect()
    yard.engage(PARTNER)
    row = yard.propose(PARTNER)
    yard.approve(row)
    yard.work()
    fetch(yard, come(yard, row))
    handed = yard.row(row)
    assert (handed.state, handed.due_on) == (State.HANDED, None)
    stop_use(yard.dispatch.chamber, collected.record_id, purpose="newsletter", actor=MANAGER, now=yard.now)
    yard.work()
    told = [one for one in all_handovers(yard.dispatch.chamber.database) if one.kind is Kind.CHANGES]
    assert [(one.recipient, one.exit, one.written) for one in told] == [(PARTNER, Exit.CONSENT, 1)]
