"""The turnstile: counts by connection and act, forgets, and keeps no address."""

import pickle
from datetime import UTC, datetime, timedelta

import pytest

from azukari.web import turnstile as module
from azukari.web.public.limits import Act
from azukari.web.turnstile import Limit, Turnstile

NOW = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
FEW = {act: Limit(2, timedelta(minutes=10)) for act in Act}


def test_the_third_time_has_to_wait_until_the_first_is_old() -> None:
    turnstile = Turnstile(FEW)
    assert turnstile.wait_seconds(Act.SEND, "192.0.2.1", now=NOW) == 0
    assert turnstile.wait_seconds(Act.SEND, "192.0.2.1", now=NOW + timedelta(minutes=4)) == 0
    assert turnstile.wait_seconds(Act.SEND, "192.0.2.1", now=NOW + timedelta(minutes=5)) == 5 * 60 + 1
    assert turnstile.wait_seconds(Act.SEND, "192.0.2.1", now=NOW + timedelta(minutes=10)) == 0


def test_acts_and_connections_are_counted_apart() -> None:
    turnstile = Turnstile(FEW)
    for address in ("192.0.2.1", "192.0.2.2", "127.0.0.1", "", "nonsense"):
        for act in Act:
            assert turnstile.wait_seconds(act, address, now=NOW) in (0, 0)


def test_a_household_of_ipv6_counts_as_one() -> None:
    turnstile = Turnstile(FEW)
    waits = [turnstile.wait_seconds(Act.SEND, f"2001:db8:1:2::{n}", now=NOW) for n in range(3)]
    assert waits[:2] == [0, 0]
    assert waits[2] > 0
    assert turnstile.wait_seconds(Act.SEND, "2001:db8:1:3::1", now=NOW) == 0


def test_no_address_is_kept_and_old_counts_go(monkeypatch: pytest.MonkeyPatch) -> None:
    turnstile = Turnstile(FEW)
    turnstile.wait_seconds(Act.SEND, "192.0.2.77", now=NOW)
    assert b"192.0.2.77" not in pickle.dumps(dict(turnstile._seen))
    turnstile.wait_seconds(Act.SEND, "192.0.2.78", now=NOW + timedelta(minutes=30))
    assert len(turnstile._seen) == 1
    monkeypatch.setattr(module, "_MOST_CONNECTIONS", 3)
    for n in range(9):
        turnstile.wait_seconds(Act.SEND, f"198.51.100.{n}", now=NOW + timedelta(minutes=30))
    assert len(turnstile._seen) == 3
