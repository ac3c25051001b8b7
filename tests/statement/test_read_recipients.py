"""A recipient's file as a value: everything that it may say, and what it is without."""

from azukari.statement.bundle import parse
from azukari.statement.service import Foreign, ForeignBasis, ProvisionBasis, Recipient, RecipientKind, Subcontractor
from azukari.statement.text import EMPTY, Text
from tests.statement.samples import (
    ADDRESSED,
    FOREIGN,
    RECIPIENT,
    RESPONSIBLE,
    SUBCONTRACTOR,
    of_kind,
    sample,
    with_recipient,
)


def _read(text: str) -> Recipient:
    (recipient,) = parse(with_recipient(text)).recipients
    return recipient


def test_everything_that_may_be_said_is_read() -> None:
    recipient = _read(RECIPIENT + ADDRESSED + SUBCONTRACTOR + FOREIGN)
    assert recipient.address == Text(ja="架空市1", en="1 Kakuu")
    assert recipient.representative == Text(ja="見本次郎", en="Mihon Jiro")
    assert recipient.subcontractors == (
        Subcontractor("hako", Text(ja="はこ社", en="Hako Co."), Text(ja="配ります。", en="Delivers."), ("JP",)),
    )
    assert recipient.foreign == Foreign(
        ForeignBasis.EQUIVALENT,
        Text(ja="法律があります。", en="There is a law."),
        Text(ja="暗号化します。", en="It encrypts."),
    )


def test_third_parties_have_a_basis_and_joint_users_somebody_responsible() -> None:
    assert _read(of_kind("third_party", 'basis = "consent"\n')).basis == ProvisionBasis.CONSENT
    joint = _read(of_kind("joint_user", RESPONSIBLE))
    assert (joint.kind, joint.basis) == (RecipientKind.JOINT_USER, "")
    assert joint.responsible.en == "Mihon (1 Kakuu; Mihon Taro)"


def test_a_file_of_before_says_none_of_it() -> None:
    (recipient,) = parse(sample()).recipients
    assert (recipient.address, recipient.representative, recipient.responsible) == (EMPTY, EMPTY, EMPTY)
    assert (recipient.subcontractors, recipient.foreign, recipient.basis) == ((), None, "")


def test_countries_abroad_are_those_of_the_subcontractors_as_well() -> None:
    assert _read(RECIPIENT + SUBCONTRACTOR).countries_abroad() == ()
    text = RECIPIENT.replace('["JP"]', '["US", "JP"]') + SUBCONTRACTOR.replace('["JP"]', '["JP", "VN", "US"]')
    assert _read(text + FOREIGN).countries_abroad() == ("US", "VN")
