"""How the wording changed between two versions: the paragraphs that differ, with what was put in and taken out."""

import re
from difflib import SequenceMatcher
from typing import Literal

from azukari.statement.document import Statement
from azukari.statement.text import Language

Tag = Literal["same", "ins", "del"]
Piece = tuple[tuple[Tag, str], ...]

_WORDS = {"ja": re.compile(r"[一-鿿々]+|[ぁ-ん]|[ァ-ヶー]+|[A-Za-z0-9]+|\s+|."), "en": re.compile(r"\w+|\s+|.")}
_MARKDOWN = re.compile(r"[*_`]|\[([^\]]*)\]\([^)]*\)")
_ALIKE = 0.35  # below this, two paragraphs are shown as one taken out and another put in


def wording_changes(old: Statement, new: Statement, language: Language) -> tuple[Piece, ...]:
    """List the paragraphs whose wording differs."""
    before, after = _paragraphs(old, language), _paragraphs(new, language)
    found: list[Piece] = []
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            found += _between(before[i:j], after[k:m], language)
    return tuple(found)


def _between(before: list[str], after: list[str], language: Language) -> list[Piece]:
    paired = min(len(before), len(after))
    found = [piece for old, new in zip(before, after, strict=False) for piece in _compared(old, new, language)]
    found += [(("del", text),) for text in before[paired:]]
    found += [(("ins", text),) for text in after[paired:]]
    return found


def _compared(old: str, new: str, language: Language) -> list[Piece]:
    before, after = _WORDS[language].findall(old), _WORDS[language].findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return [(("del", old),), (("ins", new),)]
    piece: list[tuple[Tag, str]] = []
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            piece.append(("same", "".join(before[i:j])))
            continue
        piece += [("del", "".join(before[i:j]))] if j > i else []
        piece += [("ins", "".join(after[k:m]))] if m > k else []
    return [tuple(piece)]


def _paragraphs(statement: Statement, language: Language) -> list[str]:
    return [_MARKDOWN.sub(r"\1", block.markdown) for block in statement.prose[language] if block.markdown]
