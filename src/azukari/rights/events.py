"""The kinds of ledger entries that this room writes, each with a sentence that a person can read."""

from collections.abc import Mapping
from enum import StrEnum

from azukari.rights.request import Move
from azukari.statement.text import Text


class Event(StrEnum):
    """What is recorded of visits and requests."""

    VISIT_BEGUN = "rights.visit.begun"
    VISIT_PROVED = "rights.visit.proved"
    RECEIVED = "rights.request.received"
    PROOF_ASKED = "rights.request.proof_asked"
    PROVED = "rights.request.proved"
    EXTENDED = "rights.request.extended"
    PROPOSED = "rights.request.proposed"
    RETURNED = "rights.request.returned"
    DECIDED = "rights.request.decided"
    BEGUN = "rights.request.begun"
    DONE = "rights.request.done"
    ANSWERED = "rights.request.answered"
    FORWARDED = "rights.request.forwarded"
    WITHDRAWN = "rights.request.withdrawn"


EVENTS: Mapping[Event, Text] = {
    Event.VISIT_BEGUN: Text(
        ja="お送りした番号を示した方に、ご本人のページを開きました。",
        en="The person's page was opened to somebody who showed a code that had been mailed.",
    ),
    Event.VISIT_PROVED: Text(
        ja="受付番号も示した方を、ご本人と認めました。",
        en="Somebody who named a receipt number as well was taken for the person.",
    ),
    Event.RECEIVED: Text(ja="ご請求を受け付けました。", en="A request was received."),
    Event.PROOF_ASKED: Text(ja="ご本人の確認をお願いしました。", en="More proof of identity was asked for."),
    Event.PROVED: Text(ja="ご本人（または代理人）であることを確かめました。", en="Who asks was made sure of."),
    Event.EXTENDED: Text(ja="回答の期限を延ばしました。", en="The time to answer was extended."),
    Event.PROPOSED: Text(ja="決定の案を作りました。", en="A decision was proposed."),
    Event.RETURNED: Text(ja="決定の案を差し戻しました。", en="A proposal was sent back."),
    Event.DECIDED: Text(ja="ご請求について決定しました。", en="A request was decided."),
    Event.BEGUN: Text(ja="決定したことに取りかかりました。", en="Doing what was decided began."),
    Event.DONE: Text(ja="決定したことを終えました。", en="What was decided was done."),
    Event.ANSWERED: Text(ja="ご請求に回答しました。", en="A request was answered."),
    Event.FORWARDED: Text(
        ja="ご請求を委託元に取り次ぎました。", en="A request was forwarded to the client whose data it is."
    ),
    Event.WITHDRAWN: Text(ja="ご請求が取り下げられました。", en="A request was withdrawn."),
}

# What each step of a request is called in the ledger.
MOVES: Mapping[Move, Event] = {
    Move.RECEIVE: Event.RECEIVED,
    Move.ASK_PROOF: Event.PROOF_ASKED,
    Move.PROVE: Event.PROVED,
    Move.EXTEND: Event.EXTENDED,
    Move.PROPOSE: Event.PROPOSED,
    Move.RETURN: Event.RETURNED,
    Move.DECIDE: Event.DECIDED,
    Move.ACT: Event.BEGUN,
    Move.FINISH: Event.DONE,
    Move.ANSWER: Event.ANSWERED,
    Move.FORWARD: Event.FORWARDED,
    Move.WITHDRAW: Event.WITHDRAWN,
}
