import pytest

from azukari.statement.document import PromiseClass
from azukari.statement.marks import BadMarkError, Mark, cut, read_mark


def test_a_whole_mark_is_read() -> None:
    assert read_mark("no-third.party class=enforced by=vault.grants,keeper.open source=S4,S13") == Mark(
        "no-third.party", PromiseClass.ENFORCED, ("vault.grants", "keeper.open"), ("S4", "S13")
    )


def test_a_notice_needs_no_more_than_its_class() -> None:
    assert read_mark("who class=notice") == Mark("who", PromiseClass.NOTICE, (), ())


@pytest.mark.parametrize(
    "inner",
    [
        "",
        "Upper class=notice",
        "a..b class=notice",
        "a",
        "a class=",
        "a class=sure",
        "a class=notice class=notice",
        "a class=notice for=b",
        "a class=notice by",
        "a notice",
    ],
)
def test_other_forms_are_refused(inner: str) -> None:
    with pytest.raises(BadMarkError):
        read_mark(inner)


def test_text_is_cut_after_each_mark() -> None:
    pieces, rest = cut("One. {#a class=notice} Two\nlines.{#b class=notice} Three.")
    assert [(text, inner) for text, inner, _ in pieces] == [
        ("One.", "a class=notice"),
        ("Two\nlines.", "b class=notice"),
    ]
    assert rest == "Three."


def test_text_without_marks_is_all_rest() -> None:
    assert cut("  One. ") == ([], "One.")
