import uuid
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from azukari.host.database import PsycopgDatabase
from azukari.ledger import queries, store
from azukari.ledger.directory import TileDirectory
from azukari.ledger.entry import Entry, NonCanonicalEntryError, encode
from azukari.ledger.head import HeadFile
from azukari.ledger.log import MissingCheckpointError
from azukari.ledger.proof import read_proof, verify_proof
from azukari.ledger.queries import EntryNotFoundError, NotSequencedError, check, entries, entry, history, proof_of
from azukari.ledger.services import Sequencer, append, create_log
from azukari.ledger.tree import WrongInclusionError, leaf_hash
from tests.conftest import Server
from tests.ledger.samples import NOW, OTHER_SIGNER, SIGNER, VERIFIER

Connect = Callable[..., PsycopgDatabase]


class Log:
    """A real log: database, files and head."""

    def __init__(self, database: Connect, folder: Path) -> None:
        (folder / "ledger").mkdir()
        (folder / "head").mkdir()
        self.folder, self.tiles, self.head = folder, TileDirectory(folder / "ledger"), HeadFile(folder / "head")
        self.public, self.staff, self.ledger = database("public"), database("staff"), database("ledger")
        create_log(self.tiles, self.head, SIGNER)

    def append(self, count: int, kind: str = "vault.record.collected") -> list[Entry]:
        with self.public.transaction() as cursor:
            return [append(cursor, kind, {"number": number, "list": ["a"]}, now=NOW) for number in range(count)]

    def run(self) -> None:
        Sequencer(self.ledger, self.tiles, self.head, SIGNER).run_once()

    def codes(self, *, limit: int = 100) -> list[tuple[str, int | None]]:
        report = check(self.staff, self.tiles, VERIFIER, limit=limit)
        assert report.is_whole is (report.differences == ())
        assert all(one.message.endswith(".") for one in report.differences)
        return [(one.code, one.index) for one in report.differences]

    def change(self, path: str, at: int) -> None:
        file = self.folder / "ledger" / path
        data = bytearray(file.read_bytes())
        data[at] ^= 1
        file.write_bytes(data)


@pytest.fixture
def log(database: Connect, tmp_path: Path) -> Log:
    return Log(database, tmp_path)


def _as_superuser(postgres: Server, *statements: str) -> None:
    with psycopg.connect(postgres.admin(), autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("ALTER TABLE ledger_entry DISABLE TRIGGER ledger_entry_append_only")
        connection.execute("ALTER TABLE ledger_leaf DISABLE TRIGGER ledger_leaf_append_only")
        for statement in statements:
            connection.execute(statement.encode())


def test_entries_are_paged_from_the_newest(log: Log) -> None:
    appended = log.append(5) + log.append(3, "vault.record.opened")
    log.run()
    log.append(1)
    first = entries(log.staff, limit=3)
    assert [row.index for row in first] == [7, 6, 5]
    assert [row.index for row in entries(log.staff, before=first[-1].index, limit=3)] == [4, 3, 2]
    assert [row.index for row in entries(log.staff, kind="vault.record.collected", limit=2)] == [4, 3]
    assert entries(log.staff, kind="vault.record.closed") == ()
    row = first[-1]
    assert (row.entry_id, row.kind, row.at, row.facts) == (
        appended[5].entry_id,
        "vault.record.opened",
        NOW,
        {"number": 0, "list": ("a",)},
    )
    assert row.leaf_hash == leaf_hash(encode(appended[5]))


def test_a_page_has_a_limit(log: Log) -> None:
    log.append(queries.PAGE_LIMIT + 5)
    log.run()
    assert len(entries(log.staff, limit=10_000)) == queries.PAGE_LIMIT
    assert len(entries(log.staff)) == 50


def test_one_entry_is_shown_before_and_after_it_has_its_place(log: Log) -> None:
    (appended,) = log.append(1)
    assert entry(log.staff, appended.entry_id).index is None
    log.run()
    row = entry(log.staff, appended.entry_id)
    assert (row.index, row.facts) == (0, appended.facts)
    with pytest.raises(EntryNotFoundError):
        entry(log.staff, uuid.uuid4())


def test_a_room_reads_its_own_history(log: Log, postgres: Server) -> None:
    appended = log.append(2) + log.append(1, "statement.version.published") + log.append(1)
    rows = history(log.staff, prefix="vault.")
    assert [found for _, found in rows] == [appended[0], appended[1], appended[3]]
    assert [found for _, found in history(log.staff, prefix="vault.", after=rows[0][0])] == [appended[1], appended[3]]
    _as_superuser(postgres, "UPDATE ledger_entry SET body = 'x' WHERE id = 1")
    assert history(log.staff, prefix="vault.")[0][1] is None


@pytest.mark.parametrize("role", ["public", "worker", "staff", "keeper"])
def test_an_entry_is_proved(log: Log, database: Connect, role: str) -> None:
    appended = log.append(300)
    log.run()
    log.append(10)
    log.run()
    for number in (0, 255, 256, 299):
        proof = proof_of(database(role), appended[number].entry_id, log.tiles)
        verified = verify_proof(read_proof(proof.text), encode(appended[number]), VERIFIER)
        assert (verified.index, verified.checkpoint.head.size) == (number, 310)


def test_an_entry_without_its_place_is_not_proved(log: Log) -> None:
    (appended,) = log.append(1)
    with pytest.raises(NotSequencedError):
        proof_of(log.public, appended.entry_id, log.tiles)
    with log.ledger.transaction() as cursor:
        (waiting,) = store.pending(cursor, limit=1)
        store.place(cursor, [waiting.row], [leaf_hash(waiting.body)], first=0)
    with pytest.raises(NotSequencedError):
        proof_of(log.public, appended.entry_id, log.tiles)
    with pytest.raises(EntryNotFoundError):
        proof_of(log.public, uuid.uuid4(), log.tiles)


def test_an_entry_is_not_proved_over_changed_tiles(log: Log) -> None:
    appended = log.append(3)
    log.run()
    log.change("tile/0/000.p/3", 40)
    with pytest.raises(WrongInclusionError):
        proof_of(log.public, appended[0].entry_id, log.tiles)
    (log.folder / "ledger" / "checkpoint").unlink()
    with pytest.raises(MissingCheckpointError):
        proof_of(log.public, appended[0].entry_id, log.tiles)


def test_a_whole_log_has_no_differences(log: Log) -> None:
    log.append(300)
    log.run()
    log.append(2)
    report = check(log.staff, log.tiles, VERIFIER)
    assert report.is_whole
    assert report.checkpoint is not None
    assert (report.checkpoint.head.size, report.pending) == (300, 2)


def test_a_new_log_has_no_differences(log: Log) -> None:
    assert check(log.staff, log.tiles, VERIFIER).is_whole


_LOOSE = "INSERT INTO ledger_entry (entry_id, kind, body, appended_at) VALUES (gen_random_uuid(), 'a.b.c', 'x', now())"

# what a superuser does → what the check says of 300 signed entries
_DATABASE_CHANGES: dict[str, tuple[str | tuple[str, ...], list[tuple[str, int | None]]]] = {
    "an entry's bytes": ("UPDATE ledger_entry SET body = body || ' ' WHERE id = 8", [("entry_changed", 7)]),
    "an entry's bytes with its leaf": (
        (
            "UPDATE ledger_entry SET body = 'x' WHERE id = 8",
            "UPDATE ledger_leaf SET leaf_hash = sha256('\\x0078'::bytea) WHERE index = 7",
        ),
        [("entry_not_canonical", 7), ("leaf_changed", 7)],
    ),
    "a leaf": (
        "UPDATE ledger_leaf SET leaf_hash = sha256('x') WHERE index = 299",
        [("entry_changed", 299), ("leaf_changed", 299)],
    ),
    "a kind": ("UPDATE ledger_entry SET kind = 'a.b.c' WHERE id = 8", [("columns_changed", 7)]),
    "an id": ("UPDATE ledger_entry SET entry_id = gen_random_uuid() WHERE id = 8", [("columns_changed", 7)]),
    "an instant": ("UPDATE ledger_entry SET appended_at = now() WHERE id = 8", [("columns_changed", 7)]),
    "a leaf is gone": ("DELETE FROM ledger_leaf WHERE index = 7", [("entry_lost", None), ("leaf_missing", 7)]),
    "an entry is gone": ("DELETE FROM ledger_entry WHERE id = 8", [("leaf_missing", 7)]),
    "the newest are gone": (
        ("DELETE FROM ledger_leaf WHERE index >= 299", "DELETE FROM ledger_entry WHERE id = 300"),
        [("database_smaller", None)],
    ),
    "an entry waits twice": ("INSERT INTO ledger_pending (id) VALUES (8)", [("entry_doubled", 7)]),
    "an entry was refused": (
        (_LOOSE, "INSERT INTO ledger_pending (id, refused) VALUES (301, 'no')"),
        [("entry_refused", None)],
    ),
    "an entry was lost": (_LOOSE, [("entry_lost", None)]),
}


@pytest.mark.parametrize("name", _DATABASE_CHANGES)
def test_each_change_in_the_database_has_its_name(log: Log, postgres: Server, name: str) -> None:
    statements, expected = _DATABASE_CHANGES[name]
    log.append(300)
    log.run()
    _as_superuser(postgres, *([statements] if isinstance(statements, str) else statements))
    assert log.codes() == expected


def test_changed_files_have_their_names(log: Log, postgres: Server) -> None:
    log.append(300)
    log.run()
    log.change("tile/entries/000", 5000)
    ((code, index),) = log.codes()
    assert code == "changed_entry"
    assert index is not None
    log.change("tile/entries/000", 5000)
    log.change("tile/0/000", 32 * 9)
    assert log.codes() == [("changed_tile", None), ("leaf_changed", 9)]
    (log.folder / "ledger" / "tile/0/000").unlink()
    assert log.codes() == [("missing_tile", None), ("tile_unreadable", 0)]


def test_a_checkpoint_that_cannot_be_trusted_has_its_name(log: Log) -> None:
    log.append(3)
    log.run()
    report = check(log.staff, log.tiles, OTHER_SIGNER.verifier)
    assert [one.code for one in report.differences] == ["unknown_signer"]
    assert report.checkpoint is not None
    (log.folder / "ledger" / "checkpoint").write_bytes(b"\xff")
    assert log.codes() == [("note_form", None)]
    (log.folder / "ledger" / "checkpoint").unlink()
    report = check(log.staff, log.tiles, VERIFIER)
    assert [one.code for one in report.differences] == ["missing_checkpoint"]
    assert report.checkpoint is None


def test_differences_are_counted_up_to_a_limit(log: Log, postgres: Server) -> None:
    log.append(300)
    log.run()
    _as_superuser(postgres, "UPDATE ledger_entry SET kind = 'a.b.c'")
    assert len(log.codes()) == 100
    assert len(log.codes(limit=7)) == 7


def test_progress_is_told(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("azukari.ledger.log._STRETCH", 1)
    told: list[int] = []
    log.append(300)
    log.run()
    check(log.staff, log.tiles, VERIFIER, progress=told.append)
    assert told == [256, 300]


def test_an_entry_changed_beyond_reading_is_not_shown(log: Log, postgres: Server) -> None:
    (appended,) = log.append(1)
    _as_superuser(postgres, "UPDATE ledger_entry SET body = 'x'")
    with pytest.raises(NonCanonicalEntryError):
        entry(log.staff, appended.entry_id)
