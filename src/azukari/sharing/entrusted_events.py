"""The kinds of ledger entries about clients' data, each with a sentence that a person can read."""

from collections.abc import Mapping
from enum import StrEnum

from azukari.statement.text import Text


class EntrustedEvent(StrEnum):
    """What is recorded of data that clients entrusted to us, beside what the vault records of each record."""

    AGREED = "sharing.entrusted.agreed"
    RENEWED = "sharing.entrusted.renewed"
    ENDED = "sharing.entrusted.ended"
    MEMBER_ADDED = "sharing.entrusted.member_added"
    MEMBER_REMOVED = "sharing.entrusted.member_removed"
    COUNTED = "sharing.entrusted.counted"
    FORWARDED = "sharing.entrusted.forwarded"
    REPORTED = "sharing.entrusted.reported"
    BREACH_TOLD = "sharing.entrusted.breach_told"
    RETURNING = "sharing.entrusted.returning"
    DESTROYING = "sharing.entrusted.destroying"
    DESTROYED = "sharing.entrusted.destroyed"


ENTRUSTED_EVENTS: Mapping[EntrustedEvent, Text] = {
    EntrustedEvent.AGREED: Text(
        ja="委託元との契約を登録し、その情報だけの鍵を作りました。",
        en="A client’s contract was registered, and keys were made for its data alone.",
    ),
    EntrustedEvent.RENEWED: Text(ja="委託元との契約を改めました。", en="A client’s contract was renewed or changed."),
    EntrustedEvent.ENDED: Text(ja="委託元との契約を終えました。", en="A client’s contract was ended."),
    EntrustedEvent.MEMBER_ADDED: Text(
        ja="委託元の情報を扱う担当者を加えました。", en="Somebody was let work with a client’s data."
    ),
    EntrustedEvent.MEMBER_REMOVED: Text(
        ja="委託元の情報を扱う担当者を外しました。", en="Somebody no longer works with a client’s data."
    ),
    EntrustedEvent.COUNTED: Text(
        ja="委託元の情報の件数だけを数えました。", en="How many records of a client there are was counted."
    ),
    EntrustedEvent.FORWARDED: Text(
        ja="本人からの請求を委託元に取り次ぎました。", en="A person’s request was forwarded to the client."
    ),
    EntrustedEvent.REPORTED: Text(ja="取扱いの状況を委託元に報告しました。", en="A client was given its report."),
    EntrustedEvent.BREACH_TOLD: Text(
        ja="漏えいなどのおそれを委託元に知らせました。", en="A client was told of a breach, or that there may be one."
    ),
    EntrustedEvent.RETURNING: Text(
        ja="委託元の情報をすべて返す用意を始めました。", en="Returning all of a client’s data began."
    ),
    EntrustedEvent.DESTROYING: Text(
        ja="委託元の情報と鍵の破棄を始めました。", en="Destroying a client’s data and keys began."
    ),
    EntrustedEvent.DESTROYED: Text(
        ja="委託元の情報と鍵をすべて破棄しました。", en="All of a client’s data and keys was destroyed."
    ),
}
