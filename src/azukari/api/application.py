"""The application: Litestar for routes, errors and life, with a guard around it that nothing passes by."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from litestar import Litestar
from litestar.datastructures import State
from litestar.types import ASGIApp

from azukari.api.desk import Desk
from azukari.api.document import document
from azukari.api.door import route
from azukari.api.guard import Guard
from azukari.api.problems import HANDLERS
from azukari.api.routes import about, ledger, records, statement
from azukari.statement.text import LANGUAGES

OPERATIONS = (*records.OPERATIONS, *statement.OPERATIONS, *ledger.OPERATIONS, *about.OPERATIONS)


def create(desk: Desk) -> ASGIApp:
    """Make the application of a desk, and close the desk when it ends."""
    documents = {language: document(OPERATIONS, url=desk.settings.url, language=language) for language in LANGUAGES}
    app = Litestar(
        [route(operation) for operation in OPERATIONS],
        exception_handlers=HANDLERS,
        lifespan=[_life],
        logging_config=None,
        openapi_config=None,
        request_max_body_size=desk.limits.body_bytes,
        state=State({"desk": desk, "documents": documents, "methods": _methods()}),
    )
    return Guard(app, hosts=desk.settings.hosts)


def _methods() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    """List which methods each address takes, to be told to whoever tries another."""
    forms: dict[str, tuple[str, ...]] = {}
    for operation in OPERATIONS:
        form = re.sub(r"\{[^}]+\}", "[^/]+", operation.path.rstrip("/")) + "/?"
        forms[form] = (*forms.get(form, ()), *operation.methods)
    return tuple((re.compile(form), methods) for form, methods in forms.items())


@asynccontextmanager
async def _life(app: Litestar) -> AsyncIterator[None]:
    desk: Desk = app.state["desk"]
    sweeping = asyncio.create_task(desk.sweep())
    try:
        yield
    finally:
        sweeping.cancel()
        with suppress(asyncio.CancelledError):
            await sweeping
        desk.close()
