from hypothesis import given
from hypothesis import strategies as st

from azukari.statement.bundle import parse
from azukari.statement.edits import Edit, Op, promise_edits, words
from tests.statement.samples import sample


@given(st.text(), st.text())
def test_the_pieces_make_both_texts(old: str, new: str) -> None:
    edits = words(old, new)
    assert "".join(edit.text for edit in edits if edit.op is not Op.ADDED) == old
    assert "".join(edit.text for edit in edits if edit.op is not Op.REMOVED) == new


@given(st.text())
def test_equal_texts_have_no_change(text: str) -> None:
    assert all(edit.op is Op.SAME for edit in words(text, text))


def test_words_are_not_cut() -> None:
    assert words("kept for ten days", "kept for two days") == (
        Edit(Op.SAME, "kept for "),
        Edit(Op.REMOVED, "ten "),
        Edit(Op.ADDED, "two "),
        Edit(Op.SAME, "days"),
    )


def test_only_promises_that_differ_are_told() -> None:
    old, new = parse(sample()), parse(sample(("ja.md", "一つめ", "最初")))
    (edit,) = promise_edits(old, new, "ja")
    assert edit.promise == "first"
    assert promise_edits(old, new, "en") == ()
