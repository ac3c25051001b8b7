"""The desk's and the worker's acts on requests: arguments in, one call of a service, a value out."""

import uuid

from azukari.base.canonical import Value
from azukari.keeper.acts import Call
from azukari.keeper.arguments import count, data, day, identifier, instant, written
from azukari.rights.desk_shapes import desk_case_value, letter_content_value, notice_letter_value, paper_shown_value
from azukari.rights.identity import Method, Proof, Subject
from azukari.rights.paper import Paper, PaperKind
from azukari.rights.plan import read_plan
from azukari.rights.request import Asker, Channel, Decision, Move, Outcome
from azukari.rights.search import PlaceState
from azukari.rights.services import answering, deciding, examining
from azukari.rights.services.asking import Written
from azukari.rights.services.asking import take_in as take_in_written
from azukari.rights.services.carrying_out import carry_out as carry_out_decision
from azukari.rights.shapes import taken_value
from azukari.rights.wish import read_contact, read_wish
from azukari.statement.text import Language
from azukari.vault.held_shapes import held_value


def take_in(call: Call) -> Value:
    """Take in a request that did not come by the page."""
    asked = call.arguments
    language: Language = "ja" if asked["language"] == "ja" else "en"
    arrival = Written(
        pack=asked["pack"],
        kind=asked["kind"],
        channel=Channel(asked["channel"]),
        asker=Asker(asked["asker"]),
        language=language,
        arrived_at=instant(asked, "arrived_at"),
        wish=read_wish(written(asked, "wish")),
        contact=read_contact(written(asked, "contact")),
    )
    return taken_value(take_in_written(call.room.office, arrival, actor=call.actor, now=call.now))


def case(call: Call) -> Value:
    """Read a case."""
    return desk_case_value(examining.desk_case(call.room.office, _request(call), actor=call.actor, now=call.now))


def records(call: Call) -> Value:
    """Give what is held about whose request it is."""
    held = examining.case_records(call.room.office, _request(call), actor=call.actor, now=call.now)
    return [held_value(one) for one in held]


def identify(call: Call) -> Value:
    """Say whose request it is."""
    number = call.arguments["number"]
    examining.identify(call.room.office, _request(call), number, actor=call.actor, now=call.now)
    return None


def part(call: Call) -> Value:
    """Take back that a receipt number belongs to whose request it is."""
    number = call.arguments["number"]
    examining.part(call.room.office, _request(call), number, actor=call.actor, now=call.now)
    return None


def add_paper(call: Call) -> Value:
    """Put a paper into a case."""
    asked = call.arguments
    paper = Paper(asked["title"], asked["media_type"], data(asked, "data"))
    kind = PaperKind(asked["kind"])
    examining.add_paper(call.room.office, _request(call), kind, paper, actor=call.actor, now=call.now)
    return None


def paper(call: Call) -> Value:
    """Show a paper."""
    paper_id = identifier(call.arguments, "paper")
    shown = examining.show_paper(call.room.office, _request(call), paper_id, actor=call.actor, now=call.now)
    return paper_shown_value(shown.paper)


def add_proof(call: Call) -> Value:
    """Take down what was shown of who asks."""
    asked = call.arguments
    until_on = day(asked, "until_on") if asked["until_on"] else None
    proof = Proof(Subject(asked["subject"]), Method(asked["method"]), until_on)
    examining.add_proof(call.room.office, _request(call), proof, actor=call.actor, now=call.now)
    return None


def search(call: Call) -> Value:
    """Make the search plan."""
    examining.search(call.room.office, _request(call), actor=call.actor, now=call.now)
    return None


def settle(call: Call) -> Value:
    """Say what was found in a place."""
    asked = call.arguments
    state = PlaceState(asked["state"])
    examining.settle(call.room.office, _request(call), asked["place"], state, actor=call.actor, now=call.now)
    return None


def step(call: Call) -> Value:
    """Take a step that needs nothing more."""
    _step(call, Move(call.arguments["move"]))
    return None


def decide(call: Call) -> Value:
    """Decide what was proposed."""
    seen = count(call.arguments, "steps")
    deciding.decide(call.room.office, _request(call), seen=seen, actor=call.actor, now=call.now)
    return None


def propose(call: Call) -> Value:
    """Propose a decision."""
    asked = call.arguments
    decision = Decision(Outcome(asked["outcome"]), frozenset(asked["grounds"].split()))
    proposed = deciding.Proposed(decision, asked["reason"], read_plan(written(asked, "plan")))
    deciding.propose(call.room.office, _request(call), proposed, actor=call.actor, now=call.now)
    return None


def carry_out(call: Call) -> Value:
    """Do what was decided, and give the places that are still waited for."""
    left = list(carry_out_decision(call.room.office, _request(call), actor=call.actor, now=call.now))
    call.room.clear_soon(now=call.now)
    return left


def answer(call: Call) -> Value:
    """Answer the person."""
    text = call.arguments["text"]
    answering.answer(call.room.office, _request(call), text, actor=call.actor, now=call.now)
    return None


def letter(call: Call) -> Value:
    """Give what an answer on paper says."""
    return letter_content_value(answering.letter(call.room.office, _request(call), actor=call.actor, now=call.now))


def notice_letter(call: Call) -> Value:
    """Give a letter that is to be mailed."""
    notice = count(call.arguments, "notice")
    return notice_letter_value(answering.notice_letter(call.room.office, notice, actor=call.actor, now=call.now))


def notice_sent(call: Call) -> Value:
    """Say that the mail server took a letter."""
    answering.notice_sent(call.room.office, count(call.arguments, "notice"), now=call.now)
    return None


def _request(call: Call) -> uuid.UUID:
    return identifier(call.arguments, "request")


def _step(call: Call, move: Move) -> None:
    deciding.take_plain_step(call.room.office, _request(call), move, actor=call.actor, now=call.now)
