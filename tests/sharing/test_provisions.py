"""A provision under an exception: a dossier, the fewest items, two persons, and a person who is told, or not yet, or not."""

import json
import uuid
from dataclasses import replace

import pytest

from azukari.base.errors import MalformedError, NotFoundError
from azukari.sharing.delivery import SamePersonError, State
from azukari.sharing.dossier import MOST_RECORDS, Checked, Code, Dossier, Instrument, Told, check_dossier
from azukari.sharing.handover import HandoverRow
from azukari.sharing.queries import held_outside
from azukari.sharing.services.proposing import Receiver, propose_provision
from azukari.sharing.store.handovers import dossier_of
from azukari.vault.services.ending import stop_use
from tests.sharing.test_passing_on import fetch
from tests.sharing.yard import ANNA, BEN, CARA, KEY, Yard
from tests.vault.world import CANARY, MANAGER

RECEIVER = Receiver("desk@police.example", KEY, "ja")
WHOLE = Dossier(
    code=Code.LAW,
    authority="架空県警察",
    address="架空県架空市1-1",
    representative="本部長",
    instrument=Instrument.WARRANT,
    checked=Checked.CALLED_BACK,
    necessity="捜索差押許可状により、注文の有無を確かめるため、氏名だけを渡す。",
    told=Told.NOT,
    told_why="捜査に支障が出るため",
    records=(uuid.UUID(int=1),),
)


def provide(yard: Yard, *, told: Told = Told.NOT, items: tuple[str, ...] = ("name",)) -> HandoverRow:
    collected = yard.world.collect()
    dossier = replace(WHOLE, records=(collected.record_id,), told=told)
    return propose_provision(yard.dispatch, dossier, RECEIVER, items, actor=ANNA, now=yard.now)


def test_it_waits_for_a_second_person_and_holds_only_the_items(yard: Yard) -> None:
    row = provide(yard)
    assert row.state is State.PROPOSED
    assert yard.work() == 0
    with pytest.raises(SamePersonError):
        yard.approve(row, by=replace(BEN, id=ANNA.id))
    yard.approve(row, by=CARA)
    yard.work()
    assert yard.failures == []
    lines = [json.loads(line) for line in yard.plain(row).splitlines()]
    assert [set(line) for line in lines] == [{"ref", "name"}]
    assert lines[0]["name"] == CANARY["name"]
    assert len(yard.world.entries("vault.record.exported")) == 1


def test_records_are_named_by_number_however_it_was_typed(yard: Yard) -> None:
    one, two = yard.world.collect(), yard.world.collect()
    names = (one.number.lower().replace("-", " "), two.record_id, str(one.record_id))
    dossier = replace(WHOLE, records=names)
    row = propose_provision(yard.dispatch, dossier, RECEIVER, ("name",), actor=ANNA, now=yard.now)
    assert row.counted == 2
    kept = dossier_of(yard.dispatch.chamber.database, row.handover_id)
    assert kept is not None
    assert set(kept.records) == {one.record_id, two.record_id}


def test_a_record_that_is_not_there_is_not_provided(yard: Yard) -> None:
    yard.world.collect()
    for name in (uuid.uuid4(), "7K3M-92QF-0TBX", "nothing"):
        with pytest.raises(NotFoundError) as caught:
            propose_provision(
                yard.dispatch, replace(WHOLE, records=(name,)), RECEIVER, ("name",), actor=ANNA, now=yard.now
            )
        assert caught.value.ground == "record_unknown"


def test_it_is_over_with_the_fetching_and_on_record(yard: Yard) -> None:
    row = provide(yard)
    yard.approve(row)
    yard.work()
    fetch(yard, row)
    assert yard.row(row).state is State.CLOSED
    assert dossier_of(yard.dispatch.chamber.database, row.handover_id) is not None


@pytest.mark.parametrize(("told", "shown"), [(Told.TOLD, 1), (Told.LATER, 0), (Told.NOT, 0)])
def test_the_person_sees_it_if_they_may_be_told(yard: Yard, told: Told, shown: int) -> None:
    row = provide(yard, told=told)
    yard.approve(row)
    yard.work()
    fetch(yard, row)
    person = yard.world.sql("SELECT person_id FROM vault_directory")[0][0]
    assert len(held_outside(yard.dispatch.chamber.database, [person])) == shown


def test_a_stop_does_not_undo_what_the_law_demands(yard: Yard) -> None:
    row = provide(yard)
    record = yard.world.sql("SELECT record_id FROM vault_directory")[0][0]
    stop_use(yard.dispatch.chamber, record, purpose="inquiry.quality", actor=MANAGER, now=yard.now)
    yard.approve(row)
    yard.work()
    assert yard.row(row).written == 1


def test_it_needs_items(yard: Yard) -> None:
    with pytest.raises(MalformedError) as caught:
        provide(yard, items=())
    assert caught.value.ground == "dossier_items"


def test_a_dossier_names_nobody(yard: Yard) -> None:
    collected = yard.world.collect()
    named = replace(
        WHOLE, records=(collected.record_id,), necessity="令状により taro@example.jp の方の氏名が要るため。"
    )
    with pytest.raises(MalformedError) as caught:
        propose_provision(yard.dispatch, named, RECEIVER, ("name",), actor=ANNA, now=yard.now)
    assert caught.value.ground == "dossier_personal"


@pytest.mark.parametrize(
    ("change", "ground"),
    [
        ({"authority": " "}, "dossier_authority"),
        ({"address": ""}, "dossier_address"),
        ({"representative": ""}, "dossier_representative"),
        ({"instrument": Instrument.ACADEMIC}, "dossier_instrument"),
        ({"code": Code.RESEARCH}, "dossier_instrument"),
        ({"necessity": "要るので"}, "dossier_necessity"),
        ({"told_why": ""}, "dossier_told"),
        ({"records": ()}, "dossier_records"),
        ({"records": tuple(uuid.UUID(int=n) for n in range(MOST_RECORDS + 1))}, "dossier_records"),
    ],
)
def test_a_dossier_that_lacks_something_is_refused(change: dict[str, object], ground: str) -> None:
    with pytest.raises(MalformedError) as caught:
        check_dossier(replace(WHOLE, **change))  # type: ignore[arg-type]  # any field of it
    assert caught.value.ground == ground


@pytest.mark.parametrize("code", list(Code))
def test_every_exception_has_an_instrument(code: Code) -> None:
    fitting = []
    for instrument in Instrument:
        try:
            fitting.append(check_dossier(replace(WHOLE, code=code, instrument=instrument)))
        except MalformedError:
            continue
    assert fitting


def test_who_is_told_needs_no_reason() -> None:
    assert check_dossier(replace(WHOLE, told=Told.TOLD, told_why="")).told is Told.TOLD
