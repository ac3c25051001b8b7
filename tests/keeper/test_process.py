"""A real keeper in a process of its own: it serves, stops, survives, and tells nothing."""

import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from azukari.base.errors import RefusedError, UnauthenticatedError, UnavailableError
from azukari.statement.purposes import Role
from azukari.vault.keeper_client import Credential, CredentialKind, KeeperLine
from tests.keeper.house import CANARY, OPEN, TOKEN, House


def stop(process: "subprocess.Popen[bytes]") -> int:
    process.terminate()
    return process.wait(20)


def test_a_record_is_opened_for_its_purpose_and_refused_for_another(house: House) -> None:
    process = house.start()
    collected = house.collect()
    staff, key = house.hire(Role.SERVICE_STAFF), house.hire(Role.SERVICE_STAFF)
    for credential in (house.session(staff), house.access_key(key)):
        client = house.client(credential)
        opened = client.open(collected.number, **OPEN)
        assert (opened.record_id, opened.items["name"], opened.language) == (collected.record_id, CANARY, "ja")
        (found,) = client.find("email", "canary@example.jp", **OPEN)
        assert found.number == collected.number
        with pytest.raises(RefusedError):
            client.open(collected.number, purpose="brochure.send", reason="because")
    with pytest.raises(UnauthenticatedError):
        house.client(Credential(CredentialKind.SESSION, "0" * 32)).open(collected.number, **OPEN)
    assert stop(process) == 0
    log = house.log.read_text()
    for told in (CANARY, "canary@example.jp", collected.number, TOKEN):
        assert told not in log
        assert told.encode() not in house.everything_in_the_ledger()


def test_the_status_tells_what_is_ready(house: House) -> None:
    house.start()
    status = house.client().status()
    assert status.ready
    assert set(status.epochs) == {purpose.id for purpose in house.statement.all_purposes()}
    assert house.client().prepare() == 0


def test_the_socket_is_private_and_goes_away_with_the_keeper(house: House) -> None:
    process = house.start()
    assert stat.S_IMODE(house.socket.stat().st_mode) == 0o600
    assert stat.S_IMODE(house.socket.parent.stat().st_mode) == 0o700
    assert stop(process) == 0
    assert not house.socket.exists()


def test_a_second_keeper_does_not_start_beside_the_first(house: House) -> None:
    house.start()
    second = house.launch()
    assert second.wait(20) == 1
    assert "Another keeper is listening here" in house.log.read_text()
    assert house.client().status().ready


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's own")
def test_neighbours_cannot_look_into_the_process(house: House) -> None:
    process = house.start()
    lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    fields = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
    assert fields["NoNewPrivs"] == "1"
    assert Path(f"/proc/{process.pid}/limits").read_text().split("Max core file size")[1].split()[0] == "0"
    if os.geteuid() != 0:  # root may always look
        with pytest.raises(PermissionError):
            Path(f"/proc/{process.pid}/environ").read_bytes()


def test_asked_to_stop_under_load_it_answers_or_hangs_up_and_ends_well(house: House) -> None:
    process = house.start()
    collected = house.collect()
    session = house.signed_in(Role.SERVICE_STAFF)
    opened, refused = [], []

    def knock() -> None:
        client = house.client(session)
        try:
            while True:
                opened.append(client.open(collected.number, **OPEN).event_id)
        except UnavailableError as error:
            refused.append(error.ground)

    threads = [threading.Thread(target=knock) for _ in range(4)]
    for thread in threads:
        thread.start()
    wait_until(lambda: len(opened) >= 8)
    assert stop(process) == 0
    for thread in threads:
        thread.join(20)
    assert refused == ["keeper_away"] * 4
    recorded = {entry["event"] for entry in house.entries("vault.record.opened")}
    assert {str(event) for event in opened} <= recorded


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline
        threading.Event().wait(0.01)


def test_killed_in_the_midst_of_calls_it_forgets_nothing_that_it_said(house: House) -> None:
    collected = house.collect_before_any_keeper()
    session = house.signed_in(Role.SERVICE_STAFF)
    opened: list[str] = []
    for _ in range(3):
        process = house.start()  # over the socket that the killed one left behind
        before = len(opened)

        def knock() -> None:
            client = house.client(session)
            try:
                while True:
                    opened.append(str(client.open(collected.number, **OPEN).event_id))
            except UnavailableError:
                pass

        threads = [threading.Thread(target=knock) for _ in range(4)]
        for thread in threads:
            thread.start()
        wait_until(lambda: len(opened) >= before + 10)  # noqa: B023 - used within this turn
        process.send_signal(signal.SIGKILL)
        process.wait(20)
        for thread in threads:
            thread.join(20)
    recorded = {entry["event"] for entry in house.entries("vault.record.opened")}
    assert set(opened) <= recorded
    assert len(set(opened)) == len(opened)


def test_a_killed_keepers_client_goes_on_with_the_next_one(house: House) -> None:
    first = house.start()
    collected = house.collect()
    client = house.client(house.signed_in(Role.SERVICE_STAFF))
    client.open(collected.number, **OPEN)
    first.kill()
    first.wait(20)
    with pytest.raises(UnavailableError, match="keeper does not answer"):
        client.open(collected.number, **OPEN)
    house.start()
    assert client.open(collected.number, **OPEN).items["name"] == CANARY
    assert len(house.entries("vault.record.opened")) == 2


def test_a_database_connection_killed_in_the_midst_of_calls_shows_nothing_unrecorded(house: House) -> None:
    house.start()
    collected = house.collect()
    session = house.signed_in(Role.SERVICE_STAFF)
    opened: list[str] = []
    done = threading.Event()

    def knock() -> None:
        client = house.client(session)
        while not done.is_set():
            try:
                opened.append(str(client.open(collected.number, **OPEN).event_id))
            except UnavailableError:
                continue

    with ThreadPoolExecutor(4) as threads:
        running = [threads.submit(knock) for _ in range(4)]
        for _ in range(15):
            seen = len(opened)
            house.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'azukari_keeper'")
            wait_until(lambda: len(opened) > seen + 3)  # noqa: B023 - used within this turn
        done.set()
        for one in running:
            one.result(20)
    recorded = {entry["event"] for entry in house.entries("vault.record.opened")}
    assert set(opened) <= recorded


def test_a_slow_caller_holds_up_nobody(house: House) -> None:
    house.start()
    collected = house.collect()
    client = house.client(house.signed_in(Role.SERVICE_STAFF))
    with socket.socket(socket.AF_UNIX) as slow, socket.socket(socket.AF_UNIX) as half:
        slow.connect(str(house.socket))
        half.connect(str(house.socket))
        half.sendall(b"\0\0")
        for byte in b"\0\0\1":
            slow.sendall(bytes([byte]))
            assert client.open(collected.number, **OPEN).items["name"] == CANARY


def test_clients_in_a_child_process_do_not_read_their_parents_answers(house: House) -> None:
    house.start()
    line = KeeperLine(house.socket)
    first, second = (house.signed_in(Role.SERVICE_STAFF) for _ in range(2))
    one, other = house.collect(name="甲野一"), house.collect(name="乙野二")
    assert house.client(first, line).open(one.number, **OPEN).items["name"] == "甲野一"
    child = os.fork()
    if child == 0:
        opened = house.client(second, line).open(other.number, **OPEN)
        os._exit(0 if opened.items["name"] == "乙野二" else 1)
    for _ in range(20):
        assert house.client(first, line).open(one.number, **OPEN).items["name"] == "甲野一"
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


# --- what stops the start --------------------------------------------------------------------------------------------------


def end_of_start(house: House, **changed: str) -> str:
    process = house.launch(house.environment(**changed))
    assert process.wait(30) == 1
    log = house.log.read_text()
    assert "Traceback" not in log
    return log


def test_a_wrong_role_stops_the_start(house: House) -> None:
    assert "azukari_keeper" in end_of_start(house, AZUKARI_DATABASE_URL=house.postgres.url("staff"))


def test_an_unreachable_database_stops_the_start(house: House) -> None:
    url = house.postgres.url("keeper").replace("azukari_", "no_such_", 1)
    log = end_of_start(house, AZUKARI_DATABASE_URL=url)
    assert "The database cannot be reached" in log
    assert url.split(":")[2].split("@")[0] not in log  # the password


def test_an_address_that_is_none_stops_the_start(house: House) -> None:
    assert "is no connection URL" in end_of_start(house, AZUKARI_PERSON_KEYS_URL="canary-password ?!")
    assert "canary-password" not in house.log.read_text()


def test_keys_that_do_not_open_stop_the_start(house: House) -> None:
    damaged = bytearray((house.keys / "keyring.age").read_bytes())
    damaged[-1] ^= 1
    (house.keys / "keyring.age").write_bytes(damaged)
    assert "does not open" in end_of_start(house)


def test_a_missing_setting_stops_the_start(house: House) -> None:
    assert "AZUKARI_KEYS is not set" in end_of_start(house, AZUKARI_KEYS="")
