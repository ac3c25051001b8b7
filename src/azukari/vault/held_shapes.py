"""What persons and those who write to them are given, as values of a frame and back (``spec/keeper-protocol.md``)."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from azukari.base.canonical import Value
from azukari.base.clock import instant_text, read_instant
from azukari.statement.text import Language
from azukari.vault.consent import ConsentState
from azukari.vault.services.showing import HeldRecord, Source, Use
from azukari.vault.store.showing import Said


@dataclass(frozen=True, slots=True)
class CodeLetter:
    """A code that is to be mailed, and where to."""

    address: str = field(repr=False)
    code: str = field(repr=False)
    language: Language


def code_letter_value(letter: CodeLetter | None) -> Value:
    """Write a letter, or that there is none."""
    return None if letter is None else asdict(letter)


def read_code_letter(value: Mapping[str, Any] | None) -> CodeLetter | None:
    """Read what `code_letter_value` writes."""
    if value is None:
        return None
    language: Language = "ja" if value["language"] == "ja" else "en"
    return CodeLetter(str(value["address"]), str(value["code"]), language)


def read_token(value: Any) -> str:
    """Read a visit's token."""
    if not isinstance(value, str):
        raise TypeError
    return value


def held_value(held: HeldRecord) -> Value:
    """Write one record."""
    return {
        "record_id": str(held.record_id),
        "person_id": str(held.person_id),
        "number": held.number,
        "service": held.service,
        "collected_at": instant_text(held.collected_at),
        "closed_at": None if held.closed_at is None else instant_text(held.closed_at),
        "statement_hash": held.statement_hash,
        "notice_hash": held.notice_hash,
        "entry_id": str(held.entry_id),
        "values": dict(held.values),
        "uses": [
            {
                "purpose": use.purpose,
                "living": use.living,
                "until_on": None if use.until_on is None else use.until_on.isoformat(),
                "consent": use.consent,
            }
            for use in held.uses
        ],
        "said": [{"purpose": said.purpose, "state": said.state, "at": instant_text(said.at)} for said in held.said],
        "on_hold": held.on_hold,
        "restricted": held.restricted,
        "source": held.source.value,
        "language": held.language,
    }


def read_held(value: Sequence[Mapping[str, Any]]) -> tuple[HeldRecord, ...]:
    """Read a list of what `held_value` writes."""
    return tuple(_held(one) for one in value)


def _held(value: Mapping[str, Any]) -> HeldRecord:
    return HeldRecord(
        record_id=uuid.UUID(value["record_id"]),
        person_id=uuid.UUID(value["person_id"]),
        number=str(value["number"]),
        service=str(value["service"]),
        collected_at=read_instant(value["collected_at"]),
        closed_at=None if value["closed_at"] is None else read_instant(value["closed_at"]),
        statement_hash=str(value["statement_hash"]),
        notice_hash=str(value["notice_hash"]),
        entry_id=uuid.UUID(value["entry_id"]),
        values={str(item): str(text) for item, text in value["values"].items()},
        uses=tuple(_use(use) for use in value["uses"]),
        said=tuple(
            Said(str(one["purpose"]), ConsentState(one["state"]), read_instant(one["at"])) for one in value["said"]
        ),
        on_hold=value["on_hold"] is True,
        restricted=value["restricted"] is True,
        source=Source(value["source"]),
        language="ja" if value["language"] == "ja" else "en",
    )


def _use(value: Mapping[str, Any]) -> Use:
    return Use(
        str(value["purpose"]),
        living=value["living"] is True,
        until_on=None if value["until_on"] is None else date.fromisoformat(value["until_on"]),
        consent=None if value["consent"] is None else ConsentState(value["consent"]),
    )
