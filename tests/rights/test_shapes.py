"""What the keeper tells persons, the desk and the worker is read as it was written, whatever stands in it."""

import dataclasses
import types
import typing
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from azukari.base.canonical import canonical_bytes, read_canonical
from azukari.base.errors import AzukariError
from azukari.rights import desk_shapes, shapes
from azukari.rights.paper import Paper
from azukari.rights.wish import Contact, read_contact
from azukari.vault.held_shapes import held_value
from azukari.vault.services.showing import HeldRecord
from tests.rights.test_wish import CONTACTS, NAMES, VALUES, WORDS

PLAIN: Mapping[Any, st.SearchStrategy[Any]] = {
    str: WORDS,
    bool: st.booleans(),
    int: st.integers(0, 2**53 - 1),
    bytes: st.binary(max_size=40),
    uuid.UUID: st.uuids(),
    date: st.dates(),
    datetime: st.integers(0, 253_402_300_799_999)
    .map(lambda at: datetime.fromtimestamp(at / 1000, UTC))
    .map(lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000)),
    Contact: CONTACTS,
}
# For each shape how it is written and read. `package_part` gives bytes and no shape.
WAYS: Mapping[type, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    shapes.Taken: (shapes.taken_value, shapes.read_taken),
    shapes.OwnRequest: (shapes.own_request_value, shapes.read_own_request),
    shapes.PersonPage: (shapes.person_page_value, shapes.read_person_page),
    shapes.CaseView: (shapes.case_view_value, shapes.read_case_view),
    shapes.PackageAbout: (shapes.package_about_value, shapes.read_package_about),
    desk_shapes.Change: (desk_shapes.change_value, desk_shapes.read_change),
    desk_shapes.DeskCase: (desk_shapes.desk_case_value, desk_shapes.read_desk_case),
    desk_shapes.LetterContent: (desk_shapes.letter_content_value, desk_shapes.read_letter_content),
    desk_shapes.NoticeLetter: (desk_shapes.notice_letter_value, desk_shapes.read_notice_letter),
    Paper: (desk_shapes.paper_shown_value, desk_shapes.read_paper_shown),
}
# Parts of the shapes above, which are written within them.
PARTS = {shapes.AccessUse, shapes.TakenMove, desk_shapes.PaperAbout}


def any_of(kind: Any) -> st.SearchStrategy[Any]:
    """Draw any value of a type; of a dataclass, with every field that it has by now."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if kind in PLAIN:
        return PLAIN[kind]
    if origin is not None:
        return _any_of_generic(origin, arguments)
    if issubclass(kind, Enum):
        return st.sampled_from(kind)
    hints = typing.get_type_hints(kind)
    return st.builds(kind, **{one.name: any_of(hints[one.name]) for one in dataclasses.fields(kind)})


def _any_of_generic(origin: Any, arguments: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    if origin in {typing.Union, types.UnionType}:
        return st.one_of(*(st.none() if one is type(None) else any_of(one) for one in arguments))
    if origin is typing.Literal:
        return st.sampled_from(arguments)
    if origin is tuple:
        return st.lists(any_of(arguments[0]), max_size=2).map(tuple)
    keys = NAMES if arguments[0] is str else any_of(arguments[0])
    return st.dictionaries(keys, any_of(arguments[1]), max_size=2)


def carried(value: Any) -> Any:
    """Carry a value over as a frame does."""
    return read_canonical(canonical_bytes(value))


@pytest.mark.parametrize("kind", WAYS, ids=lambda kind: kind.__name__)
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_every_shape_is_read_as_it_was_written(kind: type, data: st.DataObject) -> None:
    write, read = WAYS[kind]
    shape = data.draw(any_of(kind))
    assert read(carried(write(shape))) == shape


def test_no_shape_is_left_out() -> None:
    defined = {
        one
        for module in (shapes, desk_shapes)
        for one in vars(module).values()
        if dataclasses.is_dataclass(one) and isinstance(one, type) and one.__module__ == module.__name__
    }
    assert defined == (set(WAYS) - {Paper}) | PARTS


def test_a_letter_that_there_is_none_of_is_none() -> None:
    assert desk_shapes.read_notice_letter(carried(desk_shapes.notice_letter_value(None))) is None


@given(st.lists(any_of(HeldRecord), max_size=2).map(tuple))
def test_records_of_a_case_are_read_as_they_were_written(held: tuple[HeldRecord, ...]) -> None:
    assert desk_shapes.read_held_records(carried([held_value(one) for one in held])) == held


@pytest.mark.parametrize(
    "read", [*(read for _, read in WAYS.values()), shapes.read_bytes, desk_shapes.read_held_records, read_contact]
)
@given(value=VALUES)
def test_nothing_else_passes_or_falls_through(read: Callable[[Any], Any], value: Any) -> None:
    """Whatever a keeper answers, its client can tell that it is no answer (`keeper_shapes.read_shape`)."""
    try:
        read(value)
    except (AzukariError, KeyError, TypeError, ValueError, AttributeError, IndexError):
        return
    assert value in (None, "", [], {}) or isinstance(value, str)


def test_nothing_that_a_person_wrote_is_shown_in_a_log() -> None:
    """Shapes reach tracebacks and logs by their `repr`."""
    change = desk_shapes.Change(uuid.UUID(int=1), "name", "甲野一", "乙野二")
    paper = Paper("免許証", "image/png", b"secret")
    for shape in (change, paper, Contact("甲野一", "東京", "hanako@mail.example")):
        for personal in ("甲野", "乙野", "東京", "hanako", "secret", "免許証"):
            assert personal not in repr(shape)
