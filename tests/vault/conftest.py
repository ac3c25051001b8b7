from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from azukari.host.database import PsycopgDatabase
from tests.conftest import Server
from tests.vault.world import World, build


@pytest.fixture
def world(database: Callable[..., PsycopgDatabase], postgres: Server, tmp_path: Path) -> Iterator[World]:
    """Give a fresh vault with its keys published."""
    admins: dict[str, PsycopgDatabase] = {}

    def admin(name: str) -> PsycopgDatabase:
        if name not in admins:
            admins[name] = PsycopgDatabase(postgres.admin(name))
        return admins[name]

    yield build(database, admin, tmp_path)
    for one in admins.values():
        one.close()
