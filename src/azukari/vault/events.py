"""The kinds of ledger entries that the vault writes, each with a sentence that a person can read."""

from collections.abc import Mapping
from enum import StrEnum

from azukari.statement.text import Text


class Event(StrEnum):
    """What the vault records."""

    COLLECTED = "vault.record.collected"
    CORRECTED = "vault.record.corrected"
    ANNOTATED = "vault.record.annotated"
    OPENED = "vault.record.opened"
    PAGE_OPENED = "vault.page.opened"
    REFUSED = "vault.record.refused"
    EXPORTED = "vault.record.exported"
    SHOWN = "vault.record.shown"
    SEARCHED = "vault.record.searched"
    CLOSED = "vault.record.closed"
    ENDED = "vault.record.ended"
    STOPPED = "vault.grant.stopped"
    RAN_OUT = "vault.grant.ran_out"
    DESTROYED = "vault.compartment.destroyed"
    ERASED = "vault.person.erased"
    CLEARED = "vault.person.cleared"
    HOLD_PLACED = "vault.hold.placed"
    HOLD_LIFTED = "vault.hold.lifted"
    SUPPRESSED = "vault.contact.suppressed"
    KEY_PUBLISHED = "vault.key.published"
    IMPORT_BEGUN = "vault.import.begun"
    IMPORT_FINISHED = "vault.import.finished"
    SERVICE_KEY_ISSUED = "vault.service_key.issued"
    SERVICE_KEY_RENEWED = "vault.service_key.renewed"
    SERVICE_KEY_REVOKED = "vault.service_key.revoked"


# Each of these commits to what its record holds from then on.
COMMITTING = frozenset({Event.COLLECTED, Event.CORRECTED, Event.ANNOTATED})

EVENTS: Mapping[Event, Text] = {
    Event.COLLECTED: Text(
        ja="情報をお預かりし、封をして保管しました。", en="What a person sent was taken in, sealed and stored."
    ),
    Event.CORRECTED: Text(ja="記録の内容を訂正しました。", en="What a record holds was corrected."),
    Event.ANNOTATED: Text(
        ja="本人の意見を記録に書き添えました。", en="A person's own statement was put beside an item of a record."
    ),
    Event.OPENED: Text(ja="ある目的のために記録を開きました。", en="A record was opened for a purpose."),
    Event.PAGE_OPENED: Text(
        ja="ある目的のために、複数の記録をまとめて開きました。",
        en="Records were opened for a purpose, many at once.",
    ),
    Event.REFUSED: Text(ja="記録を開く求めを断りました。", en="A wish to open a record was refused."),
    Event.EXPORTED: Text(
        ja="本人に渡すため、記録を取り出しました。", en="A record was taken out to be given to its person."
    ),
    Event.SHOWN: Text(ja="本人に記録をお見せしました。", en="A record was shown to its person."),
    Event.SEARCHED: Text(ja="ある目的のために記録を探しました。", en="Records were searched for a purpose."),
    Event.CLOSED: Text(ja="用件が済み、記録を閉じました。", en="The matter of a record was closed."),
    Event.ENDED: Text(
        ja="保存期間がすべて終わり、記録を消しました。",
        en="All retention periods of a record ran out, and it was removed.",
    ),
    Event.STOPPED: Text(ja="ある目的での利用を停止しました。", en="The use of a record for a purpose was stopped."),
    Event.RAN_OUT: Text(
        ja="保存期間が終わり、利用できなくしました。", en="A retention period ran out, and that use ended."
    ),
    Event.DESTROYED: Text(
        ja="もう誰も開けない部分を破棄しました。", en="A part that nobody may open any more was destroyed."
    ),
    Event.ERASED: Text(
        ja="本人の鍵を破棄し、すべての情報を消去しました。", en="A person's key was destroyed and all data erased."
    ),
    Event.CLEARED: Text(
        ja="消去した本人の、もう誰にも開けない記録を片付けました。",
        en="Records of an erased person, which nobody could open any more, were cleared away.",
    ),
    Event.HOLD_PLACED: Text(
        ja="記録を保全し、通常の利用から外しました。", en="A record was put on hold, closed to ordinary use."
    ),
    Event.HOLD_LIFTED: Text(ja="記録の保全を解除しました。", en="A hold on a record was lifted."),
    Event.SUPPRESSED: Text(
        ja="本人の求めにより、許可が要る連絡に使わない宛先として控えました。",
        en="Addresses were noted, at their person's wish, as not to be used for what needs a permission.",
    ),
    Event.KEY_PUBLISHED: Text(ja="目的の新しい鍵を公開しました。", en="A new key of a purpose was published."),
    Event.IMPORT_BEGUN: Text(
        ja="ほかで保管されていた情報の取り込みを始めました。", en="Taking in a file of what was kept elsewhere began."
    ),
    Event.IMPORT_FINISHED: Text(
        ja="ほかで保管されていた情報の取り込みを終えました。", en="Taking in a file of what was kept elsewhere ended."
    ),
    Event.SERVICE_KEY_ISSUED: Text(
        ja="あるサービスのプログラムのための鍵を発行しました。", en="A key for a service's program was issued."
    ),
    Event.SERVICE_KEY_RENEWED: Text(
        ja="あるサービスのプログラムのための鍵を更新しました。", en="A key for a service's program was renewed."
    ),
    Event.SERVICE_KEY_REVOKED: Text(
        ja="あるサービスのプログラムのための鍵を取り消しました。", en="A key for a service's program was revoked."
    ),
}
