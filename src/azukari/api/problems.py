"""The one place where what went wrong becomes what a program sees: a status and an `application/problem+json` (RFC 9457)."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.types import ExceptionHandlersMap

from azukari.api.errors import BodyError, RequestError, TooManyError, UnprocessableError
from azukari.api.log import where
from azukari.base.errors import AzukariError, Kind, UnavailableError

MEDIA_TYPE = "application/problem+json"
PREFIX = "/v1/problems/"
_RETRY_SECONDS: Final = 2
_log = logging.getLogger("azukari.api")


class FaultOut(msgspec.Struct, frozen=True):
    """One thing that is wrong in a body."""

    pointer: str
    detail: str


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    ground: str
    errors: tuple[FaultOut, ...] = ()


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """One kind of problem, with its own page at `/v1/problems/NAME`."""

    name: str
    status: int
    title: str

    @property
    def type(self) -> str:
        """Give the reference that names the kind."""
        return PREFIX + self.name


_KINDS = (
    ProblemKind("malformed", 400, "The request is not of the form that is asked for"),
    ProblemKind("unauthenticated", 401, "Nobody known is asking"),
    ProblemKind("refused", 403, "This is not allowed"),
    ProblemKind("not_found", 404, "There is no such thing"),
    ProblemKind("method", 405, "This address does not take this method"),
    ProblemKind("not_acceptable", 406, "This door answers in JSON only"),
    ProblemKind("conflict", 409, "This was changed or done already"),
    ProblemKind("expired", 410, "This is no longer there"),
    ProblemKind("too_large", 413, "More was sent than this address takes"),
    ProblemKind("media_type", 415, "This door reads JSON only"),
    ProblemKind("misdirected", 421, "This host name is not answered here"),
    ProblemKind("unprocessable", 422, "The form is right, but what it says cannot be taken"),
    ProblemKind("too_many", 429, "Too much was asked in a short time"),
    ProblemKind("tampered", 500, "Stored bytes are not what was written"),
    ProblemKind("internal", 500, "Something went wrong on our side"),
    ProblemKind("unavailable", 503, "A part that is needed cannot be reached now"),
)
KINDS: Mapping[str, ProblemKind] = {kind.name: kind for kind in _KINDS}
# What is said instead of the message, where the message is for those inside only.
_HIDDEN = {
    Kind.TAMPERED: "What is stored is damaged or was changed. The operator can find out what with the log and the ledger.",
    Kind.INTERNAL: "It is not your fault. What went wrong was noted, without anything that you sent.",
}
_ROUTING = {
    400: RequestError("malformed", "This request could not be read.", ground="request"),
    404: RequestError("not_found", "There is nothing at this address.", ground="address_unknown"),
    413: RequestError("too_large", "The body is larger than this address takes.", ground="body_too_large"),
}


def kind_of(error: AzukariError) -> ProblemKind:
    """Tell which kind of problem an error is."""
    match error:
        case RequestError():
            return KINDS[error.problem]
        case UnprocessableError():
            return KINDS["unprocessable"]
        case TooManyError():
            return KINDS["too_many"]
        case _:
            return KINDS[error.kind.value]


def problem_of(error: AzukariError) -> Problem:
    """Say what went wrong; of what is internal or tampered, not the message."""
    kind = kind_of(error)
    faults = error.faults if isinstance(error, BodyError | UnprocessableError) else ()
    return Problem(
        type=kind.type,
        title=kind.title,
        status=kind.status,
        detail=_HIDDEN.get(error.kind, error.message),
        ground="internal" if error.kind is Kind.INTERNAL else error.ground,
        errors=tuple(FaultOut(fault.pointer, fault.detail) for fault in faults),
    )


def encoded(error: AzukariError) -> tuple[int, bytes]:
    """Write a problem, and tell its status."""
    problem = problem_of(error)
    return problem.status, msgspec.json.encode(problem)


def respond(error: AzukariError) -> Response[bytes]:
    """Answer with a problem."""
    problem = problem_of(error)
    headers: dict[str, str] = {"Cache-Control": "no-store"}
    match error:
        case RequestError() if error.allow:
            headers["Allow"] = error.allow
        case _ if problem.status == KINDS["unauthenticated"].status:
            headers["WWW-Authenticate"] = 'Bearer realm="azukari"'
        case UnavailableError():
            headers["Retry-After"] = str(_RETRY_SECONDS)
        case _ if retry := getattr(error, "retry_seconds", 0):
            headers["Retry-After"] = str(retry)
    return Response(
        content=msgspec.json.encode(problem), status_code=problem.status, media_type=MEDIA_TYPE, headers=headers
    )


def _ours(_request: Request[Any, Any, Any], error: AzukariError) -> Response[bytes]:
    if error.kind in (Kind.INTERNAL, Kind.TAMPERED, Kind.UNAVAILABLE):
        _log.warning("A request ended with %s (%s): %s.", type(error).__name__, error.ground, where(error))
    return respond(error)


def _routing(request: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    if error.status_code == KINDS["method"].status:
        methods = next((found for form, found in request.app.state["methods"] if form.fullmatch(request.url.path)), ())
        allow = ", ".join(methods)
        return respond(RequestError("method", f"This address takes: {allow}.", ground="method", allow=allow))
    return respond(_ROUTING[error.status_code]) if error.status_code in _ROUTING else _unknown(request, error)


def _unknown(_request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    _log.error("A request ended with an error that nobody expected: %s.", where(error))
    return respond(AzukariError())


HANDLERS: ExceptionHandlersMap = {AzukariError: _ours, HTTPException: _routing, Exception: _unknown}
