from collections.abc import Iterator

import pytest

from tests.conftest import Server
from tests.rights.bureau import Bureau, open_bureau
from tests.vault.conftest import world
from tests.vault.world import World

__all__ = ["bureau", "world"]


@pytest.fixture
def bureau(world: World, postgres: Server) -> Iterator[Bureau]:
    """Give an office over a fresh vault."""
    yield from open_bureau(world, postgres)
