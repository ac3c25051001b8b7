"""Words of the desk for what requests name by codes: states, steps, proofs, places, acts, and why something was refused."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from azukari.rights.comparison import Touch
from azukari.rights.identity import Method, Subject
from azukari.rights.pack import Unit
from azukari.rights.paper import PaperKind
from azukari.rights.plan import Op
from azukari.rights.request import Asker, Channel, Move, Outcome, State
from azukari.rights.search import RECIPIENT, PlaceState
from azukari.rights.wish import Form

STATE_WORDS: Mapping[State, Promise] = {
    State.RECEIVED: _("Received"),
    State.IDENTIFYING: _("Proof of identity asked for"),
    State.EXAMINING: _("Being examined"),
    State.PROPOSED: _("Decision proposed"),
    State.DECIDED: _("Decided"),
    State.ACTING: _("Being carried out"),
    State.DONE: _("Carried out"),
    State.ANSWERED: _("Answered"),
    State.FORWARDED: _("Forwarded to the client"),
    State.WITHDRAWN: _("Withdrawn"),
}
# What is to be done next, for whoever opens a request in this state.
NEXT_WORDS: Mapping[State, Promise] = {
    State.RECEIVED: _("Look at who asks: enough may have been shown already, or more has to be asked for."),
    State.IDENTIFYING: _("Wait for what was asked for, and take it down below. Until then it can only be refused."),
    State.EXAMINING: _("Go through the search plan to its end, look at what is held, and propose a decision."),
    State.PROPOSED: _("A privacy manager decides, or sends the proposal back."),
    State.DECIDED: _("Carry out what was decided, or answer if nothing has to be done."),
    State.ACTING: _("Wait for those outside who hold a copy, note each answer in the search plan, and go on."),
    State.DONE: _("Answer the person."),
    State.ANSWERED: _("The matter is at its end."),
    State.FORWARDED: _("The matter is at its end here: the client whose data it is answers."),
    State.WITHDRAWN: _("The matter is at its end: the person no longer asks."),
}
MOVE_WORDS: Mapping[Move, Promise] = {
    Move.RECEIVE: _("Arrived and given its number"),
    Move.ASK_PROOF: _("Asked for more proof"),
    Move.PROVE: _("Took the identity as proved"),
    Move.EXTEND: _("Extended the time to answer"),
    Move.PROPOSE: _("Proposed a decision"),
    Move.RETURN: _("Sent the proposal back"),
    Move.DECIDE: _("Decided as proposed"),
    Move.ACT: _("Began to carry it out"),
    Move.FINISH: _("Everything has reported"),
    Move.ANSWER: _("Answered"),
    Move.FORWARD: _("Forwarded to the client"),
    Move.WITHDRAW: _("Withdrawn"),
}
OUTCOME_WORDS: Mapping[Outcome, Promise] = {
    Outcome.FULL: _("Granted in full"),
    Outcome.PART: _("Granted in part"),
    Outcome.REFUSED: _("Not granted"),
    Outcome.NOT_HELD: _("Nothing is held"),
}
CHANNEL_WORDS: Mapping[Channel, Promise] = {
    Channel.PAGE: _("The person’s page"),
    Channel.MAIL: _("E-mail"),
    Channel.TELEPHONE: _("Telephone"),
    Channel.LETTER: _("Letter"),
    Channel.COUNTER: _("At the counter"),
}
ASKER_WORDS: Mapping[Asker, Promise] = {
    Asker.PERSON: _("The person"),
    Asker.STATUTORY_AGENT: _("A parent or guardian (statutory agent)"),
    Asker.MANDATED_AGENT: _("Somebody with a mandate"),
}
FORM_WORDS: Mapping[Form, Promise] = {
    Form.PAGE: _("On the person’s page, as electronic records"),
    Form.LETTER: _("By letter"),
}
SUBJECT_WORDS: Mapping[Subject, Promise] = {
    Subject.PERSON: _("Who the person is"),
    Subject.AGENT: _("Who the agent is"),
    Subject.RELATION: _("That the agent may act for the person"),
}
METHOD_WORDS: Mapping[Method, Promise] = {
    Method.MAILBOX: _("A mailed code came back"),
    Method.NUMBER: _("A mailed code, and the receipt number"),
    Method.CALL_BACK: _("Called back at the telephone number that is held"),
    Method.DOCUMENT: _("A copy of an official document"),
    Method.IN_PERSON: _("An official document, looked at"),
    Method.MANDATE: _("A signed mandate, with proof of the signature or seal"),
    Method.REGISTER: _("A family or guardianship register, or a court’s decision"),
    Method.LICENCE: _("A lawyer’s or the like, looked up"),
}
PLACE_WORDS: Mapping[str, Promise] = {
    "vault": _("Sealed records (looked through by Azukari)"),
    "requests": _("Earlier requests (looked through by Azukari)"),
    "deliveries": _("Hand-overs to recipients (looked through by Azukari)"),
    "mailboxes": _("Mailboxes and attachments"),
    "paper": _("Paper"),
    "backups": _("Backups"),
    "log:public": _("Access log of the public side"),
}
PLACE_STATE_WORDS: Mapping[PlaceState, Promise] = {
    PlaceState.OPEN: _("Not looked through yet"),
    PlaceState.FOUND: _("Something is there"),
    PlaceState.NONE: _("Nothing is there"),
    PlaceState.NOT_PERSONAL: _("Nothing there can be told to be this person’s"),
    PlaceState.ASKED: _("Was asked to do likewise"),
    PlaceState.CONFIRMED: _("Has confirmed"),
}
OP_WORDS: Mapping[Op, Promise] = {
    Op.CORRECT: _("Correct"),
    Op.ANNOTATE: _("Attach the person’s statement"),
    Op.STOP: _("Stop the use"),
    Op.RESTRICT: _("Keep, and do nothing else"),
    Op.SUPPRESS: _("Never again use the address for what needs a permission"),
    Op.ERASE: _("Erase all that is held, for good"),
}
PAPER_WORDS: Mapping[PaperKind, Promise] = {
    PaperKind.WISH: _("What was asked"),
    PaperKind.CONTACT: _("Where the answer goes"),
    PaperKind.IDENTITY: _("Proof of identity"),
    PaperKind.EVIDENCE: _("Evidence, or a mandate"),
    PaperKind.PLAN: _("What is to be done"),
    PaperKind.REASON: _("Why it was decided so"),
    PaperKind.CHANGE: _("What was changed"),
    PaperKind.REPLY: _("What the person was told"),
}
TOUCH_WORDS: Mapping[Touch, Promise] = {
    Touch.DEADLINE: _("Its days would be others."),
    Touch.GONE: _("There would be no such kind of request."),
    Touch.NEW_KIND: _("It could rest on a right that there is not yet."),
    Touch.GUARDIAN: _("Whether a guardian acts would be told by another age."),
}
UNIT_WORDS: Mapping[Unit, Promise] = {
    Unit.HOUR: _("hours"),
    Unit.DAY: _("days"),
    Unit.BUSINESS_DAY: _("business days"),
    Unit.MONTH: _("months"),
    Unit.YEAR: _("years"),
}
# What the keeper and the rooms refuse, by its ground: why, and what one can do.
REFUSAL_WORDS: Mapping[str, Promise] = {
    "step": _("The request has moved on meanwhile, or its state does not let this be done. Look at it as it is now."),
    "second_person": _("Whoever proposed a decision cannot decide it here. Another privacy manager has to."),
    "nothing_to_do": _("What was decided leaves nothing to be done: answer the person."),
    "not_done": _("First carry out what was decided; then answer."),
    "extension": _("The time to answer was extended already, or the law does not let it be."),
    "decision_grounds": _("A refusal, whole or in part, names one ground or more of those for this kind of request."),
    "not_proved": _("As long as nobody has proved who they are, it can only be refused."),
    "place_open": _("First say of every place in the search plan what was found there."),
    "place_waiting": _("Somebody outside holds a copy and has not confirmed yet."),
    "place_unknown": _("There is no such place in the search plan, or Azukari looks through it by itself."),
    "place_state": _("Only somebody outside can be asked and confirm."),
    "proof_method": _("This shows nothing about what it is said to show."),
    "proof_ended": _("This document or mandate has run out."),
    "proof_missing": _("More has to be shown first; what is missing stands under “Who asks”."),
    "paper_type": _("Hand in a PNG, a JPEG or a PDF; the file is not what its name says, or is of another kind."),
    "paper_size": _("A file has 512 KiB at most."),
    "paper_kind": _("This is no kind of paper that can be handed in."),
    "plan_act": _("An act does not go with this kind of request."),
    "plan_acts": _("Say what is to be done if the request is granted; a refusal does nothing."),
    "plan_record": _("An act names a record that is not this person’s."),
    "plan_passage": _("A passage that is left out names its words and a ground."),
    "wish_text": _("Write at most 4,000 characters."),
    "contact_form": _("A name or address is too long."),
    "arrived_at": _("A request cannot have arrived in the future."),
    "record_unknown": _("Nothing is held under this number. Compare it with the one that the person has."),
    "malformed": _("This is not of the form that is asked for. A receipt number has twelve letters and digits."),
    "unidentified": _("First say whose request this is, by a receipt number."),
    "request_ended": _("This request has ended. Nothing more can be done with it."),
    "request_kind": _("This kind of request is not offered under the rules that apply here."),
    "paper_unknown": _("There is no such paper, or it was destroyed, as was promised."),
    "papers_gone": _("The papers of this request were destroyed, as was promised."),
    "reason_missing": _("Say why, in words that the person can understand."),
    "reason_long": _("Give the reason in at most 4,000 characters."),
    "on_hold": _("A record is on a legal hold: it cannot be erased before the hold is lifted."),
    "role_not_allowed": _("Your role may not do this."),
    "persons_changed": _(
        "Since this was proposed, sendings were joined with this person’s, or parted. Send it back, and look again."
    ),
    "proposed": _("A decision was proposed already. Send it back first: who decides has to know whom it concerns."),
    "plan_erases": _("An erasure that is granted has to erase."),
    "item_form": _("A new value is not of the form that its item has."),
    "item_missing": _("An item that is required cannot be taken away."),
    "item_unknown": _("The record does not hold this item."),
    "purpose_unknown": _("The record has no such use."),
    "not_joined": _("This number was never joined with another."),
    "answer_text": _("Answer in 1 to 8,000 characters."),
    "text_missing": _("Write what the person is to be told."),
}  # fmt: skip
_OTHERWISE = _("This was refused. Nothing was changed.")
_AWAY = _("The keeper does not answer just now. Nothing was changed; try again in a moment.")


def refused_words(ground: str, *, away: bool = False) -> str:
    """Say why something was refused, and what one can do."""
    return str(_AWAY if away else REFUSAL_WORDS.get(ground, _OTHERWISE))


def place_words(place: str, recipients: Mapping[str, str]) -> str:
    """Say what a place in a search plan is; ``recipients`` are the names of those outside, by id."""
    if place.startswith(RECIPIENT):
        name = place.removeprefix(RECIPIENT)
        return gettext("Recipient: %(name)s") % {"name": recipients.get(name, name)}
    return str(PLACE_WORDS.get(place, place))
