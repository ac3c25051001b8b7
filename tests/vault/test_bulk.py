import uuid
from collections.abc import Sequence
from dataclasses import replace

import psycopg
import pytest

from azukari.base.errors import ConflictError, MalformedError
from azukari.base.ids import new_receipt_number
from azukari.base.sql import BulkCursor
from azukari.vault.access import Clue, Opened
from azukari.vault.services.bulk import CollectedInBulk, seal_all, store_all
from azukari.vault.services.finding import find_for
from azukari.vault.services.opening import open_for
from azukari.vault.services.submission import Submission
from azukari.vault.services.verifying import verify_store
from tests.vault.world import CANARY, MANAGER, REASON, STAFF, World, submission

REPLY, NEWSLETTER = "inquiry.reply", "newsletter"
KEPT = ("vault_directory", "vault_record", "vault_consent")


def _collect_all(world: World, sent: Sequence[Submission]) -> tuple[CollectedInBulk, ...]:
    sealed = seal_all(sent, sealer=world.sealer, statement=world.statement, now=world.now)
    return store_all(world.connect("import"), sealed)


def _kept(world: World) -> list[int]:
    counts = [world.sql(f"SELECT count(*) FROM {table}")[0][0] for table in KEPT]  # noqa: S608 - names from above
    return [*counts, len(world.entries("vault.record.collected"))]


def _permitting() -> Submission:
    return submission({**submission().values, "tastes": "tea"}, permissions=frozenset({NEWSLETTER}))


def _shape(world: World, record: uuid.UUID) -> tuple[object, ...]:
    """Tell all of a record's row that is not drawn anew for each record."""
    return world.sql(
        "SELECT terms_id, collected_at, closed_at, due_on, cardinality(sealed), cardinality(digests), cardinality(grants),"
        " sessions, untils, tokens, token_parts FROM vault_record WHERE record_id = %s",
        (record,),
    )[0]


def test_records_taken_in_together_are_as_those_taken_in_one_by_one(world: World) -> None:
    sent = [submission(), _permitting()]
    together = _collect_all(world, sent)
    alone = [world.collect(replace(one, record_id=uuid.uuid4(), number=new_receipt_number())) for one in sent]
    assert [(one.number, one.record_id) for one in together] == [(one.number, one.record_id) for one in sent]
    for bulk, single in zip(together, alone, strict=True):
        assert _shape(world, bulk.record_id) == _shape(world, single.record_id)
        opened = [_open(world, number) for number in (bulk.number, single.number)]
        assert opened[0].items == opened[1].items
        assert (opened[0].statement_hash, opened[0].collected_at) == (opened[1].statement_hash, opened[1].collected_at)
    assert not verify_store(world.chamber, now=world.now).damages


def _open(world: World, number: str) -> Opened:
    return open_for(world.afresh(), number, purpose=REPLY, reason=REASON, actor=STAFF, now=world.now)


def test_each_record_has_its_own_entry_that_tells_nothing_of_its_content(world: World) -> None:
    sent = [submission(), submission()]
    together = _collect_all(world, sent)
    facts = {one["record"]: one for one in world.entries("vault.record.collected")}
    assert facts.keys() == {str(one.record_id) for one in sent}
    for one in facts.values():
        assert one.keys() == {"record", "service", "statement", "notice", "commitment"}  # nobody was given a receipt
    stored = world.sql("SELECT r.record_id, r.entry_id FROM vault_record r JOIN ledger_entry e USING (entry_id)")
    assert set(stored) == {(one.record_id, one.entry_id) for one in together}


def test_records_taken_in_together_are_found(world: World) -> None:
    together = _collect_all(
        world, [submission(), submission({**submission().values, "email": "other@azukari.example"})]
    )
    found = find_for(
        world.chamber, Clue("email", CANARY["email"]), purpose=REPLY, reason=REASON, actor=MANAGER, now=world.now
    )
    assert [one.record_id for one in found] == [together[0].record_id]


def test_a_permission_is_kept_with_what_was_said(world: World) -> None:
    _collect_all(world, [_permitting(), submission()])
    said = world.sql("SELECT purpose, state FROM vault_consent ORDER BY state")
    assert said == [(NEWSLETTER, "given"), (NEWSLETTER, "refused")]


@pytest.mark.parametrize("same", ["record_id", "number"])
def test_a_record_that_comes_twice_in_a_batch_keeps_nothing(world: World, same: str) -> None:
    first, second = submission(), submission()
    twice = replace(second, **{same: getattr(first, same)})
    with pytest.raises(ConflictError) as refused:
        _collect_all(world, [submission(), first, twice])
    assert refused.value.ground == "already_collected"
    assert str(first.record_id) not in str(refused.value)
    assert first.number not in str(refused.value)
    assert _kept(world) == [0, 0, 0, 0]


@pytest.mark.parametrize("same", ["record_id", "number"])
def test_a_record_that_is_there_already_keeps_nothing_of_its_batch(world: World, same: str) -> None:
    first = submission()
    world.collect(first)
    before = _kept(world)
    with pytest.raises(ConflictError):
        _collect_all(world, [submission(), replace(submission(), **{same: getattr(first, same)})])
    assert _kept(world) == before


def test_one_submission_that_is_not_in_order_keeps_nothing_of_its_batch(world: World) -> None:
    with pytest.raises(MalformedError):
        _collect_all(world, [submission(), submission({"name": "x"})])
    assert _kept(world) == [0, 0, 0, 0]


def test_an_interruption_leaves_nothing(world: World) -> None:
    def interrupt(_: BulkCursor) -> None:
        raise KeyboardInterrupt

    sent = [submission(), _permitting()]
    sealed = seal_all(sent, sealer=world.sealer, statement=world.statement, now=world.now)
    with pytest.raises(KeyboardInterrupt):
        store_all(world.connect("import"), sealed, beside=interrupt)
    assert _kept(world) == [0, 0, 0, 0]
    _collect_all(world, sent)  # the very same batch, once more
    assert _kept(world) == [2, 2, 2, 2]


def test_nothing_is_taken_in_by_an_empty_batch(world: World) -> None:
    assert _collect_all(world, []) == ()
    assert _kept(world) == [0, 0, 0, 0]


@pytest.mark.parametrize(
    "table", [*KEPT, "vault_terms", "vault_sealing_session", "vault_access_event", "vault_erasure", "vault_tombstone"]
)
def test_who_imports_reads_nothing_of_what_is_kept(world: World, table: str) -> None:
    _collect_all(world, [submission()])
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        world.connect("import").run(f"SELECT * FROM {table}")  # noqa: S608 - names from above
    for ending in (f"DELETE FROM {table}", f"TRUNCATE {table}"):  # noqa: S608 - names from above
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            world.connect("import").run(ending)
