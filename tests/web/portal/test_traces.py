"""Who used what is held, in words: staff who handle a request are not the person, and what looks the same stands once."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from azukari.rights.shapes import AccessUse
from azukari.statement.bundle import parse, read_folder
from azukari.statement.document import Statement
from azukari.statement.purposes import Role
from azukari.vault.events import Event
from azukari.web.portal.traces import Trace, traces
from tests.keeper.house import STATEMENT

NOW = datetime(2026, 11, 28, 0, 7, 5, tzinfo=UTC)


@pytest.fixture(scope="module")
def statement() -> Statement:
    return parse(read_folder(STATEMENT))


def use(kind: Event, role: Role, *, seconds: int = 0, ground: str | None = None) -> AccessUse:
    return AccessUse(uuid.UUID(int=1), kind, "", role, ground, NOW + timedelta(seconds=seconds))


def written(statement: Statement, *uses: AccessUse) -> tuple[Trace, ...]:
    return traces(uses, (), in_force=statement, version=lambda _: statement, language="en")


def test_who_is_shown_something_makes_another_word(statement: Statement) -> None:
    staff, person, system = (
        written(statement, use(Event.SHOWN, role))[0] for role in (Role.PRIVACY_MANAGER, Role.PERSON, Role.SYSTEM)
    )
    assert staff.act != person.act
    assert (staff.own, person.own, system.own) == (False, True, False)
    assert (staff.for_code, person.for_code, system.for_code) == (False, False, True)


def test_what_was_done_again_within_a_minute_stands_once(statement: Statement) -> None:
    shown = [use(Event.SHOWN, Role.PRIVACY_MANAGER, seconds=at) for at in (0, 10, 20, 60)]
    others = [use(Event.OPENED, Role.PRIVACY_MANAGER), use(Event.OPENED, Role.SERVICE_STAFF)]
    refused = [use(Event.REFUSED, Role.SERVICE_STAFF, ground="purpose")]
    found = written(statement, *shown, *others, *refused)
    assert sorted(one.times for one in found) == [1, 1, 1, 1, 3]
    assert sum(one.times for one in found) == len(shown + others + refused)
    assert found[0].instant == NOW + timedelta(seconds=60)
