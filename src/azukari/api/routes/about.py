"""What anybody may ask without a key: whether everything is up, and what can be asked at all."""

import time
from importlib.resources import files
from typing import Final

import msgspec

from azukari.api import store
from azukari.api.desk import Desk
from azukari.api.errors import RequestError
from azukari.api.operations import Answer, Call, Operation
from azukari.api.page import language_of, page, problem_page
from azukari.api.problems import KINDS
from azukari.api.schemas import Health
from azukari.base.errors import AzukariError
from azukari.vault.keeper_aclient import AsyncKeeperClient

_UP, _DOWN = 200, 503
_FRESH_SECONDS: Final = 1.0  # so that whoever has no key cannot keep the keeper busy by asking
_HTML = "text/html; charset=utf-8"
_seen: dict[int, tuple[float, Health]] = {}


async def health(call: Call) -> Answer:
    """Tell whether everything is up."""
    found = _seen.get(id(call.desk))
    if found is None or time.monotonic() - found[0] > _FRESH_SECONDS:
        found = _seen[id(call.desk)] = (time.monotonic(), await _look(call.desk))
    up = found[1].keeper and found[1].database and found[1].ledger
    return Answer(found[1], _UP if up else _DOWN)


async def document(call: Call) -> Answer:
    """Give the document."""
    language = language_of(call.request.query_params.get("lang"), "")
    return Answer(msgspec.json.encode(call.request.app.state["documents"][language]))


async def readable(call: Call) -> Answer:
    """Show the document to people."""
    language = language_of(call.request.query_params.get("lang"), call.request.headers.get("accept-language", ""))
    written = page(call.request.app.state["documents"][language], language)
    return Answer(written.encode(), media_type=_HTML, headers={"Vary": "Accept-Language"})


async def problem(call: Call) -> Answer:
    """Explain a kind of problem."""
    kind = KINDS.get(call.request.path_params["kind"])
    if kind is None:
        raise RequestError("not_found", "There is no such kind of problem.", ground="address_unknown")
    language = language_of(call.request.query_params.get("lang"), call.request.headers.get("accept-language", ""))
    written = problem_page(kind, language)
    return Answer(written.encode(), media_type=_HTML, headers={"Vary": "Accept-Language"})


async def look(_call: Call) -> Answer:
    """Give the style sheet."""
    return Answer((files("azukari.api") / "static" / "api.css").read_bytes(), media_type="text/css; charset=utf-8")


async def _look(desk: Desk) -> Health:
    database = False
    try:
        database = await desk.run(_database_answers, desk)
        status = await AsyncKeeperClient(desk.keeper).status()
    except AzukariError:
        return Health(keeper=False, database=database, ledger=False)
    return Health(keeper=status.ready, database=database, ledger=status.ledger_writable)


def _database_answers(desk: Desk) -> bool:
    with desk.database.transaction() as cursor:
        return store.alive(cursor)


_PAGE = ("text/html",)
OPERATIONS = (
    Operation("health", "GET", "/v1/health", "door", health, gives=Health, public=True),
    Operation("document", "GET", "/v1/openapi.json", "door", document, public=True, cacheable=True),
    Operation("page", "GET", "/v1/", "door", readable, public=True, cacheable=True, media_types=_PAGE),
    Operation(
        "problem",
        "GET",
        "/v1/problems/{kind:str}",
        "door",
        problem,
        public=True,
        cacheable=True,
        media_types=_PAGE,
        problems=("not_found",),
    ),
    Operation("look", "GET", "/v1/api.css", "door", look, public=True, cacheable=True, media_types=("text/css",)),
)
