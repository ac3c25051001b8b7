"""The staff door over real databases, and a real keeper for those who open."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connections
from django.test import override_settings

from azukari.host.database import PsycopgDatabase
from azukari.ledger.directory import TileDirectory
from azukari.ledger.head import HeadFile
from azukari.ledger.note import new_signer
from azukari.ledger.services import Sequencer, create_log
from azukari.statement.purposes import Role
from azukari.web.settings import database
from tests.conftest import Server
from tests.keeper.example import Example, example, postgres
from tests.keeper.house import House
from tests.web.staff.people import Person, hired

__all__ = ["example", "postgres"]


class Door:
    """The staff side of one organisation."""

    def __init__(self, house: House, sequencer: Sequencer) -> None:
        self.house, self._sequencer = house, sequencer

    def sequence(self) -> None:
        """Give every entry its place, as the sequencer does each second."""
        while self._sequencer.run_once() is not None:
            pass


@pytest.fixture
def house(postgres: Server, example: Example, tmp_path: Path) -> Iterator[House]:
    made = House(postgres, tmp_path)
    made.furnish(example.statement)
    yield made
    made.close()


@pytest.fixture
def door(house: House, tmp_path: Path, django_db_blocker: Any) -> Iterator[Door]:
    signer = new_signer("azukari.example/ledger", bytes(32))
    (tmp_path / "ledger-head").mkdir()
    (tmp_path / "ledger").mkdir()
    tiles, head = TileDirectory(tmp_path / "ledger"), HeadFile(tmp_path / "ledger-head")
    create_log(tiles, head, signer)
    sequencing = PsycopgDatabase(house.postgres.url("ledger"))
    connection = connections["default"]
    held = connection.settings_dict.copy()
    parts = _parts(house.postgres.url("staff"))
    with (
        django_db_blocker.unblock(),
        override_settings(
            ROOT_URLCONF="azukari.web.staff.urls",
            AZUKARI_HOME=tmp_path,
            AZUKARI_KEEPER_SOCKET=str(house.socket),
            AZUKARI_LEDGER_KEY=signer.verifier.text,
            AZUKARI_DEMO=False,
            ALLOWED_HOSTS=["testserver"],
            PASSWORD_HASHERS=["tests.web.staff.people.QuickScrypt"],
        ),
    ):
        connection.close()
        connection.settings_dict.update(parts)
        cache.clear()
        yield Door(house, Sequencer(sequencing, tiles, head, signer))
        connection.close()
        connection.settings_dict.clear()
        connection.settings_dict.update(held)
    sequencing.close()


def _parts(url: str) -> dict[str, Any]:
    return {**database(url), "CONN_MAX_AGE": None, "ATOMIC_REQUESTS": False, "AUTOCOMMIT": True, "TIME_ZONE": None}


@pytest.fixture
def manager(door: Door) -> Person:
    return hired(door.house, Role.PRIVACY_MANAGER)


@pytest.fixture
def clerk(door: Door) -> Person:
    return hired(door.house, Role.SERVICE_STAFF)


@pytest.fixture
def auditor(door: Door) -> Person:
    return hired(door.house, Role.AUDITOR)


@pytest.fixture
def administrator(door: Door) -> Person:
    return hired(door.house, Role.ADMINISTRATOR)
