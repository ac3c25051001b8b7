"""A person with three sendings, and what a package of them is made of and proved by."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from azukari.base.clock import japan_date
from azukari.ledger.entry import encode, new_entry
from azukari.ledger.note import Signer
from azukari.rights.events import Event
from azukari.rights.pack import Ground
from azukari.rights.package.archive import Package, build, with_proof
from azukari.rights.package.content import Content, Redaction, RequestMade
from azukari.rights.read_pack import shipped_pack
from azukari.rights.request import Channel, Outcome, State
from azukari.statement.document import Statement
from azukari.statement.service import Foreign, ForeignBasis, RecipientKind, Subcontractor
from azukari.statement.text import Text
from azukari.vault.consent import ConsentState
from azukari.vault.queries import AccessEvent
from azukari.vault.receipt import ReceiptFacts, attach_proof
from azukari.vault.services.showing import HeldRecord, Source, Use
from azukari.vault.store.showing import Said
from tests.vault.proving import SIGNER, entry_for, prove, receipt_of
from tests.vault.world import NOW, STATEMENT

PACK = shipped_pack("jp-appi-2022")
VKEY = SIGNER.verifier.text
SALT = bytes(range(32))
MADE_AT = NOW + timedelta(days=4)
PACKAGE_ID = uuid.UUID("1f2e3d4c-5b6a-4798-8877-665544332211")
FIRST, SECOND, THIRD = (uuid.UUID(int=number, version=4) for number in (0x11, 0x22, 0x33))
PERSON = uuid.UUID("0d5c1e3a-3f0f-4b52-9f0e-9e6a2a1f7b11")
HARM: Ground = PACK.grounds["harm"]

# Requirements X-9: a compatibility ideograph, a variation sequence, a character beyond the first plane, a squared one, half-width
# kana with its mark, an emoji of several, and writing from right to left with a mark that turns the direction.
UNICODE = "神\ufa19 葛\U000e0100 \U00020bb7田 ㈱ ｶﾞ \U0001f469\u200d\U0001f467\u200d\U0001f466 שלום \u202eabc"
# What a value may hold to break out of where it stands.
HOSTILE = "</td><script>alert(1)</script>&amp;\"'--><!-- \x00]]> \r\n=cmd|' /C calc'!A0"


def held(record_id: uuid.UUID, number: str, values: Mapping[str, str], **changes: Any) -> HeldRecord:
    """Make a record of the test statement's inquiry."""
    until = japan_date(NOW) + timedelta(days=30)
    one = HeldRecord(
        record_id=record_id, person_id=PERSON, number=number, service="inquiry", collected_at=NOW, closed_at=None,
        statement_hash=STATEMENT.hash, notice_hash="cd" * 32, entry_id=uuid.UUID(int=9, version=4), values=values,
        uses=(
            Use("inquiry.reply", living=True, until_on=None, consent=None),
            Use("inquiry.quality", living=True, until_on=until, consent=None),
            Use("newsletter", living=True, until_on=date(2028, 11, 22), consent=ConsentState.GIVEN),
        ),
        said=(Said("newsletter", ConsentState.GIVEN, NOW),), on_hold=False, source=Source.PAGE, language="ja",
    )  # fmt: skip
    return replace(one, **changes)


RECORDS = (
    held(
        FIRST,
        "7K3M-92QF-0TB5",
        {"name": "佐藤 花子", "email": "hanako@mail.example", "phone": "+81 3-0000-0000", "topic": "price",
         "tastes": "tea,rice", "question": "田中さんと田中一郎さんに聞きました。\n値段を知りたいです。",
         "@question": "値段は、店で聞いたとおりでした。"},
    ),
    held(
        SECOND,
        "9A4C-81XY-0TBH",
        {"name": UNICODE, "question": HOSTILE},
        uses=(
            Use("inquiry.reply", living=False, until_on=None, consent=None),
            Use("newsletter", living=False, until_on=None, consent=ConsentState.WITHDRAWN),
        ),
        said=(
            Said("newsletter", ConsentState.GIVEN, NOW),
            Said("newsletter", ConsentState.WITHDRAWN, NOW + timedelta(days=1)),
        ),
        closed_at=NOW + timedelta(days=2),
        on_hold=True,
        source=Source.FILE,
        language="en",
    ),
    held(
        THIRD,
        "5B5D-70WV-0TBC",
        {},
        uses=(Use("newsletter", living=False, until_on=None, consent=ConsentState.REFUSED),),
        said=(Said("newsletter", ConsentState.REFUSED, NOW),),
        source=Source.PROGRAM,
    ),
)  # fmt: skip
ACCESSES = (
    AccessEvent(
        uuid.UUID(int=1, version=4), FIRST, "vault.record.opened", "inquiry.reply", "staff:7", "service_staff",
        "to answer 佐藤", None, uuid.UUID(int=2, version=4), NOW + timedelta(hours=1),
    ),
    AccessEvent(
        uuid.UUID(int=3, version=4), None, "vault.record.searched", "", "staff:8", "privacy_manager", "x", None,
        uuid.UUID(int=4, version=4), NOW + timedelta(hours=2),
    ),
    AccessEvent(
        uuid.UUID(int=5, version=4), SECOND, "vault.record.refused", "gone", "staff:9", "auditor", None, "no_grant",
        uuid.UUID(int=6, version=4), NOW + timedelta(hours=3),
    ),
)  # fmt: skip
REQUESTS = (
    RequestMade(
        number="3C6E-65VT-0TBA", kind=PACK.kinds["disclosure"], channel=Channel.PAGE, arrived_at=NOW,
        answer_by=date(2026, 12, 7), state=State.ANSWERED, outcome=Outcome.PART, grounds=(HARM,),
        wish="全部見せてください。", reason="ほかの方のお名前は除きました。", reply="この一式をご覧ください。",
    ),
    RequestMade(
        number="4D7F-54TS-0TB8", kind=PACK.kinds["complaint"], channel=Channel.MAIL, arrived_at=NOW,
        answer_by=date(2026, 12, 7), state=State.RECEIVED,
    ),
)  # fmt: skip
REDACTIONS = (
    Redaction(FIRST, "question", "田中さん", HARM),
    Redaction(FIRST, "question", "田中一郎さん", HARM),
)


def receipt(one: HeldRecord, *, signer: Signer = SIGNER) -> bytes:
    """Write the proved receipt of a record."""
    facts = ReceiptFacts(
        record_id=one.record_id, number=one.number, service="inquiry", statement_hash=STATEMENT.hash,
        notice_hash=one.notice_hash, language="en", collected_at=one.collected_at, items=("name", "email", "question"),
        permissions=("newsletter",),
    )  # fmt: skip
    bare = receipt_of(facts)
    entry = entry_for(facts, bare)
    return attach_proof(bare, entry=entry, proof=prove(entry, signer=signer), vkey=signer.verifier.text)


RECEIPTS = {FIRST: receipt(RECORDS[0]), SECOND: receipt(RECORDS[1])}
CONTENT = Content(
    package_id=PACKAGE_ID,
    language="ja",
    statements={STATEMENT.hash: STATEMENT},
    in_force=STATEMENT.hash,
    records=RECORDS,
    accesses=ACCESSES,
    requests=REQUESTS,
    receipts=RECEIPTS,
    redactions=REDACTIONS,
)


def _receiving(**changes: Any) -> Statement:
    """Make the statement's one recipient say more of itself, or be another."""
    return replace(STATEMENT, recipients=(replace(STATEMENT.recipients[0], **changes),))


TOLD = _receiving(
    address=Text(ja="架空市1", en="1 Kakuu"),
    representative=Text(ja="見本次郎", en="Mihon Jiro"),
    subcontractors=(
        Subcontractor(
            "hako", Text(ja="はこ社", en="Hako Co."), Text(ja="配ります。", en="Delivers."), countries=("VN",)
        ),
    ),
    foreign=Foreign(
        ForeignBasis.LISTED,
        Text(ja="法律があります。", en="There is a law."),
        Text(ja="暗号化します。", en="It encrypts."),
    ),
)
THIRD_PARTY = _receiving(kind=RecipientKind.THIRD_PARTY, basis="consent")
JOINT = _receiving(kind=RecipientKind.JOINT_USER, responsible=Text(ja="見本（架空市1）", en="Mihon (1 Kakuu)"))


def entry_of(package: Package, /, *, salt: bytes = SALT, **changes: Any) -> bytes:
    """Write the ledger entry of a package."""
    kind, at = changes.pop("kind", Event.PACKAGE_MADE.value), changes.pop("at", MADE_AT)
    facts = {**package.facts(salt), "by": "visit", **changes}
    return encode(new_entry(kind, facts, entry_id=uuid.UUID(int=7, version=4), at=at))


def whole(content: Content = CONTENT) -> bytes:
    """Make a package with its proof."""
    package = build(content, now=MADE_AT)
    entry = entry_of(package)
    return with_proof(package, salt=SALT, entry=entry, proof=prove(entry), vkey=VKEY)
