import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from azukari.base.errors import TamperedError, UnavailableError
from azukari.base.sql import Cursor
from azukari.vault.services import sealing
from azukari.vault.services.sealing import PERSON_KEY_BATCH, Lease, NotDurableError, Sealer
from tests.vault.world import NOW, World


def _sessions(world: World) -> int:
    return int(world.sql("SELECT count(*) FROM vault_sealing_session")[0][0])


def _person_keys(world: World) -> int:
    return int(world.sql("SELECT count(*) FROM person_key", name="azukari_person_keys")[0][0])


def test_a_session_is_durable_before_its_first_use_and_used_again(world: World) -> None:
    first = world.sealer.lease(["newsletter"], now=NOW)
    assert _sessions(world) == 1
    second = world.sealer.lease(["newsletter", "inquiry.reply"], now=NOW)
    assert second.sessions["newsletter"] is first.sessions["newsletter"]
    assert _sessions(world) == 2


def test_a_session_ends_by_age_and_by_use(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first = world.sealer.lease(["newsletter"], now=NOW).sessions["newsletter"]
    assert world.sealer.lease(["newsletter"], now=NOW + timedelta(hours=24)).sessions["newsletter"] is first
    late = NOW + timedelta(hours=24, seconds=1)
    second = world.sealer.lease(["newsletter"], now=late).sessions["newsletter"]
    assert second is not first
    monkeypatch.setattr(sealing, "SESSION_USES", 2)
    assert world.sealer.lease(["newsletter"], now=late).sessions["newsletter"] is second
    assert world.sealer.lease(["newsletter"], now=late).sessions["newsletter"] is not second


def test_person_keys_are_made_ahead_in_batches_and_used_once(world: World) -> None:
    assert _person_keys(world) == PERSON_KEY_BATCH
    leases = [world.sealer.lease([], now=NOW) for _ in range(PERSON_KEY_BATCH + 1)]
    assert len({lease.person_id for lease in leases}) == len({lease.person_key for lease in leases}) == len(leases)
    assert _person_keys(world) == 2 * PERSON_KEY_BATCH


def test_person_keys_that_lay_too_long_are_not_used(world: World) -> None:
    before = world.sealer.lease([], now=NOW)
    world.sealer.lease([], now=NOW + timedelta(hours=25))
    assert _person_keys(world) == 2 * PERSON_KEY_BATCH
    assert before.person_id


def test_a_used_person_key_is_nowhere_in_the_process_any_more(world: World) -> None:
    lease = world.sealer.lease(["newsletter"], now=NOW)
    assert all(one.key != lease.person_key for one in world.sealer._made_ahead)
    assert str(lease.person_key) not in repr(lease)


def test_threads_never_share_a_person_key(world: World) -> None:
    leases: list[Lease] = []
    gate = threading.Barrier(8)

    def take() -> None:
        gate.wait()
        leases.extend(world.sealer.lease(["newsletter"], now=NOW) for _ in range(20))

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({lease.person_id for lease in leases}) == 160
    assert len({lease.sessions["newsletter"].session_id for lease in leases}) == 1


def test_after_a_fork_everything_is_made_afresh(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first = world.sealer.lease(["newsletter"], now=NOW)
    monkeypatch.setattr("azukari.vault.services.sealing.os.getpid", lambda: -1)
    second = world.sealer.lease(["newsletter"], now=NOW)
    assert second.sessions["newsletter"].session_id != first.sessions["newsletter"].session_id
    assert _person_keys(world) == 2 * PERSON_KEY_BATCH


def test_inside_a_transaction_of_the_caller_nothing_is_sealed(world: World) -> None:
    with pytest.raises(NotDurableError), world.public.transaction():
        world.sealer.lease(["newsletter"], now=NOW)
    assert _sessions(world) == 0
    assert world.sealer.lease(["newsletter"], now=NOW).sessions["newsletter"]
    assert _sessions(world) == 1


def test_a_forged_public_key_is_not_sealed_to(world: World) -> None:
    world.sql(
        "INSERT INTO vault_purpose_key SELECT purpose, 2, public, made_at, signature FROM vault_purpose_key"
        " WHERE purpose = 'newsletter'"
    )
    with pytest.raises(TamperedError) as found:
        world.sealer.lease(["newsletter"], now=NOW)
    assert found.value.ground == "tampered:purpose_key"


def test_without_its_key_files_it_does_not_start(world: World, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(UnavailableError) as found:
        Sealer.open(world.public, world.public, empty, now=NOW)
    assert found.value.ground == "keys_missing"


class _Away:
    @contextmanager
    def transaction(self) -> Iterator[Cursor]:
        raise UnavailableError
        yield

    def run(self, _query: object, _params: object = None, /) -> list[tuple[object, ...]]:
        raise UnavailableError


def test_a_session_that_could_not_be_stored_is_not_used(world: World) -> None:
    database = world.sealer._database
    world.sealer._database = _Away()
    with pytest.raises(UnavailableError):
        world.sealer.lease(["newsletter"], now=NOW)
    world.sealer._database = database
    session = world.sealer.lease(["newsletter"], now=NOW).sessions["newsletter"]
    assert world.sql("SELECT session_id FROM vault_sealing_session")[0][0] == session.session_id
