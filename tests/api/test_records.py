"""What a program does with records: collects, opens for a purpose, finds, corrects, closes, stops, erases."""

import json
import uuid
from collections.abc import Callable

import pytest

from azukari.base.canonical import canonical_bytes, sha256_hex
from azukari.host.database import PsycopgDatabase
from azukari.vault.service_key import KeyAct
from tests.api.conftest import Program
from tests.journeys.product import wait_for
from tests.programs import ITEMS, REASON, REPLY

pytestmark = pytest.mark.journey


def test_a_record_is_collected_and_opened_for_a_purpose(program: Program) -> None:
    made = program.collect()
    assert made.status_code == 201
    assert set(made.json()) == {"record", "number", "receipt", "entry", "collected_at"}
    opened = program.open(made.json()["record"])
    assert opened.status_code == 200
    assert opened.json()["items"] == ITEMS
    assert opened.json()["number"] == made.json()["number"]
    assert program.open(made.json()["number"]).json()["record"] == made.json()["record"]


def test_another_purpose_sees_its_own_items_only(program: Program) -> None:
    made = program.collect().json()
    seen = program.open(made["record"], purpose="newsletter")
    assert seen.status_code == 403  # no permission was given
    assert seen.json()["ground"] == "no_grant"
    permitted = program.collect(permissions=["newsletter"]).json()
    assert set(program.open(permitted["record"], purpose="newsletter").json()["items"]) == {"name", "email"}


def test_the_receipt_is_the_one_in_the_ledger(program: Program) -> None:
    made = program.collect().json()
    wait_for(lambda: program.post("/v1/ledger/proof", {"entry": made["entry"]}).status_code == 200)
    listed = program.get("/v1/ledger/entries", params={"kind": "vault.record.collected", "limit": 20}).json()["entries"]
    entry = next(one for one in listed if one["id"] == made["entry"])
    assert entry["facts"]["receipt"] == sha256_hex(canonical_bytes(made["receipt"]))
    assert entry["facts"]["record"] == made["record"]


def test_several_choices_are_a_list(new_program: Callable[..., Program]) -> None:
    shop = new_program(service="brochure", purposes=frozenset({"brochure.send", "brochure.statistics"}))
    items = {
        "brochures": ["goods", "goods"],
        "name": ITEMS["name"],
        "email": ITEMS["email"],
        "postal_code": "100-0001",
        "address": "東京都千代田区千代田1-1",
    }
    matrix = shop.get("/v1/matrix").json()
    choices = [one["id"] for item in matrix["items"] if item["id"] == "brochures" for one in item["choices"]][:2]
    made = shop.post(
        "/v1/records", {"items": {**items, "brochures": choices}, "language": "ja"}, once=str(uuid.uuid4())
    )
    assert made.status_code == 201
    seen = shop.open(made.json()["record"], purpose="brochure.statistics").json()
    assert seen["items"]["brochures"] == ",".join(choices)
    wrong = shop.post("/v1/records", {"items": {**items, "name": ["a"]}, "language": "ja"}, once=str(uuid.uuid4()))
    assert wrong.status_code == 422


@pytest.mark.parametrize(
    ("items", "pointers"),
    [
        ({"email": "hanako＠"}, {"/items/email"}),
        ({"topic": "nothing"}, {"/items/topic"}),
        ({"body": "番号は 4111 1111 1111 1111 です"}, {"/items/body"}),
        ({"name": "", "email": "zzz"}, {"/items/email"}),
        ({"name": "  "}, {"/items/name"}),
        ({"shoe_size": "26"}, {"/items"}),
    ],
)
def test_items_that_cannot_be_taken_are_named(program: Program, items: dict[str, str], pointers: set[str]) -> None:
    answer = program.collect(items=items)
    assert answer.status_code == 422
    assert answer.json()["ground"] == "items"
    assert {one["pointer"] for one in answer.json()["errors"]} == pointers
    assert all(value not in answer.text for value in items.values() if value.strip())


def test_a_permission_that_was_not_asked_for_is_refused(program: Program) -> None:
    assert program.collect(permissions=["inquiry.reply"]).json()["ground"] == "permission_unknown"


def test_an_older_statement_is_refused(program: Program) -> None:
    in_force = program.get("/v1/statement").json()["hash"]
    assert program.collect(statement=in_force).status_code == 201
    answer = program.collect(statement="0" * 64)
    assert (answer.status_code, answer.json()["ground"]) == (409, "statement_other")


def test_a_person_is_found(program: Program) -> None:
    address = f"{uuid.uuid4().hex}@example.co.jp"
    made = program.collect(items={"email": address}).json()
    wanted = {"kind": "email", "value": address.upper(), "purpose": REPLY, "reason": REASON}
    found = program.post("/v1/records/find", wanted)
    assert [one["record"] for one in found.json()["records"]] == [made["record"]]
    assert address not in found.text
    nonsense = program.post("/v1/records/find", {**wanted, "value": "nonsense"})
    assert nonsense.status_code in (200, 422)


def test_a_matter_is_closed_a_use_stopped_a_person_erased(program: Program) -> None:
    record = program.collect().json()["record"]
    assert program.post("/v1/records/close", {"record": record}, once=str(uuid.uuid4())).status_code == 204
    stopped = program.post("/v1/records/stop", {"record": record, "purpose": REPLY}, once=str(uuid.uuid4()))
    assert (stopped.status_code, stopped.content) == (204, b"")
    assert program.open(record).json()["ground"] == "no_grant"
    erased = program.post("/v1/records/erase", {"record": record}, once=str(uuid.uuid4()))
    assert uuid.UUID(erased.json()["entry"])
    assert program.open(record, purpose="inquiry.statistics").status_code in (404, 410)


def test_several_are_opened_each_by_itself(program: Program) -> None:
    made = [program.collect().json() for _ in range(3)]
    program.post("/v1/records/stop", {"record": made[1]["record"], "purpose": REPLY}, once=str(uuid.uuid4()))
    names = [made[0]["record"], made[1]["number"], str(uuid.uuid4()), made[2]["number"]]
    answer = program.post("/v1/records/open-many", {"records": names, "purpose": REPLY, "reason": REASON})
    assert answer.status_code == 200
    results = answer.json()["results"]
    assert [one["ok"] for one in results] == [True, False, False, True]
    assert [results[0]["record"], results[3]["record"]] == [made[0]["record"], made[2]["record"]]
    assert results[0]["items"] == results[3]["items"] == ITEMS
    assert [one["record"] for one in results[1:3]] == names[1:3]
    assert [one["problem"]["status"] for one in results[1:3]] == [403, 404]
    too_many = program.post("/v1/records/open-many", {"records": names * 51, "purpose": REPLY, "reason": REASON})
    assert too_many.status_code == 400


def test_all_records_are_gone_through_page_by_page(new_program: Callable[..., Program]) -> None:
    one = new_program(service="opinion", purposes=frozenset({"opinion.improve"}))
    other = new_program(service="opinion", purposes=frozenset({"opinion.improve"}))
    matrix = one.get("/v1/matrix").json()
    first = {item["id"]: item["choices"][0]["id"] for item in matrix["items"] if item["choices"]}
    made = set()
    for number in range(5):
        body = {"items": {**first, "body": f"感想 {number}"}, "language": "ja"}
        made.add(one.post("/v1/records", body, once=str(uuid.uuid4())).json()["record"])
    wish = {"purpose": "opinion.improve", "reason": "Reading opinions", "limit": 2}
    seen: list[str] = []
    cursor = None
    while True:
        page = one.post("/v1/records/open-page", {**wish, "cursor": cursor})
        assert page.status_code == 200, page.text
        assert len(page.json()["records"]) <= 2
        seen += [record["record"] for record in page.json()["records"]]
        cursor = page.json()["cursor"]
        if cursor is None:
            break
        assert not any(record in cursor for record in seen)
        stolen = other.post("/v1/records/open-page", {**wish, "cursor": cursor})
        assert (stolen.status_code, stolen.json()["ground"]) == (422, "cursor")
    assert made <= set(seen)
    assert len(seen) == len(set(seen))


def test_a_record_is_corrected_once(program: Program) -> None:
    record = program.collect().json()["record"]
    once = str(uuid.uuid4())
    wish = {
        "record": record,
        "purpose": REPLY,
        "items": {"email": "kakuu.hanako@example.co.jp"},
        "reason": "The address has changed",
    }
    first = program.post("/v1/records/correct", wish, once=once)
    assert first.status_code == 200, first.text
    assert first.json()["record"] == record
    assert program.post("/v1/records/correct", wish, once=once).json() == first.json()
    assert program.open(record).json()["items"] == {**ITEMS, "email": "kakuu.hanako@example.co.jp"}
    wrong = program.post("/v1/records/correct", {**wish, "items": {"email": "nothing"}}, once=str(uuid.uuid4()))
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/items/email")


def test_a_reason_without_personal_data_is_needed(program: Program) -> None:
    record = program.collect().json()["record"]
    for reason in ("call hanako@example.co.jp", "   x  "):
        assert program.open(record, reason=reason).json()["ground"] == "no_reason"
    assert program.open(record, reason="").status_code == 400


def test_a_key_is_bound_to_its_service(new_program: Callable[..., Program], program: Program) -> None:
    other = new_program(service="brochure", purposes=frozenset({"brochure.send"}))
    record = program.collect().json()["record"]
    assert other.open(record, purpose="brochure.send").status_code in (403, 404)
    assert other.open(record, purpose=REPLY).status_code in (403, 404)
    for verb in ("close", "erase"):
        answer = other.post(f"/v1/records/{verb}", {"record": record}, once=str(uuid.uuid4()))
        assert answer.status_code in (403, 404), verb
    assert program.collect(service="brochure").json()["ground"] == "service_other"
    assert program.open(record).status_code == 200


def test_a_key_is_bound_to_its_acts(new_program: Callable[..., Program], program: Program) -> None:
    collector = new_program(purposes=frozenset(), acts=frozenset({KeyAct.COLLECT}))
    record = collector.collect().json()["record"]
    assert collector.open(record).status_code == 403
    reader = new_program(acts=frozenset({KeyAct.OPEN}))
    assert (reader.collect().status_code, reader.collect().json()["ground"]) == (403, "act_not_allowed")
    assert reader.open(record).status_code == 200
    assert reader.post("/v1/records/erase", {"record": record}, once=str(uuid.uuid4())).status_code == 403
    assert program.open(record).status_code == 200


def test_a_key_is_bound_to_its_purposes_and_a_refusal_is_recorded(
    new_program: Callable[..., Program], owner: PsycopgDatabase
) -> None:
    reader = new_program(purposes=frozenset({"inquiry.statistics"}))
    record = reader.collect().json()["record"]
    key = reader.get("/v1/key").json()["key"]
    refused = reader.open(record, purpose=REPLY)
    assert refused.status_code == 403
    assert set(reader.open(record, purpose="inquiry.statistics").json()["items"]) == {"topic"}
    with owner.transaction() as cursor:
        cursor.execute("SELECT body FROM ledger_entry WHERE kind = 'vault.record.refused' ORDER BY id DESC LIMIT 20")
        facts = [json.loads(bytes(row[0]))["facts"] for row in cursor.fetchall()]
    assert [one["record"] for one in facts if one["actor"] == key] == [record]
