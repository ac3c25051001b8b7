"""Comparing the two languages: the same promises with the same marks in the same order, under the same headings."""

from itertools import zip_longest

from azukari.statement import rules
from azukari.statement.document import Promise
from azukari.statement.findings import Finding
from azukari.statement.read_prose import Passage, Placed, Prose
from azukari.statement.text import Text


def compare(ja: Prose, en: Prose) -> tuple[Finding, ...]:
    """Find where the two languages part."""
    return (*_one_language(ja, en), *_one_language(en, ja), *_order(ja, en), *_marks(ja, en), *_outline(ja, en))


def promises(ja: Prose, en: Prose) -> tuple[Promise, ...]:
    """Join the promises of both languages, in the order of the Japanese text, then what only the English has."""
    first, second = _by_id(ja), _by_id(en)
    return tuple(
        Promise(
            id=placed.mark.id,
            promise_class=placed.mark.promise_class,
            by=placed.mark.by,
            source=placed.mark.source,
            text=Text(
                ja=first[name].plain if name in first else "",
                en=second[name].plain if name in second else "",
            ),
        )
        for name, placed in (second | first).items()
    )


def _by_id(prose: Prose) -> dict[str, Placed]:
    return {placed.mark.id: placed for placed in prose.placed}


def _one_language(one: Prose, other: Prose) -> list[Finding]:
    there = _by_id(other)
    return [
        rules.ONE_LANGUAGE.at(
            one.file, placed.line, f"The promise {placed.mark.id!r} is made in {one.file}, but not in {other.file}."
        )
        for placed in one.placed
        if placed.mark.id not in there
    ]


def _order(ja: Prose, en: Prose) -> list[Finding]:
    both = _by_id(ja).keys() & _by_id(en).keys()
    first = [placed for placed in ja.placed if placed.mark.id in both]
    second = [placed for placed in en.placed if placed.mark.id in both]
    for one, other in zip(first, second, strict=True):
        if one.mark.id != other.mark.id:
            message = f"Here comes {other.mark.id!r}, where {ja.file} has {one.mark.id!r}."
            return [rules.OTHER_ORDER.at(en.file, other.line, message)]
    return []


def _marks(ja: Prose, en: Prose) -> list[Finding]:
    found: list[Finding] = []
    there = _by_id(ja)
    for placed in en.placed:
        other = there.get(placed.mark.id)
        if other is not None and other.mark != placed.mark:
            parts = [
                f"{name} is {ours or 'empty'} here and {theirs or 'empty'} in {ja.file}"
                for name, ours, theirs in (
                    ("class", str(placed.mark.promise_class), str(other.mark.promise_class)),
                    ("by", ",".join(placed.mark.by), ",".join(other.mark.by)),
                    ("source", ",".join(placed.mark.source), ",".join(other.mark.source)),
                )
                if ours != theirs
            ]
            message = f"The promise {placed.mark.id!r}: {'; '.join(parts)}."
            found.append(rules.OTHER_MARK.at(en.file, placed.line, message))
    return found


def _outline(ja: Prose, en: Prose) -> list[Finding]:
    for one, other in zip_longest(_frame(ja), _frame(en)):
        if one is None or other is None or _named(one) != _named(other):
            place = other or one
            line = place.line if place else 1
            message = f"Here is {_words(other)}, where {ja.file} has {_words(one)}."
            return [rules.OTHER_STRUCTURE.at(en.file if other else ja.file, line, message)]
    return []


def _frame(prose: Prose) -> list[Passage]:
    return [passage for passage in prose.passages if passage.kind in {"heading", "table"}]


def _named(passage: Passage) -> tuple[str, int, str]:
    return passage.kind, passage.level, passage.raw if passage.kind == "table" else ""


def _words(passage: Passage | None) -> str:
    if passage is None:
        return "nothing more"
    return f"a heading of depth {passage.level}" if passage.kind == "heading" else f"the table {passage.raw}"
