"""What is to be done when a request is granted: a list of acts that can be done again without doing more."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from azukari.base.canonical import Value
from azukari.base.errors import MalformedError
from azukari.rights.wish import Wish


class Op(StrEnum):
    """What one act does."""

    CORRECT = "correct"
    ANNOTATE = "annotate"  # an opinion stays, and the person's statement goes with it (requirements H13)
    STOP = "stop"
    RESTRICT = "restrict"  # keep, and do nothing else
    SUPPRESS = "suppress"  # never again use this address for what needs a permission
    ERASE = "erase"


@dataclass(frozen=True, slots=True)
class Act:
    """One act: on which record, and with what."""

    op: Op
    record_id: uuid.UUID | None = None
    item: str = ""
    text: str = field(default="", repr=False)  # a new value, or the person's statement
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a record that is about somebody else, and is left out of what is disclosed; with its ground (H12)."""

    record_id: uuid.UUID
    item: str
    text: str = field(repr=False)
    ground: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done, and what is to be left out of what is disclosed.

    ``persons`` are those who were one and the same when it was proposed: what is decided goes over them, and over nobody whom
    somebody joins with them later.
    """

    acts: tuple[Act, ...] = ()
    passages: tuple[Passage, ...] = ()
    persons: tuple[uuid.UUID, ...] = ()


_STOPPING = frozenset({Op.STOP, Op.SUPPRESS})
OPS: Mapping[str, frozenset[Op]] = MappingProxyType(
    {
        "correction": frozenset({Op.CORRECT, Op.ANNOTATE}),
        "stop-use": _STOPPING,
        "stop-use-minor": _STOPPING,
        "stop-use-biometric": _STOPPING,
        "stop-provision": _STOPPING,
        "withdrawal": _STOPPING,
        "objection": _STOPPING,
        "objection-marketing": _STOPPING,
        "restriction": frozenset({Op.RESTRICT}),
        "erasure": frozenset({Op.ERASE, Op.SUPPRESS}),
    }
)
_NEEDS_ITEM = frozenset({Op.CORRECT, Op.ANNOTATE})
_NEEDS_RECORD = _NEEDS_ITEM | {Op.STOP, Op.RESTRICT}


def plan_for(kind: str, wish: Wish, *, records: Iterable[uuid.UUID]) -> Plan:
    """Make the plan that does just what was asked for; ``records`` are the person's."""
    known = tuple(records)
    ops = OPS.get(kind, frozenset())
    acts: list[Act] = []
    if Op.CORRECT in ops:
        acts += [
            Act(Op.CORRECT, record, item=item, text=text)
            for record, items in wish.items.items()
            if record in known
            for item, text in items.items()
        ]
    if Op.ANNOTATE in ops:
        acts += [
            Act(Op.ANNOTATE, record, item=item, text=text)
            for record, items in wish.opinions.items()
            if record in known
            for item, text in items.items()
        ]
    if Op.RESTRICT in ops:
        acts += [Act(Op.RESTRICT, record) for record in known]
    if Op.STOP in ops:
        acts += [
            Act(Op.STOP, record, purpose=purpose)
            for record, purposes in wish.purposes.items()
            if record in known
            for purpose in purposes
        ]
    if wish.suppress and Op.SUPPRESS in ops:
        acts.append(Act(Op.SUPPRESS))
    if Op.ERASE in ops:
        acts.append(Act(Op.ERASE))
    return Plan(tuple(acts))


def checked_plan(kind: str, plan: Plan, *, records: Iterable[uuid.UUID], acting: bool) -> Plan:
    """Give a plan that a request of this kind may lead to; ``acting`` says that it is granted, in full or in part.

    Raises:
        MalformedError: if an act is not one for this kind, or names no record of the person; if nothing would be done, or nobody
            erased, although that is granted; or if anything would be although it is refused.
    """
    ops, known = OPS.get(kind, frozenset()), frozenset(records)
    for act in plan.acts:
        if act.op not in ops:
            raise MalformedError(f"The act {act.op} is none for a request of this kind.", ground="plan_act")
        if (act.record_id is not None) is not (act.op in _NEEDS_RECORD):
            raise MalformedError(f"The act {act.op} names a record where none belongs, or none.", ground="plan_act")
        if act.record_id is not None and act.record_id not in known:
            raise MalformedError("An act names a record that is not this person's.", ground="plan_record")
        if (act.op in _NEEDS_ITEM) is not bool(act.item) or (act.op is Op.STOP) is not bool(act.purpose):
            raise MalformedError(f"The act {act.op} lacks an item or a purpose.", ground="plan_act")
    if any(passage.record_id not in known or not passage.text or not passage.ground for passage in plan.passages):
        raise MalformedError(
            "A passage that is left out names a record, its words and a ground.", ground="plan_passage"
        )
    if bool(plan.acts) is not (acting and bool(ops)):
        raise MalformedError(
            "Say what is to be done, if the request is granted; a refusal does nothing.", ground="plan_acts"
        )
    if plan.acts and Op.ERASE in ops and Op.ERASE not in {act.op for act in plan.acts}:
        raise MalformedError("An erasure that is granted erases.", ground="plan_erases")
    return plan


def plan_value(plan: Plan) -> Value:
    """Write a plan."""
    return {
        "acts": [
            {
                "op": act.op.value,
                "record": None if act.record_id is None else str(act.record_id),
                "item": act.item,
                "text": act.text,
                "purpose": act.purpose,
            }
            for act in plan.acts
        ],
        "passages": [
            {"record": str(one.record_id), "item": one.item, "text": one.text, "ground": one.ground}
            for one in plan.passages
        ],
        "persons": [str(person) for person in plan.persons],
    }


def read_plan(value: Any) -> Plan:
    """Read what `plan_value` writes.

    Raises:
        MalformedError: if it is anything else.
    """
    try:
        acts = tuple(
            Act(
                Op(one["op"]),
                None if one["record"] is None else uuid.UUID(one["record"]),
                str(one["item"]),
                str(one["text"]),
                str(one["purpose"]),
            )
            for one in value["acts"]
        )
        passages = tuple(
            Passage(uuid.UUID(one["record"]), str(one["item"]), str(one["text"]), str(one["ground"]))
            for one in value["passages"]
        )
        plan = Plan(acts, passages, tuple(uuid.UUID(person) for person in value["persons"]))
    except (KeyError, TypeError, ValueError, AttributeError):
        raise MalformedError("This is no plan of what is to be done.", ground="plan_form") from None
    if plan_value(plan) != value:  # nothing is guessed at, and nothing is left out
        raise MalformedError("This is no plan of what is to be done.", ground="plan_form")
    return plan
