"""The kinds of ledger entries that this room writes, each with a sentence that a person can read."""

from collections.abc import Mapping
from enum import StrEnum

from azukari.statement.text import Text


class Event(StrEnum):
    """What is recorded of recipients and hand-overs."""

    ENGAGED = "sharing.engagement.begun"
    CHANGED = "sharing.engagement.changed"
    ENDED = "sharing.engagement.ended"
    CONTRACT_FILED = "sharing.contract.filed"
    ASSESSED = "sharing.assessment.made"
    INSPECTED = "sharing.inspection.made"
    SUBCONTRACTOR = "sharing.subcontractor.decided"
    COUNTED = "sharing.handover.counted"
    PROPOSED = "sharing.handover.proposed"
    APPROVED = "sharing.handover.approved"
    CANCELLED = "sharing.handover.cancelled"
    REFUSED = "sharing.handover.refused"
    WRITTEN = "sharing.handover.written"
    MADE = "sharing.handover.made"
    HANDED = "sharing.handover.handed"
    CERTIFIED = "sharing.handover.certified"
    ACKNOWLEDGED = "sharing.handover.acknowledged"
    PASSED_ON = "sharing.change.passed_on"
    TRACED = "sharing.handover.traced"


EVENTS: Mapping[Event, Text] = {
    Event.ENGAGED: Text(ja="委託先・提供先との取引を登録しました。", en="Working with a recipient was put on record."),
    Event.CHANGED: Text(ja="委託先・提供先の連絡先や鍵を改めました。", en="A recipient’s contact or key was changed."),
    Event.ENDED: Text(ja="委託先・提供先との取引を終えました。", en="Working with a recipient was ended."),
    Event.CONTRACT_FILED: Text(ja="契約書を登録しました。", en="A contract was filed."),
    Event.ASSESSED: Text(ja="委託先を評価しました。", en="A contractor was assessed."),
    Event.INSPECTED: Text(ja="委託先を点検しました。", en="A contractor was inspected."),
    Event.SUBCONTRACTOR: Text(
        ja="再委託を承認し、または承認を取り消しました。", en="A subcontractor was approved, or no longer is."
    ),
    Event.COUNTED: Text(
        ja="お渡しの対象となる件数だけを数えました。", en="How many records a hand-over would hold was counted."
    ),
    Event.PROPOSED: Text(ja="社外へのお渡しの案を作りました。", en="A hand-over was proposed."),
    Event.APPROVED: Text(ja="社外へのお渡しを承認しました。", en="A hand-over was approved."),
    Event.CANCELLED: Text(ja="社外へのお渡しを取りやめました。", en="A hand-over was cancelled."),
    Event.REFUSED: Text(
        ja="条件がそろわないため、社外へのお渡しを断りました。",
        en="A hand-over was refused, since a condition was missing.",
    ),
    Event.WRITTEN: Text(
        ja="お渡しするファイルに記録を書き入れました。", en="Records were written into a file to be handed over."
    ),
    Event.MADE: Text(
        ja="お渡しするファイルを相手の鍵で暗号化しました。", en="A file was made, encrypted to its recipient’s key."
    ),
    Event.HANDED: Text(ja="ファイルを相手に渡しました。", en="A file was handed to its recipient."),
    Event.CERTIFIED: Text(
        ja="返却または廃棄の証明を受け取りました。", en="A recipient certified that data was returned or destroyed."
    ),
    Event.ACKNOWLEDGED: Text(
        ja="訂正・停止・消去の連絡を相手が確かめました。",
        en="A recipient acknowledged corrections, stops and erasures.",
    ),
    Event.PASSED_ON: Text(
        ja="訂正・停止・消去を渡し先に伝える用意をしました。",
        en="Corrections, stops and erasures were put out to be passed on.",
    ),
    Event.TRACED: Text(
        ja="見つかった名簿がどのお渡しのものかを調べました。", en="Where a list that was found had left was looked up."
    ),
}
