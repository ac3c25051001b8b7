"""What a recipient's file may say without a fault, and each rule on it from its other side."""

import pytest

from azukari.statement import lint
from tests.statement.samples import ADDRESSED, FOREIGN, RECIPIENT, RESPONSIBLE, SUBCONTRACTOR, of_kind, with_recipient


def _codes(text: str, *changes: tuple[str, str, str]) -> set[str]:
    return {finding.code for finding in lint.check(with_recipient(text, *changes))}


def test_a_contractor_may_say_who_it_is_and_whom_it_lets_help() -> None:
    assert _codes(of_kind("contractor", ADDRESSED + SUBCONTRACTOR)) == set()


def test_a_third_party_that_receives_by_consent_is_sound() -> None:
    told = ("services/inquiry.toml", "第三者に渡す予定はありません。", "ゆうびん社に渡します。")
    english = ("services/inquiry.toml", "We have no plan to pass it to third parties.", "Yubin Co. receives it.")
    assert _codes(of_kind("third_party", ADDRESSED + 'basis = "consent"\n'), told, english) == set()


def test_a_joint_user_with_a_responsible_party_needs_no_contract() -> None:
    text = of_kind("joint_user", RESPONSIBLE)
    assert _codes(text) == set()
    assert _codes(text.replace("contract = { from = 2026-04-01, to = 2027-03-31 }\n", "")) == set()


def test_a_third_party_is_not_bound_to_a_contract_but_to_its_days() -> None:
    text = of_kind("third_party").replace("2027-03-31", "2026-11-30")
    assert "AZ246" in _codes(text)
    assert "AZ247" not in _codes(text.replace("contract = { from = 2026-04-01, to = 2026-11-30 }\n", ""))


@pytest.mark.parametrize("kind", ["contractor", "third_party", "joint_user"])
def test_what_is_handled_abroad_is_told(kind: str) -> None:
    text = of_kind(kind).replace('["JP"]', '["JP", "US"]')
    assert "AZ255" in _codes(text)
    assert "AZ255" not in _codes(text + FOREIGN)


def test_a_subcontractor_abroad_is_told_with_the_contractor() -> None:
    text = RECIPIENT + SUBCONTRACTOR.replace('["JP"]', '["VN"]')
    assert _codes(text) == {"AZ255"}
    assert _codes(text + FOREIGN) == set()


def test_what_a_client_has_abroad_is_its_own() -> None:
    assert "AZ255" not in _codes(of_kind("client").replace('["JP"]', '["US"]'))


@pytest.mark.parametrize("basis", ["equivalent", "listed"])
def test_only_consent_abroad_needs_permissions(basis: str) -> None:
    text = RECIPIENT.replace('["JP"]', '["US"]').replace('["newsletter"]', '["newsletter", "inquiry.reply"]')
    abroad = text + FOREIGN.replace("equivalent", basis)
    assert "AZ256" not in _codes(abroad)
    assert "AZ256" in _codes(text + FOREIGN.replace("equivalent", "consent"))
    assert "AZ256" not in _codes((text + FOREIGN.replace("equivalent", "consent")).replace(', "inquiry.reply"', ""))


def test_a_contractor_may_serve_purposes_without_a_permission() -> None:
    text = RECIPIENT.replace('["newsletter"]', '["newsletter", "inquiry.reply"]')
    assert _codes(text) == set()
