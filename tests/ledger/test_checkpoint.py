import pytest
from hypothesis import given
from hypothesis import strategies as st

from azukari.ledger.checkpoint import (
    Checkpoint,
    CheckpointFormError,
    WrongOriginError,
    read_checkpoint,
    sign_checkpoint,
    verify_checkpoint,
)
from azukari.ledger.note import UnknownSignerError, new_signer, sign_note
from azukari.ledger.tree import EMPTY_TREE, TreeHead
from tests.ledger.samples import OTHER_SIGNER, SIGNER, VERIFIER

_heads = st.builds(TreeHead, st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32))
_HEAD = TreeHead(12, bytes(range(32)))
_TEXT = Checkpoint("privacy.example.jp/ledger", _HEAD).text
_WITNESS = new_signer("witness.example", bytes([7]) * 32)


@given(_heads)
def test_a_checkpoint_is_read_back(head: TreeHead) -> None:
    signed = sign_checkpoint(head, SIGNER)
    assert verify_checkpoint(signed.note, VERIFIER) == signed
    assert signed.head == head


def test_the_empty_tree_can_be_signed() -> None:
    assert verify_checkpoint(sign_checkpoint(EMPTY_TREE, SIGNER).note, VERIFIER).head == EMPTY_TREE


def test_extension_lines_are_carried() -> None:
    checkpoint = read_checkpoint(_TEXT + "more\nand more\n")
    assert checkpoint.extensions == ("more", "and more")
    assert checkpoint.text == _TEXT + "more\nand more\n"


def test_another_key_of_the_same_name_is_unknown() -> None:
    with pytest.raises(UnknownSignerError):
        verify_checkpoint(sign_checkpoint(_HEAD, OTHER_SIGNER).note, VERIFIER)


def test_a_checkpoint_of_another_log_under_our_key() -> None:
    note = sign_note(_TEXT.replace("privacy", "other"), [SIGNER])
    with pytest.raises(WrongOriginError):
        verify_checkpoint(note, VERIFIER)


def test_witnesses_alone_do_not_do() -> None:
    with pytest.raises(UnknownSignerError):
        verify_checkpoint(sign_note(_TEXT, [_WITNESS]), VERIFIER)


def test_signatures_of_others_are_passed_over() -> None:
    good = sign_note(_TEXT, [SIGNER, _WITNESS])
    assert verify_checkpoint(good, VERIFIER).head == _HEAD
    other = sign_note(_TEXT, [SIGNER]) + sign_note(_TEXT + "x\n", [_WITNESS]).split(b"\n\n")[1]
    assert verify_checkpoint(other, VERIFIER).head == _HEAD


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "a\n1\n",
        "a\n1\n\n",
        _TEXT + "\n",
        _TEXT[:-1],
        "\n" + _TEXT,
        _TEXT.replace("\n12\n", "\n012\n"),
        _TEXT.replace("\n12\n", "\n+12\n"),
        _TEXT.replace("\n12\n", "\n-12\n"),
        _TEXT.replace("\n12\n", "\n\n"),
        _TEXT.replace("\n12\n", "\n１２\n"),
        _TEXT.replace("\n12\n", "\n9223372036854775808\n"),
        _TEXT.replace("\n12\n", "\n" + "9" * 5000 + "\n"),
        _TEXT.replace("AAEC", "AAE"),
        _TEXT.replace("AAEC", "AA C"),
        _TEXT.replace("AAEC", "AAé"),
        _TEXT.replace("Hh8=", "Hh9="),
        _TEXT.replace("AAEC", "AAECAAEC"),
    ],
)
def test_texts_that_are_no_checkpoint(text: str) -> None:
    with pytest.raises(CheckpointFormError):
        read_checkpoint(text)


def test_a_signed_text_that_is_no_checkpoint() -> None:
    with pytest.raises(CheckpointFormError):
        verify_checkpoint(sign_note("a poem\n", [SIGNER]), VERIFIER)
