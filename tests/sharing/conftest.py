from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Server
from tests.sharing.yard import Yard, open_yard
from tests.vault.conftest import world
from tests.vault.world import World

__all__ = ["world", "yard"]


@pytest.fixture
def yard(world: World, postgres: Server, tmp_path: Path) -> Iterator[Yard]:
    """Give a dispatch over a fresh vault."""
    yield from open_yard(world, postgres, tmp_path)
