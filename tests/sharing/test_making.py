"""Making a file: who is in it, who is not, and what is left behind."""

import hashlib
import json
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest

from azukari.base.errors import RefusedError, TamperedError
from azukari.sharing.condition import Condition
from azukari.sharing.delivery import Form, SamePersonError, Sieve, State, StepRefusedError, Wish
from azukari.sharing.services.checking import ConditionsMissingError
from azukari.sharing.services.counting import count_handover
from azukari.sharing.services.files import path_of
from azukari.sharing.services.making import make
from azukari.sharing.services.proposing import NobodyError, cancel
from azukari.sharing.services.tracing import trace
from azukari.sharing.watermark import is_ref
from azukari.statement.purposes import Role
from azukari.vault.access import ByRequest
from azukari.vault.index import LookupKind
from azukari.vault.services.ending import erase_person, stop_use
from azukari.vault.services.holding import place_hold
from azukari.vault.services.suppressing import suppress
from tests.sharing.yard import ANNA, BEN, CARA, MAILER, PARTNER, SCOPE, WISH, Yard
from tests.vault.world import CANARY, MANAGER


def names(yard: Yard, wish: Wish = WISH) -> list[str]:
    row = yard.propose(wish=wish)
    if row.state is State.PROPOSED:
        yard.approve(row)
    yard.work()
    return sorted(line["name"] for line in yard.lines(yard.row(row)))


def test_a_small_hand_over_by_a_manager_is_made(yard: Yard) -> None:
    collected = yard.collect()
    yard.take_on()
    row = yard.propose()
    assert (row.state, row.counted) == (State.APPROVED, 1)
    assert yard.work() == 1
    made = yard.row(row)
    assert (made.state, made.written) == (State.MADE, 1)
    assert made.due_on == yard.today + timedelta(days=30)
    lines = yard.lines(made)
    assert [(line["name"], line["email"]) for line in lines] == [(CANARY["name"], "Canary@example.jp")]
    assert set(lines[0]) == {"ref", "name", "email"}  # the contract leaves tastes out
    assert is_ref(lines[0]["ref"])
    assert str(collected.record_id) not in str(lines)


def test_the_manifest_says_what_it_is_and_names_nobody(yard: Yard) -> None:
    yard.collect()
    yard.take_on()
    row = yard.propose()
    yard.work()
    made = yard.row(row)
    assert made.manifest is not None
    manifest = json.loads(made.manifest)
    assert manifest["rows"] == 1
    assert manifest["items"] == ["name", "email"]
    assert manifest["file_sha256"] == made.file_digest
    assert manifest["plain_sha256"] == hashlib.sha256(yard.plain(made)).hexdigest()
    assert manifest["contract"] == yard.document()
    assert not any(value in made.manifest.decode() for value in CANARY.values())


def test_json_lines_hold_values_as_they_are(yard: Yard) -> None:
    yard.collect(values={"name": "=1+1", "email": "a@example.jp", "question": "?"})
    yard.take_on()
    row = yard.propose(wish=replace(WISH, form=Form.JSON_LINES))
    yard.work()
    assert [json.loads(line)["name"] for line in yard.plain(row).splitlines()] == ["=1+1"]


def test_a_spreadsheet_runs_nothing(yard: Yard) -> None:
    yard.collect(values={"name": "=1+1", "email": "a@example.jp", "question": "?"})
    yard.take_on()
    assert names(yard) == ["'=1+1"]


def test_who_stopped_is_not_in_it(yard: Yard) -> None:
    stays, stops = yard.collect(values=_person("残る人")), yard.collect(values=_person("やめる人"))
    yard.take_on()
    row = yard.propose()
    stop_use(yard.dispatch.chamber, stops.record_id, purpose="newsletter", actor=MANAGER, now=yard.now)
    yard.work()
    assert [line["name"] for line in yard.lines(yard.row(row))] == ["残る人"]
    assert stays.record_id != stops.record_id


def test_who_never_permitted_is_not_in_it(yard: Yard) -> None:
    yard.collect(values=_person("許した人"))
    yard.world.collect(values=_person("許さない人"))
    yard.take_on()
    assert names(yard) == ["許した人"]


def test_who_is_on_hold_or_erased_is_not_in_it(yard: Yard) -> None:
    yard.collect(values=_person("残る人"))
    held, erased = yard.collect(values=_person("保全")), yard.collect(values=_person("消去"))
    chamber = yard.dispatch.chamber
    review_on = yard.today + timedelta(days=30)
    place_hold(chamber, held.record_id, matter="a lawsuit", review_on=review_on, actor=MANAGER, now=yard.now)
    erase_person(chamber, erased.record_id, actor=MANAGER, now=yard.now)
    yard.take_on()
    assert names(yard) == ["残る人"]


def test_who_asked_never_to_be_reached_is_not_in_it(yard: Yard) -> None:
    yard.collect(values=_person("残る人"))
    yard.collect(values=_person("控えた人") | {"email": "never@example.jp"})
    by = ByRequest(uuid.uuid4(), MANAGER)
    suppress(yard.dispatch.chamber, [(LookupKind.EMAIL, "never@example.jp")], by=by, now=yard.now)
    yard.take_on()
    assert names(yard) == ["残る人"]


def test_a_filter_lets_through_what_it_names(yard: Yard) -> None:
    yard.collect(values=_person("お茶", tastes="tea,rice"))
    yard.collect(values=_person("米", tastes="rice"))
    yard.later(days=2)
    yard.collect(values=_person("後の人", tastes="tea"))
    yard.take_on()
    yard.later(seconds=1)
    yard.contract(scope=replace(SCOPE, items=("name", "tastes")))
    assert names(yard, replace(WISH, sieve=Sieve(answers={"tastes": "tea"}))) == ["お茶", "後の人"]
    assert names(yard, replace(WISH, sieve=Sieve(from_on=yard.today))) == ["後の人"]
    assert names(yard, replace(WISH, sieve=Sieve(to_on=yard.today - timedelta(days=1)))) == ["お茶", "米"]


def test_counting_tells_a_number_and_nothing_else(yard: Yard) -> None:
    yard.collect()
    yard.world.collect()
    yard.take_on()
    assert count_handover(yard.dispatch, MAILER, WISH, actor=ANNA, now=yard.now) == 1
    assert [entry["count"] for entry in yard.world.entries("sharing.handover.counted")] == [1]
    assert yard.world.entries("vault.record.opened") == []


def test_nobody_is_no_hand_over(yard: Yard) -> None:
    yard.world.collect()
    yard.take_on()
    with pytest.raises(NobodyError):
        yard.propose()


# --- the second person ------------------------------------------------------------------------------------------------------


def test_many_records_need_a_second_person(yard: Yard) -> None:
    for _ in range(3):  # two is this yard's bound
        yard.collect()
    yard.take_on()
    row = yard.propose()
    assert row.state is State.PROPOSED
    assert yard.work() == 0
    with pytest.raises(SamePersonError):
        yard.approve(row, by=BEN)
    yard.approve(row, by=CARA)
    assert yard.work() == 1


def test_what_service_staff_propose_needs_a_manager(yard: Yard) -> None:
    yard.collect()
    yard.take_on()
    row = yard.propose(by=ANNA)
    assert row.state is State.PROPOSED


def test_a_provision_needs_a_second_person_however_small(yard: Yard) -> None:
    yard.collect()
    yard.engage(PARTNER)
    row = yard.propose(PARTNER)
    assert row.state is State.PROPOSED
    yard.approve(row)
    yard.work()
    assert yard.row(row).state is State.MADE
    assert yard.row(row).due_on is None  # nothing comes back from a third party


def test_the_database_itself_wants_two_persons(yard: Yard) -> None:
    for _ in range(3):
        yard.collect()
    yard.take_on()
    row = yard.propose()
    with pytest.raises(Exception, match="check constraint"):
        yard.dispatch.chamber.database.run(
            "UPDATE sharing_handover SET state = 'approved', decided_by = proposed_by WHERE handover_id = %(id)s",
            {"id": row.handover_id},
        )


# --- conditions (X-12) -------------------------------------------------------------------------------------------------------


def test_a_contract_that_ended_yesterday_stops_the_next_hand_over(yard: Yard) -> None:
    yard.collect()
    yard.engage()
    yard.contract(from_on=yard.today - timedelta(days=30), to_on=yard.today - timedelta(days=1))
    yard.assess()
    yard.approve_carrier()
    with pytest.raises(ConditionsMissingError) as caught:
        yard.propose()
    assert caught.value.conditions == (Condition.TERM,)
    assert [entry["ground"] for entry in yard.world.entries("sharing.handover.refused")] == ["contract_lapsed"]


def test_what_lapses_between_proposal_and_making_counts(yard: Yard) -> None:
    yard.collect()
    yard.take_on()
    row = yard.propose()
    yard.later(days=301)
    assert yard.work() == 0
    refused = yard.row(row)
    assert refused.state is State.REFUSED
    assert "contract_lapsed" in refused.grounds
    assert not path_of(yard.dispatch.folder, row.handover_id).exists()


def test_what_lapses_between_proposal_and_approval_counts(yard: Yard) -> None:
    for _ in range(3):
        yard.collect()
    yard.take_on()
    row = yard.propose()
    yard.name_recipients()
    with pytest.raises(ConditionsMissingError):
        yard.approve(row)
    assert yard.row(row).state is State.REFUSED


def test_a_purpose_that_the_role_may_not_use_is_not_proposed(yard: Yard) -> None:
    yard.collect()
    yard.take_on()
    managers_only = tuple(replace(one, roles=(Role.PRIVACY_MANAGER,)) for one in yard.statement.purposes)
    yard.statement = replace(yard.statement, purposes=managers_only)
    with pytest.raises(RefusedError) as caught:
        yard.propose(by=ANNA)
    assert caught.value.ground == "role_not_allowed"


# --- what goes wrong ---------------------------------------------------------------------------------------------------------


def test_a_damaged_record_is_not_left_out_unnoticed(yard: Yard) -> None:
    collected = yard.collect()
    yard.take_on()
    row = yard.propose()
    yard.world.sql(
        "UPDATE vault_record SET sealed[1] = overlay(sealed[1] placing '\\x00' from 20),"
        " sealed[2] = overlay(sealed[2] placing '\\x00' from 20), sealed[3] = overlay(sealed[3] placing '\\x00' from 20)"
        " WHERE record_id = %s",
        [collected.record_id],
    )
    with pytest.raises(TamperedError):
        make(yard.dispatch, row.handover_id, now=yard.now)
    assert yard.row(row).state is State.APPROVED
    assert list(yard.dispatch.folder.iterdir()) == []


def test_one_that_cannot_be_made_does_not_keep_others_from_it(yard: Yard) -> None:
    yard.collect()
    yard.take_on()
    first, second = yard.propose(), yard.propose()
    yard.world.sql("ALTER TABLE sharing_handover DISABLE TRIGGER sharing_handover_goes_on")
    yard.world.sql("UPDATE sharing_handover SET age_key = 'age1broken' WHERE handover_id = %s", [first.handover_id])
    yard.work()
    assert len(yard.failures) == 1
    assert yard.row(second).state is State.MADE


def test_what_was_cancelled_is_not_made(yard: Yard) -> None:
    yard.collect()
    yard.take_on()
    row = yard.propose()
    cancel(yard.dispatch, row.handover_id, actor=BEN, now=yard.now)
    assert yard.work() == 0
    with pytest.raises(StepRefusedError):
        make(yard.dispatch, row.handover_id, now=yard.now)


def test_a_making_that_was_cut_off_begins_anew(yard: Yard) -> None:
    yard.collect()
    yard.take_on()
    row = yard.propose()
    yard.dispatch.folder.mkdir()
    path_of(yard.dispatch.folder, row.handover_id).with_suffix(".part").write_bytes(b"half")
    yard.world.sql(
        "INSERT INTO sharing_delivered (person_id, handover_id, record_id, ref, entry_id)"
        " VALUES (gen_random_uuid(), %s, gen_random_uuid(), 'A', gen_random_uuid())",
        [row.handover_id],
    )
    yard.work()
    assert len(yard.lines(yard.row(row))) == 1
    assert yard.world.sql("SELECT count(*) FROM sharing_delivered")[0][0] == 1


# --- the mark ----------------------------------------------------------------------------------------------------------------


def test_two_recipients_cannot_join_their_lists(yard: Yard) -> None:
    yard.collect()
    yard.take_on()
    first, second = yard.propose(), yard.propose()
    yard.work()
    refs = {yard.lines(yard.row(row))[0]["ref"] for row in (first, second)}
    assert len(refs) == 2


def test_a_control_row_goes_along_under_a_name_of_its_own(yard: Yard) -> None:
    yard.collect()
    yard.take_on()
    wish = replace(WISH, control=True)
    rows = [yard.propose(wish=wish), yard.propose(wish=wish)]
    yard.work()
    controls = [next(line for line in yard.lines(yard.row(row)) if line["name"].startswith("点検係")) for row in rows]
    assert controls[0]["name"] != controls[1]["name"]
    assert controls[0]["email"].startswith("privacy+")
    assert yard.row(rows[0]).written == 1  # it is nobody's record
    for clue in (controls[0]["ref"], controls[0]["name"][-6:].lower()):
        found = trace(yard.dispatch, clue, actor=BEN, now=yard.now)
        assert [(one.number, one.record_id) for one in found] == [(rows[0].number, None)]


def _person(name: str, **more: str) -> dict[str, str]:
    return {"name": name, "email": f"{abs(hash(name))}@example.jp", "question": "?", **more}
