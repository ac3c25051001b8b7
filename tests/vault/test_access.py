from dataclasses import replace

import pytest

from azukari.base.errors import MalformedError, RefusedError
from azukari.statement.purposes import RetentionStart, Role
from azukari.vault.access import Actor, Ground, allowed_items, check_reason
from azukari.vault.consent import ConsentState, applies, asked_permissions, decisions
from azukari.vault.events import EVENTS, Event
from azukari.vault.retention import has_run_out, until_on
from tests.vault.world import AUDITOR, NOW, STAFF, STATEMENT, SYSTEM

SERVICE = STATEMENT.service("inquiry")
REPLY = STATEMENT.purpose("inquiry.reply")


@pytest.mark.parametrize("text", ["answering the inquiry", "  問い合わせ対応 4711 ", "abc", "a" * 200])
def test_a_reason_is_kept_as_it_is_recorded(text: str) -> None:
    assert check_reason(text) == text.strip()


@pytest.mark.parametrize(
    "text", ["", "  ", "ab", "a" * 201, "for taro@example.jp", "called 03-1234-5678", "no 123456789012", "\n\n\n"]
)
def test_a_reason_without_words_or_with_personal_data_is_refused(text: str) -> None:
    with pytest.raises(RefusedError) as refused:
        check_reason(text)
    assert refused.value.ground is Ground.NO_REASON
    if text.strip():
        assert text not in refused.value.message


def test_a_role_sees_what_the_purpose_sees() -> None:
    assert allowed_items(SERVICE, REPLY, STAFF) == ("name", "kana", "email", "phone", "topic", "question")


def test_other_roles_and_services_are_refused() -> None:
    quality = STATEMENT.purpose("inquiry.quality")
    for purpose, actor in (
        (REPLY, AUDITOR),
        (quality, STAFF),
        (REPLY, Actor("staff:1", Role.ADMINISTRATOR)),
        (REPLY, replace(STAFF, services=frozenset({"brochure"}))),
        (quality, SYSTEM),
    ):
        with pytest.raises(RefusedError) as refused:
            allowed_items(SERVICE, purpose, actor)
        assert refused.value.ground is Ground.ROLE_NOT_ALLOWED
    assert allowed_items(SERVICE, REPLY, replace(STAFF, services=frozenset({"inquiry"})))


def test_the_system_sees_only_what_its_reply_needs() -> None:
    assert allowed_items(SERVICE, REPLY, SYSTEM) == ("name", "email")
    listed = replace(REPLY, roles=(*REPLY.roles, Role.SYSTEM))
    assert allowed_items(SERVICE, listed, SYSTEM) == ("name", "email"), "a statement cannot give the system more"


def test_permissions_are_asked_for_and_answered_one_by_one() -> None:
    assert asked_permissions(STATEMENT, SERVICE) == ("newsletter",)
    assert decisions(STATEMENT, SERVICE, frozenset()) == {"newsletter": ConsentState.REFUSED}
    assert decisions(STATEMENT, SERVICE, frozenset({"newsletter"})) == {"newsletter": ConsentState.GIVEN}
    with pytest.raises(MalformedError):
        decisions(STATEMENT, SERVICE, frozenset({"inquiry.reply"}))
    assert applies(STATEMENT, "inquiry.reply", frozenset())
    assert not applies(STATEMENT, "newsletter", frozenset())


def test_periods_run_from_their_event_in_days_of_japan() -> None:
    collected = replace(REPLY.retention, start=RetentionStart.COLLECTED, days=1)
    late = NOW.replace(hour=20)  # the next day in Japan
    assert str(until_on(collected, collected_at=NOW, closed_at=None)) == "2026-11-24"
    assert str(until_on(collected, collected_at=late, closed_at=None)) == "2026-11-25"
    assert until_on(REPLY.retention, collected_at=NOW, closed_at=None) is None
    assert until_on(REPLY.retention, collected_at=NOW, closed_at=NOW) is not None


def test_the_last_day_is_included() -> None:
    until = until_on(replace(REPLY.retention, start=RetentionStart.COLLECTED, days=0), collected_at=NOW, closed_at=None)
    assert not has_run_out(until, now=NOW.replace(hour=14, minute=59))
    assert has_run_out(until, now=NOW.replace(hour=15, minute=0))
    assert not has_run_out(None, now=NOW)


def test_every_event_has_a_sentence_in_both_languages() -> None:
    assert set(EVENTS) == set(Event)
    for words in EVENTS.values():
        assert words.ja.endswith("。")
        assert words.en.endswith(".")


def test_a_statement_cannot_let_persons_open_records_like_staff() -> None:
    listed = replace(REPLY, roles=(*REPLY.roles, Role.PERSON))
    with pytest.raises(RefusedError):
        allowed_items(SERVICE, listed, Actor("visit", Role.PERSON))
