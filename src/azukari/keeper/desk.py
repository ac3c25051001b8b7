"""Where calls are received: who is asking, what they may, and one place where every error becomes an answer."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

import psycopg

from azukari.base.canonical import Value
from azukari.base.clock import Clock
from azukari.base.errors import AzukariError, Kind, MalformedError, RefusedError, UnavailableError
from azukari.keeper.acts import Call, ask_of
from azukari.keeper.arguments import read_arguments
from azukari.keeper.events import record_refusal
from azukari.keeper.group import Outcome, Waiting
from azukari.keeper.log import where
from azukari.keeper.settings import Limits
from azukari.keeper.strongroom import Strongroom
from azukari.keeper.verb import PUBLIC, Verb
from azukari.keeper.verbs import VERBS
from azukari.keeper.who import Caller, Register, WhoError
from azukari.vault.access import Ground
from azukari.vault.keeper_frames import CredentialKind, Request, encode_answer, encode_error
from azukari.vault.keeper_shapes import opened_value
from azukari.vault.service_key import KeyAct

_log = logging.getLogger("azukari.keeper.desk")
_OPEN = "open"
FRESH = timedelta(minutes=10)  # the staff side asks anew after five; the act itself takes its time


class VerbUnknownError(MalformedError):
    """The keeper has no such verb."""


class RoleRefusedError(RefusedError):
    """Your role may not do this; the attempt was recorded."""

    def __init__(self, actor: str) -> None:
        """Keep the opaque id of who was refused."""
        super().__init__(ground=Ground.ROLE_NOT_ALLOWED.value)
        self.actor = actor


class KeyRefusedError(RoleRefusedError):
    """This service key is not for such an act; the attempt was recorded."""

    def __init__(self, actor: str) -> None:
        """Keep the id of the key that was refused."""
        super().__init__(actor)
        self.ground = Ground.KEY_NOT_ALLOWED.value


class DatabaseAwayError(UnavailableError):
    """The database did not confirm this act, so nothing is shown; try again shortly."""


class Desk:
    """Answers requests; safe to call from several threads."""

    def __init__(self, room: Strongroom, *, register: Register, clock: Clock, limits: Limits) -> None:
        """Let askers in by a register, and act in a strongroom."""
        self._room = room
        self._register = register
        self._clock = clock
        self._group = room.group(clock, limits)

    def is_slow(self, request: Request) -> bool:
        """Tell whether a request needs a thread of its own."""
        verb = VERBS.get(request.verb)
        return verb is not None and verb.slow

    def answer(self, request: Request) -> bytes:
        """Give the frame that answers a request, whatever happens."""
        try:
            return encode_answer(self._act(request))
        except Exception as error:  # noqa: BLE001 - this is the door
            return self._refusal(request, error)

    def begin(self, request: Request, answer: Callable[[bytes], None]) -> Waiting | None:
        """Take in a program's wish to open a record, if its service key is remembered; it is served with others in a group.

        Nobody is believed: the group looks whether the key has ended.
        """
        if request.verb != _OPEN or request.credential is None:
            return None
        actor = self._register.remembered(request.credential)
        if actor is None or KeyAct.OPEN not in (actor.acts or ()):
            return None
        try:
            ask = ask_of(read_arguments(VERBS[_OPEN].arguments, request.arguments), actor)
        except AzukariError:
            return None

        def opened(outcome: Outcome) -> None:
            if isinstance(outcome, Exception):
                answer(self._refusal(request, outcome))
                return
            try:
                frame = encode_answer(opened_value(outcome))
            except Exception as error:  # noqa: BLE001 - this is the door
                frame = self._refusal(request, error)
            answer(frame)

        return self._group.submit(ask, opened)

    def close(self) -> None:
        """End the openers."""
        self._group.close()

    def _refusal(self, request: Request, error: Exception) -> bytes:
        """Say why a request was not answered, in the log without anything personal; what is unknown loses its text."""
        if isinstance(error, AzukariError):
            known = error
        elif isinstance(error, psycopg.Error):
            _log.warning("The database did not take an act: %s, SQLSTATE %s.", where(error), error.sqlstate)
            known = DatabaseAwayError(ground="database_away")
        else:
            _log.error("An act failed by an error that it does not know: %s.", where(error))
            known = AzukariError(ground="internal")
        name = request.verb if request.verb in VERBS else "an unknown verb"
        cause = f", because of {where(known.__cause__)}" if known.__cause__ else ""
        _log.log(_level(known), "%s was answered by %s (%s)%s.", name, known.kind.value, known.ground, cause)
        return encode_error(known)

    def _act(self, request: Request) -> Value:
        verb = VERBS.get(request.verb)
        if verb is None:
            raise VerbUnknownError(ground="verb_unknown")
        caller = None if verb.roles == PUBLIC else self._let_in(request, verb)
        arguments = read_arguments(verb.arguments, request.arguments)
        now = self._clock()
        try:
            return verb.act(Call(self._room, self._group, arguments, caller, now))
        except RefusedError as refused:
            if caller is not None and not verb.records_itself:
                self._record(request.verb, caller.actor.id, refused.ground, now)
            raise

    def _let_in(self, request: Request, verb: Verb) -> Caller:
        """Tell who is asking, if they may; that somebody known was refused is recorded first.

        Raises:
            WhoError: if nobody known is asking, or a proof is missing.
            RoleRefusedError: if their role or service key may not.
            UnavailableError, psycopg.Error: if a refusal could not be recorded.
        """
        now = self._clock()
        try:
            caller = self._register.identify(request.credential, now=now)
            _check(caller, verb, now)
        except (WhoError, RoleRefusedError) as refused:
            if refused.actor is not None:
                self._record(request.verb, refused.actor, refused.ground, now)
            raise
        return caller

    def _record(self, verb: str, actor: str, ground: str, now: datetime) -> None:
        record_refusal(self._room.chamber.database, verb=verb, actor=actor, ground=ground, now=now)


def _check(caller: Caller, verb: Verb, now: datetime) -> None:
    if caller.actor.role not in verb.roles:
        raise RoleRefusedError(caller.actor.id)
    if caller.how is CredentialKind.SERVICE:
        if verb.key_act is None or verb.key_act not in (caller.actor.acts or ()):
            raise KeyRefusedError(caller.actor.id)
        return
    if verb.grave and (caller.proved_at is None or abs(now - caller.proved_at) > FRESH):
        raise WhoError(
            "This act is grave: show your password or second factor once more on the staff side, then try again.",
            ground="proof_too_old",
            actor=caller.actor.id,
        )


def _level(error: AzukariError) -> int:
    match error.kind:
        case Kind.INTERNAL | Kind.TAMPERED:
            return logging.ERROR
        case Kind.UNAVAILABLE | Kind.UNAUTHENTICATED:
            return logging.WARNING
        case _:
            return logging.INFO
