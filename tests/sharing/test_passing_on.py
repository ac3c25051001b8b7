"""Whatever happens to a record after it was handed over is told to whom it was handed."""

import json
import uuid

import pytest

from azukari.sharing.delivery import Channel, Ended, Kind, State, StepRefusedError
from azukari.sharing.duty import Duty, Task, duties
from azukari.sharing.handover import HandoverRow
from azukari.sharing.queries import all_engagements, all_handovers, held_outside
from azukari.sharing.services.certifying import Certificate, acknowledge, certify
from azukari.sharing.services.fetching import fetch_part
from azukari.sharing.services.proposing import cancel
from azukari.sharing.services.tracing import trace
from azukari.sharing.store.handovers import recipients_of_persons
from azukari.vault.services.correcting import Correction, correct_record
from azukari.vault.services.ending import erase_person, run_out, stop_use
from azukari.vault.services.rotating import rotate
from tests.sharing.yard import BEN, MAILER, Yard
from tests.vault.world import MANAGER, STAFF

PERSONS = "SELECT person_id FROM vault_directory WHERE record_id = %s"


@pytest.fixture
def handed(yard: Yard) -> HandoverRow:
    """Give a hand-over of two records that the mailer has."""
    yard.collect()
    yard.collect()
    yard.take_on()
    row = yard.propose()
    yard.work()
    fetch(yard, row)
    return yard.row(row)


def fetch(yard: Yard, row: HandoverRow) -> None:
    fetch_part(yard.dispatch, yard.row(row), 0, channel=Channel.LINK, now=yard.now)


def records(yard: Yard) -> list[uuid.UUID]:
    return [row[0] for row in yard.world.sql("SELECT record_id FROM vault_directory ORDER BY record_id")]


def told(yard: Yard) -> list[dict[str, object]]:
    """Pass on, and read what the mailer is told."""
    yard.work()
    files = [row for row in all_handovers(yard.dispatch.chamber.database) if row.kind is Kind.CHANGES]
    assert len(files) <= 1
    return [json.loads(line) for row in files for line in yard.plain(row).splitlines()]


def ref_of(yard: Yard, row: HandoverRow, record: uuid.UUID) -> str:
    found = yard.world.sql(
        "SELECT ref FROM sharing_delivered WHERE record_id = %s AND handover_id = %s", [record, row.handover_id]
    )
    return str(found[0][0])


def test_nothing_happened_and_nothing_is_told(yard: Yard, handed: HandoverRow) -> None:
    assert told(yard) == []


def test_a_stop_is_told(yard: Yard, handed: HandoverRow) -> None:
    record = records(yard)[0]
    stop_use(yard.dispatch.chamber, record, purpose="newsletter", actor=MANAGER, now=yard.now)
    assert told(yard) == [{"handover": handed.number, "ref": ref_of(yard, handed, record), "act": "stop"}]


def test_a_stop_of_another_use_is_not_told(yard: Yard, handed: HandoverRow) -> None:
    stop_use(yard.dispatch.chamber, records(yard)[0], purpose="inquiry.quality", actor=MANAGER, now=yard.now)
    assert told(yard) == []


def test_an_erasure_is_told(yard: Yard, handed: HandoverRow) -> None:
    record = records(yard)[0]
    ref = ref_of(yard, handed, record)
    erase_person(yard.dispatch.chamber, record, actor=MANAGER, now=yard.now)
    assert told(yard) == [{"handover": handed.number, "ref": ref, "act": "erase"}]


def test_what_ran_out_is_told(yard: Yard, handed: HandoverRow) -> None:
    yard.later(days=731)
    run_out(yard.dispatch.chamber, now=yard.now)
    assert {line["act"] for line in told(yard)} <= {"stop", "erase"}
    assert len(told(yard)) == 2


def test_a_correction_is_told_with_what_is_true_now(yard: Yard, handed: HandoverRow) -> None:
    record = records(yard)[0]
    correction = Correction("newsletter", {"name": "改姓した人"}, "it was misspelt", STAFF)
    correct_record(yard.dispatch.chamber, record, correction, now=yard.now)
    assert told(yard) == [
        {
            "handover": handed.number,
            "ref": ref_of(yard, handed, record),
            "act": "correct",
            "items": {"name": "改姓した人", "email": "Canary@example.jp"},
        }
    ]


def test_a_new_key_is_no_change(yard: Yard, handed: HandoverRow) -> None:
    chamber = yard.dispatch.chamber
    rotate(chamber.database, "newsletter", keyring=chamber.unlocked.keyring, save=lambda _: None, now=yard.now)
    assert yard.world.sql("SELECT count(*) FROM sharing_change")[0][0] == 0


def test_several_changes_go_into_one_file_until_it_is_fetched(yard: Yard, handed: HandoverRow) -> None:
    first, second = records(yard)
    stop_use(yard.dispatch.chamber, first, purpose="newsletter", actor=MANAGER, now=yard.now)
    assert len(told(yard)) == 1
    stop_use(yard.dispatch.chamber, second, purpose="newsletter", actor=MANAGER, now=yard.now)
    assert len(told(yard)) == 2


def test_it_is_told_although_the_contract_has_ended(yard: Yard, handed: HandoverRow) -> None:
    yard.later(days=400)
    stop_use(yard.dispatch.chamber, records(yard)[0], purpose="newsletter", actor=MANAGER, now=yard.now)
    assert len(told(yard)) == 1


def test_what_has_to_be_told_is_not_given_up(yard: Yard, handed: HandoverRow) -> None:
    stop_use(yard.dispatch.chamber, records(yard)[0], purpose="newsletter", actor=MANAGER, now=yard.now)
    assert len(told(yard)) == 1
    [file] = [row for row in all_handovers(yard.dispatch.chamber.database) if row.kind is Kind.CHANGES]
    assert not file.may_be_cancelled
    with pytest.raises(StepRefusedError):
        cancel(yard.dispatch, file.handover_id, actor=BEN, now=yard.now)


def test_nothing_is_told_after_the_certificate(yard: Yard, handed: HandoverRow) -> None:
    certify(yard.dispatch, handed, certificate(yard), actor=BEN, now=yard.now)
    stop_use(yard.dispatch.chamber, records(yard)[0], purpose="newsletter", actor=MANAGER, now=yard.now)
    assert told(yard) == []


def test_an_acknowledgement_is_waited_for_and_chased(yard: Yard, handed: HandoverRow) -> None:
    record = records(yard)[0]
    person = yard.world.sql(PERSONS, [record])[0][0]
    assert recipients_of_persons(yard.dispatch.chamber.database, [person]) == {MAILER: True}
    stop_use(yard.dispatch.chamber, record, purpose="newsletter", actor=MANAGER, now=yard.now)
    told(yard)
    assert recipients_of_persons(yard.dispatch.chamber.database, [person]) == {MAILER: False}
    row = next(one for one in all_handovers(yard.dispatch.chamber.database) if one.kind is Kind.CHANGES)
    with pytest.raises(StepRefusedError):
        acknowledge(yard.dispatch, row, actor=BEN, now=yard.now)  # it has not been fetched
    fetch(yard, row)
    yard.later(days=8)
    late = [duty for duty in open_duties(yard) if duty.task is Task.ACKNOWLEDGE]
    assert [duty.late for duty in late] == [True]
    assert acknowledge(yard.dispatch, yard.row(row), actor=BEN, now=yard.now) == 1
    assert recipients_of_persons(yard.dispatch.chamber.database, [person]) == {MAILER: True}
    assert [duty for duty in open_duties(yard) if duty.task is Task.ACKNOWLEDGE] == []


# --- the certificate (H58) --------------------------------------------------------------------------------------------------


def test_a_certificate_that_does_not_come_is_late_and_the_person_still_sees_the_recipient(
    yard: Yard, handed: HandoverRow
) -> None:
    person = yard.world.sql(PERSONS, [records(yard)[0]])[0][0]
    yard.later(days=31)
    late = [duty for duty in open_duties(yard) if duty.task is Task.CERTIFICATE]
    assert [(duty.recipient, duty.late) for duty in late] == [(MAILER, True)]
    outside = held_outside(yard.dispatch.chamber.database, [person])
    assert [(one.recipient, one.still_there) for one in outside] == [(MAILER, True)]
    certify(yard.dispatch, handed, certificate(yard), actor=BEN, now=yard.now)
    assert [duty for duty in open_duties(yard) if duty.task is Task.CERTIFICATE] == []
    outside = held_outside(yard.dispatch.chamber.database, [person])
    assert [(one.still_there, one.ended) for one in outside] == [(False, "destroyed")]


def test_a_certificate_is_filed_once(yard: Yard, handed: HandoverRow) -> None:
    certify(yard.dispatch, handed, certificate(yard), actor=BEN, now=yard.now)
    with pytest.raises(StepRefusedError):
        certify(yard.dispatch, yard.row(handed), certificate(yard), actor=BEN, now=yard.now)
    assert yard.row(handed).state is State.CLOSED


def test_a_row_that_is_found_somewhere_leads_back(yard: Yard, handed: HandoverRow) -> None:
    record = records(yard)[0]
    found = trace(yard.dispatch, ref_of(yard, handed, record).lower(), actor=BEN, now=yard.now)
    assert [(one.number, one.recipient, one.record_id) for one in found] == [(handed.number, MAILER, record)]
    assert trace(yard.dispatch, "A" * 16, actor=BEN, now=yard.now) == ()


def certificate(yard: Yard) -> Certificate:
    return Certificate(Ended.DESTROYED, yard.today, "shredded and overwritten", "head of operations")


def open_duties(yard: Yard) -> tuple[Duty, ...]:
    database = yard.dispatch.chamber.database
    return duties(yard.statement, all_engagements(database), all_handovers(database), today=yard.today)
