"""The keeper's verbs about clients' data: members alone, recorded refusals, and two clients who never meet (requirements X-13)."""

import uuid
from typing import Any

import pytest

from azukari.base.errors import AzukariError
from azukari.keeper.desk import Desk
from azukari.statement.purposes import Role
from tests.keeper.house import House
from tests.keeper.persons import ask
from tests.sharing.clients import contract_text

WHY = "sending the card"


def refused(desk: Desk, verb: str, who: Any, **arguments: str) -> str | None:
    with pytest.raises(AzukariError) as caught:
        ask(desk, verb, who, **arguments)
    return caught.value.ground


def test_a_member_of_one_client_reaches_nothing_of_another(house: House, desk: Desk) -> None:
    manager, anna = house.hire(Role.PRIVACY_MANAGER), house.hire(Role.SERVICE_STAFF)
    ben, staff = house.session(manager), house.session(anna)
    for name in ("hoshizora", "tsukimi"):
        text = contract_text(name, begins="2020-01-01", ends="2099-12-31")
        assert uuid.UUID(str(ask(desk, "entrusted_agree", ben, contract=text)))
    ask(desk, "entrusted_add", ben, client="hoshizora", user=str(anna.id))
    assert ask(desk, "entrusted_count", staff, client="hoshizora") == 0
    find = {"kind": "email", "value": "canary@example.jp", "reason": WHY}
    assert ask(desk, "entrusted_find", staff, client="hoshizora", purpose="hoshizora.sending", **find) == []
    # Neither the other client's data, nor ours by a client's purpose, nor a client's by ours.
    assert refused(desk, "entrusted_count", staff, client="tsukimi") == "not_member"
    assert refused(desk, "entrusted_find", staff, client="tsukimi", purpose="tsukimi.sending", **find) == "not_member"
    assert (
        refused(desk, "entrusted_find", staff, client="hoshizora", purpose="tsukimi.sending", **find)
        == "purpose_unknown"
    )
    assert refused(desk, "find", staff, purpose="hoshizora.sending", **find) == "purpose_unknown"
    # A privacy manager who is no member is refused, and it is on record.
    assert refused(desk, "entrusted_count", ben, client="hoshizora") == "not_member"
    grounds = [one["ground"] for one in house.entries("keeper.call.refused") if one["actor"] == str(manager.id)]
    assert grounds == ["not_member"]
    ask(desk, "entrusted_remove", ben, client="hoshizora", user=str(anna.id))
    assert refused(desk, "entrusted_count", staff, client="hoshizora") == "not_member"


def test_a_contract_that_is_none_is_told_by_its_lines(house: House, desk: Desk) -> None:
    ben = house.signed_in(Role.PRIVACY_MANAGER)
    with pytest.raises(AzukariError) as caught:
        ask(desk, "entrusted_agree", ben, contract="id = 1")
    assert "contract.toml:1:" in caught.value.message
