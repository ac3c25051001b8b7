"""Word-level differences of two texts, for pages that show them side by side or in one line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from azukari.statement.document import Statement
from azukari.statement.text import Language

# Words with what follows them in scripts with spaces; single kanji, runs of kana and numbers in Japanese.
_WORD = re.compile(r"[A-Za-z0-9_’'-]+\s*|[ぁ-んー]+|[ァ-ヴー]+|\s+|.", re.DOTALL)


class Op(StrEnum):
    """What happened to a piece of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Edit:
    """A piece of text that stayed, went, or came."""

    op: Op
    text: str


@dataclass(frozen=True, slots=True)
class PromiseEdit:
    """How the text of one promise changed in one language; one that is new or gone has only one kind of piece."""

    promise: str
    edits: tuple[Edit, ...]


def words(old: str, new: str) -> tuple[Edit, ...]:
    """Compare two texts word by word; the pieces that are not removed join to the new text, and so on."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    found: list[Edit] = []
    for op, old_from, old_to, new_from, new_to in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if op == "equal":
            found.append(Edit(Op.SAME, "".join(before[old_from:old_to])))
            continue
        if old_to > old_from:
            found.append(Edit(Op.REMOVED, "".join(before[old_from:old_to])))
        if new_to > new_from:
            found.append(Edit(Op.ADDED, "".join(after[new_from:new_to])))
    return tuple(found)


def promise_edits(old: Statement, new: Statement, language: Language) -> tuple[PromiseEdit, ...]:
    """List the promises whose text differs: in the order of the new version, then those that are gone."""
    return tuple(_edited(old, new, language))


def _edited(old: Statement, new: Statement, language: Language) -> Iterator[PromiseEdit]:
    before = {promise.id: promise.text.in_language(language) for promise in old.promises}
    after = {promise.id: promise.text.in_language(language) for promise in new.promises}
    for name in after | before:
        if before.get(name) != after.get(name):
            yield PromiseEdit(name, words(before.get(name, ""), after.get(name, "")))
