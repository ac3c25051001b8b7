"""Requests at the keeper: every verb of persons and the desk, tried by everybody, each with a case in which it could work."""

import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from azukari.base.canonical import canonical_bytes
from azukari.base.clock import instant_text
from azukari.base.errors import AzukariError, Kind
from azukari.keeper import person_acts, request_acts
from azukari.keeper.desk import Desk
from azukari.keeper.events import Event
from azukari.keeper.verbs import VERBS
from azukari.rights.clients import DeskClient, NoticeClient, PersonClient, Proposal, WrittenArrival
from azukari.rights.identity import Method, Proof, Subject
from azukari.rights.paper import Paper, PaperKind
from azukari.rights.plan import Plan
from azukari.rights.request import Asker, Channel, Move, Outcome
from azukari.rights.search import PlaceState
from azukari.rights.services.packaging import Shelf
from azukari.rights.wish import Contact, Wish, contact_value, wish_value
from azukari.statement.purposes import Role
from azukari.vault.keeper_client import Credential, CredentialKind, KeeperClient
from azukari.vault.services.collecting import Collected
from tests.keeper.house import CANARY, House
from tests.keeper.persons import WORKER, ask, come_in
from tests.keeper.request_table import REQUESTS
from tests.keeper.test_desk import refusal
from tests.keeper.test_service_keys import DeskLine

PACK = "jp-appi-2022"
OURS, THEIRS = "hanako@mail.example", "taro@mail.example"
NOBODY = str(uuid.UUID(int=0))


def written(value: Any) -> str:
    return canonical_bytes(value).decode()


@dataclass
class Cast:
    """Everybody who tries, and what they try it on: two sendings of one person, and one of another."""

    house: House
    desk: Desk
    one: Collected = field(init=False)
    two: Collected = field(init=False)
    third: Collected = field(init=False)
    credentials: Mapping[str, Credential | None] = field(init=False)

    def __post_init__(self) -> None:
        self.one, self.two = self.house.collect(email=OURS), self.house.collect(email=OURS)
        self.third = self.house.collect(email=THEIRS)
        self.credentials = {
            "nobody": None,
            "the person": self.visit(OURS, self.one),
            "another person": self.visit(THEIRS, self.third),
            **{role.value: self.house.signed_in(role) for role in Role if role not in UNSIGNED},
            "a program": self.house.service_key(),
            "the worker": WORKER,
        }

    def visit(self, address: str, collected: Collected) -> Credential:
        visit = come_in(self.desk, address)
        ask(self.desk, "name_number", visit, number=collected.number)
        return visit

    def do(self, who: str, verb: str, **arguments: Any) -> Any:
        return ask(self.desk, verb, self.credentials[who], **arguments)

    # --- cases in which a verb could work ----------------------------------------------------------------------------------

    def asked(self, kind: str = "disclosure") -> str:
        wish = written(wish_value(Wish("お願いします。")))
        return str(self.do("the person", "ask", pack=PACK, kind=kind, wish=wish)["request"])

    def searched(self, kind: str = "disclosure") -> str:
        request = self.asked(kind)
        self.do("privacy_manager", "search", request=request)
        places = self.house.sql("SELECT place FROM rights_place WHERE request_id = %s AND state = 'open'", (request,))
        for (place,) in places:
            self.do("privacy_manager", "settle", request=request, place=place, state="none")
        return request

    def proposed(self, kind: str = "disclosure") -> str:
        request = self.searched(kind)
        self.do("service_staff", "propose", **self.proposal(request, kind))
        return request

    def proposal(self, request: str, kind: str = "disclosure") -> dict[str, str]:
        record, purpose = str(self.one.record_id), "inquiry.reply"
        acts = {
            "erasure": [{"op": "erase", "record": None, "item": "", "text": "", "purpose": ""}],
            "stop-use": [{"op": "stop", "record": record, "item": "", "text": "", "purpose": purpose}],
        }.get(kind, [])
        plan = written({"acts": acts, "passages": [], "persons": []})
        return {"request": request, "outcome": "full", "grounds": "", "reason": "", "plan": plan}

    def decided(self, kind: str = "disclosure") -> str:
        request = self.proposed(kind)
        self.do("privacy_manager", "decide", **self.read(request))
        return request

    def read(self, request: str) -> dict[str, str]:
        ((steps,),) = self.house.sql("SELECT steps FROM rights_request WHERE request_id = %s", (request,))
        return {"request": request, "steps": str(steps)}

    def joined(self) -> str:
        request = self.asked()
        self.do("privacy_manager", "identify", request=request, number=self.two.number)
        return request

    def own_joined(self) -> dict[str, str]:
        self.joined()
        return {"record": str(self.two.record_id)}

    def with_paper(self) -> dict[str, str]:
        request = self.asked()
        self.do("privacy_manager", "add_paper", **self.paper(request))
        ((paper,),) = self.house.sql(
            "SELECT paper_id FROM rights_paper WHERE request_id = %s AND kind = 'evidence'", (request,)
        )
        return {"request": request, "paper": str(paper)}

    def paper(self, request: str) -> dict[str, str]:
        return {"request": request, "kind": "evidence", "title": "x", "media_type": "text/plain", "data": "eA=="}

    def notice(self) -> dict[str, str]:
        request = self.asked()
        ((notice,),) = self.house.sql("SELECT notice_id FROM rights_notice WHERE request_id = %s", (request,))
        return {"notice": str(notice)}

    def arrival(self) -> dict[str, str]:
        return {
            "pack": PACK,
            "kind": "disclosure",
            "channel": "letter",
            "asker": "person",
            "language": "ja",
            "arrived_at": instant_text(self.house.now()),
            "wish": written(wish_value(Wish())),
            "contact": written(contact_value(Contact("甲野一"))),
        }


def laid_ready(cast: Cast) -> dict[str, str]:
    """Lay a package ready for the person, as `begin_package` does once a ledger is published."""
    visit = cast.desk._register.identify(cast.credentials["the person"], now=cast.house.now()).visit
    assert visit is not None
    shelf: Shelf = cast.desk._room.packing.shelf
    about = shelf.put(visit, uuid.uuid4(), "mine.zip", b"PK", now=cast.house.now())
    return {"package": str(about.package_id), "offset": "0"}


UNSIGNED = {Role.PERSON, Role.SERVICE, Role.SYSTEM}
DESK, PERSON, OTHER, MAIL = ["service_staff", "privacy_manager"], ["the person"], ["another person"], ["the worker"]
# For each verb: arguments with which it works, who gets something from it, and what the other person is told instead, who may call
# it as well but whose request it is not.
TABLE: dict[str, tuple[Callable[[Cast], dict[str, str]], list[str], str | None]] = {
    "page": (lambda _: {}, PERSON + OTHER, None),
    "held": (lambda _: {}, PERSON + OTHER, None),
    "go": (lambda _: {}, OTHER + PERSON, None),
    "name_number": (lambda cast: {"number": cast.one.number}, PERSON + OTHER, None),
    "stop_mine": (lambda cast: {"record": str(cast.one.record_id), "purpose": "inquiry.reply"}, PERSON, "not_yours"),
    "join": (lambda cast: {"number": cast.two.number}, PERSON, "number_refused"),
    "separate": (Cast.own_joined, PERSON, "not_yours"),
    "ask": (
        lambda cast: {
            "pack": PACK,
            "kind": "stop-use",
            "wish": written(wish_value(Wish(purposes={cast.one.record_id: ("inquiry.reply",)}))),
        },
        PERSON,
        "not_yours",
    ),
    "own_case": (lambda cast: {"request": cast.asked()}, PERSON, "not_yours"),
    "take_back": (lambda cast: {"request": cast.asked()}, PERSON, "not_yours"),
    "receipt": (lambda cast: {"record": str(cast.one.record_id)}, [], "no_ledger"),
    "begin_package": (lambda _: {"language": "ja", "request": ""}, [], "no_ledger"),  # see below
    "package_part": (laid_ready, PERSON, "package_gone"),
    "take_in": (Cast.arrival, DESK, None),
    "case": (lambda cast: {"request": cast.asked()}, DESK, None),
    "case_records": (lambda cast: {"request": cast.asked()}, DESK, None),
    "identify": (lambda cast: {"request": cast.asked(), "number": cast.two.number}, DESK, None),
    "part": (lambda cast: {"request": cast.joined(), "number": cast.two.number}, DESK, None),
    "add_paper": (lambda cast: cast.paper(cast.asked()), DESK, None),
    "paper": (Cast.with_paper, DESK, None),
    "add_proof": (
        lambda cast: {"request": cast.asked(), "subject": "person", "method": "document", "until_on": ""},
        DESK,
        None,
    ),
    "search": (lambda cast: {"request": cast.asked()}, DESK, None),
    "settle": (lambda cast: {"request": cast.searched(), "place": "paper", "state": "found"}, DESK, None),
    "step": (lambda cast: {"request": cast.asked(), "move": "ask_proof"}, DESK, None),
    "propose": (lambda cast: cast.proposal(cast.searched()), DESK, None),
    "decide": (lambda cast: cast.read(cast.proposed()), ["privacy_manager"], None),
    "carry_out": (lambda cast: {"request": cast.decided("stop-use")}, DESK, None),
    "answer": (lambda cast: {"request": cast.decided(), "text": "ご回答します。"}, DESK, None),
    "letter": (lambda cast: {"request": cast.decided()}, DESK, None),
    "notice_letter": (Cast.notice, MAIL, None),
    "notice_sent": (Cast.notice, MAIL, None),
    "code_letter": (
        lambda cast: {"entrance": ask(cast.desk, "enter", said=cast.one.number, language="ja")},
        MAIL,
        None,
    ),
}


@pytest.fixture
def cast(house: House, desk: Desk) -> Cast:
    return Cast(house, desk)


def test_every_verb_of_persons_and_the_desk_is_in_the_table() -> None:
    modules = {person_acts.__name__, request_acts.__name__}
    verbs = {name for name, verb in VERBS.items() if verb.act.__module__ in modules}
    assert verbs == set(TABLE) | {"enter", "come_in"}  # these two are for everybody (`test_persons.py`)
    assert set(REQUESTS) == set(TABLE) - {"held", "go", "name_number", "code_letter"}


@pytest.mark.parametrize("verb", sorted(TABLE))
def test_everybody_tries_and_who_may_gets_it(cast: Cast, verb: str) -> None:
    arguments, allowed, other = TABLE[verb]
    told: dict[str, str] = {}
    expected: dict[str, str] = {}
    good = arguments(cast)
    for who, credential in cast.credentials.items():
        if who not in allowed:
            expected[who] = "no_credential" if who == "nobody" else "role_not_allowed"
            if who in PERSON + OTHER and other is not None:
                expected[who] = other
            error = refusal(cast.desk, verb, credential, **good)
            told[who] = error.ground
    assert told == expected
    for who in allowed:
        ask(cast.desk, verb, cast.credentials[who], **good)
        good = good if verb in {"name_number", "go", "separate"} and who != allowed[-1] else _again(cast, verb, who)
    refused = [facts for facts in cast.house.entries(Event.REFUSED) if facts["verb"] == verb]
    assert len(refused) == sum(ground == "role_not_allowed" for ground in expected.values())


def _again(cast: Cast, verb: str, who: str) -> dict[str, str]:
    """Give a fresh case for whoever comes next; nobody comes after the last."""
    arguments, allowed, _ = TABLE[verb]
    return {} if who == allowed[-1] else arguments(cast)


@pytest.mark.parametrize("verb", sorted(set(TABLE) - {"page", "held", "go", "code_letter", "begin_package", "receipt"}))
def test_arguments_that_are_not_of_their_form_are_refused_and_not_repeated(cast: Cast, verb: str) -> None:
    """Whatever a taken-over door sends: the keeper says no in a known way, and the log holds nothing of it."""
    who = (
        "the worker" if REQUESTS.get(verb) == {Role.SYSTEM} else "the person" if verb in PERSONS else "privacy_manager"
    )
    good = TABLE[verb][0](cast)
    for name in good:
        for value in ("", CANARY, "x" * 800_000, "\x00", "9" * 18, "[" * 5000, '{"text":1}', "-1", NOBODY):
            found = error_of(cast, who, verb, {**good, name: value})
            assert found is None or found.kind not in {Kind.INTERNAL, Kind.UNAVAILABLE}, (
                name,
                value[:20],
                found.ground,
            )
            assert found is None or CANARY not in found.message
            cast.house.sql("UPDATE rights_visit SET tries = 0, ended_at = NULL")
    for changed in ({"more": "1"}, {next(iter(good)): None}, {next(iter(good)): 1}):
        error = refusal(cast.desk, verb, cast.credentials[who], **{**good, **changed})
        assert error.ground in {"argument.names", "argument.form"}


def error_of(cast: Cast, who: str, verb: str, arguments: dict[str, str]) -> AzukariError | None:
    try:
        cast.do(who, verb, **arguments)
    except AzukariError as error:
        return error
    return None


PERSONS = {verb for verb, roles in REQUESTS.items() if roles == {Role.PERSON}} | {"name_number"}


def test_deciding_needs_a_proof_given_just_now(cast: Cast) -> None:
    request = cast.proposed()
    manager = cast.house.hire(Role.PRIVACY_MANAGER)
    stale = cast.house.session(manager, at=time.time() - 11 * 60)
    for credential in (stale, cast.house.access_key(manager)):
        error = refusal(cast.desk, "decide", credential, **cast.read(request))
        assert (error.kind, error.ground) == (Kind.UNAUTHENTICATED, "proof_too_old")
    assert refusal(cast.desk, "step", stale, request=request, move="decide").ground == "argument.choice"
    ask(cast.desk, "decide", cast.house.session(manager), **cast.read(request))


def test_what_a_second_person_is_asked_for_is_recorded_if_one_tries_alone(cast: Cast) -> None:
    request = cast.searched("erasure")
    cast.do("privacy_manager", "propose", **cast.proposal(request, "erasure"))
    alone = refusal(cast.desk, "decide", cast.credentials["privacy_manager"], **cast.read(request))
    assert alone.ground == "second_person"
    assert [facts["ground"] for facts in cast.house.entries(Event.REFUSED)] == ["second_person"]


def test_a_visit_that_named_no_number_gets_nothing_of_anybody(cast: Cast) -> None:
    visitor = come_in(cast.desk, OURS)
    grounds = {
        refusal(cast.desk, verb, visitor, **TABLE[verb][0](cast)).ground
        for verb in sorted(PERSONS - {"name_number", "package_part", "begin_package", "receipt"})
    }
    assert grounds == {"number_needed"}
    assert refusal(cast.desk, "package_part", visitor, **laid_ready(cast)).ground == "package_gone"


def test_rules_that_do_not_apply_here_give_no_rights(cast: Cast) -> None:
    wish = written(wish_value(Wish()))
    for pack, kind in (("eu-gdpr", "portability"), ("jp-appi-2026", "disclosure"), ("jp-appi-2022", "nothing")):
        error = refusal(cast.desk, "ask", cast.credentials["the person"], pack=pack, kind=kind, wish=wish)
        assert (error.kind, error.ground) == (Kind.MALFORMED, "request_kind")


def test_the_clients_ask_for_all_of_it(cast: Cast) -> None:
    """From a letter to its answer, as the doors do it; and nothing of it in the ledger."""
    line = DeskLine(cast.desk)
    staff, manager, worker = (
        KeeperClient(line, cast.credentials[who]) for who in ("service_staff", "privacy_manager", "the worker")
    )
    desk, person = DeskClient(staff), PersonClient(KeeperClient(line, cast.credentials["the person"]))
    contact = Contact("丙山三郎", "東京都", "saburo@mail.example")
    taken = desk.take_in(
        WrittenArrival(
            PACK, "correction", Channel.MAIL, Asker.PERSON, "ja", cast.house.now(), Wish("直してください"), contact
        )
    )
    desk.identify(taken.request_id, cast.one.number)
    desk.add_paper(taken.request_id, PaperKind.IDENTITY, Paper("免許証", "application/pdf", b"%PDF-1.7 face"))
    desk.add_proof(taken.request_id, Proof(Subject.PERSON, Method.DOCUMENT))
    desk.step(taken.request_id, Move.PROVE)
    (held,) = desk.records(taken.request_id)
    case = desk.case(taken.request_id)
    assert (case.wish.text, case.numbers, held.number) == ("直してください", (cast.one.number,), cast.one.number)
    (about,) = case.papers
    assert desk.paper(taken.request_id, about.paper_id).data == b"%PDF-1.7 face"
    desk.search(taken.request_id)
    for (place,) in cast.house.sql("SELECT place FROM rights_place WHERE state = 'open'"):
        desk.settle(taken.request_id, place, PlaceState.NOT_PERSONAL)
    desk.propose(taken.request_id, Proposal(Outcome.REFUSED, frozenset({"factual"}), "調べた理由", Plan()))
    DeskClient(manager).decide(taken.request_id, steps=int(cast.read(str(taken.request_id))["steps"]))
    assert person.case(taken.request_id).reason == ""
    desk.answer(taken.request_id, "ご回答の言葉")
    told = person.case(taken.request_id)
    assert (told.reason, told.reply, told.request.number) == ("調べた理由", "ご回答の言葉", taken.number)
    assert desk.letter(taken.request_id).contact == contact
    notices = NoticeClient(worker)
    waiting = "SELECT notice_id FROM rights_notice WHERE request_id = %s ORDER BY notice_id"
    for (number,) in cast.house.sql(waiting, (taken.request_id,)):
        found = notices.letter(number)
        assert found is not None
        # Whoever asks is written to where they said, and whoever is named at the address that is held.
        assert found.address == (OURS if found.kind == "named" else "saburo@mail.example")
        notices.sent(number)
        assert notices.letter(number) is None
    everything = cast.house.everything_in_the_ledger()
    for personal in ("丙山三郎", "saburo", "直してください", "免許証", "調べた理由", "ご回答の言葉", CANARY, OURS):
        assert personal.encode() not in everything


def test_the_kind_of_credential_makes_nobody_somebody_else(cast: Cast) -> None:
    visit, session = cast.credentials["the person"], cast.credentials["privacy_manager"]
    assert visit is not None
    assert session is not None
    for kind in CredentialKind:
        if kind is not CredentialKind.VISIT:
            assert refusal(cast.desk, "page", Credential(kind, visit.value)).kind is Kind.UNAUTHENTICATED
        if kind is not CredentialKind.SESSION:
            error = refusal(cast.desk, "case", Credential(kind, session.value), request=NOBODY)
            assert error.kind is Kind.UNAUTHENTICATED
