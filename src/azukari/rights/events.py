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
    IDENTIFIED = "rights.request.identified"
    READ = "rights.request.read"
    PAPER_ADDED = "rights.paper.added"
    PAPERS_DESTROYED = "rights.paper.destroyed"
    PROOF_ADDED = "rights.proof.added"
    SEARCHED = "rights.place.searched"
    SETTLED = "rights.place.settled"
    JOINED = "rights.person.joined"
    PARTED = "rights.person.parted"
    PACKAGE_MADE = "rights.package.made"


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
    Event.IDENTIFIED: Text(ja="どなたのご請求かを確かめました。", en="It was found out whose request it is."),
    Event.READ: Text(
        ja="担当者がご請求の内容を読みました。", en="What was written in a request was read by who handles it."
    ),
    Event.PAPER_ADDED: Text(ja="ご請求に書類を加えました。", en="A paper was put to a request."),
    Event.PAPERS_DESTROYED: Text(
        ja="ご請求の書類の鍵を破棄し、読めなくしました。",
        en="The key of papers of a request was destroyed, so that nobody can read them.",
    ),
    Event.PROOF_ADDED: Text(ja="本人確認の結果を記録しました。", en="What was shown of who asks was taken down."),
    Event.SEARCHED: Text(
        ja="ご請求のために保管場所を調べました。", en="What is kept was looked through for a request."
    ),
    Event.SETTLED: Text(
        ja="ある保管場所について、調べた結果を記録しました。", en="What was found in a place was taken down."
    ),
    Event.JOINED: Text(
        ja="別々の受付を、同じ方のものと認めました。", en="Several sendings were taken for one person's."
    ),
    Event.PARTED: Text(
        ja="同じ方のものとした受付を、別々に戻しました。",
        en="Sendings that were taken for one person's were parted again.",
    ),
    Event.PACKAGE_MADE: Text(
        ja="ご本人がお持ち帰りになるデータ一式を作りました。", en="A package was made for its person to take along."
    ),
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
