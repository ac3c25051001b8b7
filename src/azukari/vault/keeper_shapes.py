"""What the keeper's verbs give, as values of a frame and back (``spec/keeper-protocol.md``)."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from azukari.base.canonical import Value
from azukari.base.clock import instant_text, read_instant
from azukari.base.errors import MalformedError
from azukari.statement.text import LANGUAGES, Language
from azukari.vault.access import Found, Opened
from azukari.vault.services.ending import RunOut
from azukari.vault.services.verifying import Damage, Inspection

_Shape = TypeVar("_Shape")


class AnswerError(MalformedError):
    """The keeper's answer is not of the shape that its verb has; are both of the same version?"""


@dataclass(frozen=True, slots=True)
class Status:
    """How the keeper is: whether both databases answer, the ledger takes entries, and what a restore undid was done again.

    ``epochs`` tell each purpose's newest epoch.
    """

    database: bool
    person_keys: bool
    ledger_writable: bool
    erasures: bool
    epochs: Mapping[str, int]
    started_at: datetime

    @property
    def ready(self) -> bool:
        """Tell whether records can be opened now."""
        return self.database and self.person_keys and self.ledger_writable and self.erasures and bool(self.epochs)


def opened_value(opened: Opened) -> Value:
    """Write what was opened."""
    return {
        "record_id": str(opened.record_id),
        "number": opened.number,
        "service": opened.service,
        "purpose": opened.purpose,
        "items": dict(opened.items),
        "statement_hash": opened.statement_hash,
        "collected_at": instant_text(opened.collected_at),
        "language": opened.language,
        "event_id": str(opened.event_id),
    }


def found_value(found: Found) -> Value:
    """Write one record that was found."""
    return {
        "record_id": str(found.record_id),
        "number": found.number,
        "service": found.service,
        "collected_at": instant_text(found.collected_at),
    }


def run_out_value(run_out: RunOut) -> Value:
    """Write what retention ended."""
    return {"grants": run_out.grants, "compartments": run_out.compartments, "records": run_out.records}


def inspection_value(inspection: Inspection, *, most: int = 1000) -> Value:
    """Write what an inspection found, with at most so many damages; ``damaged`` counts them all."""
    return {
        "records": inspection.records,
        "grants": inspection.grants,
        "sessions": inspection.sessions,
        "person_keys": inspection.person_keys,
        "purpose_keys": inspection.purpose_keys,
        "damaged": len(inspection.damages),
        "damages": [
            {
                "part": damage.part,
                "record_id": None if damage.record_id is None else str(damage.record_id),
                "name": damage.name,
                "message": damage.message,
            }
            for damage in inspection.damages[:most]
        ],
        "at": instant_text(inspection.at),
    }


def status_value(status: Status) -> Value:
    """Write how the keeper is."""
    return {
        "database": status.database,
        "person_keys": status.person_keys,
        "ledger_writable": status.ledger_writable,
        "erasures": status.erasures,
        "epochs": dict(status.epochs),
        "started_at": instant_text(status.started_at),
    }


def read_shape(read: Callable[[Any], _Shape], value: Value) -> _Shape:
    """Read an answer by one of the functions below.

    Raises:
        AnswerError: if it has another shape.
    """
    try:
        return read(value)
    except (KeyError, TypeError, ValueError, AttributeError, MalformedError):
        raise AnswerError(ground="answer.shape") from None


def read_opened(value: Mapping[str, Any]) -> Opened:
    """Read what `opened_value` writes."""
    return Opened(
        record_id=uuid.UUID(value["record_id"]),
        number=_text(value["number"]),
        service=_text(value["service"]),
        purpose=_text(value["purpose"]),
        items={_text(item): _text(text) for item, text in value["items"].items()},
        statement_hash=_text(value["statement_hash"]),
        collected_at=read_instant(value["collected_at"]),
        language=_language(value["language"]),
        event_id=uuid.UUID(value["event_id"]),
    )


def read_found(value: list[Mapping[str, Any]]) -> tuple[Found, ...]:
    """Read a list of what `found_value` writes."""
    return tuple(
        Found(
            record_id=uuid.UUID(one["record_id"]),
            number=_text(one["number"]),
            service=_text(one["service"]),
            collected_at=read_instant(one["collected_at"]),
        )
        for one in _list(value)
    )


def read_run_out(value: Mapping[str, Any]) -> RunOut:
    """Read what `run_out_value` writes."""
    return RunOut(
        grants=_count(value["grants"]), compartments=_count(value["compartments"]), records=_count(value["records"])
    )


def read_inspection(value: Mapping[str, Any]) -> Inspection:
    """Read what `inspection_value` writes; damages beyond those listed are told by one more, without a name."""
    damages = tuple(_damage(one) for one in _list(value["damages"]))
    left_out = _count(value["damaged"]) - len(damages)
    if left_out > 0:
        damages += (Damage("others", None, "", f"{left_out} more parts are damaged."),)
    return Inspection(
        records=_count(value["records"]),
        grants=_count(value["grants"]),
        sessions=_count(value["sessions"]),
        person_keys=_count(value["person_keys"]),
        purpose_keys=_count(value["purpose_keys"]),
        damages=damages,
        at=read_instant(value["at"]),
    )


def read_status(value: Mapping[str, Any]) -> Status:
    """Read what `status_value` writes."""
    return Status(
        database=value["database"] is True,
        person_keys=value["person_keys"] is True,
        ledger_writable=value["ledger_writable"] is True,
        erasures=value["erasures"] is True,
        epochs={_text(purpose): _count(epoch) for purpose, epoch in value["epochs"].items()},
        started_at=read_instant(value["started_at"]),
    )


def read_id(value: str) -> uuid.UUID:
    """Read one identifier."""
    return uuid.UUID(value)


def read_count(value: int) -> int:
    """Read a number of things."""
    return _count(value)


def read_count_or_few(value: int | None) -> int | None:
    """Read a number of things, or that they are too few to be counted out."""
    return None if value is None else _count(value)


def read_nothing(value: None) -> None:
    """Read the answer of a verb that gives nothing."""
    if value is not None:
        raise AnswerError(ground="answer.shape")


def _damage(value: Mapping[str, Any]) -> Damage:
    record_id = value["record_id"]
    return Damage(
        part=_text(value["part"]),
        record_id=None if record_id is None else uuid.UUID(record_id),
        name=_text(value["name"]),
        message=_text(value["message"]),
    )


def _language(value: Any) -> Language:
    for language in LANGUAGES:
        if value == language:
            return language
    raise AnswerError(ground="answer.shape")


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise AnswerError(ground="answer.shape")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise AnswerError(ground="answer.shape")
    return value


def _count(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise AnswerError(ground="answer.shape")
    return value
