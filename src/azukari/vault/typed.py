"""What was typed in the boxes of one item, joined to the one text that `normalise.stored` reads.

Every way in uses it, the form and the import of files: the same boxes give the same value, wherever they were filled in.
"""

from collections.abc import Sequence

from azukari.statement.service import Item, ItemKind
from azukari.vault.normalise import CHOICES_SEPARATOR
from azukari.vault.prefectures import OUTSIDE

ADDRESS_PARTS = ("prefecture", "city", "street", "building")


def joined(item: Item, typed: Sequence[object]) -> str:
    """Join what stands in an item's boxes: an address has four, choices are a list in one, everything else is one text."""
    if item.kind is ItemKind.ADDRESS:
        return address_line([str(part or "").strip() for part in typed])
    first = typed[0] if typed else ""
    if isinstance(first, list | tuple):
        return CHOICES_SEPARATOR.join(str(choice) for choice in first)
    return str(first or "")


def address_line(parts: Sequence[str]) -> str:
    """Write an address in one line: from large to small in Japan, the other way round outside."""
    prefecture, city, street, building = parts
    if prefecture == OUTSIDE:
        return ", ".join(part for part in (building, street, city) if part)
    line = ""
    for part in (prefecture, city, street):
        line += (" " if line and part[:1].isascii() and part[:1].isalpha() else "") + part
    return f"{line} {building}".strip()
