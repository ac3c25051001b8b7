"""No more leaves than was proposed, to nobody else, and no figure or entry says more than it may."""

import base64
import uuid
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from azukari.base.errors import MalformedError
from azukari.keeper import sharing_acts
from azukari.sharing.condition import Condition
from azukari.sharing.delivery import Channel, Sieve, State, StepRefusedError
from azukari.sharing.dossier import Told
from azukari.sharing.engagement import Scope, Sftp
from azukari.sharing.rows import sheet
from azukari.sharing.services.checking import ConditionsMissingError
from azukari.sharing.services.counting import FEW, count_handover
from azukari.sharing.services.engaging import Desk, change_desk
from azukari.sharing.services.fetching import (
    PickupRefusedError,
    begin_pickup,
    code_letter,
    fetch_part,
    put_next,
    show_pickup_code,
)
from azukari.sharing.services.proposing import cancel, propose_provision
from azukari.vault.queries import events_of_persons
from azukari.vault.services.ending import stop_use
from tests.sharing.test_passing_on import fetch
from tests.sharing.test_provisions import RECEIVER, WHOLE, provide
from tests.sharing.yard import ANNA, BEN, CARA, KEY, MAILER, PARTNER, WISH, Yard, recipients
from tests.vault.world import MANAGER, text

OLD = Sftp("old.example", 22, "u", "in", "ssh-ed25519 AAAA")
NEW = Sftp("new.example", 22, "u", "in", "ssh-ed25519 BBBB")


def person(name: str, **more: str) -> dict[str, str]:
    return {"name": name, "email": "a@example.jp", "question": "?", **more}


# --- no more than was proposed --------------------------------------------------------------------------------------------------


def test_what_came_in_after_the_proposal_does_not_leave(yard: Yard) -> None:
    first = yard.collect()
    yard.collect()
    yard.take_on()
    row = yard.propose()
    yard.work()
    for _ in range(3):
        yard.collect()
    stop_use(yard.dispatch.chamber, first.record_id, purpose="newsletter", actor=MANAGER, now=yard.now)
    yard.work()  # it is made anew
    assert yard.row(row).written == 1


def test_more_records_than_were_proposed_are_refused(yard: Yard) -> None:
    """Records may come in late with an earlier day, and permissions may be given later; then somebody decides anew."""
    for _ in range(3):
        yard.collect()
    yard.take_on()
    row = yard.propose()
    yard.later(days=-1)
    yard.collect()
    yard.later(days=1)
    yard.approve(row)
    yard.work()
    found = yard.row(row)
    assert (found.state, found.grounds) == (State.REFUSED, (Condition.GROWN,))
    assert yard.world.sql("SELECT count(*) FROM sharing_delivered") == [(0,)]


def test_a_wider_contract_after_the_proposal_lets_out_no_more_items(yard: Yard) -> None:
    for _ in range(3):
        yard.collect(values=person("人", tastes="tea"))
    yard.engage()
    yard.contract(scope=Scope(("inquiry",), ("name",), ("newsletter",)))
    yard.assess()
    yard.approve_carrier()
    row = yard.propose()
    yard.approve(row)
    yard.later(seconds=1)
    yard.contract(scope=Scope(("inquiry",), ("name", "email", "tastes"), ("newsletter",)))
    yard.work()
    assert set(yard.lines(yard.row(row))[0]) == {"ref", "name"}


def test_a_handful_that_a_filter_picks_needs_a_second_person(yard: Yard) -> None:
    yard.collect(values=person("お茶", tastes="tea"))
    yard.engage()
    yard.contract(scope=Scope(("inquiry",), ("name", "tastes"), ("newsletter",)))
    yard.assess()
    yard.approve_carrier()
    row = yard.propose(wish=replace(WISH, sieve=Sieve(answers={"tastes": "tea"})))
    assert (row.second, row.state) == (True, State.PROPOSED)


# --- to nobody else -------------------------------------------------------------------------------------------------------------


def renamed_contractor() -> tuple[Any, ...]:
    mailer, *others = recipients()
    return (replace(mailer, name=text("Another company")), *others)


def renamed_subcontractor() -> tuple[Any, ...]:
    mailer, *others = recipients()
    return (replace(mailer, subcontractors=(replace(mailer.subcontractors[0], name=text("Another carrier")),)), *others)


@pytest.mark.parametrize(
    ("named", "condition"),
    [(renamed_contractor, Condition.PARTY), (renamed_subcontractor, Condition.SUBCONTRACTORS)],
)
def test_an_id_that_names_somebody_else_now_is_not_the_one_with_the_contract(
    yard: Yard, named: Callable[[], tuple[Any, ...]], condition: Condition
) -> None:
    yard.collect()
    yard.take_on()
    yard.name_recipients(*named())
    with pytest.raises(ConditionsMissingError) as refused:
        yard.propose()
    assert refused.value.conditions == (condition,)


def test_a_third_partys_desk_is_not_the_desk_of_whoever_bears_its_id_later(yard: Yard) -> None:
    yard.collect()
    yard.engage(PARTNER)
    mailer, partner, joint = recipients()
    yard.name_recipients(mailer, replace(partner, name=text("Another company")), joint)
    with pytest.raises(ConditionsMissingError):
        yard.propose(PARTNER)
    change_desk(yard.dispatch, PARTNER, Desk("ja", "desk@other.example", KEY), actor=BEN, now=yard.now)
    assert yard.propose(PARTNER).contact == "desk@other.example"


def test_what_was_proposed_goes_to_the_server_of_then(yard: Yard) -> None:
    yard.collect()
    yard.take_on(sftp=OLD)
    row = yard.propose()
    yard.work()
    change_desk(yard.dispatch, MAILER, Desk("ja", "desk@mailer.example", KEY, NEW), actor=BEN, now=yard.now)
    putting = put_next(yard.dispatch, row.handover_id, now=yard.now)
    assert putting is not None
    assert putting.sftp == OLD


def test_a_file_that_is_to_be_fetched_is_not_put(yard: Yard) -> None:
    yard.collect()
    yard.take_on()
    row = yard.propose()
    yard.work()
    assert put_next(yard.dispatch, row.handover_id, now=yard.now) is None
    with pytest.raises(StepRefusedError):
        fetch_part(yard.dispatch, yard.row(row), 0, channel=Channel.SFTP, now=yard.now)
    assert yard.row(row).state is State.MADE


def test_a_stranger_who_read_the_ledger_keeps_no_recipient_out(yard: Yard) -> None:
    yard.collect()
    yard.take_on()
    row = yard.propose()
    yard.work()
    [entry] = yard.world.entries("sharing.handover.made")
    for _ in range(6):
        tried = begin_pickup(yard.dispatch, uuid.UUID(str(entry["handover"])), language="en", now=yard.now)
        assert code_letter(yard.dispatch, tried, now=yard.now) is None
    mine = begin_pickup(yard.dispatch, row.door_id, language="ja", now=yard.now)
    assert code_letter(yard.dispatch, mine, now=yard.now) is not None


# --- no figure and no entry says more than it may -------------------------------------------------------------------------------


def test_a_filter_asks_nothing_that_the_recipient_may_not_see(yard: Yard) -> None:
    yard.collect(values=person("お茶", tastes="tea"))
    yard.take_on()  # its contract leaves tastes out
    with pytest.raises(MalformedError):
        yard.propose(wish=replace(WISH, sieve=Sieve(answers={"tastes": "tea"})))


def test_a_filtered_count_does_not_answer_about_one_person(yard: Yard) -> None:
    yard.engage()
    yard.contract(scope=Scope(("inquiry",), ("name", "tastes"), ("newsletter",)))
    yard.assess()
    yard.approve_carrier()

    def asked(taste: str) -> int | None:
        wish = replace(WISH, sieve=Sieve(yard.today, yard.today, {"tastes": taste}))
        return count_handover(yard.dispatch, MAILER, wish, actor=ANNA, now=yard.now)

    yard.collect(values=person("人", tastes="tea"))
    assert (asked("tea"), asked("rice")) == (None, None)
    for _ in range(FEW - 1):
        yard.collect(values=person("人", tastes="tea"))
    assert (asked("tea"), asked("rice")) == (FEW, None)
    assert [entry["count"] for entry in yard.world.entries("sharing.handover.counted")][-2:] == [FEW, "few"]


@pytest.mark.parametrize("then", ["approved", "cancelled"])
def test_the_ledger_does_not_say_which_authority_asked(yard: Yard, then: str) -> None:
    row = provide(yard)
    if then == "approved":
        yard.approve(row)
    else:
        cancel(yard.dispatch, row.handover_id, actor=CARA, now=yard.now)
    [entry] = yard.world.entries(f"sharing.handover.{then}")
    assert WHOLE.authority not in str(entry)


@pytest.mark.parametrize("told", list(Told))
def test_who_is_not_to_be_told_reads_it_neither_in_the_ledger_nor_on_their_page(yard: Yard, told: Told) -> None:
    row = provide(yard, told=told)
    yard.approve(row)
    yard.work()
    assert len(yard.plain(yard.row(row)).splitlines()) == 1
    [(person_id, record_id)] = yard.world.sql("SELECT person_id, record_id FROM vault_directory")
    assert yard.world.entries("vault.record.exported") == []
    assert [one.kind for one in events_of_persons(yard.dispatch.chamber.database, [person_id])] == []
    assert yard.world.sql("SELECT kind FROM vault_access_event WHERE record_id = %s", [record_id]) == []


@pytest.mark.parametrize(
    "change",
    [
        {"necessity": "令状により氏名だけを渡す。" * 20 + " taro@example.jp"},
        {"authority": "taro@example.jp の件の県警察"},
        {"address": "090-1234-5678"},
        {"representative": "taro@example.jp"},
        {"told_why": "まだ taro@example.jp に知らせない"},
    ],
)
def test_a_dossier_names_nobody_in_any_field(yard: Yard, change: dict[str, str]) -> None:
    record = yard.world.collect().record_id
    dossier = replace(WHOLE, records=(record,), **change)  # type: ignore[arg-type]  # any field of it
    with pytest.raises(MalformedError) as refused:
        propose_provision(yard.dispatch, dossier, RECEIVER, ("name",), actor=ANNA, now=yard.now)
    assert refused.value.ground == "dossier_personal"


# --- what a recipient brings ----------------------------------------------------------------------------------------------------


def certificate(yard: Yard, token: str, **more: str) -> Any:
    arguments = {
        "token": token, "ended": "destroyed", "on": yard.today.isoformat(), "method": "shredded", "signed_as": "head of mailing",
        "document": "", "paper_name": "p", "paper_type": "text/plain", "paper": base64.b64encode(b"anything").decode(),
    }  # fmt: skip
    room = SimpleNamespace(dispatch=yard.dispatch, chamber=yard.dispatch.chamber, office=None)
    return SimpleNamespace(arguments={**arguments, **more}, room=room, now=yard.now, actor=None)


@pytest.mark.parametrize(
    ("more", "ground"),
    [({}, "step"), ({"signed_as": "yamada@example.jp"}, "certificate_personal")],
)
def test_a_certificate_that_is_refused_leaves_no_paper(yard: Yard, more: dict[str, str], ground: str) -> None:
    yard.collect()
    yard.take_on()
    row = yard.propose()
    yard.work()
    pickup = begin_pickup(yard.dispatch, row.door_id, language="ja", now=yard.now)
    letter = code_letter(yard.dispatch, pickup, now=yard.now)
    assert letter is not None
    token = show_pickup_code(yard.dispatch, pickup, letter.code, now=yard.now)
    if more:
        fetch(yard, row)
    before = yard.world.sql("SELECT count(*) FROM sharing_document")
    with pytest.raises((StepRefusedError, MalformedError)) as refused:
        sharing_acts.certify_pickup(certificate(yard, token, **more))
    assert refused.value.ground == ground
    assert yard.world.sql("SELECT count(*) FROM sharing_document") == before


def test_a_door_closes_some_time_after_the_end(yard: Yard) -> None:
    row = provide(yard)
    yard.approve(row)
    yard.work()
    fetch(yard, row)  # which ends it
    yard.later(days=91)
    pickup = begin_pickup(yard.dispatch, row.door_id, language="ja", now=yard.now)
    assert code_letter(yard.dispatch, pickup, now=yard.now) is None
    with pytest.raises(PickupRefusedError):
        show_pickup_code(yard.dispatch, pickup, "00000000", now=yard.now)


@pytest.mark.parametrize("value", ["=1+1", "\n=1+1", "＝1+1", " =1+1", "＠SUM(1)", "\t1", "－1"])
def test_no_value_begins_like_a_formula(value: str) -> None:
    assert f"'{value}" in sheet(["a"], [[value]]).decode("utf-8-sig")
