"""The databases of an organisation: a statement is in force in them; published once, and copied for each test."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from azukari.statement.document import Statement
from tests.conftest import Server, copied
from tests.keeper.house import publish_example


@dataclass(frozen=True)
class Example:
    """What is copied, and the statement in it."""

    server: Server
    statement: Statement


@pytest.fixture(scope="session")
def example(templates: Server) -> Iterator[Example]:
    """Publish the example's statement."""
    with copied(templates) as server:
        yield Example(server, publish_example(server))


@pytest.fixture
def postgres(example: Example) -> Iterator[Server]:
    """Give fresh copies of both databases, dropped after the test."""
    with copied(example.server) as server:
        yield server
