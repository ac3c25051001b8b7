"""A request's states and the steps between them (spec/request.md): what is not in the table cannot happen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from azukari.base.errors import ConflictError, MalformedError, RefusedError
from azukari.rights.pack import RulePack


class State(StrEnum):
    """Where a request stands."""

    RECEIVED = "received"
    IDENTIFYING = "identifying"
    EXAMINING = "examining"
    PROPOSED = "proposed"
    DECIDED = "decided"
    ACTING = "acting"
    DONE = "done"
    ANSWERED = "answered"
    FORWARDED = "forwarded"
    WITHDRAWN = "withdrawn"


class Move(StrEnum):
    """What can be done with a request."""

    RECEIVE = "receive"
    ASK_PROOF = "ask_proof"
    PROVE = "prove"
    EXTEND = "extend"
    PROPOSE = "propose"
    RETURN = "return"
    DECIDE = "decide"
    ACT = "act"
    FINISH = "finish"
    ANSWER = "answer"
    FORWARD = "forward"
    WITHDRAW = "withdraw"


class Outcome(StrEnum):
    """What a decision comes to."""

    FULL = "full"
    PART = "part"
    REFUSED = "refused"
    NOT_HELD = "not_held"


class Channel(StrEnum):
    """How a request arrived."""

    PAGE = "page"
    MAIL = "mail"
    TELEPHONE = "telephone"
    LETTER = "letter"
    COUNTER = "counter"


class Asker(StrEnum):
    """Who asks: the person, or somebody who may act for them (Cabinet Order, Art. 13)."""

    PERSON = "person"
    STATUTORY_AGENT = "statutory_agent"
    MANDATED_AGENT = "mandated_agent"


ENDED = frozenset({State.ANSWERED, State.FORWARDED, State.WITHDRAWN})
_BEFORE_A_PROPOSAL = frozenset({State.RECEIVED, State.IDENTIFYING, State.EXAMINING})
_FROM: Mapping[Move, frozenset[State]] = MappingProxyType(
    {
        Move.ASK_PROOF: frozenset({State.RECEIVED, State.EXAMINING}),
        Move.PROVE: frozenset({State.RECEIVED, State.IDENTIFYING}),
        Move.EXTEND: _BEFORE_A_PROPOSAL | {State.PROPOSED},
        Move.PROPOSE: frozenset({State.IDENTIFYING, State.EXAMINING}),
        Move.RETURN: frozenset({State.PROPOSED}),
        Move.DECIDE: frozenset({State.PROPOSED}),
        Move.ACT: frozenset({State.DECIDED}),
        Move.FINISH: frozenset({State.ACTING}),
        Move.ANSWER: frozenset({State.DECIDED, State.DONE}),
        Move.FORWARD: _BEFORE_A_PROPOSAL,
        Move.WITHDRAW: _BEFORE_A_PROPOSAL | {State.PROPOSED},
    }
)
_TO: Mapping[Move, State] = MappingProxyType(
    {
        Move.ASK_PROOF: State.IDENTIFYING,
        Move.PROVE: State.EXAMINING,
        Move.PROPOSE: State.PROPOSED,
        Move.DECIDE: State.DECIDED,
        Move.ACT: State.ACTING,
        Move.FINISH: State.DONE,
        Move.ANSWER: State.ANSWERED,
        Move.FORWARD: State.FORWARDED,
        Move.WITHDRAW: State.WITHDRAWN,
    }
)
# These only tell the person something: nothing is done to what is held.
TELLING = frozenset({"purpose-notice", "disclosure", "provision-records", "portability", "complaint", "human-review"})
# These give out what is held.
DISCLOSING = frozenset({"disclosure", "provision-records", "portability"})
_ERASING = frozenset({"erasure"})


class StepRefusedError(ConflictError):
    """A request in this state cannot take such a step; look at it again."""


class SecondPersonError(RefusedError):
    """Somebody other than who proposed this has to decide it."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What of a request never changes: its kind under a rule pack, how it came, and who asks."""

    kind: str
    pack: RulePack
    channel: Channel
    asker: Asker


@dataclass(frozen=True, slots=True)
class Decision:
    """What is proposed or decided."""

    outcome: Outcome
    grounds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Step:
    """One step, and who takes it (an opaque id)."""

    move: Move
    by: str
    decision: Decision | None = None  # with `propose` only


@dataclass(frozen=True, slots=True)
class Request:
    """A request as its steps have left it."""

    terms: Terms
    state: State
    proved: bool = False
    extended: bool = False
    decision: Decision | None = None
    proposed_by: str | None = None

    @property
    def needs_two(self) -> bool:
        """Tell whether somebody other than who proposed has to decide."""
        return self.decision is not None and (
            self.decision.outcome is not Outcome.FULL
            or self.terms.kind in _ERASING
            or self.terms.asker is not Asker.PERSON
        )

    @property
    def needs_acts(self) -> bool:
        """Tell whether something has to be done before the answer."""
        return (
            self.decision is not None
            and self.decision.outcome in {Outcome.FULL, Outcome.PART}
            and self.terms.kind not in TELLING
        )


def begun(terms: Terms) -> Request:
    """Begin with a request that has arrived.

    Raises:
        MalformedError: if its rule pack has no such kind.
    """
    if terms.kind not in terms.pack.kinds:
        raise MalformedError(f"{terms.pack.id} has no such kind of request.", ground="request_kind")
    return Request(terms, State.RECEIVED)


def stepped(request: Request, step: Step) -> Request:
    """Take one step.

    Raises:
        StepRefusedError: if the request's state does not let it.
        MalformedError: if a decision is missing, is not of the form that its outcome asks for, or is given where none belongs.
        SecondPersonError: if two persons are asked for, and it is the same one.
    """
    move = step.move
    if request.state not in _FROM.get(move, frozenset()):
        raise StepRefusedError(f"A request that is {request.state} cannot take the step {move}.", ground="step")
    if (step.decision is not None) is not (move is Move.PROPOSE):
        raise MalformedError("A decision goes with a proposal, and with nothing else.", ground="decision")
    _check(request, step)
    match move:
        case Move.EXTEND:
            return replace(request, extended=True)
        case Move.RETURN:
            state = State.EXAMINING if request.proved else State.IDENTIFYING
            return replace(request, state=state, decision=None, proposed_by=None)
        case Move.ASK_PROOF:
            return replace(request, state=State.IDENTIFYING, proved=False)
        case Move.PROVE:
            return replace(request, state=State.EXAMINING, proved=True)
        case Move.PROPOSE:
            return replace(request, state=State.PROPOSED, decision=step.decision, proposed_by=step.by)
        case _:
            return replace(request, state=_TO[move])


def replayed(terms: Terms, steps: Iterable[Step]) -> Request:
    """Give a request as its steps have left it; the first of them is its arrival.

    Raises:
        StepRefusedError, MalformedError, SecondPersonError: if no request can have taken these steps.
    """
    found = iter(steps)
    first = next(found, None)
    if first is None or first.move is not Move.RECEIVE or first.decision is not None:
        raise StepRefusedError("A request begins by being received.", ground="step")
    request = begun(terms)
    for step in found:
        request = stepped(request, step)
    return request


def moves_from(state: State) -> frozenset[Move]:
    """Tell which steps a state lets be taken, other conditions aside."""
    return frozenset(move for move, states in _FROM.items() if state in states)


def _check(request: Request, step: Step) -> None:
    """Demand what a step asks for beyond the state."""
    match step.move:
        case Move.EXTEND:
            _check_extension(request)
        case Move.PROPOSE:
            _check_proposal(request, step.decision)
        case Move.DECIDE if request.needs_two and step.by == request.proposed_by:
            raise SecondPersonError(ground="second_person")
        case Move.ACT if not request.needs_acts:
            raise StepRefusedError("What was decided leaves nothing to be done.", ground="nothing_to_do")
        case Move.ANSWER if request.state is State.DECIDED and request.needs_acts:
            raise StepRefusedError("First what was decided has to be done.", ground="not_done")


def _check_extension(request: Request) -> None:
    rule = request.terms.pack.rules[request.terms.pack.kinds[request.terms.kind].deadline]
    if request.extended or rule.extended is None:
        raise StepRefusedError("This deadline cannot be extended, or was extended already.", ground="extension")


def _check_proposal(request: Request, decision: Decision | None) -> None:
    if decision is None:
        raise MalformedError("A proposal says what is decided.", ground="decision")
    needs_grounds = decision.outcome in {Outcome.PART, Outcome.REFUSED}
    if needs_grounds is not bool(decision.grounds):
        raise MalformedError(
            "A refusal, whole or in part, names its grounds; nothing else has any.", ground="decision_grounds"
        )
    fitting = {ground.id for ground in request.terms.pack.grounds.values() if request.terms.kind in ground.kinds}
    if not decision.grounds <= fitting:
        raise MalformedError("A ground is not one for such a request.", ground="decision_grounds")
    if request.state is State.IDENTIFYING and decision.outcome is not Outcome.REFUSED:
        raise StepRefusedError("Whoever has not proved who they are can only be refused.", ground="not_proved")
