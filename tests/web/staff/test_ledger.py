"""Browsing the ledger and having it verified from the page."""

import uuid

from tests.web.staff.conftest import Door
from tests.web.staff.people import Person


def _newest(person: Person) -> str:
    return str(person.get("/en/ledger/").context["entries"][0].entry_id)


def test_every_role_browses_the_ledger(
    door: Door, manager: Person, clerk: Person, auditor: Person, administrator: Person
) -> None:
    door.sequence()
    for person in (manager, clerk, auditor, administrator):
        page = person.get("/en/ledger/").content.decode()
        assert "A member of staff was given an account." in page
        assert "staff.user.created" in page


def test_entries_are_filtered_by_kind_and_paged(door: Door, auditor: Person) -> None:
    door.sequence()
    found = auditor.get("/en/ledger/", kind="statement.version.published").context["entries"]
    assert {entry.kind for entry in found} == {"statement.version.published"}
    last = found[-1].index
    assert [entry.index for entry in auditor.get("/en/ledger/", before=last).context["entries"]] == list(
        range(last - 1, -1, -1)
    )
    for wrong in ({"kind": "'; --"}, {"before": "minus one"}, {"before": "9" * 40}):
        assert auditor.get("/en/ledger/", **wrong).status_code == 200


def test_an_entry_that_waits_says_so_and_then_has_its_proof(door: Door, auditor: Person) -> None:
    ((entry_id,),) = door.house.sql("SELECT entry_id FROM ledger_entry ORDER BY id DESC LIMIT 1")
    assert "waits for its place" in auditor.get(f"/en/ledger/{entry_id}/").content.decode()
    door.sequence()
    assert "c2sp.org/tlog-proof@v1" in auditor.get(f"/en/ledger/{entry_id}/").content.decode()
    assert auditor.get(f"/en/ledger/{uuid.uuid4()}/").status_code == 404


def test_verifying_says_what_is_whole(door: Door, auditor: Person, clerk: Person) -> None:
    door.house.start()
    door.house.collect()
    door.sequence()
    answer = auditor.post("/en/ledger/verify/")
    assert [check.good for check in answer.context["checks"]] == [True, True]
    assert "1 records" in answer.context["checks"][1].told
    assert auditor.get("/en/ledger/verify/").status_code == 405
    assert clerk.post("/en/ledger/verify/").status_code == 403


def test_verifying_names_what_was_changed(door: Door, auditor: Person) -> None:
    door.house.start()
    door.house.collect()
    door.sequence()
    door.house.sql("UPDATE vault_record SET grants[1] = set_byte(grants[1], 20, get_byte(grants[1], 20) # 1)")
    tile = next((door.house.folder / "ledger" / "tile" / "entries").rglob("000*"))
    file = tile if tile.is_file() else next(tile.iterdir())
    file.write_bytes(file.read_bytes().replace(b"staff.user", b"staff.USER"))
    ledger, store = auditor.post("/en/ledger/verify/").context["checks"]
    assert (ledger.good, store.good) == (False, False)
    assert ledger.faults
    assert any("Grant" in fault for fault in store.faults)


def test_without_a_keeper_the_store_is_not_called_whole(door: Door, auditor: Person) -> None:
    door.sequence()
    ledger, store = auditor.post("/en/ledger/verify/").context["checks"]
    assert (ledger.good, store.good) == (True, False)
