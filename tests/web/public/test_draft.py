"""Drafts: what was typed comes back as it was, from nobody but us, and not for long."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azukari.web.public.draft import (
    LIFE,
    Draft,
    DraftExpiredError,
    DraftInvalidError,
    open_form,
    read_draft,
    seal_draft,
)

KEY, OTHER = bytes(range(32)), bytes(32)
NOW = datetime(2026, 11, 23, 9, 15, 2, 123000, tzinfo=UTC)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def _draft(answers: dict[str, tuple[str, ...]]) -> Draft:
    opened = open_form("inquiry", language="ja", statement_hash="a" * 64, notice_hash="b" * 64, now=NOW)
    return Draft(
        opened.record_id, opened.service, opened.language, opened.statement_hash, opened.notice_hash, NOW, answers
    )


@given(
    st.dictionaries(st.from_regex(r"[a-z-]{1,20}", fullmatch=True), st.lists(TEXT, max_size=3).map(tuple), max_size=5)
)
def test_what_was_typed_comes_back(answers: dict[str, tuple[str, ...]]) -> None:
    draft = _draft(answers)
    assert read_draft(seal_draft(draft, key=KEY, now=NOW), key=KEY, now=NOW) == draft


@given(st.text(max_size=200))
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(DraftInvalidError):
        read_draft(text, key=KEY, now=NOW)


def test_another_key_or_a_changed_byte_is_refused() -> None:
    sealed = seal_draft(_draft({"name": ("花子",)}), key=KEY, now=NOW)
    with pytest.raises(DraftInvalidError):
        read_draft(sealed, key=OTHER, now=NOW)
    for place in range(0, len(sealed) - 4, 7):
        changed = sealed[:place] + ("A" if sealed[place] != "A" else "B") + sealed[place + 1 :]
        with pytest.raises(DraftInvalidError):
            read_draft(changed, key=KEY, now=NOW)


def test_half_an_hour_is_the_limit_and_nothing_comes_from_the_future() -> None:
    sealed = seal_draft(_draft({}), key=KEY, now=NOW)
    assert read_draft(sealed, key=KEY, now=NOW + LIFE)
    for at in (NOW + LIFE + timedelta(seconds=1), NOW - timedelta(minutes=1)):
        with pytest.raises(DraftExpiredError):
            read_draft(sealed, key=KEY, now=at)


def test_what_was_typed_cannot_be_read_in_the_page() -> None:
    assert "hanako" not in seal_draft(_draft({"email": ("hanako",)}), key=KEY, now=NOW)
