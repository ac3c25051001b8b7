import json
import threading
import uuid
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from azukari.base.canonical import sha256_hex
from azukari.base.errors import AzukariError, MalformedError, UnavailableError
from azukari.base.sql import Cursor
from azukari.ledger.entry import decode
from azukari.statement import matrix
from azukari.vault.index import LookupKind
from azukari.vault.services.collecting import AlreadyCollectedError, Collected, collect
from azukari.vault.services.opening import open_for
from tests.vault.test_normalise import RAW
from tests.vault.world import CANARY, NOW, REASON, STAFF, STATEMENT, World, submission

TABLES = (
    "vault_directory",
    "vault_record",
    "vault_terms",
    "vault_consent",
    "ledger_entry",
)


def _counts(world: World) -> dict[str, int]:
    return {name: world.sql(f"SELECT count(*) FROM {name}")[0][0] for name in TABLES}  # noqa: S608 - names from above


def test_what_was_collected_opens_for_its_purpose(world: World) -> None:
    sent = submission(permissions=frozenset({"newsletter"}))
    done = world.collect(sent)
    chamber = world.afresh()
    for record in (done.number, done.number.lower().replace("-", " "), done.record_id, str(done.record_id)):
        opened = open_for(chamber, record, purpose="inquiry.reply", reason=REASON, actor=STAFF, now=world.now)
        assert opened.items == sent.values
        assert list(opened.items) == ["name", "kana", "email", "phone", "topic", "question"]
    assert (opened.record_id, opened.number, opened.service) == (sent.record_id, sent.number, "inquiry")
    assert (opened.statement_hash, opened.collected_at, opened.language) == (STATEMENT.hash, NOW, "ja")
    letter = open_for(chamber, done.number, purpose="newsletter", reason=REASON, actor=STAFF, now=world.now)
    assert letter.items == {"name": CANARY["name"], "email": CANARY["email"]}


@pytest.mark.parametrize("raw", RAW)
def test_raw_code_points_come_back(world: World, raw: str) -> None:
    done = world.collect(values={"name": raw, "email": "a@example.jp", "question": raw})
    opened = open_for(
        world.afresh(), done.record_id, purpose="inquiry.reply", reason=REASON, actor=STAFF, now=world.now
    )
    assert opened.items["name"] == opened.items["question"] == raw


def test_nothing_readable_is_stored_anywhere(world: World) -> None:
    world.collect(permissions=frozenset({"newsletter"}))
    for name in (*TABLES, "vault_sealing_session"):
        dumped = world.sql(f"SELECT coalesce(string_agg(t::text, ''), '') FROM {name} t")[0][0]  # noqa: S608
        stored = dumped + bytes.fromhex(
            "".join(c for c in dumped if c in "0123456789abcdef")[: len(dumped) // 4 * 2]
        ).decode("utf-8", "replace")
        for canary in (*CANARY.values(), "canary@example.jp", "+81312345678", "値段"):
            assert canary not in stored
            assert canary.encode().hex() not in dumped


def test_the_ledger_entry_says_only_what_it_may(world: World) -> None:
    sent = submission(permissions=frozenset({"newsletter"}))
    done = world.collect(sent)
    body = bytes(world.sql("SELECT body FROM ledger_entry WHERE kind = 'vault.record.collected'")[0][0])
    assert body == done.entry
    facts = decode(body).facts
    assert set(facts) == {"record", "service", "statement", "notice", "receipt", "commitment"}
    assert facts["receipt"] == sha256_hex(done.receipt)
    assert facts["record"] == str(sent.record_id)
    assert not any(canary in body.decode() for canary in CANARY.values())
    assert "newsletter" not in body.decode()  # what anybody agreed to is nobody else's business
    assert json.loads(done.receipt)["azk:facts"]["permissions"] == ["newsletter"]


def test_consents_are_kept_whether_given_or_refused(world: World) -> None:
    given, refused = world.collect(permissions=frozenset({"newsletter"})), world.collect()
    rows = dict(world.sql("SELECT record_id, state FROM vault_consent WHERE purpose = 'newsletter'"))
    assert rows == {given.record_id: "given", refused.record_id: "refused"}


def test_a_purpose_without_permission_gets_no_grant_and_what_only_it_needs_is_not_kept(world: World) -> None:
    values = {**submission().values, "tastes": "tea,rice"}
    refused = world.collect(values=values)
    given = world.collect(values=values, permissions=frozenset({"newsletter"}))
    grants = world.grants()
    assert [purpose for record, purpose, _ in grants if record == refused.record_id] == [
        "inquiry.quality",
        "inquiry.reply",
    ]
    assert [purpose for record, purpose, _ in grants if record == given.record_id] == [
        "inquiry.quality", "inquiry.reply", "newsletter",
    ]  # fmt: skip
    parts = dict(world.sql("SELECT record_id, cardinality(sealed) FROM vault_record"))
    assert parts[given.record_id] == parts[refused.record_id] + 1
    opened = open_for(world.afresh(), given.number, purpose="newsletter", reason=REASON, actor=STAFF, now=world.now)
    assert opened.items["tastes"] == "tea,rice"


def test_the_same_address_is_two_persons_claim(world: World) -> None:
    world.collect()
    world.collect()
    rows = world.sql("SELECT person_id, tokens FROM vault_record")
    assert len({row[0] for row in rows}) == 2  # never merged: that somebody wrote an address proves nothing
    assert len({tuple(map(bytes, row[1])) for row in rows}) == 1
    assert {
        world.token(LookupKind.EMAIL, CANARY["email"]),
        world.token(LookupKind.PHONE, CANARY["phone"]),
    } < world.tokens()


def test_each_token_names_the_compartment_of_its_value(world: World) -> None:
    world.collect()
    ((granted, compartments, tokens, parts),) = world.sql(
        "SELECT t.granted, t.compartments, r.tokens, r.token_parts FROM vault_record r JOIN vault_terms t USING (terms_id)"
    )
    by_matrix = {item: one.id for one in matrix.compartments(STATEMENT.service("inquiry")) for item in one.items}
    named = {bytes(token): compartments[part - 1] for token, part in zip(tokens, parts, strict=True)}
    assert named == {world.token(kind, CANARY[kind]): by_matrix[kind] for kind in LookupKind}
    assert granted == sorted(granted)
    assert compartments == sorted(compartments)


def test_a_record_is_due_when_its_first_grant_runs_out(world: World) -> None:
    world.collect()
    assert world.sql("SELECT due_on, untils FROM vault_record") == [(date(2026, 12, 23), [date(2026, 12, 23), None])]


def test_sent_twice_it_is_stored_once_under_its_first_number(world: World) -> None:
    sent = submission()
    world.collect(sent)
    before = _counts(world)
    again = replace(sent, number=submission().number)
    with pytest.raises(AlreadyCollectedError) as found:
        world.collect(again)
    assert found.value.number == sent.number
    assert _counts(world) == before


def test_sent_twice_at_once_it_is_stored_once(world: World) -> None:
    sent = submission()
    gate, outcomes = threading.Barrier(4), []

    def send() -> None:
        database = world.connect("public")
        gate.wait()
        try:
            outcomes.append(collect(database, sent, sealer=world.sealer, statement=STATEMENT, now=NOW).number)
        except AlreadyCollectedError as error:
            outcomes.append(f"again {error.number}")

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == sorted([sent.number, *[f"again {sent.number}"] * 3])
    assert _counts(world)["vault_record"] == 1


def test_what_goes_beside_is_stored_with_it_or_not_at_all(world: World) -> None:
    seen: list[Collected] = []

    def beside(cursor: Cursor, done: Collected) -> None:
        cursor.execute("SELECT 1")
        seen.append(done)

    done = collect(world.public, submission(), sealer=world.sealer, statement=STATEMENT, now=NOW, beside=beside)
    assert seen == [done]
    before = _counts(world)

    def broken(cursor: Cursor, done: Collected) -> None:
        raise UnavailableError

    with pytest.raises(UnavailableError):
        collect(world.public, submission(), sealer=world.sealer, statement=STATEMENT, now=NOW, beside=broken)
    assert _counts(world) == before


_GOOD = submission().values


WRONG: list[tuple[dict[str, Any], str | None]] = [
    ({"values": {**_GOOD, "shoe_size": "26"}}, "item_unknown"),
    ({"values": {"name": "x", "question": "y"}}, "item_missing"),
    ({"values": {**_GOOD, "name": ""}}, "item_missing"),
    ({"values": {**_GOOD, "name": " x "}}, "item_form"),
    ({"values": {**_GOOD, "email": "X@EXAMPLE.JP"}}, "item_form"),
    ({"values": {**_GOOD, "email": "none"}}, "email"),
    ({"values": {**_GOOD, "topic": "none"}}, "choice"),
    ({"values": {**_GOOD, "question": "4111 1111 1111 1111"}}, "card_number"),
    ({"values": {**_GOOD, "question": "x" * 2001}}, "too_long"),
    ({"permissions": frozenset({"inquiry.reply"})}, "permission_unknown"),
    ({"statement_hash": "ee" * 32}, "statement_other"),
    ({"service": "brochure"}, "service_unknown"),
    ({"number": "7k3m92qf0tb5"}, None),
    ({"notice_hash": "x"}, "malformed"),
    ({"language": "fr"}, "malformed"),
    ({"connection": "TLS\n"}, "malformed"),
]


def test_a_submission_that_is_not_in_order_is_refused_and_nothing_is_stored(world: World) -> None:
    for change, ground in WRONG:
        with pytest.raises(MalformedError) as found:
            world.collect(replace(submission(), **change))
        assert ground in {found.value.ground, None}
        assert "佐藤" not in found.value.message
    assert _counts(world)["vault_record"] == 0


def test_a_submission_with_nothing_to_keep_is_refused(world: World) -> None:
    service = STATEMENT.service("inquiry")
    optional = replace(service, items=tuple(replace(item, required=False) for item in service.items))
    with pytest.raises(MalformedError) as found:
        collect(
            world.public,
            submission({"tastes": "tea"}),
            sealer=world.sealer,
            statement=replace(STATEMENT, services=(optional,)),
            now=NOW,
        )
    assert found.value.ground == "nothing_sent"


def test_a_purpose_without_a_published_key_stops_it(world: World) -> None:
    world.sql("DELETE FROM vault_purpose_key WHERE purpose = 'inquiry.reply'")
    with pytest.raises(UnavailableError) as found:
        world.collect()
    assert found.value.ground == "no_key"
    assert _counts(world)["vault_record"] == 0


def test_a_number_that_another_record_has_is_an_error_and_never_taken_for_a_second_sending(world: World) -> None:
    sent = submission()
    world.collect(sent)
    with pytest.raises(Exception, match="vault_directory_number_key") as found:
        world.collect(replace(sent, record_id=uuid.uuid4()))
    assert not isinstance(found.value, AzukariError)
    assert _counts(world)["vault_record"] == 1


def test_a_name_in_two_boxes_is_found_by_both(world: World) -> None:
    service = STATEMENT.service("inquiry")
    name = service.item("name")
    two = replace(service, items=(replace(name, id="family"), replace(name, id="given"), *service.items[1:]))
    statement = replace(STATEMENT, services=(two,))
    values = {"family": "山田", "given": "太郎", "email": "a@example.jp", "question": "?"}
    collect(world.public, submission(values), sealer=world.sealer, statement=statement, now=NOW)
    assert {world.token(LookupKind.NAME, one) for one in ("山田", "太郎", "山田太郎")} < world.tokens()
    assert len(world.tokens()) == 4
