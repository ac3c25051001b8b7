import pytest

from azukari.base.errors import MalformedError
from azukari.vault.annotation import LONGEST, is_statement, read_statement, statement_of, with_statements


def test_a_statement_lies_beside_its_item_under_a_name_that_no_item_has() -> None:
    assert statement_of("email") == "@email"
    assert is_statement("@email")
    assert not is_statement("email")
    assert with_statements(("name", "email")) == ("name", "@name", "email", "@email")


def test_a_statement_is_kept_as_a_paragraph_is() -> None:
    assert read_statement(" I never\r\nsaid so.\x00 ") == "I never\nsaid so."
    assert read_statement(" \n ") == ""
    assert read_statement("あ" * LONGEST) == "あ" * LONGEST


@pytest.mark.parametrize(
    ("text", "ground"),
    [("あ" * (LONGEST + 1), "too_long"), ("half \ud800", "text"), ("4111 1111 1111 1111", "card_number")],
)
def test_what_no_paragraph_may_hold_no_statement_may(text: str, ground: str) -> None:
    with pytest.raises(MalformedError) as refused:
        read_statement(text)
    assert refused.value.ground == ground
