"""Both clients against the running product: everything that its document offers is asked through each of them."""

import asyncio
import re
import ssl
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from azukari.api.application import OPERATIONS
from azukari.base.canonical import canonical_bytes, sha256_hex
from azukari.client import AsyncClient, Client, ProblemError
from azukari.client.answers import NotOpened, OpenedRecord
from azukari.client.errors import (
    ConflictError,
    NotFoundError,
    RefusedError,
    UnauthenticatedError,
    UnprocessableError,
    UnreachableError,
    UntrustedError,
)
from azukari.vault.service_key import NewServiceKey
from tests.client.conftest import Way, awhole, whole
from tests.journeys.product import Product, free_ports
from tests.programs import ITEMS, REASON, REPLY

pytestmark = pytest.mark.journey
FOR: dict[str, Any] = {"purpose": REPLY, "reason": REASON}


class Heard:
    """What went over the wire, as method and path."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, str]] = []

    def take(self, request: httpx.Request) -> None:
        """Keep one request."""
        self.requests.append((request.method, request.url.path))

    async def atake(self, request: httpx.Request) -> None:
        """Keep one request of a loop."""
        self.take(request)

    def operations(self, document: dict[str, Any]) -> set[str]:
        """List the operations of a document that were asked for."""
        found = set()
        for path, methods in document["paths"].items():
            form = re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)))
            for method, operation in methods.items():
                if any(asked == method.upper() and form.fullmatch(at) for asked, at in self.requests):
                    found.add(operation["operationId"])
        return found


class Program:
    """A program that asks through one of the two clients."""

    def __init__(self, way: Way, client: Client | AsyncClient, run: Callable[[Any], Any], heard: Heard) -> None:
        self._way, self._client, self._run, self.heard = way, client, run, heard

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def ask(*args: Any, **more: Any) -> Any:
            found = getattr(self._client, name)(*args, **more)
            return whole(found) if self._way == "waiting" else self._run(awhole(found))

        return ask

    def collect_one(self, **more: Any) -> Any:
        """Collect an invented person's inquiry."""
        return self.collect({**ITEMS, **more.pop("items", {})}, language="ja", **more)


@pytest.fixture
def new_program(way: Way, product: Product, new_key: Callable[..., NewServiceKey]) -> Iterator[Callable[..., Program]]:
    """Make programs, each with a key of its own."""
    made: list[Client | AsyncClient] = []
    with asyncio.Runner() as runner:

        def make(**rights: Any) -> Program:
            key, heard = new_key(**rights).secret, Heard()
            client: Client | AsyncClient
            if way == "waiting":
                client = Client(product.api, key, authority=product.authority)
                client._http.event_hooks = {"request": [heard.take]}
            else:
                client = AsyncClient(product.api, key, authority=product.authority)
                client._http.event_hooks = {"request": [heard.atake]}
            made.append(client)
            return Program(way, client, runner.run, heard)

        yield make
        for client in made:
            if isinstance(client, Client):
                client.disconnect()
            else:
                runner.run(client.disconnect())


@pytest.fixture
def program(new_program: Callable[..., Program]) -> Program:
    """Make a program that may do everything for one service."""
    return new_program()


def test_everything_that_the_document_offers_is_asked(program: Program) -> None:
    document = program.document()
    _look_around(program)
    made = _keep_and_open(program)
    _prove(program, made)
    _end(program, made)
    offered = {operation["operationId"] for methods in document["paths"].values() for operation in methods.values()}
    assert offered == {operation.name for operation in OPERATIONS}
    assert offered - program.heard.operations(document) == set()


def _look_around(program: Program) -> None:
    health = program.health()
    assert (health.keeper, health.database, health.ledger) == (True, True, True)
    assert program.key().service == "inquiry"
    statement, matrix = program.statement(), program.matrix()
    assert statement.hash == matrix.statement
    assert statement.service.title["en"]
    assert {item.id for item in matrix.items} >= set(ITEMS)
    assert "<" in matrix.notices["ja"].html
    assert "<html" in program.page(language="ja")
    assert "<html" in program.problem("refused")
    assert "{" in program.look()


def _keep_and_open(program: Program) -> Any:
    made = program.collect_one(statement=program.statement().hash, permissions=["newsletter"])
    opened = program.open(made.record, **FOR)
    assert opened.items == ITEMS
    assert (opened.number, opened.language, opened.purpose) == (made.number, "ja", REPLY)
    assert [one.record for one in program.find("number", made.number, **FOR)] == [made.record]
    several = program.open_many([made.number, uuid.uuid4()], **FOR)
    assert isinstance(several[0], OpenedRecord)
    assert isinstance(several[1], NotOpened)
    assert (several[1].problem.status, several[1].problem.kind) == (404, "not_found")
    corrected = program.correct(made.record, {"email": "kakuu.hanako@example.co.jp"}, **FOR)
    assert corrected.record == made.record
    assert program.open(made.record, **FOR).items["email"] == "kakuu.hanako@example.co.jp"
    seen = program.open_page(**FOR, limit=1)
    assert len(seen.members) == 1
    return made


def _prove(program: Program, made: Any) -> None:
    proof = program.proof_of(made.entry)
    assert program.proof_at(proof.index).entry == proof.entry
    assert program.checkpoint().size > proof.index
    listed = program.entries(kind="vault.record.collected", limit=50).members
    entry = next(one for one in listed if one.id == made.entry)
    assert entry.facts["receipt"] == sha256_hex(canonical_bytes(made.receipt))


def _end(program: Program, made: Any) -> None:
    assert program.close(made.record) is None
    assert program.stop(made.record, purpose=REPLY) is None
    with pytest.raises(RefusedError) as refused:
        program.open(made.record, **FOR)
    assert (refused.value.status, refused.value.ground) == (403, "no_grant")
    assert program.erase(made.record).entry
    with pytest.raises(ProblemError) as gone:
        program.open(made.record, **FOR)
    assert gone.value.status in (404, 410)


def test_the_same_key_keeps_one_record(program: Program) -> None:
    once = str(uuid.uuid4())
    assert program.collect_one(idempotency_key=once) == program.collect_one(idempotency_key=once)
    with pytest.raises(UnprocessableError) as raised:
        program.collect_one(idempotency_key=once, items={"body": "別の本文"})
    assert raised.value.ground == "idempotency_key_reused"


def test_several_choices_are_sent_as_a_list(new_program: Callable[..., Program]) -> None:
    program = new_program(service="brochure", purposes=frozenset({"brochure.send", "brochure.statistics"}))
    items = {
        "name": ITEMS["name"],
        "email": ITEMS["email"],
        "postal_code": "100-0001",
        "address": "東京都千代田区千代田1-1",
    }
    made = program.collect({**items, "brochures": ["paper", "ink"]}, language="en")
    seen = program.open(made.record, purpose="brochure.statistics", reason="Planning print runs")
    assert seen.language == "en"
    assert seen.items["brochures"] in ("paper,ink", ("paper", "ink"))


def test_what_cannot_be_taken_is_named_by_its_place(program: Program) -> None:
    with pytest.raises(UnprocessableError) as raised:
        program.collect_one(items={"email": "hanako＠"})
    assert [fault.pointer for fault in raised.value.errors] == ["/items/email"]
    with pytest.raises(ConflictError) as other:
        program.collect_one(statement="0" * 64)
    assert other.value.ground == "statement_other"
    with pytest.raises(NotFoundError):
        program.close(uuid.uuid4())


def test_all_pages_are_gone_through(new_program: Callable[..., Program]) -> None:
    program = new_program(service="opinion", purposes=frozenset({"opinion.improve"}))
    first = {item.id: item.choices[0].id for item in program.matrix().items if item.choices}
    made = {program.collect({**first, "body": f"感想 {number}"}, language="ja").record for number in range(5)}
    seen = [one.record for one in program.open_all(purpose="opinion.improve", reason="Reading opinions", limit=2)]
    assert made <= set(seen)
    assert len(seen) == len(set(seen))
    placed = [one.index for one in program.all_entries(limit=100) if one.index is not None]
    assert placed == list(range(len(placed) - 1, -1, -1))


def test_a_certificate_of_nobody_known_is_not_trusted(product: Product, new_key: Callable[..., NewServiceKey]) -> None:
    key = new_key().secret
    with Client(product.api, key) as client, pytest.raises(UntrustedError):
        client.key()

    async def ask() -> None:
        async with AsyncClient(product.api, key) as client:
            await client.key()

    with pytest.raises(UntrustedError):
        asyncio.run(ask())


def test_a_context_may_be_given(product: Product, context: ssl.SSLContext) -> None:
    with Client(product.api, authority=context) as client:
        assert client.health().keeper
        with pytest.raises(UnauthenticatedError) as raised:
            client.key()
    assert raised.value.ground == "no_key"


def test_nobody_there_is_unreachable() -> None:
    with Client(f"https://127.0.0.1:{free_ports(1)[0]}/", "azk_x") as client, pytest.raises(UnreachableError) as raised:
        client.key()
    assert not raised.value.sent
