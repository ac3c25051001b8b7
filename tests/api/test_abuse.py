"""Wrong keys, wrong hosts, wrong bodies, floods; each is answered in the one form, and none of it reaches a log."""

import secrets
import ssl
import uuid
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from azukari.base.clock import system_clock
from azukari.cli.installation import Installation
from azukari.host.database import PsycopgDatabase
from azukari.vault.randomness import system_draw
from azukari.vault.service_key import new_secret
from azukari.vault.services.service_keys import revoke
from tests.api.conftest import Program
from tests.journeys.product import Product, wait_for
from tests.programs import ITEMS, REASON, REPLY

pytestmark = pytest.mark.journey


def _is_problem(answer: httpx.Response, status: int, ground: str) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    said = answer.json()
    assert (said["status"], said["ground"]) == (status, ground)
    assert said["type"].startswith("/v1/problems/")


@pytest.mark.parametrize(
    ("shown", "ground"),
    [
        (None, "no_key"),
        ("Basic abc", "no_key"),
        ("Bearer", "no_key"),
        ("Bearer azk_" + "a" * 58, "service_key_form"),
        ("bearer x", "service_key_form"),
    ],
)
def test_without_a_key_nothing_is_answered(
    product: Product, context: ssl.SSLContext, shown: str | None, ground: str
) -> None:
    headers = {} if shown is None else {"Authorization": shown}
    answer = httpx.get(f"{product.api}/v1/key", headers=headers, verify=context)
    _is_problem(answer, 401, ground)
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_an_unknown_and_a_revoked_key_are_refused(program: Program, owner: PsycopgDatabase) -> None:
    key = uuid.UUID(program.get("/v1/key").json()["key"])
    unknown = Program(program.client, new_secret(system_draw))
    _is_problem(unknown.get("/v1/key"), 401, "service_key_unknown")
    revoke(owner, key, now=system_clock())
    wait_for(lambda: program.get("/v1/key").status_code == 401, seconds=3)
    _is_problem(program.collect(), 401, "service_key_revoked")


def test_unknown_keys_are_counted_and_known_ones_still_pass(
    product: Product, context: ssl.SSLContext, program: Program
) -> None:
    from_elsewhere = httpx.HTTPTransport(verify=context, local_address="127.0.0.2")
    with httpx.Client(base_url=product.api, transport=from_elsewhere, timeout=30) as client:
        unknown = Program(client, new_secret(system_draw))
        answers = [unknown.get("/v1/key") for _ in range(80)]
        _is_problem(answers[-1], 429, "too_many_failures")
        assert int(answers[-1].headers["retry-after"]) >= 1
        assert Program(client, program.secret).get("/v1/key").status_code == 200
    _is_problem(Program(program.client, new_secret(system_draw)).get("/v1/key"), 401, "service_key_unknown")


def test_other_hosts_are_not_answered(program: Program) -> None:
    answer = program.client.get("/v1/health", headers={"Host": "elsewhere.example"})
    _is_problem(answer, 421, "host")


@pytest.mark.parametrize("path", ["/", "/v1/nothing", "/v2/records", "/v1/records/open/x", "/v1/ledger/proofs/x"])
def test_unknown_addresses(program: Program, path: str) -> None:
    _is_problem(program.get(path), 404, "address_unknown")


def test_methods(program: Program) -> None:
    answer = program.client.delete("/v1/records", headers={"Authorization": f"Bearer {program.secret}"})
    _is_problem(answer, 405, "method")
    assert answer.headers["allow"] == "POST"
    answer = program.client.post("/v1/ledger/proofs/3")
    assert answer.headers["allow"] == "GET, HEAD"
    assert program.client.head("/v1/health").status_code == 200


@pytest.mark.parametrize(
    ("body", "kind", "status", "ground"),
    [
        (b"", "application/json", 400, "json"),
        (b"{", "application/json", 400, "json"),
        (b"\xff\xfe", "application/json", 400, "json"),
        (b"[" * 20_000, "application/json", 400, "body"),
        (b'{"record":"7K3M-92QF-0TBX","purpose":"\xed\xa0\x80"}', "application/json", 400, "json"),
        (b"[]", "application/json", 400, "body"),
        (b'{"record": 7}', "application/json", 400, "body"),
        (b'{"record": "x"}', "application/json", 400, "body"),
        (b"{}", "text/plain", 415, "media_type"),
        (b"{}", "application/json; charset=shift_jis", 415, "media_type"),
        (b'{"record":"' + b"x" * 300_000 + b'"}', "application/json", 413, "body_too_large"),
    ],
)
def test_bodies(program: Program, body: bytes, kind: str, status: int, ground: str) -> None:
    answer = program.client.post(
        "/v1/records/open",
        content=body,
        headers={"Authorization": f"Bearer {program.secret}", "Content-Type": kind},
    )
    _is_problem(answer, status, ground)


def test_unknown_fields_and_arguments(program: Program) -> None:
    wish: dict[str, Any] = {"record": str(uuid.uuid4()), "purpose": REPLY, "reason": REASON, "raison": "x"}
    _is_problem(program.post("/v1/records/open", wish), 400, "body")
    _is_problem(program.get("/v1/ledger/entries?limits=3"), 400, "query")
    _is_problem(program.get("/v1/ledger/entries?limit=3&limit=4"), 400, "query")
    _is_problem(program.get("/v1/ledger/entries?limit=0"), 400, "query")


def test_only_json_is_given(program: Program) -> None:
    answer = program.client.get(
        "/v1/key", headers={"Authorization": f"Bearer {program.secret}", "Accept": "application/xml"}
    )
    _is_problem(answer, 406, "accept")


def test_a_cursor_is_for_its_key_and_list(new_program: Callable[..., Program]) -> None:
    one, other = new_program(), new_program()
    first = one.get("/v1/ledger/entries", params={"limit": 2}).json()
    second = one.get("/v1/ledger/entries", params={"limit": 2, "cursor": first["cursor"]})
    assert second.json()["entries"][0]["index"] == first["entries"][-1]["index"] - 1
    wrong = one.get("/v1/ledger/entries", params={"kind": "vault.record.opened", "cursor": first["cursor"]})
    _is_problem(wrong, 422, "cursor")
    wish = {"purpose": REPLY, "reason": REASON, "cursor": first["cursor"]}
    _is_problem(other.post("/v1/records/open-page", wish), 422, "cursor")


def test_headers_stand_on_every_answer(program: Program) -> None:
    for answer in (
        program.get("/v1/key"),
        program.get("/v1/nothing"),
        program.client.get("/v1/"),
        program.client.get("/v1/health", headers={"Host": "x.example"}),
    ):
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
        assert not any(name.startswith("access-control-") for name in answer.headers)
        assert "set-cookie" not in answer.headers


def test_no_file_holds_what_was_sent(product: Product, program: Program, installation: Installation) -> None:
    canary = f"canary{secrets.token_hex(8)}"
    own = {"name": canary, "body": canary, "email": f"{canary}@example.co.jp"}
    record = program.collect(f"{canary}-1", items=own).json()["record"]
    assert program.open(record).json()["items"]["name"] == canary
    program.collect(items={**own, "phone": canary})
    program.collect(items={canary: canary})
    program.collect(canary, items={**own, "body": f"{canary} 4111 1111 1111 1111"})
    program.open(record, reason=f"{canary}@example.co.jp")
    program.open(canary)
    program.post("/v1/records/find", {"kind": "email", "value": own["email"], "purpose": REPLY, "reason": REASON})
    program.post("/v1/records/find", {"kind": "email", "value": canary, "purpose": REPLY, "reason": REASON})
    program.get(f"/v1/{canary}?{canary}={canary}")
    program.get("/v1/key", params={canary: canary})
    Program(program.client, f"azk_{canary}").get("/v1/key")
    program.client.post("/v1/records/open", content=f"{{{canary}".encode(), headers={"Authorization": canary})
    program.client.get("/v1/health", headers={"Host": f"{canary}.example"})
    held = [
        str(path.relative_to(product.home.path))
        for path in product.home.path.rglob("*")
        if path.is_file() and canary.encode() in path.read_bytes()
    ]
    assert held == []
    log = (installation.home.log / "api.log").read_text(encoding="utf-8")
    assert program.secret not in log


def test_bodies_are_not_mixed_up_under_load(program: Program) -> None:
    made = {}
    for number in range(30):
        text = f"{number}-{secrets.token_hex(4)}"
        made[program.collect(items={"body": text}).json()["record"]] = text
    for record, text in made.items():
        assert program.open(record).json()["items"]["body"] == text
    assert ITEMS["body"] not in made.values()
