"""Fragments of HTML: everything is escaped here, and every table has a caption and scoped headings (WCAG 1.3.1)."""

from collections.abc import Iterable
from html import escape

from azukari.statement.text import Language, Text


def element(tag: str, content: str, **attributes: str) -> str:
    """Wrap content that is HTML already; a name such as ``class_`` stands for ``class``, ``data_x`` for ``data-x``."""
    written = "".join(f' {name.rstrip("_").replace("_", "-")}="{escape(value)}"' for name, value in attributes.items())
    return f"<{tag}{written}>{content}</{tag}>"


def text(tag: str, content: str, **attributes: str) -> str:
    """Wrap plain text, which is escaped."""
    return element(tag, escape(content, quote=False), **attributes)


def words(tag: str, content: Text, language: Language, **attributes: str) -> str:
    """Wrap a pair of texts in one language."""
    return text(tag, content.in_language(language), **attributes)


def plain(content: Text, language: Language) -> str:
    """Escape a pair of texts in one language, without an element around it."""
    return escape(content.in_language(language), quote=False)


def link(address: str, content: str, **attributes: str) -> str:
    """Make a link within the site, or to a mail or telephone program."""
    return text("a", content, href=address, **attributes)


def table(caption: str, head: Iterable[str], rows: Iterable[Iterable[str]], *, name: str) -> str:
    """Make a table of cells that are HTML already; the first cell of a row is its heading."""
    headings = "".join(text("th", heading, scope="col") for heading in head)
    body = "\n".join(_row(tuple(row)) for row in rows)
    whole = "\n".join(
        (text("caption", caption), element("thead", element("tr", headings)), element("tbody", f"\n{body}\n"))
    )
    inner = element("table", f"\n{whole}\n", class_=f"facts facts-{name}")
    # A wide table scrolls by itself; whoever uses the keyboard must be able to reach and scroll it (WCAG 2.1.1).
    return element("div", f"\n{inner}\n", class_="table-scroll", role="region", aria_label=caption, tabindex="0")


def _row(cells: tuple[str, ...]) -> str:
    return element("tr", element("th", cells[0], scope="row") + "".join(element("td", cell) for cell in cells[1:]))
