"""A contract with a client that is renewed: what the new one takes away is gone, and what came under it is returned, too."""

import pytest

from azukari.base.errors import AzukariError
from azukari.sharing.delivery import StepRefusedError
from azukari.sharing.read_entrusted import read_entrusted
from azukari.sharing.services.certifying import acknowledge
from azukari.sharing.services.entrusted import opening
from azukari.sharing.services.entrusted.keeping import work_for_clients
from azukari.sharing.services.entrusted.opening import OutsideContractError
from azukari.sharing.services.entrusted.returning import NotReturnedError, begin_return, destroy
from azukari.sharing.services.proposing import cancel
from azukari.sharing.services.steps import handover_of
from azukari.vault.access import Ask, Clue
from azukari.vault.services.paging import Wish
from tests.sharing.clients import contract_text
from tests.sharing.estate import ANNA, BEN, CARA, A, Estate

WHY = "a card came back"


def without_staff(text: str) -> str:
    head, tail = text.split("[purposes.sending]")
    roles = 'roles = ["privacy_manager", "service_staff"]'
    assert roles in tail
    return head + "[purposes.sending]" + tail.replace(roles, 'roles = ["privacy_manager"]', 1)


def work(estate: Estate) -> None:
    failures: list[AzukariError] = []
    work_for_clients(estate.custody, now=estate.now, failed=failures.append)
    assert failures == []


@pytest.mark.parametrize("how", ["open", "find", "page"])
def test_a_role_that_the_contract_in_force_takes_away_sees_nothing(estate: Estate, how: str) -> None:
    [one] = estate.take_in(A)
    purpose = f"{A}.sending"
    assert opening.open_one(estate.custody, A, Ask(one.record_id, purpose, WHY, ANNA), now=estate.now).items
    estate.yard.later(seconds=5)
    estate.agree(read_entrusted("contract.toml", without_staff(contract_text(A))))
    wish = Wish(A, purpose, WHY, ANNA)
    with pytest.raises(OutsideContractError):
        if how == "open":
            opening.open_one(estate.custody, A, Ask(one.record_id, purpose, WHY, ANNA), now=estate.now)
        elif how == "find":
            opening.find(estate.custody, Clue("name", "佐藤カナリア"), wish, now=estate.now)
        else:
            opening.page(estate.custody, wish, after=None, limit=5, now=estate.now)


def test_what_came_after_an_earlier_return_is_returned_before_it_is_destroyed(estate: Estate) -> None:
    estate.take_in(A)
    estate.yard.later(days=400)  # the term is over
    first = begin_return(estate.custody, A, actor=BEN, now=estate.now)
    work(estate)
    estate.fetch(first)
    estate.agree(read_entrusted("contract.toml", contract_text(A, ends="2028-10-31")))  # renewed
    estate.take_in(A, {}, {})
    estate.yard.later(days=400)
    with pytest.raises(NotReturnedError):
        destroy(estate.custody, A, actor=BEN, now=estate.now)
    second = begin_return(estate.custody, A, actor=BEN, now=estate.now)
    work(estate)
    with pytest.raises(NotReturnedError):  # it waits, and was not fetched
        destroy(estate.custody, A, actor=BEN, now=estate.now)
    estate.fetch(second)
    assert destroy(estate.custody, A, actor=BEN, now=estate.now)


def test_what_goes_to_a_client_is_moved_on_by_its_members_only(estate: Estate) -> None:
    estate.take_in(A)
    estate.yard.later(days=400)
    first = begin_return(estate.custody, A, actor=BEN, now=estate.now)
    with pytest.raises(StepRefusedError):
        cancel(estate.custody.dispatch, first, actor=CARA, now=estate.now)
    work(estate)
    estate.fetch(first)
    with pytest.raises(StepRefusedError):
        acknowledge(estate.custody.dispatch, handover_of(estate.custody.dispatch, first), actor=CARA, now=estate.now)
