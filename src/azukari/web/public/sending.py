"""The one act behind the send button: collect, note the letter, keep the completion page — all of it or nothing."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from azukari.base.ids import new_receipt_number
from azukari.base.sql import Cursor
from azukari.statement.document import Statement
from azukari.statement.services import keep_notice
from azukari.statement.text import Language
from azukari.vault.services.collecting import AlreadyCollectedError, Collected, Submission, collect
from azukari.web.letters import services as letters
from azukari.web.public import completions, desk
from azukari.web.public.completions import Completion, CompletionGoneError, completion_token
from azukari.web.public.draft import Draft


@dataclass(frozen=True, slots=True)
class Sending:
    """What is sent: the draft that was checked, its values, and the statement and notice that it is sent under."""

    statement: Statement
    notice: bytes
    draft: Draft
    values: Mapping[str, str]
    permissions: frozenset[str]
    language: Language
    connection: str


def send(sent: Sending, *, now: datetime) -> str:
    """Collect what was sent and give the token of its completion page; sent twice, it gives the same and stores nothing.

    Raises:
        AzukariError: as `vault.services.collecting.collect` does.
    """
    token = completion_token(sent.draft.record_id, key=desk.drafts_key())

    def beside(cursor: Cursor, collected: Collected) -> None:
        keep_notice(cursor, sent.notice)
        completions.keep(cursor, token, _completion(sent, collected), now=now)
        if _wants_letter(sent):
            letters.put(cursor, _letter(sent, collected), now=now)

    # Sent twice, the completion page of the first sending is the right answer.
    with suppress(AlreadyCollectedError):
        collect(
            desk.DATABASE, _submission(sent), sealer=desk.sealer(), statement=sent.statement, now=now, beside=beside
        )
    return token


def token_if_sent(draft: Draft, *, now: datetime) -> str | None:
    """Give the token of a draft's completion page if it was sent already, whatever has changed since."""
    token = completion_token(draft.record_id, key=desk.drafts_key())
    try:
        completions.find(desk.DATABASE, token, now=now)
    except CompletionGoneError:
        return None
    return token


def _submission(sent: Sending) -> Submission:
    return Submission(
        record_id=sent.draft.record_id,
        number=new_receipt_number(),
        service=sent.draft.service,
        statement_hash=sent.statement.hash,
        notice_hash=sent.draft.notice_hash,
        language=sent.language,
        connection=sent.connection,
        values=sent.values,
        permissions=sent.permissions,
    )


def _completion(sent: Sending, collected: Collected) -> Completion:
    return Completion(
        number=collected.number,
        service=sent.draft.service,
        language=sent.language,
        statement_hash=sent.statement.hash,
        entry=collected.entry,
        receipt=collected.receipt,
    )


def _letter(sent: Sending, collected: Collected) -> letters.Waiting:
    return letters.Waiting(
        record_id=collected.record_id,
        language=sent.language,
        service=sent.draft.service,
        statement_hash=sent.statement.hash,
        entry=collected.entry,
        receipt=collected.receipt,
    )


def _wants_letter(sent: Sending) -> bool:
    service = sent.statement.service(sent.draft.service)
    return bool(sent.values.get(service.acknowledgement.email))
