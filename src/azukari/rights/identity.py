"""Who asks: what has been shown of it, and whether that is enough (requirements H1–H7).

The harm of a wrong answer decides how much is asked for, and never more than that: whoever reads the mailbox of a record and knows
its receipt number is known well enough for all that concerns this record. An agent shows who they are, for whom they act, and
that they may.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from azukari.base.errors import MalformedError
from azukari.rights.request import Asker


class Subject(StrEnum):
    """What a proof is about."""

    PERSON = "person"
    AGENT = "agent"
    RELATION = "relation"  # that the agent may act for the person


class Method(StrEnum):
    """How it was shown."""

    MAILBOX = "mailbox"  # a code that was mailed came back
    NUMBER = "number"  # the code, and the receipt number of a record with that address
    CALL_BACK = "call_back"  # by a call to the telephone number that is held
    DOCUMENT = "document"  # a copy of an official document
    IN_PERSON = "in_person"  # an official document, looked at
    MANDATE = "mandate"  # signed by the person, with proof of their signature or seal
    REGISTER = "register"  # a family or guardianship register, or a court's decision
    LICENCE = "licence"  # the agent is a lawyer or the like, looked up


class Rung(StrEnum):
    """How much has to be shown."""

    NONE = "none"
    MAILBOX = "mailbox"
    SURE = "sure"


_STRENGTH: Mapping[Method, int] = MappingProxyType(
    {Method.MAILBOX: 1, Method.NUMBER: 2, Method.CALL_BACK: 2, Method.DOCUMENT: 2, Method.IN_PERSON: 2}
)
_FOR_AGENTS = frozenset({Method.DOCUMENT, Method.IN_PERSON, Method.LICENCE})
_FOR_RELATIONS: Mapping[Asker, frozenset[Method]] = MappingProxyType(
    {
        Asker.STATUTORY_AGENT: frozenset({Method.REGISTER}),
        Asker.MANDATED_AGENT: frozenset({Method.MANDATE}),
    }
)
_NEEDED: Mapping[Rung, int] = MappingProxyType({Rung.NONE: 0, Rung.MAILBOX: 1, Rung.SURE: 2})
_RUNGS: Mapping[str, Rung] = MappingProxyType({"complaint": Rung.NONE, "purpose-notice": Rung.MAILBOX})
METHODS: Mapping[Subject, frozenset[Method]] = MappingProxyType(
    {
        Subject.PERSON: frozenset(_STRENGTH),
        Subject.AGENT: _FOR_AGENTS,
        Subject.RELATION: frozenset({Method.MANDATE, Method.REGISTER}),
    }
)


@dataclass(frozen=True, slots=True)
class Proof:
    """One thing that was shown; ``until_on`` is the last day of a mandate or document that ends. No copy and no name is in it."""

    subject: Subject
    method: Method
    until_on: date | None = None


def checked_proof(proof: Proof, *, today: date) -> Proof:
    """Give a proof that can be one.

    Raises:
        MalformedError: if its method shows nothing about its subject, or it has run out.
    """
    if proof.method not in METHODS[proof.subject]:
        raise MalformedError(f"{proof.method} shows nothing about the {proof.subject}.", ground="proof_method")
    if proof.until_on is not None and proof.until_on < today:
        raise MalformedError("This document or mandate has run out.", ground="proof_ended")
    return proof


def rung_for(kind: str) -> Rung:
    """Tell how much has to be shown for a kind of request."""
    return _RUNGS.get(kind, Rung.SURE)


def missing(kind: str, asker: Asker, proofs: Iterable[Proof], *, today: date) -> tuple[Subject, ...]:
    """Tell about what something has still to be shown."""
    shown = [proof for proof in proofs if proof.until_on is None or proof.until_on >= today]
    lacking = []
    strongest = max((_STRENGTH.get(one.method, 0) for one in shown if one.subject is Subject.PERSON), default=0)
    if strongest < _NEEDED[rung_for(kind)]:
        lacking.append(Subject.PERSON)
    if asker is not Asker.PERSON:
        if not any(one.subject is Subject.AGENT and one.method in _FOR_AGENTS for one in shown):
            lacking.append(Subject.AGENT)
        if not any(one.subject is Subject.RELATION and one.method in _FOR_RELATIONS[asker] for one in shown):
            lacking.append(Subject.RELATION)
    return tuple(lacking)


@dataclass(frozen=True, slots=True)
class CheckedProof:
    """A proof as it was taken down: by whom and when is in the register."""

    proof_id: uuid.UUID
    proof: Proof
    checked_by: str
