"""Writing prose as HTML: safe by construction, each sentence with an anchor and its class beside it.

Raw HTML is never recognised; addresses are those that Markdown's reader deems safe; links that lead to other sites say so by
``rel`` (S40.1).
"""

from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from azukari.statement import tables
from azukari.statement.document import Block, Promise, Statement
from azukari.statement.fragments import element, words
from azukari.statement.read_prose import plain
from azukari.statement.text import Language
from azukari.statement.vocabulary import CLASS_MEANINGS, CLASSES

_CERTIFICATION = "statement.certification"


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence or more as inline HTML, with the promise that ends it."""

    html: str
    promise: Promise | None


@dataclass(frozen=True, slots=True)
class Part:
    """One block ready for a page: a heading, paragraph, item or table. ``anchor`` is the same in both languages."""

    kind: str
    level: int
    ordered: bool
    anchor: str
    pieces: tuple[Piece, ...]
    table: str


class _Renderer(RendererHTML):
    """The renderer of inline Markdown, which marks links that lead elsewhere."""

    def link_open(self, tokens: Sequence[Token], idx: int, options: Any, env: MutableMapping[str, Any]) -> str:
        address = str(tokens[idx].attrs.get("href", ""))
        host = urlsplit(address).hostname
        if host and host != env["host"]:
            tokens[idx].attrSet("rel", "noopener noreferrer external")
            tokens[idx].attrSet("class", "external")
        return self.renderToken(tokens, idx, options, env)


_INLINE = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).disable(["image", "html_inline"])


def render_html(statement: Statement, language: Language, *, on: date | None = None, first_level: int = 2) -> str:
    """Write the whole prose as one fragment; the shallowest heading becomes ``h<first_level>``.

    ``on`` is the day of the reader (by default the day the statement takes effect): sentences that rest on a certificate are
    left out when it is not valid.
    """
    found = parts(statement, language, on=on)
    shift = first_level - min((part.level for part in found if part.kind == "heading"), default=1)
    return "\n".join(_lines(found, language, shift))


def parts(statement: Statement, language: Language, *, on: date | None = None) -> tuple[Part, ...]:
    """Give the prose block by block, for pages that lay it out themselves."""
    valid = _certified(statement, on or statement.effective_on)
    host = urlsplit(statement.organisation.site).hostname or ""
    known = {promise.id: promise for promise in statement.promises}
    found: list[Part] = []
    headings = 0
    emptied: set[int] = set()
    for block in statement.prose[language]:
        headings += block.kind == "heading"
        part = _part(block, known, host=host, anchor=f"section-{headings}", valid=valid)
        if part is None:
            emptied.add(headings)
        else:
            found.append(
                Part(part.kind, part.level, part.ordered, part.anchor, part.pieces, _table(block, statement, language))
            )
    return tuple(_without_lonely(found, {f"section-{number}" for number in emptied}))


def inline_html(markdown: str, *, host: str = "") -> str:
    """Write inline Markdown as HTML; links to any other host are marked as leading elsewhere."""
    return str(_INLINE.renderInline(markdown, {"host": host}))


def outline(statement: Statement, language: Language, *, on: date | None = None) -> tuple[tuple[int, str, str], ...]:
    """List the headings as (level, anchor, plain text), for a table of contents."""
    levels = [block for block in statement.prose[language] if block.kind == "heading"]
    texts = {f"section-{place}": plain(block.markdown) for place, block in enumerate(levels, start=1)}
    return tuple(
        (part.level, part.anchor, texts[part.anchor])
        for part in parts(statement, language, on=on)
        if part.kind == "heading"
    )


def _part(block: Block, known: Mapping[str, Promise], *, host: str, anchor: str, valid: bool) -> Part | None:
    pieces: list[Piece] = []
    for place, markdown in enumerate(block.pieces):
        promise = known.get(block.promises[place]) if place < len(block.promises) else None
        if valid or promise is None or _CERTIFICATION not in promise.by:
            pieces.append(Piece(inline_html(markdown, host=host), promise))
    if block.pieces and not pieces:
        return None
    return Part(block.kind, block.level, block.ordered, anchor, tuple(pieces), "")


def _table(block: Block, statement: Statement, language: Language) -> str:
    return tables.render(block.table, statement, language) if block.kind == "table" else ""


def _certified(statement: Statement, on: date) -> bool:
    certification = statement.organisation.certification
    return certification is not None and certification.valid_from <= on <= certification.valid_to


def _without_lonely(found: list[Part], emptied: set[str]) -> Iterator[Part]:
    # A heading whose sentences have all been left out goes with them.
    for place, part in enumerate(found):
        following = found[place + 1] if place + 1 < len(found) else None
        lonely = following is None or (following.kind == "heading" and following.level <= part.level)
        if not (part.kind == "heading" and part.anchor in emptied and lonely):
            yield part


def _lines(found: Sequence[Part], language: Language, shift: int) -> Iterator[str]:
    lists: list[bool] = []
    for part in found:
        if part.kind != "item":
            yield from _close(lists, 0)
        if part.kind == "heading":
            yield element(f"h{min(part.level + shift, 6)}", _joined(part, language), id=part.anchor)
        elif part.kind == "table":
            yield part.table
        elif part.kind == "paragraph":
            yield element("p", _joined(part, language))
        else:
            yield from _item(part, lists, language)
    yield from _close(lists, 0)


def _item(part: Part, lists: list[bool], language: Language) -> Iterator[str]:
    yield from _close(lists, part.level)
    if len(lists) == part.level:
        if lists[-1] == part.ordered:
            yield "</li>"
        else:
            yield from _close(lists, part.level - 1)
    while len(lists) < part.level:
        lists.append(part.ordered)
        yield "<ol>" if part.ordered else "<ul>"
        if len(lists) < part.level:
            yield "<li>"
    yield f"<li>{_joined(part, language)}"


def _close(lists: list[bool], level: int) -> Iterator[str]:
    while len(lists) > level:
        yield "</li>"
        yield "</ol>" if lists.pop() else "</ul>"


def _joined(part: Part, language: Language) -> str:
    space = "" if language == "ja" else " "
    return space.join(_marked(piece, language) for piece in part.pieces)


def _marked(piece: Piece, language: Language) -> str:
    promise = piece.promise
    if promise is None:
        return piece.html
    badge = words(
        "a",
        CLASSES[promise.promise_class],
        language,
        class_=f"promise-class class-{promise.promise_class}",
        href=f"#kept-{promise.id}",
        title=CLASS_MEANINGS[promise.promise_class].in_language(language),
    )
    return element("span", f"{piece.html} {badge}", class_="promise", id=f"promise-{promise.id}")
