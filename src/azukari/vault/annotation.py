"""What a person says beside an item that is an opinion, or is not corrected (requirements H13).

It lies in the item's own compartment under the item's id with a mark before it, which no item's id can have; so whoever may see
the item sees it, and nobody else.
"""

from collections.abc import Iterable

from azukari.vault.normalise import stored_paragraph

LONGEST = 2000
_MARK = "@"


def statement_of(item: str) -> str:
    """Give the name under which a person's statement beside an item lies."""
    return _MARK + item


def is_statement(name: str) -> bool:
    """Tell whether a name is that of a person's statement, and not of an item."""
    return name.startswith(_MARK)


def with_statements(items: Iterable[str]) -> tuple[str, ...]:
    """Give items, each followed by the name of the person's statement beside it."""
    return tuple([name for item in items for name in (item, _MARK + item)])


def read_statement(text: str) -> str:
    """Give a person's statement in the form in which it is stored; an empty one stays empty.

    Raises:
        MalformedError: if it is too long, or holds a number that must not be sent.
    """
    return stored_paragraph(text, longest=LONGEST)
