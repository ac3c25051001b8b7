"""What happens between reading, recording, making and fetching is lost nowhere: each test puts it at the worst moment."""

import json
import threading
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any, LiteralString

import psycopg
import pytest

from azukari.sharing.delivery import Channel, Kind, State, StepRefusedError
from azukari.sharing.handover import HandoverRow
from azukari.sharing.queries import all_handovers, held_outside
from azukari.sharing.services import changes_file, making, passing_on
from azukari.sharing.services.certifying import acknowledge
from azukari.sharing.services.checking import ConditionsMissingError
from azukari.sharing.services.engaging import end_engagement
from azukari.sharing.services.fetching import MadeAnewError, fetch_part
from azukari.sharing.services.passing_on import pass_on
from azukari.sharing.services.proposing import cancel
from azukari.sharing.store import handovers
from azukari.vault.access import ByRequest
from azukari.vault.index import LookupKind
from azukari.vault.services.correcting import Correction, correct_record
from azukari.vault.services.ending import stop_use
from azukari.vault.services.holding import place_hold, restrict_for_person
from azukari.vault.services.suppressing import suppress
from tests.conftest import Server
from tests.keeper.test_process import wait_until
from tests.sharing.test_passing_on import fetch, records, told
from tests.sharing.yard import BEN, MAILER, PARTNER, Yard
from tests.vault.world import MANAGER, STAFF

Meanwhile = Callable[[], object]
_GONE = "DELETE FROM vault_record WHERE record_id = %s"
_LOCKED = "SELECT pg_advisory_xact_lock(hashtextextended(person_id::text, 0)) FROM vault_directory WHERE record_id = %s"
_HELD = """
INSERT INTO vault_hold (person_id, record_id, hold_id, matter, approver, placed_at, review_on)
SELECT person_id, record_id, gen_random_uuid(), 'a lawsuit', '1', now(), current_date FROM vault_directory WHERE record_id = %s
"""


def person(name: str, email: str = "a@example.jp") -> dict[str, str]:
    return {"name": name, "email": email, "question": "?"}


def stop(yard: Yard, record: uuid.UUID, purpose: str = "newsletter") -> None:
    stop_use(yard.dispatch.chamber, record, purpose=purpose, actor=MANAGER, now=yard.now)


def proposed(yard: Yard) -> tuple[HandoverRow, uuid.UUID]:
    """Propose a hand-over of two records, and give the first one's id."""
    first = yard.collect()
    yard.collect()
    yard.take_on()
    return yard.propose(), first.record_id


def handed(yard: Yard) -> tuple[HandoverRow, uuid.UUID]:
    row, first = proposed(yard)
    yard.work()
    fetch(yard, row)
    return row, first


def beside(
    monkeypatch: pytest.MonkeyPatch,
    where: Any,
    name: str,
    *,
    before: Meanwhile | None = None,
    after: Meanwhile | None = None,
) -> None:
    """Have something happen once, just before or after a step."""
    whole = getattr(where, name)

    def step(*args: Any, **more: Any) -> Any:
        monkeypatch.setattr(where, name, whole)
        if before is not None:
            before()
        found = whole(*args, **more)
        if after is not None:
            after()
        return found

    monkeypatch.setattr(where, name, step)


# --- while a file is made -------------------------------------------------------------------------------------------------------


def test_who_stops_after_the_page_was_read_is_not_in_it(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    row, first = proposed(yard)
    beside(monkeypatch, making, "_record", before=lambda: stop(yard, first))
    yard.work()
    assert (len(yard.lines(yard.row(row))), yard.row(row).written) == (1, 1)


@pytest.mark.parametrize("change", [(_GONE,), (_LOCKED, _HELD)], ids=["gone", "held"])
def test_what_ends_in_that_very_moment_is_waited_for(
    yard: Yard, postgres: Server, change: tuple[LiteralString, ...]
) -> None:
    """Somebody else's transaction has ended the record, or put it on hold, and is not over when the page is put on record."""
    row, first = proposed(yard)
    making_it = threading.Thread(target=yard.work)
    with psycopg.connect(postgres.admin("azukari")) as other:
        for statement in change:
            other.execute(statement, [first])
        making_it.start()
        blocked = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = %s AND usename LIKE %s"
        name = postgres.names["azukari"]
        wait_until(lambda: bool(yard.world.sql(blocked, [name, "azukari%"])) or not making_it.is_alive())
    making_it.join(20)
    assert (len(yard.lines(yard.row(row))), yard.row(row).written) == (1, 1)


def test_a_file_with_an_old_value_is_made_anew(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    row, first = proposed(yard)
    correction = Correction("newsletter", {"name": "改姓した人"}, "it was misspelt", STAFF)
    beside(
        monkeypatch, making, "_record",
        before=lambda: correct_record(yard.dispatch.chamber, first, correction, now=yard.now),
    )  # fmt: skip
    yard.work()
    assert yard.row(row).state is State.APPROVED
    yard.work()
    assert "改姓した人" in {line["name"] for line in yard.lines(yard.row(row))}


def test_a_stop_while_a_file_is_made_waits_for_it_though_others_fetch(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, first = proposed(yard)

    def meanwhile() -> None:  # the page is on record, and not yet the file
        stop(yard, first)
        pass_on(yard.dispatch, now=yard.now)  # as the fetching of any other file does

    beside(monkeypatch, making, "_record", after=meanwhile)
    yard.work()
    with pytest.raises(MadeAnewError):
        fetch(yard, row)
    yard.work()
    assert len(yard.lines(yard.row(row))) == 1


def test_no_change_is_acknowledged_that_was_in_no_file(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    _, first = handed(yard)
    second = next(one for one in records(yard) if one != first)
    stop(yard, first)

    def meanwhile() -> None:
        stop(yard, second)
        pass_on(yard.dispatch, now=yard.now)

    beside(monkeypatch, changes_file, "passing_of", after=meanwhile)
    yard.work()
    [file] = [each for each in all_handovers(yard.dispatch.chamber.database) if each.kind is Kind.CHANGES]
    with pytest.raises(MadeAnewError):
        fetch(yard, file)
    yard.work()
    fetch(yard, file)
    said = [json.loads(line) for line in yard.plain(yard.row(file)).splitlines()]
    assert len(said) == 2
    assert acknowledge(yard.dispatch, yard.row(file), actor=BEN, now=yard.now) == 2


# --- while changes are looked at ------------------------------------------------------------------------------------------------


def test_a_second_change_of_a_record_while_the_first_is_looked_at_is_told(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, first = handed(yard)
    stop(yard, first, "inquiry.quality")  # of no concern to the mailer
    beside(monkeypatch, passing_on, "standing_of", after=lambda: stop(yard, first))
    yard.work()
    assert [line["act"] for line in told(yard)] == ["stop"]


def test_a_change_of_what_goes_out_at_that_very_moment_is_told(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    row, first = proposed(yard)
    yard.work()
    stop(yard, first)

    def meanwhile() -> None:  # somebody else had asked before, and gets it now
        values = {
            "handover_id": row.handover_id,
            "state": "handed",
            "now": yard.now,
            "channel": "link",
            "closed_at": None,
        }
        with yard.dispatch.chamber.database.transaction() as cursor:
            handovers.step(cursor, "handed_handover", {**values, "file_digest": yard.row(row).file_digest})

    beside(monkeypatch, passing_on, "standing_of", after=meanwhile)
    pass_on(yard.dispatch, now=yard.now)
    assert [line["act"] for line in told(yard)] == ["stop"]


# --- while a file waits ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["hold", "restriction", "suppression"])
def test_what_may_not_be_used_any_more_is_taken_out_before_it_is_given(yard: Yard, how: str) -> None:
    yard.collect(values=person("残る人"))
    one = yard.collect(values=person("出る人", "never@example.jp"))
    yard.take_on()
    row = yard.propose()
    yard.work()
    yard.later(seconds=1)
    chamber, by, review = yard.dispatch.chamber, ByRequest(uuid.uuid4(), MANAGER), yard.today + timedelta(days=30)
    if how == "hold":
        place_hold(chamber, one.record_id, matter="a lawsuit", review_on=review, actor=MANAGER, now=yard.now)
    elif how == "restriction":
        restrict_for_person(chamber, one.record_id, review_on=review, by=by, now=yard.now)
    else:
        suppress(chamber, [(LookupKind.EMAIL, "never@example.jp")], by=by, now=yard.now)
    with pytest.raises(MadeAnewError):
        fetch(yard, row)
    yard.later(seconds=1)
    yard.work()
    fetch(yard, row)
    assert [line["name"] for line in yard.lines(yard.row(row))] == ["残る人"]


def test_conditions_are_asked_wherever_the_fetching_begins(yard: Yard) -> None:
    row, _ = proposed(yard)
    yard.work()
    end_engagement(yard.dispatch, MAILER, yard.today - timedelta(days=1), actor=BEN, now=yard.now)
    with pytest.raises(ConditionsMissingError):
        fetch_part(yard.dispatch, yard.row(row), 1, channel=Channel.LINK, now=yard.now)


def test_whoever_has_a_part_of_it_has_it(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    row, first = proposed(yard)
    yard.work()
    monkeypatch.setattr("azukari.sharing.services.files.PART_SIZE", (yard.row(row).size or 0) - 1)
    fetch(yard, row)  # all but one byte
    with pytest.raises(StepRefusedError):
        cancel(yard.dispatch, row.handover_id, actor=BEN, now=yard.now)
    where = yard.world.sql("SELECT person_id FROM vault_directory WHERE record_id = %s", [first])[0][0]
    assert len(held_outside(yard.dispatch.chamber.database, [where])) == 1
    assert yard.world.sql("SELECT count(*) FROM sharing_delivered") == [(2,)]


# --- after it was handed over ---------------------------------------------------------------------------------------------------


def test_a_hold_is_told_and_so_is_a_stop_under_it(yard: Yard) -> None:
    _, first = handed(yard)
    review = yard.today + timedelta(days=30)
    place_hold(yard.dispatch.chamber, first, matter="a lawsuit", review_on=review, actor=MANAGER, now=yard.now)
    assert [line["act"] for line in told(yard)] == ["stop"]


def test_a_stop_of_what_is_on_hold_is_told(yard: Yard) -> None:
    row, first = handed(yard)
    review = yard.today + timedelta(days=30)
    place_hold(yard.dispatch.chamber, first, matter="a lawsuit", review_on=review, actor=MANAGER, now=yard.now)
    yard.work()
    noted = "SELECT count(*) FROM sharing_change WHERE record_id = %s"
    assert yard.world.sql(noted, [first]) == [(0,)]
    stop(yard, first)
    assert yard.world.sql(noted, [first]) == [(1,)], yard.row(row).state


def test_nothing_new_goes_to_whom_the_work_was_ended_with(yard: Yard) -> None:
    _, first = handed(yard)
    end_engagement(yard.dispatch, MAILER, yard.today, actor=BEN, now=yard.now)
    yard.later(days=5)
    correction = Correction("newsletter", {"name": "改姓した人"}, "it was misspelt", STAFF)
    correct_record(yard.dispatch.chamber, first, correction, now=yard.now)
    assert [(line["act"], "items" in line) for line in told(yard)] == [("stop", False)]


def test_what_a_third_party_was_given_and_told_is_forgotten_after_three_years(yard: Yard) -> None:
    """APPI rule 21: a record of provision is kept for three years from the last one."""
    collected = yard.collect()
    yard.engage(PARTNER)
    row = yard.propose(PARTNER)
    yard.approve(row)
    yard.work()
    fetch(yard, row)
    stop(yard, collected.record_id)
    assert [line["act"] for line in told(yard)] == ["stop"]
    counts = (
        "SELECT (SELECT count(*) FROM sharing_delivered WHERE handover_id = %s), (SELECT count(*) FROM sharing_passing)"
    )
    yard.later(days=3 * 365)
    yard.work()
    assert yard.world.sql(counts, [row.handover_id]) == [(1, 1)]
    yard.later(days=4)
    yard.work()
    assert yard.world.sql(counts, [row.handover_id]) == [(0, 0)]
