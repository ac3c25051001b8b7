"""The API door with 16 connections and records of 1 kB: creating and opening."""

import itertools
import json
import random
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Any

from bench.api.connections import Client, Series, Taken
from bench.api.servers import Server, api, bare, client_context
from bench.ground import Ground
from bench.handing_in import PURPOSE, REASON
from bench.harness import Contest, check
from bench.keeping import keeping
from bench.people import person
from bench.scale import Scale
from bench.table import amount

_CONNECTIONS = 16
_SHOWN = (1, 8, 32)  # connections for which rates and latencies are noted
_BYTES = 1000
_CREATE, _OPEN = "/v1/records", "/v1/records/open"
_CREATED, _OPENED = 201, 200
_TARGET = 1.5


def contests(made: Ground, scale: Scale) -> Iterator[Contest]:
    """Give a row for creating and one for opening."""
    with ExitStack() as stack:
        ours = stack.enter_context(api(made, stack.enter_context(keeping(made))))
        theirs = stack.enter_context(bare(made))
        client = Client(client_context(made))
        stack.callback(client.close)
        numbers = itertools.count()
        made_by = {ours.port: _Made(), theirs.port: _Made()}

        def create(server: Server, connections: int = _CONNECTIONS) -> Taken:
            persons = list(itertools.islice(numbers, scale.requests))
            return client.send(server, made_by[server.port].creating(persons), connections=connections)

        def open_one(server: Server, connections: int = _CONNECTIONS) -> Taken:
            return client.send(server, made_by[server.port].opening(scale.requests), connections=connections)

        create(ours)
        shown = tuple(_note(create(ours, connections), connections) for connections in _SHOWN)
        yield Contest(
            f"API: create a record of 1 kB, {_CONNECTIONS} connections", "a bare Django view with one durable INSERT",
            ours=lambda: create(ours).each, theirs=lambda: create(theirs).each, target=_TARGET, notes=shown,
        )  # fmt: skip
        made.settle()
        shown = tuple(_note(open_one(ours, connections), connections) for connections in _SHOWN)
        yield Contest(
            f"API: open a record of 1 kB, {_CONNECTIONS} connections", "a bare Django view with one SELECT",
            ours=lambda: open_one(ours).each, theirs=lambda: open_one(theirs).each, target=_TARGET, notes=shown,
        )  # fmt: skip


class _Made:
    """What was created on one server, to be opened there."""

    def __init__(self) -> None:
        self._held: list[tuple[str, int]] = []

    def creating(self, persons: Sequence[int]) -> Series:
        def created(place: int, answer: dict[str, Any]) -> None:
            self._held.append((answer["record"], persons[place]))

        bodies = [
            json.dumps({"items": _items(number), "permissions": [], "language": "ja"}).encode() for number in persons
        ]
        headers = [f"Idempotency-Key: {uuid.uuid4()}\r\n".encode() for _ in persons]
        return Series(_CREATE, bodies, _CREATED, created, headers)

    def opening(self, count: int) -> Series:
        asked = random.choices(self._held, k=count)

        def opened(place: int, answer: dict[str, Any]) -> None:
            check(answer["items"] == _items(asked[place][1]), "an opened record is not what was created")

        bodies = [json.dumps({"record": record, "purpose": PURPOSE, "reason": REASON}).encode() for record, _ in asked]
        return Series(_OPEN, bodies, _OPENED, opened)


def _items(number: int) -> dict[str, str]:
    values = dict(person(number))
    lacking = _BYTES - sum(len(value.encode()) for value in values.values())
    return {**values, "body": values["body"] + " word" * max(lacking // len(" word"), 0)}


def _note(taken: Taken, connections: int) -> str:
    half, most = (amount(taken.percentile(share), "s") for share in (0.5, 0.99))
    return f"ours with {connections} connections: {1 / taken.each:,.0f} in a second, p50 {half}, p99 {most}"
