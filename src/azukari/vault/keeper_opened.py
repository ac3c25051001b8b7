"""What the keeper's verbs for several records give, as values of a frame and back (``spec/keeper-protocol.md``)."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from azukari.base.canonical import Value
from azukari.base.errors import AzukariError, MalformedError
from azukari.vault.access import Opened
from azukari.vault.keeper_frames import error_of, error_value
from azukari.vault.keeper_shapes import opened_value, read_opened
from azukari.vault.services.correcting import Corrected
from azukari.vault.services.paging import Page


@dataclass(frozen=True, slots=True)
class OpenedPage:
    """A page of records: those that were opened, how many more are damaged, and where the next page begins, if there is one."""

    records: tuple[Opened, ...]
    damaged: int
    after: str | None


def outcomes_value(outcomes: Sequence[Opened | AzukariError]) -> Value:
    """Write what came of several calls, each by itself."""
    return [
        {"error": error_value(one)} if isinstance(one, AzukariError) else {"ok": opened_value(one)} for one in outcomes
    ]


def read_outcomes(value: list[Mapping[str, Any]]) -> tuple[Opened | AzukariError, ...]:
    """Read what `outcomes_value` writes."""
    return tuple([error_of(one["error"]) if "error" in one else read_opened(one["ok"]) for one in value])


def page_value(page: Page) -> Value:
    """Write a page."""
    return {
        "records": [opened_value(one) for one in page.records if not isinstance(one, AzukariError)],
        "damaged": sum(isinstance(one, AzukariError) for one in page.records),
        "after": None if page.after is None else " ".join(map(str, page.after)),
    }


def read_page(value: Mapping[str, Any]) -> OpenedPage:
    """Read what `page_value` writes."""
    after = value["after"]
    if not isinstance(after, str | None):
        raise MalformedError(ground="answer.shape")
    return OpenedPage(tuple([read_opened(one) for one in value["records"]]), int(value["damaged"]), after)


def page_name(text: str) -> tuple[uuid.UUID, uuid.UUID] | None:
    """Read where a page begins; none if it is the first.

    Raises:
        MalformedError: if the text was not given with the page before.
    """
    if not text:
        return None
    try:
        person, record = text.split()
        return uuid.UUID(person), uuid.UUID(record)
    except ValueError:
        raise MalformedError("Begin a page where the one before said.", ground="argument.form") from None


def corrected_value(done: Corrected) -> Value:
    """Write what a correction gives."""
    return {"record_id": str(done.record_id), "number": done.number, "entry_id": str(done.entry_id)}


def read_corrected(value: Mapping[str, Any]) -> Corrected:
    """Read what `corrected_value` writes."""
    return Corrected(uuid.UUID(value["record_id"]), str(value["number"]), uuid.UUID(value["entry_id"]))
