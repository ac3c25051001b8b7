"""Records: collected, opened for a purpose, found, corrected, closed, stopped, erased; named in a body, never in an address."""

from collections.abc import Callable

import msgspec

from azukari.api import collecting, idempotency
from azukari.api.collecting import Collection
from azukari.api.errors import UnprocessableError
from azukari.api.idempotency import Attempt, Outcome
from azukari.api.operations import Answer, Call, Operation
from azukari.api.problems import problem_of
from azukari.api.schemas import (
    Collect,
    Collected,
    Correct,
    Corrected,
    Erased,
    Find,
    Found,
    FoundRecord,
    ManyResult,
    Name,
    Open,
    OpenedMany,
    OpenedPage,
    OpenedRecord,
    OpenMany,
    OpenPage,
    ProblemIn,
    Stop,
)
from azukari.base.clock import instant_text
from azukari.base.errors import AzukariError, MalformedError
from azukari.vault.access import Opened
from azukari.vault.keeper_aclient import AsyncKeeperClient
from azukari.vault.keeper_client import KeeperClient

_REPLAYED = {"Idempotency-Replayed": "true"}
_DONE, _EMPTY = 200, 204


async def collect(call: Call) -> Answer:
    """Collect what a person gave."""
    body: Collect = call.body
    if isinstance(body.service, str):
        call.key.check_service(body.service)
    wish = Collection(body, call.key.rights.service, _attempt(call), call.now)
    done, replayed = await call.desk.run(collecting.collect, call.desk, wish)
    return Answer(done, headers=_REPLAYED if replayed else {})


async def open_one(call: Call) -> Answer:
    """Open one record."""
    body: Open = call.body
    opened = await _aclient(call).open(body.record, purpose=body.purpose, reason=body.reason)
    return Answer(_opened(opened))


async def open_many(call: Call) -> Answer:
    """Open several records, each by itself."""
    body: OpenMany = call.body
    found = await call.desk.run(_client(call).open_many, body.records, purpose=body.purpose, reason=body.reason)
    return Answer(OpenedMany([_result(name, one) for name, one in zip(body.records, found, strict=True)]))


async def open_page(call: Call) -> Answer:
    """Open the next records of the service."""
    body: OpenPage = call.body
    key = call.key
    bound = f"records/{key.rights.key_id}/{body.purpose}"
    after = None if body.cursor is None else str(call.desk.secret.open_cursor(body.cursor, bound=bound))
    page = await call.desk.run(
        _client(call).open_page,
        key.rights.service,
        purpose=body.purpose,
        reason=body.reason,
        after=after,
        limit=int(body.limit),
    )
    cursor = None if page.after is None else call.desk.secret.seal_cursor(page.after, bound=bound)
    return Answer(OpenedPage([_opened(one) for one in page.records], cursor))


async def find(call: Call) -> Answer:
    """Find the records of somebody who is at hand."""
    body: Find = call.body
    try:
        found = await _aclient(call).find(body.kind, body.value, purpose=body.purpose, reason=body.reason)
    except MalformedError as error:
        raise UnprocessableError(error.message, ground=error.ground) from None
    return Answer(
        Found([FoundRecord(one.record_id, one.number, one.service, instant_text(one.collected_at)) for one in found])
    )


async def correct(call: Call) -> Answer:
    """Correct some items of a record."""
    body: Correct = call.body
    statement = call.desk.in_force(call.now).statement
    items = collecting.read_items(statement.service(call.key.rights.service), body.items)

    def act(client: KeeperClient) -> Corrected:
        done = client.correct(body.record, purpose=body.purpose, items=items, reason=body.reason)
        return Corrected(done.record_id, done.number, done.entry_id)

    return await _once(call, act)


async def close(call: Call) -> Answer:
    """Close the matter of a record."""
    body: Name = call.body
    return await _once(call, lambda client: client.close_record(body.record))


async def stop(call: Call) -> Answer:
    """Stop the use of a record for one purpose."""
    body: Stop = call.body
    return await _once(call, lambda client: client.stop(body.record, purpose=body.purpose))


async def erase(call: Call) -> Answer:
    """Erase the person of a record."""
    body: Name = call.body
    return await _once(call, lambda client: Erased(client.erase(body.record)))


def _aclient(call: Call) -> AsyncKeeperClient:
    return AsyncKeeperClient(call.desk.keeper, call.key.credential)


def _client(call: Call) -> KeeperClient:
    return KeeperClient(call.desk.keeper_line, call.key.credential)


def _attempt(call: Call) -> Attempt:
    if call.attempt is None:
        raise UnprocessableError(ground="idempotency_key")
    return call.attempt


async def _once(call: Call, act: Callable[[KeeperClient], msgspec.Struct | None]) -> Answer:
    client = _client(call)

    def done() -> Outcome:
        given = act(client)
        return Outcome(_EMPTY, b"") if given is None else Outcome(_DONE, msgspec.json.encode(given))

    outcome = await call.desk.run(idempotency.once, call.desk.database, _attempt(call), done, now=call.now)
    return Answer(outcome.answer or None, outcome.status, _REPLAYED if outcome.replayed else {})


def _opened(opened: Opened) -> OpenedRecord:
    return OpenedRecord(
        record=opened.record_id,
        number=opened.number,
        service=opened.service,
        purpose=opened.purpose,
        items=dict(opened.items),
        language=opened.language,
        collected_at=instant_text(opened.collected_at),
        statement=opened.statement_hash,
        event=opened.event_id,
    )


def _result(name: str, found: Opened | AzukariError) -> ManyResult:
    if isinstance(found, AzukariError):
        said = problem_of(found)
        return ManyResult(
            name, ok=False, problem=ProblemIn(said.type, said.title, said.status, said.detail, said.ground)
        )
    return ManyResult(
        record=str(found.record_id),
        ok=True,
        number=found.number,
        service=found.service,
        purpose=found.purpose,
        items=dict(found.items),
        language=found.language,
        collected_at=instant_text(found.collected_at),
        statement=found.statement_hash,
        event=found.event_id,
    )


_OPENING = ("conflict", "expired", "not_found", "tampered")
OPERATIONS = (
    Operation(
        "collect",
        "POST",
        "/v1/records",
        "records",
        collect,
        act="collect",
        takes=Collect,
        gives=Collected,
        status=201,
        idempotent=True,
        problems=("tampered", "not_found"),
    ),
    Operation(
        "open",
        "POST",
        "/v1/records/open",
        "records",
        open_one,
        act="open",
        takes=Open,
        gives=OpenedRecord,
        problems=_OPENING,
    ),
    Operation(
        "open_many",
        "POST",
        "/v1/records/open-many",
        "records",
        open_many,
        act="open",
        takes=OpenMany,
        gives=OpenedMany,
        problems=_OPENING,
    ),
    Operation(
        "open_page",
        "POST",
        "/v1/records/open-page",
        "records",
        open_page,
        act="open",
        takes=OpenPage,
        gives=OpenedPage,
        problems=_OPENING,
    ),
    Operation(
        "find", "POST", "/v1/records/find", "records", find, act="find", takes=Find, gives=Found, problems=_OPENING
    ),
    Operation(
        "correct",
        "POST",
        "/v1/records/correct",
        "records",
        correct,
        act="correct",
        takes=Correct,
        gives=Corrected,
        idempotent=True,
        problems=_OPENING,
    ),
    Operation(
        "close",
        "POST",
        "/v1/records/close",
        "records",
        close,
        act="close",
        takes=Name,
        status=_EMPTY,
        idempotent=True,
        problems=_OPENING,
    ),
    Operation(
        "stop",
        "POST",
        "/v1/records/stop",
        "records",
        stop,
        act="stop",
        takes=Stop,
        status=_EMPTY,
        idempotent=True,
        problems=_OPENING,
    ),
    Operation(
        "erase",
        "POST",
        "/v1/records/erase",
        "records",
        erase,
        act="erase",
        takes=Name,
        gives=Erased,
        idempotent=True,
        problems=_OPENING,
    ),
)
