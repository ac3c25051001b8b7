"""A package holds everything of its person and nothing of anybody else, and verifies without us."""

import io
import json
import threading
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from azukari.ledger.directory import TileDirectory
from azukari.ledger.head import HeadFile
from azukari.ledger.services import Sequencer, create_log
from azukari.rights.package.verified import verify_package
from azukari.rights.plan import Passage, Plan
from azukari.rights.request import Outcome
from azukari.rights.services import packaging
from azukari.rights.services.joining import join_own
from azukari.rights.services.office import NotYoursError
from azukari.rights.services.packaging import (
    NotDisclosedError,
    PackageGoneError,
    PackagePreparingError,
    Packing,
    Prover,
    ReceiptGoneError,
    Shelf,
    begin_package,
    own_receipt,
    package_part,
)
from azukari.rights.services.views import person_page
from azukari.rights.services.visiting import Visit
from azukari.rights.shapes import PackageAbout
from azukari.rights.wish import Wish
from azukari.vault.receipt import verify_receipt
from azukari.vault.services.ending import stop_use
from tests.ledger.samples import SIGNER, VERIFIER
from tests.rights.bureau import Bureau
from tests.vault.world import CANARY, submission


@pytest.fixture
def packing(bureau: Bureau, tmp_path: Path) -> Iterator[Packing]:
    """Give what packages are made with, and a ledger that gives places meanwhile."""
    for name in ("ledger", "head", "other", "other-head"):
        (tmp_path / name).mkdir()
    tiles, head = TileDirectory(tmp_path / "ledger"), HeadFile(tmp_path / "head")
    create_log(tiles, head, SIGNER)
    with _sequencing(Sequencer(bureau.world.connect("ledger"), tiles, head, SIGNER)):
        yield Packing(bureau.office, Shelf(), Prover(tiles, VERIFIER.text))


@contextmanager
def _sequencing(sequencer: Sequencer) -> Iterator[None]:
    over = threading.Event()

    def run() -> None:
        while not over.wait(0.02):
            sequencer.run_once()

    thread = threading.Thread(target=run)
    thread.start()
    yield
    over.set()
    thread.join()


def _fetched(packing: Packing, visit: Visit, about: PackageAbout, bureau: Bureau) -> bytes:
    return package_part(packing, visit, about.package_id, 0, now=bureau.now)


def _wait_for_places(bureau: Bureau) -> None:
    """Wait until what was sent in has its place in the ledger: before that there is no proof to go with a receipt."""
    for _ in range(1000):
        if not bureau.world.sql("SELECT FROM ledger_pending LIMIT 1"):
            return
        threading.Event().wait(0.02)
    pytest.fail("The ledger gave no places.")


def _begin(packing: Packing, visit: Visit, bureau: Bureau, request_id: uuid.UUID | None = None) -> bytes:
    _wait_for_places(bureau)
    about = begin_package(packing, visit, "ja", request_id=request_id, now=bureau.now)
    data = _fetched(packing, visit, about, bureau)
    assert len(data) == about.size
    return data


def test_it_holds_all_that_one_person_sent_with_receipts_and_verifies(bureau: Bureau, packing: Packing) -> None:
    one, two = bureau.collect(), bureau.collect(permissions=frozenset({"newsletter"}))
    other = bureau.collect(
        values={**CANARY, "name": "別の人", "email": "other@example.jp", "topic": "price", "question": "?"}
    )
    visit = bureau.visit(one.number)
    join_own(bureau.office, visit, two.number, now=bureau.now)
    data = _begin(packing, visit, bureau)
    verified = verify_package(data, VERIFIER.text)
    assert {one.number, two.number} == {receipt.number for receipt in verified.receipts}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        assert {"index.html", "data.json", "manifest.json", "proof.json"} <= names
        everything = b"".join(archive.read(name) for name in names)
        for number in (one.number, two.number):
            receipt = verify_receipt(archive.read(f"receipts/{number}.json"), VERIFIER.text)
            assert receipt.number == number
    assert "佐藤カナリア".encode() in everything
    assert "別の人".encode() not in everything
    assert other.number.encode() not in everything
    (made,) = bureau.world.entries("rights.package.made")
    assert made["visit"] == str(visit.visit_id)
    assert len(bureau.world.entries("vault.record.exported")) == 2


def test_it_lies_ready_for_who_asked_and_for_a_quarter_of_an_hour(bureau: Bureau, packing: Packing) -> None:
    one, other = bureau.collect(), bureau.collect()
    visit, stranger = bureau.visit(one.number), bureau.visit(other.number)
    about = begin_package(packing, visit, "en", now=bureau.now)
    for who, now in ((stranger, bureau.now), (visit, bureau.now + timedelta(minutes=15))):
        with pytest.raises(PackageGoneError):
            package_part(packing, who, about.package_id, 0, now=now)
    with pytest.raises(PackageGoneError):
        package_part(packing, visit, uuid.uuid4(), 0, now=bureau.now)
    assert package_part(packing, visit, about.package_id, about.size, now=bureau.now) == b""


def test_without_a_place_in_the_ledger_nothing_is_given_out(
    bureau: Bureau, packing: Packing, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    visit = bureau.visit(bureau.collect().number)
    monkeypatch.setattr(packaging, "_PATIENCE_SECONDS", 0.2)
    empty = TileDirectory(tmp_path / "other")
    create_log(empty, HeadFile(tmp_path / "other-head"), SIGNER)
    for prover in (None, Prover(empty, VERIFIER.text)):
        with pytest.raises(PackagePreparingError):
            begin_package(replace(packing, prover=prover), visit, "ja", now=bureau.now)


def test_what_somebody_else_wrote_is_looked_through_first(bureau: Bureau, packing: Packing) -> None:
    about = {**CANARY, "topic": "price", "question": "同僚の田中さんが来店した。"}
    one = bureau.collect(sent=submission(about, connection="API"))
    visit = bureau.visit(one.number)
    (held,) = person_page(bureau.office, visit, now=bureau.now).records
    assert "田中" not in held.values["question"]
    with zipfile.ZipFile(io.BytesIO(_begin(packing, visit, bureau))) as archive:
        assert all("田中".encode() not in archive.read(name) for name in archive.namelist())


def test_a_disclosure_leaves_out_what_was_decided_to_be_left_out(bureau: Bureau, packing: Packing) -> None:
    about = {**CANARY, "topic": "price", "question": "同僚の田中さんが来店した。"}
    one = bureau.collect(sent=submission(about, connection="API"))
    visit = bureau.visit(one.number)
    taken = bureau.ask(visit, "disclosure")
    with pytest.raises(NotDisclosedError):
        begin_package(packing, visit, "ja", request_id=taken.request_id, now=bureau.now)
    bureau.look_everywhere(taken)
    plan = Plan(passages=(Passage(one.record_id, "question", "田中さん", "harm"),))
    bureau.propose(taken, Outcome.PART, "harm", plan=plan)
    bureau.decide(taken)
    bureau.answer(taken)
    data = _begin(packing, visit, bureau, taken.request_id)
    verify_package(data, VERIFIER.text)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        found = json.loads(archive.read("data.json"))
        everything = b"".join(archive.read(name) for name in archive.namelist()).decode(errors="replace")
    assert "田中" not in everything
    assert "が来店した" in json.dumps(found, ensure_ascii=False)
    with pytest.raises(NotYoursError):
        stranger = bureau.visit(bureau.collect().number)
        begin_package(packing, stranger, "ja", request_id=taken.request_id, now=bureau.now)


def test_what_was_joined_or_changed_since_it_was_looked_through_is_left_out(bureau: Bureau, packing: Packing) -> None:
    about = {**CANARY, "topic": "price", "question": "同僚の田中さんが来店した。"}
    one, other = (bureau.collect(sent=submission(about, connection="API")) for _ in range(2))
    visit = bureau.visit(one.number)
    taken = bureau.ask(visit, "disclosure")
    bureau.look_everywhere(taken)
    plan = Plan(passages=(Passage(one.record_id, "question", "田中さん", "harm"),))
    bureau.propose(taken, Outcome.PART, "harm", plan=plan)
    bureau.decide(taken)
    bureau.answer(taken)
    join_own(bureau.office, visit, other.number, now=bureau.now)
    wish = Wish(items={one.record_id: {"question": "同僚の田中 さんが来店した。"}})
    bureau.grant(bureau.ask(visit, "correction", wish))
    data = _begin(packing, visit, bureau, taken.request_id)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist()).decode(errors="replace")
    assert everything.count(other.number) > 0
    assert "来店した" not in everything


def test_where_too_many_lie_ready_the_oldest_go(bureau: Bureau) -> None:
    shelf, visit = Shelf(), bureau.visit(bureau.collect().number)
    first = shelf.put(visit, uuid.uuid4(), "a.zip", b"1", now=bureau.now)
    for _ in range(32):
        last = shelf.put(visit, uuid.uuid4(), "b.zip", b"2", now=bureau.now)
    with pytest.raises(PackageGoneError):
        shelf.part(visit, first.package_id, 0, now=bureau.now)
    assert shelf.part(visit, last.package_id, 0, now=bureau.now) == b"2"


def test_a_receipt_is_given_once_more_to_its_person_alone(bureau: Bureau, packing: Packing) -> None:
    one, other = bureau.collect(permissions=frozenset({"newsletter"})), bureau.collect()
    visit = bureau.visit(one.number)
    begin_package(packing, visit, "ja", now=bureau.now)  # by then the ledger has fixed the places of what came before
    assert (
        verify_receipt(own_receipt(packing, visit, one.record_id, now=bureau.now), VERIFIER.text).number == one.number
    )
    for record in (other.record_id, uuid.uuid4()):
        with pytest.raises(NotYoursError):
            own_receipt(packing, visit, record, now=bureau.now)
    stop_use(bureau.office.chamber, one.record_id, purpose="newsletter", actor=visit.actor, now=bureau.now)
    assert (
        verify_receipt(own_receipt(packing, visit, one.record_id, now=bureau.now), VERIFIER.text).number == one.number
    )
    taken = bureau.ask(visit, "correction", Wish(items={one.record_id: {"phone": ""}}))
    bureau.grant(taken)
    with pytest.raises(ReceiptGoneError):
        own_receipt(packing, visit, one.record_id, now=bureau.now)
