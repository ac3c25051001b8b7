"""What a program reads: its rights, the statement, the matrix, the ledger with proofs, and whether everything is up."""

import base64
import json
import ssl

import httpx
import pytest

from azukari.cli.installation import Installation
from azukari.ledger.note import read_verifier
from azukari.ledger.proof import read_proof, verify_proof
from azukari.statement.bundle import parse, read_folder
from azukari.statement.notice import render
from tests.api.conftest import Program
from tests.journeys.product import Product, wait_for

pytestmark = pytest.mark.journey


def test_the_key_tells_its_rights(program: Program) -> None:
    rights = program.get("/v1/key").json()
    assert rights["service"] == "inquiry"
    assert rights["purposes"] == ["inquiry.reply", "inquiry.statistics", "newsletter"]
    assert "collect" in rights["acts"]


def test_matrix_and_statement_are_those_in_force(program: Program, product: Product) -> None:
    statement = parse(read_folder(product.home.statement))
    service = statement.service("inquiry")
    assert program.get("/v1/statement").json()["hash"] == statement.hash
    matrix = program.get("/v1/matrix").json()
    assert [item["id"] for item in matrix["items"]] == [item.id for item in service.items]
    assert {item["id"]: item["purposes"] for item in matrix["items"]} == {
        item.id: list(item.purposes) for item in service.items
    }
    assert matrix["notices"]["ja"]["html"] == render(statement, service, "ja")
    retention = {one["id"]: one["retention"]["days"] for one in matrix["purposes"]}
    assert retention["inquiry.reply"] == statement.purpose("inquiry.reply").retention.days


def test_an_entry_is_proved(program: Program, installation: Installation) -> None:
    made = program.collect().json()
    answers: list[httpx.Response] = []

    def proved() -> bool:
        answers.append(program.post("/v1/ledger/proof", {"entry": made["entry"]}))
        assert answers[-1].status_code == 200 or answers[-1].json()["ground"] == "not_yet_placed"
        return answers[-1].status_code == 200

    wait_for(proved)
    said = answers[-1].json()
    verifier = read_verifier(installation.environment("api")["AZUKARI_LEDGER_KEY"])
    entry = base64.b64decode(said["entry"])
    assert verify_proof(read_proof(said["proof"]), entry, verifier).index == said["index"]
    assert json.loads(entry)["facts"]["record"] == made["record"]
    again = program.get(f"/v1/ledger/proofs/{said['index']}").json()
    assert again["entry"] == said["entry"]
    assert program.get("/v1/ledger/proofs/999999999").status_code == 404
    assert program.get("/v1/ledger/checkpoint").json()["size"] > said["index"]


def test_everything_is_up(product: Product, context: ssl.SSLContext) -> None:
    answer = httpx.get(f"{product.api}/v1/health", verify=context)
    assert (answer.status_code, answer.json()) == (200, {"keeper": True, "database": True, "ledger": True})


def test_the_whole_ledger_is_paged_through(program: Program) -> None:
    seen: list[int] = []
    cursor = None
    size = program.get("/v1/ledger/checkpoint").json()["size"]
    while True:
        page = program.get("/v1/ledger/entries", params={"limit": 50, **({"cursor": cursor} if cursor else {})}).json()
        seen += [one["index"] for one in page["entries"]]
        cursor = page["cursor"]
        if cursor is None:
            break
    assert seen == sorted(seen, reverse=True)
    assert seen[-1] == 0
    assert len(seen) >= size
