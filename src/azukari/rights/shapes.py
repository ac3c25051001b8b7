"""What the keeper tells persons about requests, as values of a frame and back (``spec/keeper-protocol.md``)."""

import base64
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from azukari.base.canonical import Value
from azukari.base.clock import instant_text, read_instant
from azukari.rights.request import State
from azukari.rights.wish import Form, Wish, read_wish, wish_value
from azukari.sharing.queries import HeldOutside
from azukari.sharing.shapes import outside_value, read_outside
from azukari.vault.held_shapes import held_value, read_held
from azukari.vault.services.showing import HeldRecord


@dataclass(frozen=True, slots=True)
class Taken:
    """A request that was taken in."""

    request_id: uuid.UUID
    number: str


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """A request as its person sees it in a list; ``latest_on`` is the last day that the law allows."""

    request_id: uuid.UUID
    number: str
    pack: str
    kind: str
    state: State
    form: Form
    arrived_at: datetime
    acknowledge_by: date
    answer_by: date
    latest_on: date
    outcome: str | None
    grounds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AccessUse:
    """Who used something, as the person sees it: as what, never who."""

    record_id: uuid.UUID | None
    kind: str
    purpose: str
    role: str
    ground: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Everything for the person's page; ``persons`` is how many sendings were joined to be one person's.

    ``outside`` are the records that went to recipients, the newest first.
    """

    records: tuple[HeldRecord, ...]
    uses: tuple[AccessUse, ...]
    requests: tuple[OwnRequest, ...]
    persons: int
    outside: tuple[HeldOutside, ...] = ()


@dataclass(frozen=True, slots=True)
class TakenMove:
    """A step that a request took, and when."""

    move: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseView:
    """A request as its person sees it; reason and reply are empty before it was answered."""

    request: OwnRequest
    wish: Wish
    reason: str = field(repr=False)
    reply: str = field(repr=False)
    steps: tuple[TakenMove, ...]


@dataclass(frozen=True, slots=True)
class PackageAbout:
    """A package that lies ready to be taken along, for a quarter of an hour."""

    package_id: uuid.UUID
    name: str
    size: int


def taken_value(taken: Taken) -> Value:
    """Write what was taken in."""
    return {"request": str(taken.request_id), "number": taken.number}


def read_taken(value: Mapping[str, Any]) -> Taken:
    """Read what `taken_value` writes."""
    return Taken(uuid.UUID(value["request"]), str(value["number"]))


def own_request_value(one: OwnRequest) -> Value:
    """Write a request for its person."""
    return {
        "request": str(one.request_id),
        "number": one.number,
        "pack": one.pack,
        "kind": one.kind,
        "state": one.state.value,
        "form": one.form.value,
        "arrived_at": instant_text(one.arrived_at),
        "acknowledge_by": one.acknowledge_by.isoformat(),
        "answer_by": one.answer_by.isoformat(),
        "latest_on": one.latest_on.isoformat(),
        "outcome": one.outcome,
        "grounds": list(one.grounds),
    }


def read_own_request(value: Mapping[str, Any]) -> OwnRequest:
    """Read what `own_request_value` writes."""
    return OwnRequest(
        request_id=uuid.UUID(value["request"]),
        number=str(value["number"]),
        pack=str(value["pack"]),
        kind=str(value["kind"]),
        state=State(value["state"]),
        form=Form(value["form"]),
        arrived_at=read_instant(value["arrived_at"]),
        acknowledge_by=date.fromisoformat(value["acknowledge_by"]),
        answer_by=date.fromisoformat(value["answer_by"]),
        latest_on=date.fromisoformat(value["latest_on"]),
        outcome=None if value["outcome"] is None else str(value["outcome"]),
        grounds=tuple(map(str, value["grounds"])),
    )


def person_page_value(page: PersonPage) -> Value:
    """Write a person's page."""
    return {
        "records": [held_value(one) for one in page.records],
        "uses": [
            {
                "record": None if use.record_id is None else str(use.record_id),
                "kind": use.kind,
                "purpose": use.purpose,
                "role": use.role,
                "ground": use.ground,
                "at": instant_text(use.at),
            }
            for use in page.uses
        ],
        "requests": [own_request_value(one) for one in page.requests],
        "persons": page.persons,
        "outside": [outside_value(one) for one in page.outside],
    }


def read_person_page(value: Mapping[str, Any]) -> PersonPage:
    """Read what `person_page_value` writes."""
    return PersonPage(
        read_held(value["records"]),
        tuple(
            AccessUse(
                None if use["record"] is None else uuid.UUID(use["record"]),
                str(use["kind"]),
                str(use["purpose"]),
                str(use["role"]),
                None if use["ground"] is None else str(use["ground"]),
                read_instant(use["at"]),
            )
            for use in value["uses"]
        ),
        tuple(read_own_request(one) for one in value["requests"]),
        int(value["persons"]),
        tuple(map(read_outside, value["outside"])),
    )


def case_view_value(view: CaseView) -> Value:
    """Write a case for its person."""
    return {
        "request": own_request_value(view.request),
        "wish": wish_value(view.wish),
        "reason": view.reason,
        "reply": view.reply,
        "steps": [{"move": one.move, "at": instant_text(one.at)} for one in view.steps],
    }


def read_case_view(value: Mapping[str, Any]) -> CaseView:
    """Read what `case_view_value` writes."""
    return CaseView(
        read_own_request(value["request"]),
        read_wish(value["wish"]),
        str(value["reason"]),
        str(value["reply"]),
        tuple(TakenMove(str(one["move"]), read_instant(one["at"])) for one in value["steps"]),
    )


def package_about_value(about: PackageAbout) -> Value:
    """Write what lies ready."""
    return {"package": str(about.package_id), "name": about.name, "size": about.size}


def read_package_about(value: Mapping[str, Any]) -> PackageAbout:
    """Read what `package_about_value` writes."""
    return PackageAbout(uuid.UUID(value["package"]), str(value["name"]), int(value["size"]))


def read_bytes(value: Any) -> bytes:
    """Read bytes that were written in base64."""
    if not isinstance(value, str):
        raise TypeError
    return base64.b64decode(value, validate=True)
