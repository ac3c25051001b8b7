"""What is held, in words: from whom, under which version, restricted or not, who else has it, and what ends with a use."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from azukari.statement.bundle import parse, read_folder
from azukari.statement.document import Statement
from azukari.statement.text import Language
from azukari.vault.consent import ConsentState
from azukari.vault.services.showing import HeldRecord, Source, Use
from azukari.vault.store.showing import Said
from azukari.web.portal.holdings import Card, groups, has_postal_address, only_for
from tests.keeper.house import STATEMENT

NOW = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def statement() -> Statement:
    return parse(read_folder(STATEMENT))


def held(statement: Statement, **changed: object) -> HeldRecord:
    service = statement.service("brochure")
    named = dict.fromkeys(purpose for item in service.items for purpose in item.purposes)
    made = HeldRecord(
        record_id=uuid.uuid4(), person_id=uuid.uuid4(), number="7K3M-92QF-0TBX", service="brochure", collected_at=NOW,
        closed_at=None, statement_hash=statement.hash, notice_hash="cd" * 32, entry_id=uuid.uuid4(),
        values={"name": "甲野花子", "email": "hanako@mail.example", "brochures": "general,paper"},
        uses=tuple(Use(one, living=True, until_on=date(2027, 5, 1), consent=None) for one in named),
        said=(), on_hold=False, source=Source.PAGE, language="ja",
    )  # fmt: skip
    return replace(made, **changed)  # type: ignore[arg-type]  # of the record's own fields


def shown(record: HeldRecord, statement: Statement, language: Language = "ja") -> Card:
    (group,) = groups([record], in_force=statement, version=lambda _: statement, language=language)
    (card,) = group.cards
    return card


@pytest.mark.parametrize("source", list(Source))
def test_every_source_is_told(statement: Statement, source: Source) -> None:
    assert shown(held(statement, source=source), statement).source


def test_choices_are_shown_in_their_words_and_what_is_missing_in_one_line(statement: Statement) -> None:
    (group,) = groups([held(statement)], in_force=statement, version=lambda _: statement, language="en")
    (card,) = group.cards
    labels = {answer.id: answer.value for answer in card.answers}
    assert labels["brochures"].count("\n") == 1
    assert set(labels) == {"name", "email", "brochures"}
    assert card.missing.count(", ") >= 1


def test_the_newest_stands_first_and_each_service_by_itself(statement: Statement) -> None:
    old = held(statement, number="OLD", collected_at=NOW - timedelta(days=1))
    new, other = held(statement, number="NEW"), held(statement, service="inquiry", number="ASK", values={}, uses=())
    found = groups([old, other, new], in_force=statement, version=lambda _: statement, language="ja")
    numbers = sorted([card.number for card in group.cards] for group in found)
    assert numbers == [["ASK"], ["NEW", "OLD"]]


def test_another_version_is_told_to_be_another(statement: Statement) -> None:
    later = replace(statement, hash="ab" * 32, version="later-1")
    (group,) = groups([held(statement)], in_force=later, version=lambda _: statement, language="ja")
    assert group.cards[0].changed
    assert group.cards[0].version == statement.version
    (same,) = groups([held(statement)], in_force=statement, version=lambda _: statement, language="ja")
    assert not same.cards[0].changed


def test_what_was_said_to_a_permission_is_told_with_its_day(statement: Statement) -> None:
    uses = (Use("newsletter", living=False, until_on=None, consent=ConsentState.WITHDRAWN),)
    said = (
        Said("newsletter", ConsentState.GIVEN, NOW),
        Said("newsletter", ConsentState.WITHDRAWN, NOW + timedelta(days=3)),
    )
    (group,) = groups(
        [held(statement, uses=uses, said=said)], in_force=statement, version=lambda _: statement, language="en"
    )
    (use,) = group.cards[0].uses
    assert (use.said, use.said_on, use.living) == ("withdrawn", "30 November 2026", False)


def test_whoever_has_nothing_to_do_with_it_any_more_is_not_among_the_holders(statement: Statement) -> None:
    (all_of_it,) = groups([held(statement)], in_force=statement, version=lambda _: statement, language="en")
    assert {one.name for one in all_of_it.recipients} >= {"Kazaguruma Parcels Co., Ltd."}
    uses = (Use("brochure.notify", living=True, until_on=None, consent=None),)
    (one,) = groups([held(statement, uses=uses)], in_force=statement, version=lambda _: statement, language="en")
    assert "Kazaguruma Parcels Co., Ltd." not in {recipient.name for recipient in one.recipients}


def test_whoever_else_holds_it_is_named_with_their_helpers_and_their_address(statement: Statement) -> None:
    for language, facts in (
        (
            "ja",
            (
                "再委託先：株式会社こもれび急便（日本）。箱や封筒を、お届け先まで運びます。",
                "代表者：代表取締役 風間 廻",
            ),
        ),
        ("en", ("Subcontractor: Komorebi Express Co., Ltd. (Japan). Carries the parcels", "Representative: Kazama")),
    ):
        (group,) = groups([held(statement)], in_force=statement, version=lambda _: statement, language=language)  # type: ignore[arg-type]
        (sender,) = (one for one in group.recipients if one.work.startswith(("カタログ", "Packs")))
        assert all(any(said.startswith(fact) for said in sender.facts) for fact in facts)


def test_what_only_one_use_sees_ends_with_it(statement: Statement) -> None:
    record = held(statement)
    service = statement.service("brochure")
    for use in record.uses:
        alone = only_for(record, use.purpose, version=lambda _: statement, language="en")
        expected = [
            item.label.en for item in service.items if item.id in record.values and set(item.purposes) == {use.purpose}
        ]
        assert list(alone) == expected
    last = replace(record, uses=record.uses[:1])
    seen = [
        item.label.en for item in service.items if item.id in record.values and record.uses[0].purpose in item.purposes
    ]
    assert list(only_for(last, last.uses[0].purpose, version=lambda _: statement, language="en")) == seen


def test_a_restriction_and_a_hold_of_the_law_are_told_apart(statement: Statement) -> None:
    for on_hold, restricted in ((True, True), (True, False), (False, False)):
        card = shown(held(statement, on_hold=on_hold, restricted=restricted), statement)
        assert (card.on_hold, card.restricted) == (on_hold, restricted)


def test_a_letter_can_be_sent_where_something_says_where_to(statement: Statement) -> None:
    def reachable(*records: HeldRecord) -> bool:
        return has_postal_address(records, version=lambda _: statement)

    none, there = held(statement), held(statement, values={"address": "東京都架空区0-0-0"})
    assert not reachable()
    assert not reachable(none, held(statement, values={"postal_code": "1000001", "address": ""}))
    assert reachable(none, there)
