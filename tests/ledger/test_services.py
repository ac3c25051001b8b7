"""The sequencer: whatever happens between its steps, nothing is lost and nothing is signed twice."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass, field

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from azukari.base.errors import Kind
from azukari.base.sql import Cursor, Database
from azukari.host.database import PsycopgDatabase
from azukari.ledger import store
from azukari.ledger.checkpoint import Checkpoint, sign_checkpoint, verify_checkpoint
from azukari.ledger.entry import Entry, EntryInvalidError, encode
from azukari.ledger.head import HeadMovedError
from azukari.ledger.log import verify_log
from azukari.ledger.note import UnknownSignerError
from azukari.ledger.services import (
    DamagedEdgeError,
    DamagedLeafError,
    LogExistsError,
    LogNotCreatedError,
    Sequencer,
    SplitViewError,
    append,
    create_log,
)
from azukari.ledger.tile import MissingTileError, read_bundle, tiles_of
from azukari.ledger.tree import EMPTY_TREE, TreeHead
from tests.conftest import Server
from tests.ledger.fakes import FakeWarning, Faults, FaultyDatabase, InjectedFailureError, MemoryHead, MemoryTiles
from tests.ledger.samples import NOW, OTHER_SIGNER, SIGNER, VERIFIER, head_of, log_files, sample_entries, sample_entry

Connect = Callable[..., PsycopgDatabase]


@dataclass
class Log:
    """A log whose files and head are in memory and whose database is real."""

    public: Database
    ledger: Database
    faults: Faults = field(default_factory=Faults)
    appended: list[bytes] = field(default_factory=list)
    seen: TreeHead = EMPTY_TREE

    def __post_init__(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.tiles, self.head = MemoryTiles(self.faults), MemoryHead(self.faults)

    def append(self, count: int) -> None:
        with self.public.transaction() as cursor:
            for _ in range(count):
                entry = append(cursor, "vault.record.collected", {"number": len(self.appended)}, now=NOW)
                self.appended.append(encode(entry))

    def append_at_once(self, count: int) -> None:
        made = [sample_entry(number) for number in range(len(self.appended), len(self.appended) + count)]
        bodies = [encode(entry) for entry in made]
        columns = [
            [entry.entry_id for entry in made],
            [entry.kind for entry in made],
            bodies,
            [entry.at for entry in made],
        ]
        with self.public.transaction() as cursor:
            cursor.execute(
                "SELECT count(ledger_append(id, kind, body, at) ORDER BY place)"
                " FROM unnest(%s::uuid[], %s::text[], %s::bytea[], %s::timestamptz[])"
                " WITH ORDINALITY AS new (id, kind, body, at, place)",
                columns,
            )
        self.appended += bodies

    def run(self, *, batch: int = 2048) -> Checkpoint | None:
        return Sequencer(
            FaultyDatabase(self.ledger, self.faults), self.tiles, self.head, SIGNER, batch=batch
        ).run_once()

    def verify(self) -> int:
        """Verify the whole log as an outsider who remembers what was seen before, and compare it with what was appended."""
        verified = verify_log(self.tiles, VERIFIER, known=self.seen)
        self.seen = verified.checkpoint.head
        entries = [entry for tile in tiles_of(0, verified.size) for entry in read_bundle(self.tiles, tile)]
        assert entries == self.appended[: verified.size]
        assert self.head.held is not None
        assert verify_checkpoint(self.head.held, VERIFIER).head.size >= verified.size
        return verified.size


@pytest.fixture
def log(database: Connect) -> Log:
    made = Log(database("public"), database("ledger"))
    create_log(made.tiles, made.head, SIGNER)
    return made


def test_a_log_is_created_empty_and_once(log: Log) -> None:
    assert verify_log(log.tiles, VERIFIER).checkpoint.head == EMPTY_TREE
    assert log.head.held == log.tiles.files["checkpoint"]
    with pytest.raises(LogExistsError):
        create_log(log.tiles, log.head, SIGNER)
    log.head.held = None
    with pytest.raises(LogExistsError):
        create_log(log.tiles, log.head, SIGNER)


def test_nothing_is_signed_for_a_log_that_was_not_created(log: Log) -> None:
    log.head.held = None
    log.append(1)
    with pytest.raises(LogNotCreatedError):
        log.run()
    with pytest.raises(LogNotCreatedError):
        Sequencer(log.ledger, log.tiles, log.head, SIGNER).rebuild_tiles()


def test_entries_get_their_places_and_are_signed(log: Log) -> None:
    assert log.run() is None
    log.append(3)
    checkpoint = log.run()
    assert checkpoint is not None
    assert checkpoint.head == head_of(log.appended)
    assert log.verify() == 3
    assert log.run() is None


def test_what_cannot_be_entered_is_not_appended(log: Log) -> None:
    with pytest.raises(EntryInvalidError), log.public.transaction() as cursor:
        append(cursor, "not a kind", {}, now=NOW)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from([1, 2, 100, 255, 256, 257, 300, 600]), min_size=1, max_size=4),
    st.sampled_from([50, 256, 2048]),
)
def test_a_log_grows_like_the_naive_tree(log: Log, steps: list[int], batch: int) -> None:
    for step in steps:
        log.append(step)
        while log.run(batch=batch):
            assert log.seen.size <= log.verify()
        assert log.verify() == len(log.appended)
        assert log.seen == head_of(log.appended)


def test_full_tiles_take_the_place_of_partial_ones(log: Log) -> None:
    for step in (100, 100, 100):
        log.append(step)
        log.run()
    partial = {name for name in log.tiles.files if ".p/" in name}
    assert partial == {"tile/0/001.p/44", "tile/entries/001.p/44", "tile/1/000.p/1"}
    assert log.verify() == 300


def test_two_runs_give_two_different_lists_the_same_tree(log: Log) -> None:
    # The order of leaves is the order of appending, however many are taken at a time.
    log.append(700)
    while log.run(batch=37):
        pass
    assert log.seen.size <= log.verify() == 700


_STEPS = ["transaction", "tile", "head", "checkpoint", "drop tile"]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_crash_at_any_write_is_mended_by_the_next_run(log: Log, after: bool) -> None:
    log.append(230)
    log.run()
    crashed: list[str] = []
    while True:
        log.append(256)
        log.faults.fail_at(len(crashed) + 1, after=after)
        try:
            log.run()
        except InjectedFailureError:
            crashed.append(log.faults.writes[-1].split("/")[0])
        else:
            break
        log.faults.clear()
        assert log.verify() in {len(log.appended) - 256, len(log.appended)}
        log.run()
        assert log.verify() == len(log.appended)
        assert log.run() is None
    log.faults.clear()
    assert log.verify() == len(log.appended)
    assert list(dict.fromkeys(crashed)) == _STEPS


@pytest.mark.parametrize("at", ["transaction", "head", "checkpoint", 4])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_crashes_one_after_another_at_the_same_place(log: Log, at: int | str, after: bool) -> None:
    for _ in range(12):
        log.append(30)
        log.faults.fail_at(at, after=after)
        with pytest.raises(InjectedFailureError):
            log.run()
        log.faults.clear()
        log.verify()
    while log.run():
        log.verify()
    assert log.verify() == 360


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_log_that_was_half_created(database: Connect, after: bool) -> None:
    made = Log(database("public"), database("ledger"))
    made.faults.fail_at("head", after=after)
    with pytest.raises(InjectedFailureError):
        create_log(made.tiles, made.head, SIGNER)
    made.faults.clear()
    if after:
        made.run()
    else:
        create_log(made.tiles, made.head, SIGNER)
    assert made.verify() == 0


def test_the_signature_stays_inside_until_the_head_has_moved(log: Log) -> None:
    log.append(5)
    log.run()
    held, published = log.head.held, log.tiles.files["checkpoint"]
    log.append(5)
    log.faults.fail_at("head", after=False)
    with pytest.raises(InjectedFailureError):
        log.run()
    assert log.faults.writes == ["transaction"] * 2 + ["tile/0/000.p/10", "tile/entries/000.p/10", "head"]
    assert (log.head.held, log.tiles.files["checkpoint"]) == (held, published)


def test_a_head_that_moved_without_publishing_is_published(log: Log) -> None:
    log.append(5)
    log.faults.fail_at("checkpoint", after=False)
    with pytest.raises(InjectedFailureError):
        log.run()
    log.faults.clear()
    assert log.tiles.files["checkpoint"] != log.head.held
    checkpoint = log.run()
    assert checkpoint is not None
    assert checkpoint.head.size == log.verify() == 5


def test_a_damaged_checkpoint_is_published_again(log: Log) -> None:
    log.append(5)
    log.run()
    for damaged in (b"", b"rubbish\n", sign_checkpoint(head_of(log.appended), OTHER_SIGNER).note):
        log.tiles.files["checkpoint"] = damaged
        assert log.run() is not None
        assert log.verify() == 5
    del log.tiles.files["checkpoint"]
    assert log.run() is not None
    assert log.verify() == 5


def test_two_sequencers_never_sign_two_trees(log: Log) -> None:
    class OvertakenHead(MemoryHead):
        def compare_and_swap(self, old: bytes | None, new: bytes) -> None:
            self.held = b"signed by another"
            super().compare_and_swap(old, new)

    log.append(5)
    with pytest.warns(FakeWarning):
        head = OvertakenHead()
    head.held = log.head.held
    with pytest.raises(HeadMovedError):
        Sequencer(log.ledger, log.tiles, head, SIGNER).run_once()
    assert log.verify() == 0
    log.run()
    assert log.verify() == 5


def test_a_key_that_did_not_sign_the_head_signs_nothing(log: Log) -> None:
    log.append(1)
    with pytest.raises(UnknownSignerError):
        Sequencer(log.ledger, log.tiles, log.head, OTHER_SIGNER).run_once()


def _refuses(log: Log) -> None:
    log.append(1)
    held, files, places = log.head.held, dict(log.tiles.files), _places(log)
    for _ in range(2):
        with pytest.raises(SplitViewError) as raised:
            log.run()
        assert raised.value.kind is Kind.TAMPERED
    assert (log.head.held, log.tiles.files, _places(log)) == (held, files, places)


def _places(log: Log) -> int:
    with log.ledger.transaction() as cursor:
        return store.leaf_count(cursor)


def _signed_elsewhere(log: Log, entries: list[bytes]) -> None:
    """Let the head and the tiles be those of another history than the database's."""
    files = log_files(entries)
    log.tiles.files, log.head.held = dict(files), files["checkpoint"]


@pytest.mark.parametrize("lost", [1, 50, 256, 300])
def test_a_database_from_an_older_backup_is_refused(log: Log, lost: int) -> None:
    # The head has seen entries that the restored database does not have; entries that came in since must not take their places.
    log.append(300)
    log.run()
    _signed_elsewhere(log, [*log.appended, *sample_entries(lost)])
    log.append(lost * 2)
    _refuses(log)


@pytest.mark.parametrize("size", [1, 5, 255, 256, 257, 300])
def test_a_database_with_another_history_is_refused(log: Log, size: int) -> None:
    log.append(300)
    log.run()
    _signed_elsewhere(log, sample_entries(size))
    _refuses(log)


def test_a_database_that_differs_before_the_last_entry_is_not_signed(log: Log) -> None:
    log.append(300)
    log.run()
    _signed_elsewhere(log, [*log.appended[:270], sample_entries(1)[0], *log.appended[271:]])
    held = log.head.held
    log.append(1)
    with pytest.raises(SplitViewError):
        log.run()
    assert log.head.held == held


@pytest.mark.parametrize("size", [10, 300])
def test_a_head_from_an_older_backup_is_refused(log: Log, size: int) -> None:
    log.append(300)
    log.run()
    log.head.held = sign_checkpoint(head_of(log.appended[:size]), SIGNER).note
    if size == 300:
        log.tiles.files["checkpoint"] = sign_checkpoint(TreeHead(300, bytes(32)), SIGNER).note
    _refuses(log)


def _flip(files: dict[str, bytes], path: str) -> None:
    files[path] = bytes([files[path][0] ^ 1]) + files[path][1:]


@pytest.mark.parametrize(
    ("size", "path", "error"),
    [
        (300, "tile/0/001.p/44", DamagedEdgeError),
        (300, "tile/1/000.p/1", DamagedEdgeError),
        (256, "tile/0/000", DamagedEdgeError),
        (256, "tile/1/000.p/1", DamagedEdgeError),
    ],
)
def test_nothing_is_signed_over_damaged_tiles_until_they_are_rebuilt(
    log: Log, size: int, path: str, error: type[Exception]
) -> None:
    log.append(size)
    log.run()
    whole = dict(log.tiles.files)
    log.append(1)
    _flip(log.tiles.files, path)
    with pytest.raises(error):
        log.run()
    del log.tiles.files[path]
    with pytest.raises(MissingTileError):
        log.run()
    assert Sequencer(log.ledger, log.tiles, log.head, SIGNER).rebuild_tiles().head.size == size
    assert log.tiles.files == whole
    log.run()
    assert log.verify() == size + 1


def test_a_log_of_three_levels_is_rebuilt(log: Log) -> None:
    log.append_at_once(66_000)
    while log.run(batch=11_000):
        pass
    assert log.verify() == 66_000
    whole = dict(log.tiles.files)
    log.tiles.files.clear()
    Sequencer(log.ledger, log.tiles, log.head, SIGNER).rebuild_tiles()
    assert log.tiles.files == whole


def test_tiles_are_not_rebuilt_from_another_history(log: Log) -> None:
    log.append(300)
    log.run()
    _signed_elsewhere(log, [sample_entries(1)[0], *log.appended[1:]])
    files = dict(log.tiles.files)
    with pytest.raises(SplitViewError):
        Sequencer(log.ledger, log.tiles, log.head, SIGNER).rebuild_tiles()
    assert log.tiles.files == files


def _raw(cursor: Cursor, entry: Entry, body: bytes) -> None:
    cursor.execute(
        "SELECT ledger_append(%(entry_id)s, %(kind)s, %(body)s, %(at)s)",
        {"entry_id": entry.entry_id, "kind": entry.kind, "body": body, "at": entry.at},
    )


def test_an_entry_that_is_not_canonical_gets_no_place_and_stops_nobody(log: Log) -> None:
    log.append(2)
    entry = sample_entry(7)
    with log.public.transaction() as cursor:
        _raw(cursor, entry, encode(entry).replace(b'"number":', b'"number": '))
    log.append(2)
    log.run()
    assert log.verify() == 4
    with log.ledger.transaction() as cursor:
        assert store.astray(cursor, limit=10) == [(entry.entry_id, None, "refused")]
        assert store.pending_count(cursor) == 0
    assert log.run() is None


def _as_superuser(postgres: Server, statement: str) -> None:
    with psycopg.connect(postgres.admin(), autocommit=True) as connection:
        connection.execute("ALTER TABLE ledger_entry DISABLE TRIGGER ALL")
        connection.execute("ALTER TABLE ledger_leaf DISABLE TRIGGER ALL")
        connection.execute(statement.encode())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET kind = 'vault.record.opened' WHERE id = 4",
        "UPDATE ledger_entry SET entry_id = gen_random_uuid() WHERE id = 4",
        "UPDATE ledger_entry SET appended_at = now() WHERE id = 4",
        "UPDATE ledger_entry SET appended_at = appended_at + interval '1 microsecond' WHERE id = 4",
    ],
)
def test_columns_that_do_not_fit_get_no_place(log: Log, postgres: Server, statement: str) -> None:
    log.append(3)
    log.run()
    log.append(1)
    _as_superuser(postgres, statement)
    assert log.run() is None
    with log.ledger.transaction() as cursor:
        assert [why for _, _, why in store.astray(cursor, limit=10)] == ["refused"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET body = body || ' ' WHERE id = 4",
        "UPDATE ledger_leaf SET leaf_hash = sha256('x') WHERE index = 3",
        "DELETE FROM ledger_leaf WHERE index = 3",
    ],
)
def test_an_entry_that_was_changed_after_it_got_its_place_is_not_signed(
    log: Log, postgres: Server, statement: str
) -> None:
    log.append(3)
    log.run()
    log.append(2)
    log.faults.fail_at(2, after=False)
    with pytest.raises(InjectedFailureError):
        log.run()
    log.faults.clear()
    held = log.head.held
    _as_superuser(postgres, statement)
    with pytest.raises(DamagedLeafError):
        log.run()
    assert log.head.held == held
    assert log.verify() == 3


@pytest.mark.parametrize("before", [0, 3])
def test_tiles_that_are_read_back_otherwise_are_not_signed(log: Log, before: int) -> None:
    class LyingTiles(MemoryTiles):
        def write(self, path: str, data: bytes) -> None:
            super().write(path, data[:-1] + bytes([data[-1] ^ 1]) if path.startswith("tile/0") else data)

    log.append(before)
    log.run()
    log.append(5)
    with pytest.warns(FakeWarning):
        tiles = LyingTiles()
    tiles.files = log.tiles.files
    held = log.head.held
    with pytest.raises(SplitViewError):
        Sequencer(log.ledger, tiles, log.head, SIGNER).run_once()
    assert log.head.held == held
    assert log.verify() == before


def test_fakes_warn(log: Log) -> None:
    with pytest.warns(FakeWarning, match="memory only"):
        MemoryTiles()
