"""Openings that come at the same moment are served together, and each gets its own answer."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from azukari.base.errors import AzukariError, NotFoundError, UnavailableError
from azukari.keeper.group import Group, Outcome
from azukari.statement.purposes import Role
from azukari.vault.access import Actor, Ask, Opened
from tests.vault.keeper_peer import EVENT, NOW, RECORD

STAFF = Actor("staff", Role.SERVICE_STAFF)


def ask(number: str) -> Ask:
    return Ask(number, "purpose", "reason", STAFF)


def opened(number: str) -> Opened:
    return Opened(RECORD, number, "service", "purpose", {}, "hash", NOW, "ja", EVENT)


class Vault:
    """Serves groups when the test lets it."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.entered = threading.Semaphore(0)
        self.let_go = threading.Semaphore(0)

    def __call__(self, asks: Sequence[Ask]) -> Sequence[Opened | AzukariError]:
        self.asked.append([str(one.record) for one in asks])
        self.entered.release()
        assert self.let_go.acquire(timeout=10)
        return [NotFoundError() if one.record == "missing" else opened(str(one.record)) for one in asks]

    @property
    def sizes(self) -> list[int]:
        return [len(one) for one in self.asked]


@pytest.fixture
def vault() -> Vault:
    return Vault()


@pytest.fixture
def groups(vault: Vault) -> Iterator[Callable[..., Group]]:
    made: list[Group] = []

    def make(serve: Callable[[Sequence[Ask]], Sequence[Opened | AzukariError]] = vault, **more: int) -> Group:
        made.append(Group(serve, **({"openers": 1} | more)))
        return made[-1]

    yield make
    vault.let_go.release(100)
    for one in made:
        one.close()


def test_those_who_come_meanwhile_go_together(vault: Vault, groups: Callable[..., Group]) -> None:
    group = groups()
    answers: list[Outcome] = []
    group.submit(ask("0"), answers.append)
    assert vault.entered.acquire(timeout=5)
    for number in range(1, 9):
        group.submit(ask(str(number)), answers.append)
    vault.let_go.release(2)
    group.close()
    assert vault.sizes == [1, 8]
    assert [one.number for one in answers if isinstance(one, Opened)] == [str(number) for number in range(9)]


def test_a_group_has_a_largest_size(vault: Vault, groups: Callable[..., Group]) -> None:
    group = groups(largest=3)
    answers: list[Outcome] = []
    group.submit(ask("0"), answers.append)
    assert vault.entered.acquire(timeout=5)
    for number in range(1, 8):
        group.submit(ask(str(number)), answers.append)
    vault.let_go.release(4)
    group.close()
    assert vault.sizes == [1, 3, 3, 1]
    assert len(answers) == 8


def test_two_openers_have_a_group_each_under_way(vault: Vault, groups: Callable[..., Group]) -> None:
    group = groups(openers=2)
    answers: list[Outcome] = []
    group.submit(ask("0"), answers.append)
    assert vault.entered.acquire(timeout=5)
    group.submit(ask("1"), answers.append)
    assert vault.entered.acquire(timeout=5), "The second waited for the first."


def test_the_refusal_of_one_is_its_own(vault: Vault, groups: Callable[..., Group]) -> None:
    group = groups()
    vault.let_go.release(9)
    with pytest.raises(NotFoundError):
        group.open(ask("missing"))
    assert group.open(ask("1")).number == "1"


def test_a_caller_who_has_gone_before_is_not_asked_for_and_the_others_are(
    vault: Vault, groups: Callable[..., Group]
) -> None:
    group = groups()
    answers: list[Outcome] = []
    group.submit(ask("0"), answers.append)
    assert vault.entered.acquire(timeout=5)
    group.submit(ask("gone"), answers.append).cancel()
    group.submit(ask("2"), answers.append)
    vault.let_go.release(2)
    group.close()
    assert vault.asked == [["0"], ["2"]]
    assert [one.number for one in answers if isinstance(one, Opened)] == ["0", "2"]


def test_a_group_of_none_but_callers_who_have_gone_asks_for_nothing(vault: Vault, groups: Callable[..., Group]) -> None:
    group = groups()
    group.submit(ask("0"), lambda _: None)
    assert vault.entered.acquire(timeout=5)
    group.submit(ask("gone"), lambda _: None).cancel()
    vault.let_go.release(1)
    group.close()
    assert vault.asked == [["0"]]


def test_a_group_that_fails_fails_for_each_and_the_next_goes_on(groups: Callable[..., Group]) -> None:
    failing = threading.Event()
    failing.set()

    def serve(asks: Sequence[Ask]) -> Sequence[Opened | AzukariError]:
        if failing.is_set():
            raise UnavailableError
        return [opened(str(one.record)) for one in asks]

    group = groups(serve)
    with ThreadPoolExecutor(8) as threads:
        for one in [threads.submit(group.open, ask(str(number))) for number in range(4)]:
            with pytest.raises(UnavailableError):
                one.result(5)
    failing.clear()
    assert group.open(ask("1")).number == "1"


def test_an_answer_too_few_is_nobodys_success(groups: Callable[..., Group]) -> None:
    group = groups(lambda _asks: [])
    with pytest.raises(ValueError, match="zip"):
        group.open(ask("1"))
