"""From a request to a call, and from an answer to a response: key, limits, media types, body, and nothing of what is asked."""

import re
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qsl

import msgspec
from litestar import Request, Response
from litestar.handlers import HTTPRouteHandler

from azukari.api.bodies import read_body, read_query
from azukari.api.desk import Desk
from azukari.api.errors import BodyError, RequestError
from azukari.api.idempotency import Attempt
from azukari.api.keys import Known
from azukari.api.operations import Answer, Call, Operation
from azukari.base.clock import system_clock
from azukari.vault.service_key import KeyAct, ServiceKeyRefusedError

_SCHEME: Final = "bearer "
_IDEMPOTENCY_KEY = re.compile(r"[\x21-\x7e]{8,128}")
_JSON = re.compile(r"application/json\s*(;\s*charset=\"?utf-8\"?\s*)?", re.IGNORECASE)
_NO_STORE: Final = {"Cache-Control": "no-store"}
_encode = msgspec.json.Encoder().encode


def route(operation: Operation) -> HTTPRouteHandler:
    """Make the handler of an operation."""
    decoder = None if operation.takes is None else msgspec.json.Decoder(operation.takes)

    async def handle(request: Request[Any, Any, Any]) -> Response[Any]:
        desk: Desk = request.app.state["desk"]
        now = system_clock()
        known = None if operation.public else await who(desk, request, now)
        if known is not None:
            desk.turnstile.admit(known.rights.key_id)
            # Every other act is the keeper's, which asks for itself, and records what it refuses.
            if operation.act == KeyAct.COLLECT:
                known.check_act(operation.act)
        _check_accept(request, operation)
        body, attempt = None, None
        if decoder is not None:
            raw = await _raw(request)
            if operation.idempotent and known is not None:
                attempt = _attempt(desk, request, known, operation, raw)
            body = read_body(decoder, raw)
        elif operation.asks is not None:
            body = read_query(operation.asks, _query(request))
        answer = await operation.answer(Call(desk, request, now, known, body, attempt))
        return _response(operation, answer)

    return HTTPRouteHandler(
        operation.path, http_method=list(operation.methods), name=operation.name, include_in_schema=False
    )(handle)


async def who(desk: Desk, request: Request[Any, Any, Any], now: datetime) -> Known:
    """Tell who is asking.

    Raises:
        ServiceKeyRefusedError: if nobody known is.
        TooManyError: if unknown keys were shown too often from this address.
    """
    shown = request.headers.get("authorization", "")
    if not shown[: len(_SCHEME)].lower() == _SCHEME:
        raise ServiceKeyRefusedError("Show a service key, as Authorization: Bearer azk_…", ground="no_key")
    try:
        text = shown[len(_SCHEME) :].strip()
        known = desk.register.remembered(text, now=now)
        return known if known is not None else await desk.run(desk.register.look_up, text, now=now)
    except ServiceKeyRefusedError:
        desk.turnstile.count_failure(request.client.host if request.client else "")
        raise


async def _raw(request: Request[Any, Any, Any]) -> bytes:
    if not _JSON.fullmatch(request.headers.get("content-type", "")):
        raise RequestError("media_type", "Send the body as application/json.", ground="media_type")
    return await request.body()


def _attempt(desk: Desk, request: Request[Any, Any, Any], known: Known, operation: Operation, raw: bytes) -> Attempt:
    key = request.headers.get("idempotency-key", "")
    if not _IDEMPOTENCY_KEY.fullmatch(key):
        raise BodyError(
            "This act needs a header Idempotency-Key of 8 to 128 visible ASCII characters, such as a random UUID.",
            ground="idempotency_key",
        )
    return Attempt(
        known.rights.key_id, desk.secret.token(known.rights.key_id, key), desk.secret.body(operation.path, raw)
    )


def _check_accept(request: Request[Any, Any, Any], operation: Operation) -> None:
    accept = request.headers.get("accept", "")
    if not accept or "*/*" in accept:
        return
    wanted = {one.partition(";")[0].strip().lower() for one in accept.split(",")}
    if not wanted & {*operation.media_types, *(f"{one.partition('/')[0]}/*" for one in operation.media_types)}:
        raise RequestError(
            "not_acceptable", f"This address answers with {' or '.join(operation.media_types)}.", ground="accept"
        )


def _query(request: Request[Any, Any, Any]) -> list[tuple[str, str]]:
    try:
        return parse_qsl(request.scope["query_string"].decode("ascii"), keep_blank_values=True, errors="strict")
    except ValueError:
        raise BodyError("The query is not of the form that an address has.", ground="query") from None


def _response(operation: Operation, answer: Answer) -> Response[Any]:
    content = answer.content
    headers = dict(answer.headers)
    if not operation.cacheable:
        headers.update(_NO_STORE)
    return Response(
        content=_encode(content) if isinstance(content, msgspec.Struct) else content,
        status_code=answer.status or operation.status,
        media_type=answer.media_type,
        headers=headers,
    )
