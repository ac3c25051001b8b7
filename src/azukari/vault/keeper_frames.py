"""How the keeper is spoken to: frames, requests and answers as bytes (``spec/keeper-protocol.md``).

Pure: the client writes requests and reads answers with it, the keeper the other way round.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from azukari.base.canonical import Value, canonical_bytes, read_canonical
from azukari.base.errors import (
    AzukariError,
    ConflictError,
    ExpiredError,
    Kind,
    MalformedError,
    NotFoundError,
    RefusedError,
    TamperedError,
    UnauthenticatedError,
    UnavailableError,
)

VERSION = 1
LONGEST_FRAME = 1 << 20  # bytes of the body; more than any record may hold
_LENGTH_BYTES = 4
_LONGEST_CREDENTIAL = 512  # characters

_ERRORS: Mapping[Kind, type[AzukariError]] = {
    error.kind: error
    for error in (
        MalformedError,
        UnauthenticatedError,
        RefusedError,
        NotFoundError,
        ConflictError,
        ExpiredError,
        TamperedError,
        UnavailableError,
        AzukariError,
    )
}


class FrameError(MalformedError):
    """These bytes are not a frame of the keeper's protocol."""


class CredentialKind(StrEnum):
    """In which way an asker says who they are; the keeper looks each of them up itself."""

    SESSION = "session"  # the key of a session on the staff side
    TOKEN = "token"  # noqa: S105 - the kind's name; the worker's service token
    KEY = "key"  # a staff member's access key, for the command line
    SERVICE = "service"  # a service key, for a program
    VISIT = "visit"  # the token of a person who came in by a mailed code


@dataclass(frozen=True, slots=True)
class Credential:
    """What shows who is asking; its value never appears in a representation, a log or a message."""

    kind: CredentialKind
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Request:
    """One call: a verb, who asks (nobody, for a public verb), and the verb's arguments, which may be personal data."""

    verb: str
    credential: Credential | None
    arguments: Mapping[str, Value] = field(repr=False)


class FrameReader:
    """Takes bytes as they arrive and gives the bodies of whole frames; a length too large is refused unread."""

    def __init__(self, *, longest: int = LONGEST_FRAME) -> None:
        """Begin with nothing read."""
        self._held = bytearray()
        self._longest = longest

    @property
    def waiting(self) -> bool:
        """Tell whether part of a frame has arrived."""
        return bool(self._held)

    def feed(self, data: bytes) -> None:
        """Take bytes that arrived."""
        self._held += data

    def next(self) -> bytes | None:
        """Give the body of the next whole frame, or none yet.

        Raises:
            FrameError: if the announced length is zero or too large.
        """
        if len(self._held) < _LENGTH_BYTES:
            return None
        length = int.from_bytes(self._held[:_LENGTH_BYTES], "big")
        if not 0 < length <= self._longest:
            raise FrameError(f"A frame has 1 to {self._longest} bytes.", ground="frame.length")
        end = _LENGTH_BYTES + length
        if len(self._held) < end:
            return None
        body = bytes(self._held[_LENGTH_BYTES:end])
        del self._held[:end]
        return body


def frame(value: Value) -> bytes:
    """Write a value as one frame.

    Raises:
        FrameError: if its bytes are too many.
        MalformedError: if it has no canonical form.
    """
    body = canonical_bytes(value)
    if len(body) > LONGEST_FRAME:
        raise FrameError(f"A frame has 1 to {LONGEST_FRAME} bytes.", ground="frame.length")
    return len(body).to_bytes(_LENGTH_BYTES, "big") + body


def encode_request(request: Request) -> bytes:
    """Write a request as one frame.

    Raises:
        MalformedError: if an argument has no canonical form, or the request is too long.
    """
    credential = request.credential
    shown = None if credential is None else {"kind": credential.kind.value, "value": credential.value}
    return frame({"v": VERSION, "verb": request.verb, "credential": shown, "arguments": request.arguments})


def decode_request(body: bytes) -> Request:
    """Read the body of a request's frame.

    Raises:
        FrameError: if it is anything else.
    """
    match _read(body):
        case {"verb": str(verb), "credential": credential, "arguments": dict(arguments), **rest} if not rest:
            return Request(verb, _credential(credential), arguments)
    raise FrameError("A request has v, verb, credential and arguments, and nothing else.", ground="frame.shape")


def encode_answer(value: Value) -> bytes:
    """Write what a verb gave as one frame.

    Raises:
        FrameError: if it is too long.
    """
    return frame({"v": VERSION, "ok": value})


def encode_error(error: AzukariError) -> bytes:
    """Write an error as one frame; one of unknown kind loses its text."""
    return frame({"v": VERSION, "error": error_value(error)})


def error_value(error: AzukariError) -> Value:
    """Write an error as a value; one of unknown kind loses its text."""
    if error.kind is Kind.INTERNAL:
        error = AzukariError(ground="internal")
    return {"kind": error.kind.value, "ground": error.ground, "message": error.message}


def error_of(value: object) -> AzukariError:
    """Read what `error_value` writes, as an error of its kind.

    Raises:
        FrameError: if it is anything else.
    """
    match value:
        case {"kind": str(kind), "ground": str(ground), "message": str(message), **more} if not more and kind in set(
            Kind
        ):
            return _ERRORS[Kind(kind)](message, ground=ground)
    raise FrameError("An error has kind, ground and message, and nothing else.", ground="frame.shape")


def decode_answer(body: bytes) -> Value:
    """Read the body of an answer's frame, and give what the verb gave.

    Raises:
        AzukariError: the error that the keeper answered with, as the class of its kind.
        FrameError: if it is no answer.
    """
    match _read(body):
        case {"ok": value, **rest} if not rest:
            answer: Value = value
            return answer
        case {"error": error, **rest} if not rest:
            raise error_of(error)
    raise FrameError("An answer has v and either ok or error, and nothing else.", ground="frame.shape")


def _read(body: bytes) -> Value:
    """Read a canonical object of our version, and give it without the version."""
    try:
        value = read_canonical(body)
    except MalformedError as error:
        raise FrameError(error.message, ground="frame.canonical") from None
    if not isinstance(value, dict) or type(value.get("v")) is not int or value.pop("v") != VERSION:
        raise FrameError(f"Only version {VERSION} of the protocol is spoken here.", ground="frame.version")
    return value


def _credential(value: Value) -> Credential | None:
    match value:
        case None:
            return None
        case {"kind": str(kind), "value": str(text), **rest} if not rest and kind in set(CredentialKind):
            if 0 < len(text) <= _LONGEST_CREDENTIAL:
                return Credential(CredentialKind(kind), text)
    raise FrameError(
        "A credential has a kind (session, token, key, service, visit) and a value.", ground="frame.credential"
    )
