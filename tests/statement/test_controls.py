import pytest

from azukari.statement.bundle import parse
from azukari.statement.controls import CONTROLS, can_bear, controls_of, is_stronger
from azukari.statement.document import PromiseClass
from tests.statement.samples import sample


def test_every_control_says_what_it_does_in_both_languages() -> None:
    for name, control in CONTROLS.items():
        assert name == control.id
        assert control.what.ja.endswith("。")
        assert control.what.en.endswith(".")


def test_no_control_claims_a_proof_that_does_not_exist() -> None:
    assert {control.proof for control in CONTROLS.values()} == {None}


@pytest.mark.parametrize(
    ("promise_class", "names", "borne"),
    [
        (PromiseClass.NOTICE, (), True),
        (PromiseClass.ATTESTED, ("attest.policy",), True),
        (PromiseClass.ENFORCED, ("attest.policy",), False),
        (PromiseClass.OBSERVED, ("attest.policy",), False),
        (PromiseClass.ENFORCED, ("attest.policy", "vault.grants"), True),
        (PromiseClass.ENFORCED, ("no.such",), False),
    ],
)
def test_a_promise_is_no_stronger_than_its_controls(
    promise_class: PromiseClass, names: tuple[str, ...], *, borne: bool
) -> None:
    assert can_bear(promise_class, names) is borne


def test_classes_have_an_order() -> None:
    assert is_stronger(PromiseClass.ENFORCED, PromiseClass.OBSERVED)
    assert not is_stronger(PromiseClass.NOTICE, PromiseClass.ATTESTED)


def test_controls_of_a_promise_are_in_its_order() -> None:
    promise = parse(sample()).promise("purpose")
    assert [control.id for control in controls_of(promise)] == ["vault.grants", "keeper.open"]
