"""A keeper is killed while it makes a file: what lies in its place afterwards is whole, and everybody is in it once."""

from dataclasses import dataclass, field
from subprocess import Popen

import pytest

from azukari.host.roles import MAIN_DATABASE
from azukari.vault.keeper_client import Credential, KeeperClient
from tests.keeper.house import House
from tests.keeper.test_killed_requests import held
from tests.keeper.test_process import wait_until
from tests.keeper.test_sharing import WISH, YUNAGI, Outside, letters

# Each table at which making a file comes to stand; proposing it has passed them by then.
TABLES = ("sharing_delivered", "procrastinate_jobs")


@dataclass
class Making(Outside):
    """A contractor of a keeper that is a process of its own, and dies."""

    process: "Popen[bytes]" = field(init=False)

    def __post_init__(self) -> None:
        self.house.databases()
        self.process = self.house.start()
        super().__post_init__()

    def keeper(self, credential: Credential | None) -> KeeperClient:
        return self.house.client(credential)

    def begin_anew(self) -> None:
        alive = (
            "SELECT 1 FROM pg_stat_activity WHERE usename = 'azukari_keeper' AND application_name = 'azukari-keeper'"
        )
        wait_until(lambda: not self.house.sql(alive))
        self.process = self.house.start()


@pytest.mark.parametrize("table", TABLES)
def test_a_file_is_whole_or_not_there(house: House, table: str) -> None:
    making = Making(house, None)
    letters(making, 3)
    making.take_on()
    with held(house, MAIN_DATABASE, table) as waits:
        proposed = making.first.propose(YUNAGI, WISH, reason="autumn letter")
        wait_until(waits)
        making.process.kill()
        making.process.wait(20)
    assert house.sql("SELECT state FROM sharing_handover") == [("approved",)]
    making.begin_anew()
    _, plain = making.fetch(making.come(making.made(proposed.handover_id).door_id))
    assert len(plain.splitlines()) == 4  # the header, and each record once
    assert house.sql("SELECT count(*) FROM sharing_delivered") == [(3,)]
    assert [entry["count"] for entry in house.entries("sharing.handover.made")] == [3]
