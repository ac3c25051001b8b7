from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Server
from tests.sharing.estate import Estate, open_estate
from tests.sharing.yard import Yard, open_yard
from tests.vault.conftest import world
from tests.vault.world import World

__all__ = ["estate", "world", "yard"]


@pytest.fixture
def yard(world: World, postgres: Server, tmp_path: Path) -> Iterator[Yard]:
    """Give a dispatch over a fresh vault."""
    yield from open_yard(world, postgres, tmp_path)


@pytest.fixture
def estate(yard: Yard, postgres: Server, tmp_path: Path) -> Iterator[Estate]:
    """Give two clients' data beside our own."""
    yield from open_estate(yard, postgres, tmp_path)
