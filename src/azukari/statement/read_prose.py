"""Reading ``ja.md`` and ``en.md``: blocks of prose, the promises that end in them, and what carries no promise."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from azukari.statement import rules
from azukari.statement.document import Block
from azukari.statement.findings import Finding, Rule
from azukari.statement.marks import MARK, REFERENCE, TABLE, BadMarkError, Mark, cut, read_mark
from azukari.statement.references import TABLES
from azukari.statement.text import Language

# Raw HTML is recognised here so that it can be refused; `prose` renders with a reader that knows none.
_READER = MarkdownIt("commonmark", {"html": True})
_BREAK = re.compile(r"[ \t\\]*\n[ \t]*")
_UNSUPPORTED = {
    "fence": "a block of code",
    "code_block": "an indented block of code",
    "blockquote_open": "a quotation",
    "hr": "a line",
    "image": "an image",
}


@dataclass(frozen=True, slots=True)
class Placed:
    """A promise as one language makes it: its mark, its text before and after filling in, and its line."""

    mark: Mark
    raw: str
    plain: str
    line: int


@dataclass(frozen=True, slots=True)
class Passage:
    """The whole text of one block as written, for checks that look at words; ``section`` counts the headings so far."""

    kind: str
    raw: str
    line: int
    section: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class Prose:
    """One language's file."""

    file: str
    language: Language
    blocks: tuple[Block, ...]
    placed: tuple[Placed, ...]
    orphans: tuple[tuple[int, str], ...]
    passages: tuple[Passage, ...]


@dataclass
class _Reader:
    file: str
    language: Language
    facts: Mapping[str, str]
    findings: list[Finding]
    blocks: list[Block] = field(default_factory=list)
    placed: list[Placed] = field(default_factory=list)
    orphans: list[tuple[int, str]] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    lists: list[bool] = field(default_factory=list)  # whether each open list is ordered
    fresh: bool = False  # whether an item has begun and not yet had its paragraph

    def report(self, rule: Rule, line: int, message: str) -> None:
        self.findings.append(rule.at(self.file, line, message))

    def read(self, tokens: list[Token]) -> None:
        heading = 0
        for token in tokens:
            line = token.map[0] + 1 if token.map else 1
            if token.type in {"bullet_list_open", "ordered_list_open"}:
                self.lists.append(token.type == "ordered_list_open")
            elif token.type in {"bullet_list_close", "ordered_list_close"}:
                self.lists.pop()
            elif token.type == "list_item_open":
                self.fresh = True
            elif token.type == "heading_open":
                heading = int(token.tag[1:])
            elif token.type == "html_block":
                self.report(rules.RAW_HTML, line, f"Raw HTML: {token.content.strip().splitlines()[0][:60]!r}.")
            elif token.type in _UNSUPPORTED:
                self.report(rules.UNSUPPORTED, line, f"Here is {_UNSUPPORTED[token.type]}.")
            elif token.type == "inline":
                self.inline(token, line, heading)
                heading = 0

    def inline(self, token: Token, line: int, heading: int) -> None:
        for child in token.children or ():
            if child.type == "html_inline":
                self.report(rules.RAW_HTML, line, f"Raw HTML: {child.content[:60]!r}.")
            elif child.type in _UNSUPPORTED:
                self.report(rules.UNSUPPORTED, line, f"Here is {_UNSUPPORTED[child.type]}.")
        if heading:
            self.heading(token.content, line, heading)
        elif table := TABLE.match(token.content):
            self.table(table[1], line)
        else:
            self.sentences(token.content, line)

    def heading(self, content: str, line: int, level: int) -> None:
        if MARK.search(content):
            self.report(rules.MARKED_HEADING, line, "This heading carries a promise mark.")
        text = self.filled(MARK.sub("", content).strip(), line)
        self.passages.append(Passage("heading", content, line, self.section() + 1, level))
        self.blocks.append(Block(kind="heading", level=level, markdown=text, promises=(), table="", pieces=(text,)))

    def table(self, name: str, line: int) -> None:
        if name not in TABLES:
            self.report(rules.UNKNOWN_TABLE, line, f"There is no table {name!r}; there are {', '.join(TABLES)}.")
        self.passages.append(Passage("table", f"{{{{ table: {name} }}}}", line, self.section()))
        self.blocks.append(Block(kind="table", level=0, markdown="", promises=(), table=name))

    def sentences(self, content: str, line: int) -> None:
        if self.lists and not self.fresh:
            self.report(rules.UNSUPPORTED, line, "A list item has a second paragraph.")
        self.fresh = False
        marked, rest = cut(content)
        pieces: list[str] = []
        promises: list[str] = []
        for raw, inner, offset in marked:
            at = line + content.count("\n", 0, offset)
            text = self.filled(raw, line + content.count("\n", 0, content.rfind(raw, 0, offset)))
            pieces.append(text)
            if mark := self.mark(inner, raw, at):
                promises.append(mark.id)
                self.placed.append(Placed(mark, raw, plain(text), at))
        if rest:
            at = line + content.count("\n", 0, content.find(rest, marked[-1][2] if marked else 0))
            text = self.filled(rest, at)
            pieces.append(text)
            self.orphans.append((at, plain(text)))
        kind = "item" if self.lists else "paragraph"
        self.passages.append(Passage(kind, MARK.sub("", content), line, self.section()))
        self.blocks.append(
            Block(
                kind=kind,
                level=len(self.lists),
                markdown=("" if self.language == "ja" else " ").join(pieces),
                promises=tuple(promises),
                table="",
                pieces=tuple(pieces),
                ordered=bool(self.lists) and self.lists[-1],
            )
        )

    def mark(self, inner: str, raw: str, line: int) -> Mark | None:
        try:
            mark = read_mark(inner)
        except BadMarkError as error:
            self.report(rules.BAD_MARK, line, f"This mark cannot be read: {error}")
            return None
        if not raw:
            self.report(rules.BAD_MARK, line, f"The mark {mark.id!r} follows no sentence.")
        if any(placed.mark.id == mark.id for placed in self.placed):
            self.report(rules.DUPLICATE, line, f"The promise {mark.id!r} is made twice.")
            return None
        return mark

    def filled(self, content: str, line: int) -> str:
        def fact(reference: re.Match[str]) -> str:
            name, at = reference[1], line + content.count("\n", 0, reference.start())
            if name.startswith("table:"):
                self.report(rules.UNKNOWN_TABLE, at, "A table stands in the middle of a text.")
                return ""
            if name not in self.facts:
                self.report(rules.UNKNOWN_REFERENCE, at, f"There is no fact {name!r}.")
            return self.facts.get(name, "")

        return joined(REFERENCE.sub(fact, content), self.language)

    def section(self) -> int:
        return self.passages[-1].section if self.passages else 0


def read_prose(file: str, text: str, *, language: Language, facts: Mapping[str, str], findings: list[Finding]) -> Prose:
    """Read one language; what cannot be read is added to the findings."""
    reader = _Reader(file, language, facts, findings)
    reader.read(_READER.parse(text))
    return Prose(
        file=file,
        language=language,
        blocks=tuple(reader.blocks),
        placed=tuple(reader.placed),
        orphans=tuple(reader.orphans),
        passages=tuple(reader.passages),
    )


def plain(markdown: str) -> str:
    """Take the markup off inline Markdown."""
    tokens = _READER.parseInline(markdown)[0].children or ()
    return "".join(" " if token.type in {"softbreak", "hardbreak"} else token.content for token in tokens)


def joined(content: str, language: Language) -> str:
    """Join lines: Japanese is written without spaces, so a line that was wrapped in the file leaves none."""
    if language == "en":
        return _BREAK.sub(" ", content)

    def seam(found: re.Match[str]) -> str:
        before, after = content[found.start() - 1 : found.start()], content[found.end() : found.end() + 1]
        return " " if before.isascii() and after.isascii() else ""

    return _BREAK.sub(seam, content)
