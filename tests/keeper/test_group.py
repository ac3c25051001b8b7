"""Openings that come at the same moment are served together, and each gets its own answer."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from azukari.base.errors import AzukariError, NotFoundError, UnavailableError
from azukari.keeper.group import Group
from azukari.statement.purposes import Role
from azukari.vault.access import Actor, Ask, Opened
from tests.vault.keeper_peer import EVENT, NOW, RECORD

STAFF = Actor("staff", Role.SERVICE_STAFF)


def ask(number: str) -> Ask:
    return Ask(number, "purpose", "reason", STAFF)


def opened(number: str) -> Opened:
    return Opened(RECORD, number, "service", "purpose", {}, "hash", NOW, "ja", EVENT)


class Vault:
    """Serves groups, one at a time, when the test lets it."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.entered = threading.Semaphore(0)
        self.let_go = threading.Semaphore(0)
        self.inside = threading.Lock()

    def __call__(self, asks: Sequence[Ask]) -> Sequence[Opened | AzukariError]:
        assert self.inside.acquire(blocking=False), "Two groups were under way at once."
        try:
            self.sizes.append(len(asks))
            self.entered.release()
            assert self.let_go.acquire(timeout=10)
            return [NotFoundError() if one.record == "missing" else opened(str(one.record)) for one in asks]
        finally:
            self.inside.release()


def waiting(group: Group, number: int) -> None:
    for _ in range(1_000_000):
        if len(group._waiting) == number:
            return
    raise AssertionError("They do not wait.")


def test_those_who_come_meanwhile_go_together(vault: Vault) -> None:
    group = Group(vault)
    with ThreadPoolExecutor(16) as threads:
        first = threads.submit(group.open, ask("0"))
        assert vault.entered.acquire(timeout=5)
        others = [threads.submit(group.open, ask(str(number))) for number in range(1, 9)]
        waiting(group, 8)
        vault.let_go.release(2)
        assert [one.result(5).number for one in [first, *others]] == [str(number) for number in range(9)]
    assert vault.sizes == [1, 8]


def test_a_group_has_a_largest_size(vault: Vault) -> None:
    group = Group(vault, largest=3)
    with ThreadPoolExecutor(16) as threads:
        first = threads.submit(group.open, ask("0"))
        assert vault.entered.acquire(timeout=5)
        others = [threads.submit(group.open, ask(str(number))) for number in range(1, 8)]
        waiting(group, 7)
        vault.let_go.release(4)
        assert {one.result(5).number for one in [first, *others]} == {str(number) for number in range(8)}
    assert vault.sizes == [1, 3, 3, 1]


def test_the_refusal_of_one_is_its_own(vault: Vault) -> None:
    group = Group(vault)
    vault.let_go.release(9)
    with pytest.raises(NotFoundError):
        group.open(ask("missing"))
    assert group.open(ask("1")).number == "1"


def test_a_group_that_fails_fails_for_each_and_the_next_goes_on() -> None:
    failing = threading.Event()
    entered, let_go = threading.Event(), threading.Event()

    def serve(asks: Sequence[Ask]) -> Sequence[Opened | AzukariError]:
        entered.set()
        assert let_go.wait(10)
        if failing.is_set():
            raise UnavailableError
        return [opened(str(one.record)) for one in asks]

    group = Group(serve)
    with ThreadPoolExecutor(8) as threads:
        first = threads.submit(group.open, ask("0"))
        assert entered.wait(5)
        others = [threads.submit(group.open, ask(str(number))) for number in range(3)]
        waiting(group, 3)
        failing.set()
        let_go.set()
        for one in [first, *others]:
            with pytest.raises(UnavailableError):
                one.result(5)
    failing.clear()
    assert group.open(ask("1")).number == "1"


def test_an_answer_too_few_is_nobodys_success() -> None:
    group = Group(lambda _asks: [])
    with pytest.raises(ValueError, match="zip"):
        group.open(ask("1"))


@pytest.fixture
def vault() -> Vault:
    return Vault()
