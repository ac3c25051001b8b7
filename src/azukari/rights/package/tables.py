"""The tables of a package: CSV (RFC 4180) that a spreadsheet shows as it is, and takes nothing of for a formula."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from azukari.base.clock import instant_text
from azukari.rights.package import words
from azukari.rights.package.telling import Told, ToldRecord
from azukari.rights.package.words import OUTCOMES, SAID, SOURCES, STATES, USE_STATES
from azukari.statement.text import Text

# What spreadsheets take for the beginning of a formula, in Japan in full width as well. Apostrophes before it count, so that taking
# one away always gives back what was there.
_FORMULA = re.compile(r"'*[=+\-@＝＋－＠\t\r\n]")
_PARTED = " / "

_RECORDS = (
    words.NUMBER, words.RECORD, words.SERVICE_ID, words.SERVICE, words.SOURCE, words.COLLECTED, words.VERSION, words.ITEM_ID,
    words.ITEM, words.VALUE, words.CHOICES, words.STATEMENT, words.LEFT_OUT_COLUMN,
)  # fmt: skip
_PURPOSES = (
    words.NUMBER, words.RECORD, words.PURPOSE_ID, words.PURPOSE, words.STATE, words.UNTIL, words.PERMISSION, words.LAST_SAID,
    words.SAID_AT,
)  # fmt: skip
_ACCESSES = (
    words.WHEN, words.NUMBER, words.RECORD, words.WHAT, words.PURPOSE_ID, words.PURPOSE, words.WHO, words.ENTRY,
)  # fmt: skip
_DELIVERIES = (
    words.WHEN, words.NUMBER, words.RECORD, words.RECIPIENT, words.HOW_GIVEN, words.PURPOSE, words.STANDING, words.ENDED_ON,
    words.ADDRESS, words.REPRESENTATIVE, words.HANDOVER,
)  # fmt: skip
_REQUESTS = (
    words.NUMBER, words.KIND_ID, words.KIND, words.ARRIVED, words.ANSWER_BY, words.STATE, words.OUTCOME, words.GROUNDS,
    words.WISH, words.REASON, words.REPLY,
)  # fmt: skip


def tables(told: Told) -> Mapping[str, bytes]:
    """Write all tables, by their paths."""
    parts = {
        "records": (_RECORDS, _records(told)),
        "purposes": (_PURPOSES, _purposes(told)),
        "accesses": (_ACCESSES, _accesses(told)),
        "deliveries": (_DELIVERIES, _deliveries(told)),
        "requests": (_REQUESTS, _requests(told)),
    }
    return {f"tables/{name}.csv": _table(told, head, rows) for name, (head, rows) in parts.items()}


def csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    """Write rows: UTF-8 with byte order mark, CRLF, every cell quoted and safe."""
    lines = [",".join(f'"{safe_cell(cell).replace(chr(34), chr(34) * 2)}"' for cell in row) for row in rows]
    return "".join(("\ufeff", *(f"{line}\r\n" for line in lines))).encode()


def safe_cell(value: str) -> str:
    """Give what stands in a cell: a value that would be taken for a formula gets an apostrophe in front."""
    return f"'{value}" if _FORMULA.match(value) else value


def _table(told: Told, head: Sequence[Text], rows: Iterable[Sequence[str]]) -> bytes:
    return csv_bytes(([title.in_language(told.language) for title in head], *rows))


def _records(told: Told) -> Iterator[Sequence[str]]:
    language = told.language
    for record in told.records:
        held = record.held
        for one in record.items:
            yield (
                held.number,
                str(held.record_id),
                held.service,
                record.service.title.in_language(language),
                SOURCES[held.source].in_language(language),
                instant_text(held.collected_at),
                record.statement.version,
                one.item.id,
                one.item.label.in_language(language),
                one.value.text,
                _PARTED.join(one.choices),
                one.statement.text,
                _PARTED.join(f"{ground.title.in_language(language)} ({ground.article})" for ground in one.grounds),
            )


def _purposes(told: Told) -> Iterator[Sequence[str]]:
    language = told.language
    for record in told.records:
        for one in record.purposes:
            yield (
                record.held.number,
                str(record.held.record_id),
                one.purpose.id,
                one.purpose.title.in_language(language),
                USE_STATES[one.state].in_language(language),
                "" if one.until_on is None else one.until_on.isoformat(),
                (words.YES if one.purpose.consent else words.NO).in_language(language),
                *_last_said(record, one.purpose.id, told),
            )


def _last_said(record: ToldRecord, purpose: str, told: Told) -> tuple[str, str]:
    said = [one for one in record.held.said if one.purpose == purpose]
    return (SAID[said[-1].state].in_language(told.language), instant_text(said[-1].at)) if said else ("", "")


def _accesses(told: Told) -> Iterator[Sequence[str]]:
    for one in told.accesses:
        yield (
            instant_text(one.event.at),
            one.number or "",
            "" if one.event.record_id is None else str(one.event.record_id),
            one.what,
            one.event.purpose,
            one.purpose_title or "",
            one.role_title,
            str(one.event.entry_id),
        )


def _deliveries(told: Told) -> Iterator[Sequence[str]]:
    for told_one in told.deliveries:
        outside, one = told_one.outside, told_one.outside.one
        yield (
            instant_text(one.handed_at),
            told_one.number or "",
            str(one.record_id),
            outside.recipient,
            outside.exit,
            outside.purpose,
            outside.standing,
            "" if one.ended_on is None else one.ended_on.isoformat(),
            outside.address,
            outside.representative,
            one.number,
        )


def _requests(told: Told) -> Iterator[Sequence[str]]:
    language = told.language
    for one in told.content.requests:
        yield (
            one.number,
            one.kind.id,
            one.kind.title.in_language(language),
            instant_text(one.arrived_at),
            one.answer_by.isoformat(),
            STATES[one.state].in_language(language),
            "" if one.outcome is None else OUTCOMES[one.outcome].in_language(language),
            _PARTED.join(f"{ground.title.in_language(language)} ({ground.article})" for ground in one.grounds),
            one.wish,
            one.reason,
            one.reply,
        )
