from collections.abc import Iterator
from pathlib import Path

import pytest

from azukari.keeper.desk import Desk
from tests.conftest import Server
from tests.keeper.example import Example, example, postgres
from tests.keeper.house import House

__all__ = ["example", "postgres"]


@pytest.fixture
def house(postgres: Server, example: Example, tmp_path: Path) -> Iterator[House]:
    """Give an organisation with keys and a published statement; no keeper runs yet."""
    made = House(postgres, tmp_path)
    made.furnish(example.statement)
    yield made
    made.close()


@pytest.fixture
def desk(house: House) -> Desk:
    """Give a keeper's inside in this process."""
    return house.desk()
