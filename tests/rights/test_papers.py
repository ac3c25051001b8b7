"""Papers lie under three keys, which end each at its own time; what lies under an ended key opens no more, in backups either."""

import threading

import pytest

from azukari.base.errors import Kind
from azukari.rights.paper import Lid, Paper, PaperKind, PaperTamperedError, lid_of, value_paper
from azukari.rights.services.papers import destroy_papers, file_paper, newest_value, read_papers, sealed_for
from azukari.rights.shapes import Taken
from tests.rights.bureau import Bureau
from tests.rights.looking import refusal

NOTE = Paper("", "text/plain", "証拠".encode())
KEYS = "azukari_person_keys"


def file(bureau: Bureau, taken: Taken, kind: PaperKind, paper: Paper = NOTE) -> None:
    sealed = sealed_for(bureau.office.chamber, taken.request_id, kind, paper, now=bureau.now)
    with bureau.office.chamber.database.transaction() as cursor:
        file_paper(cursor, sealed, by="anna", now=bureau.now)


def kinds(bureau: Bureau, taken: Taken) -> set[PaperKind]:
    return {one.kind for one in read_papers(bureau.office.chamber, taken.request_id, tuple(PaperKind))}


def destroy(bureau: Bureau, taken: Taken, *lids: Lid) -> None:
    destroy_papers(bureau.office.chamber, taken.request_id, lids, now=bureau.now)


@pytest.mark.parametrize("lid", Lid)
def test_what_lies_under_a_key_ends_with_it_and_nothing_else_does(bureau: Bureau, lid: Lid) -> None:
    taken, other = bureau.take_in("disclosure"), bureau.take_in("disclosure")
    for kind in (PaperKind.IDENTITY, PaperKind.EVIDENCE):
        file(bureau, taken, kind)
    destroy(bureau, taken, lid)
    left = {PaperKind.WISH, PaperKind.CONTACT, PaperKind.IDENTITY, PaperKind.EVIDENCE}
    assert kinds(bureau, taken) == {kind for kind in left if lid_of(kind) is not lid}
    assert kinds(bureau, other) == {PaperKind.WISH, PaperKind.CONTACT}
    assert bureau.world.entries("rights.paper.destroyed") == [{"request": str(taken.request_id), "keys": (lid.value,)}]
    destroy(bureau, taken, lid)
    assert len(bureau.world.entries("rights.paper.destroyed")) == 1


def test_a_backup_of_the_main_database_alone_opens_nothing_that_was_destroyed(bureau: Bureau) -> None:
    taken = bureau.take_in("disclosure")
    backup = bureau.world.sql("SELECT paper_id, kind, sealed, made_by, made_at FROM rights_paper")
    destroy(bureau, taken, *Lid)
    for row in backup:
        bureau.world.sql(
            "INSERT INTO rights_paper (request_id, paper_id, kind, sealed, made_by, made_at) VALUES (%s, %s, %s, %s, %s, %s)"
            " RETURNING paper_id",
            (taken.request_id, *row),
        )
    assert read_papers(bureau.office.chamber, taken.request_id, tuple(PaperKind)) == ()
    assert newest_value(bureau.office.chamber, taken.request_id, PaperKind.WISH) is None
    file(bureau, taken, PaperKind.EVIDENCE)  # under a new key, with which the old ones do not open
    assert refusal(lambda: kinds(bureau, taken))[0] is Kind.TAMPERED


def test_a_key_moved_to_another_case_opens_nothing(bureau: Bureau) -> None:
    taken, other = bureau.take_in("disclosure"), bureau.take_in("disclosure")
    bureau.world.sql("DELETE FROM case_key WHERE request_id = %s RETURNING lid", (other.request_id,), name=KEYS)
    bureau.world.sql(
        "UPDATE case_key SET request_id = %s WHERE request_id = %s RETURNING lid",
        (other.request_id, taken.request_id),
        name=KEYS,
    )
    with pytest.raises(PaperTamperedError):
        kinds(bureau, other)


@pytest.mark.parametrize("change", ["kind = 'reply'", "sealed = overlay(sealed placing '\\x00' from 40)"])
def test_a_changed_paper_is_told_from_what_was_written(bureau: Bureau, change: str) -> None:
    taken = bureau.take_in("disclosure")
    file(bureau, taken, PaperKind.EVIDENCE)
    bureau.world.sql(f"UPDATE rights_paper SET {change} WHERE kind = 'evidence' RETURNING paper_id")  # noqa: S608 - ours
    with pytest.raises(PaperTamperedError):
        kinds(bureau, taken)


def test_the_newest_of_a_kind_counts(bureau: Bureau) -> None:
    taken = bureau.take_in("disclosure")
    for text in ("一", "二"):
        bureau.later(seconds=1)
        file(bureau, taken, PaperKind.PLAN, value_paper(text))
    assert newest_value(bureau.office.chamber, taken.request_id, PaperKind.PLAN) == "二"


def test_two_at_once_seal_under_one_key(bureau: Bureau) -> None:
    taken = bureau.take_in("disclosure")
    destroy(bureau, taken, *Lid)
    ready = threading.Barrier(4)
    failures: list[BaseException] = []

    def run() -> None:
        try:
            ready.wait(20)
            file(bureau, taken, PaperKind.EVIDENCE)
        except BaseException as error:  # noqa: BLE001 - told below
            failures.append(error)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert failures == []
    assert len(read_papers(bureau.office.chamber, taken.request_id, [PaperKind.EVIDENCE])) == 4


def test_the_ledger_says_that_there_is_a_paper_and_not_what_is_in_it(bureau: Bureau) -> None:
    taken = bureau.take_in("disclosure")
    file(bureau, taken, PaperKind.EVIDENCE, Paper("甲野一の免許証", "text/plain", b"x"))
    *_, entry = bureau.world.entries("rights.paper.added")
    assert set(entry) == {"request", "paper", "paper_kind", "by"}
    assert (entry["request"], entry["paper_kind"]) == (str(taken.request_id), "evidence")
