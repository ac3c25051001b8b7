"""Asking: for what is one's own only, in a form that can be kept, by rules that apply here; and nothing of it in the clear."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from azukari.base.clock import japan_date
from azukari.base.errors import Kind, MalformedError, NotFoundError
from azukari.rights.pack import RulePack
from azukari.rights.read_pack import shipped_pack
from azukari.rights.request import Asker, Channel, Move, Outcome, State
from azukari.rights.services import asking
from azukari.rights.services.asking import stop_mine, take_back
from azukari.rights.services.office import KindNotOfferedError
from azukari.rights.services.register import course_of
from azukari.rights.services.views import case_view
from azukari.rights.services.visiting import Visit
from azukari.rights.store import cases
from azukari.rights.wish import LONGEST_TEXT, Contact, Form, Wish
from azukari.vault.services.opening import open_for
from tests.rights.bureau import PACK, Bureau
from tests.rights.looking import ground, ledger, places_of, refusal, state
from tests.vault.world import CANARY, REASON, STAFF

NOBODY = uuid.UUID(int=0)


def wishes(record: uuid.UUID) -> list[Wish]:
    return [
        Wish(items={record: {"name": "乙野二"}}),
        Wish(purposes={record: ("newsletter",)}),
        Wish(opinions={record: {"question": "違います。"}}),
    ]


def test_somebody_elses_record_is_answered_as_one_that_never_was(bureau: Bureau) -> None:
    one, other = bureau.collect(), bureau.collect()
    visit = bureau.visit(one.number)
    before = state(bureau)
    told = {
        refusal(lambda wish=wish: bureau.ask(visit, "correction", wish))  # type: ignore[misc]
        for record in (other.record_id, NOBODY)
        for wish in wishes(record)
    }
    told |= {
        refusal(lambda record=record: stop_mine(bureau.office, visit, record, "inquiry.reply", now=bureau.now))  # type: ignore[misc]
        for record in (other.record_id, NOBODY)
    }
    assert told == {(Kind.NOT_FOUND, "not_yours", "There is no such request or record of yours.")}
    assert state(bureau) == before
    for wish in wishes(one.record_id):
        bureau.ask(visit, "correction", wish)


def test_somebody_elses_request_is_answered_as_one_that_never_was(bureau: Bureau) -> None:
    visit, stranger = bureau.visit(bureau.collect().number), bureau.visit(bureau.collect().number)
    taken, unknown = bureau.ask(visit, "disclosure"), bureau.take_in("disclosure")
    before = state(bureau)
    acts: list[Callable[[Visit, uuid.UUID], object]] = [
        lambda who, request: take_back(bureau.office, who, request, now=bureau.now),
        lambda who, request: case_view(bureau.office, who, request),
    ]
    told = {
        refusal(lambda: act(who, request))  # noqa: B023 - called at once
        for act in acts
        for who, request in (
            (stranger, taken.request_id),
            (stranger, NOBODY),
            (visit, unknown.request_id),
            (stranger, unknown.request_id),
        )
    }
    assert told == {(Kind.NOT_FOUND, "not_yours", "There is no such request or record of yours.")}
    assert state(bureau) == before
    take_back(bureau.office, visit, taken.request_id, now=bureau.now)
    assert bureau.state(taken) is State.WITHDRAWN


def test_who_reads_a_mailbox_and_named_no_number_asks_for_nothing(bureau: Bureau) -> None:
    one = bureau.collect()
    visit = bureau.visit(CANARY["email"])
    for act in (
        lambda: bureau.ask(visit, "disclosure"),
        lambda: stop_mine(bureau.office, visit, one.record_id, "inquiry.reply", now=bureau.now),
        lambda: take_back(bureau.office, visit, NOBODY, now=bureau.now),
        lambda: case_view(bureau.office, visit, NOBODY),
    ):
        assert refusal(act)[:2] == (Kind.UNAUTHENTICATED, "number_needed")


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        (lambda record: Wish(items={record: {"phone": "canary"}}), "phone"),
        (lambda record: Wish(items={record: {"email": "no address"}}), "email"),
        (lambda record: Wish(items={record: {"kana": "漢字"}}), "kana"),
        (lambda record: Wish(items={record: {"topic": "weather"}}), "choice"),
        (lambda record: Wish(items={record: {"question": "4111 1111 1111 1111"}}), "card_number"),
        (lambda record: Wish(items={record: {"age": "7"}}), "item_unknown"),
        (lambda record: Wish(opinions={record: {"age": "7"}}), "item_unknown"),
        (lambda record: Wish(opinions={record: {"question": "4111 1111 1111 1111"}}), "card_number"),
        (lambda record: Wish(opinions={record: {"question": "x" * 2001}}), "too_long"),
        (lambda record: Wish(purposes={record: ("nothing",)}), "purpose_unknown"),
        (lambda _record: Wish("x" * (LONGEST_TEXT + 1)), "wish_text"),
    ],
)
def test_what_cannot_be_kept_is_refused_before_anything_is_taken_in(
    bureau: Bureau, wish: Callable[[uuid.UUID], Wish], why: str
) -> None:
    one = bureau.collect()
    visit = bureau.visit(one.number)
    before = state(bureau)
    assert refusal(lambda: bureau.ask(visit, "correction", wish(one.record_id)))[:2] == (Kind.MALFORMED, why)
    assert state(bureau) == before


def test_a_value_is_kept_in_the_form_in_which_it_is_stored(bureau: Bureau) -> None:
    one = bureau.collect()
    visit = bureau.visit(one.number)
    wish = Wish(
        items={one.record_id: {"kana": "さとう はな", "phone": ""}}, opinions={one.record_id: {"question": " はい\r\n"}}
    )
    taken = bureau.ask(visit, "correction", wish)
    kept = case_view(bureau.office, visit, taken.request_id).wish
    assert kept.items == {one.record_id: {"kana": "サトウ ハナ", "phone": ""}}
    assert kept.opinions == {one.record_id: {"question": "はい"}}


@pytest.mark.parametrize(
    ("pack", "kind"),
    [
        ("jp-appi-2026", "stop-use-minor"),
        ("jp-appi-2026", "disclosure"),
        ("eu-gdpr", "erasure"),
        (PACK, "portability"),
        (PACK, ""),
        ("", "disclosure"),
        ("../packs/" + PACK, "disclosure"),
    ],
)
def test_only_rights_that_are_offered_are_asked_for(bureau: Bureau, pack: str, kind: str) -> None:
    """A pack that is pending tells what would change, and gives nobody a right yet."""
    office = replace(bureau.office, packs=(*bureau.office.packs, shipped_pack("jp-appi-2026")))
    bureau.office = office
    visit = bureau.visit(bureau.collect().number)
    before = state(bureau)
    assert ground(lambda: bureau.ask(visit, kind, pack=pack)) == "request_kind"
    assert ground(lambda: bureau.take_in(kind, pack=pack)) == "request_kind"
    assert state(bureau) == before


def test_the_european_rules_give_rights_only_where_they_apply(bureau: Bureau) -> None:
    visit = bureau.visit(bureau.collect().number)
    bureau.ask(visit, "portability", pack="eu-gdpr")
    bureau.office = replace(bureau.office, packs=bureau.office.packs[:1])
    with pytest.raises(KindNotOfferedError):
        bureau.ask(visit, "portability", pack="eu-gdpr")


@pytest.mark.parametrize(
    ("first", "last", "offered"),
    [(0, None, True), (1, None, False), (-9, 0, True), (-9, -1, False)],
)
def test_rules_count_from_their_first_to_their_last_day_in_japan(
    bureau: Bureau, first: int, last: int | None, *, offered: bool
) -> None:
    bureau.world.now = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)  # half past midnight of the 25th in Japan
    today = japan_date(bureau.now)
    pack: RulePack = replace(
        shipped_pack(PACK),
        in_force_from=today + timedelta(days=first),
        in_force_to=None if last is None else today + timedelta(days=last),
    )
    bureau.office = replace(bureau.office, packs=(pack,))
    if offered:
        bureau.take_in("disclosure")
    else:
        assert ground(lambda: bureau.take_in("disclosure")) == "request_kind"


def test_a_request_by_the_page_is_proved_numbered_and_dated_at_once(bureau: Bureau) -> None:
    visit = bureau.visit(bureau.collect().number)
    taken = bureau.ask(visit, "disclosure")
    course = course_of(bureau.office.chamber.database, taken.request_id)
    assert [step.step.move for step in course.steps] == [Move.RECEIVE, Move.PROVE]
    assert course.row.arrived_at == bureau.now
    assert course.row.acknowledge_by <= course.row.answer_by <= course.row.latest_on
    (proof,) = cases.select_proofs(bureau.office.chamber.database, taken.request_id)
    assert (proof.checked_by, proof.proof.method) == (str(visit.visit_id), "number")
    assert bureau.world.sql("SELECT kind FROM rights_notice") == [("received",)]


def test_what_is_done_at_once_is_done_at_once_and_nothing_else_is(bureau: Bureau) -> None:
    one, other = (bureau.collect(permissions=frozenset({"newsletter"})) for _ in range(2))
    visit = bureau.visit(one.number)
    wish = Wish(purposes={one.record_id: ("newsletter",)})
    bureau.ask(visit, "stop-use", wish)
    assert bureau.world.entries("vault.grant.stopped") == []
    taken = bureau.ask(visit, "withdrawal", wish)
    (stopped,) = bureau.world.entries("vault.grant.stopped")
    assert (stopped["record"], stopped["purpose"], stopped["role"]) == (str(one.record_id), "newsletter", "person")
    assert bureau.state(taken) is State.EXAMINING
    bureau.ask(visit, "withdrawal", wish)  # stopped already
    assert len(bureau.world.entries("vault.grant.stopped")) == 1
    assert open_for(
        bureau.office.chamber, other.record_id, purpose="newsletter", reason=REASON, actor=STAFF, now=bureau.now
    )


def test_one_stops_what_is_ones_own_and_no_use_twice(bureau: Bureau) -> None:
    one = bureau.collect(permissions=frozenset({"newsletter"}))
    visit = bureau.visit(one.number)
    stop_mine(bureau.office, visit, one.record_id, "newsletter", now=bureau.now)
    with pytest.raises(NotFoundError):
        stop_mine(bureau.office, visit, one.record_id, "newsletter", now=bureau.now)
    before = ledger(bureau)
    with pytest.raises(NotFoundError):
        stop_mine(bureau.office, visit, one.record_id, "甲野一の秘密", now=bureau.now)
    assert ledger(bureau) == before


@pytest.mark.parametrize("channel", [Channel.MAIL, Channel.TELEPHONE, Channel.LETTER, Channel.COUNTER])
@pytest.mark.parametrize("asker", Asker)
def test_the_desk_takes_in_what_came_by_other_ways(bureau: Bureau, channel: Channel, asker: Asker) -> None:
    taken = bureau.take_in("disclosure", channel=channel, asker=asker)
    row = course_of(bureau.office.chamber.database, taken.request_id).row
    assert (row.channel, row.asker, row.person_id, row.state) == (channel, asker, None, State.RECEIVED)
    assert row.arrived_at == bureau.now - timedelta(days=1)


def test_the_desk_takes_in_nothing_of_the_page_and_nothing_from_the_future(bureau: Bureau) -> None:
    before = state(bureau)
    assert ground(lambda: bureau.take_in("disclosure", channel=Channel.PAGE)) == "request_channel"
    late = bureau.now + timedelta(seconds=1)
    assert ground(lambda: bureau.take_in("disclosure", arrived_at=late)) == "arrived_at"
    assert ground(lambda: bureau.take_in("disclosure", wish=Wish("x" * (LONGEST_TEXT + 1)))) == "wish_text"
    assert state(bureau) == before
    bureau.take_in("disclosure", arrived_at=datetime(1, 1, 2, tzinfo=UTC))


def test_a_request_is_taken_back_until_it_is_decided(bureau: Bureau) -> None:
    visit = bureau.visit(bureau.collect().number)
    taken = bureau.ask(visit, "erasure")
    bureau.look_everywhere(taken)
    bureau.propose(taken)
    other = bureau.ask(visit, "erasure")
    take_back(bureau.office, visit, other.request_id, now=bureau.now)
    bureau.decide(taken)
    for one in (taken, other):
        before = state(bureau)
        assert refusal(lambda: take_back(bureau.office, visit, one.request_id, now=bureau.now))[:2] == (  # noqa: B023
            Kind.CONFLICT,
            "step",
        )
        assert state(bureau) == before


def test_nothing_that_was_written_stands_anywhere_in_the_clear(bureau: Bureau) -> None:
    """Whoever has the disk, and whoever reads the ledger, finds neither name, address, number nor a word of a wish."""
    one = bureau.collect()
    visit = bureau.visit(one.number)
    wish = Wish(
        "わたしの秘密の願い",
        items={one.record_id: {"name": "甲野はなこ"}},
        opinions={one.record_id: {"question": "異議あり"}},
    )
    taken = bureau.ask(visit, "correction", wish)
    contact = Contact("丙山三郎", "東京都千代田区丸の内九丁目", "saburo@mail.example")
    written = bureau.take_in("disclosure", wish=Wish("手紙の中の言葉", Form.LETTER), contact=contact)
    bureau.look_everywhere(taken)
    bureau.propose(taken, Outcome.PART, "factual", reason="調べた結果の理由")
    bureau.decide(taken)
    bureau.carry_out(taken)
    bureau.answer(taken)
    assert bureau.state(taken) is State.ANSWERED
    everything = ledger(bureau)
    for personal in (
        *CANARY.values(), "canary@example.jp", "わたしの秘密の願い", "甲野はなこ", "異議あり", "丙山三郎", "丸の内", "saburo",
        "手紙の中の言葉", "調べた結果の理由", "ご回答します",
    ):  # fmt: skip
        assert places_of(bureau, personal) == [], personal
        assert personal.encode() not in everything
    assert places_of(bureau, taken.number) == ["azukari.rights_request"]  # the search does find what stands there
    assert places_of(bureau, written.number) == ["azukari.rights_request"]


def test_nothing_is_taken_in_of_which_the_papers_could_not_be_kept(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = bureau.visit(bureau.collect().number)

    def fails(*_args: object, **_named: object) -> None:
        raise MalformedError(ground="cut")

    monkeypatch.setattr(asking, "file_paper", fails)
    assert ground(lambda: bureau.ask(visit, "disclosure")) == "cut"
    assert bureau.world.sql("SELECT request_id FROM rights_request") == []
    assert bureau.world.entries("rights.request.received") == []
    assert bureau.world.sql("SELECT notice_id FROM rights_notice") == []
