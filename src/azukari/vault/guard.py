"""What must not be taken in by free text: individual numbers (My Number) and payment card numbers, however they are typed.

An individual number may be collected only for what the My Number Act names (Act No. 27 of 2013, Art. 20), and none of the services
here is of that kind. Its check digit is that of the Order of the Ministry of Internal Affairs No. 85 of 2014, Art. 5; a card's is
Luhn's (ISO/IEC 7812-1). Where a check digit does not fit, the number is taken for a telephone or order number and let pass.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from azukari.base.errors import MalformedError

HYPHENS = "-‐‑‒–—―−ー〜~∼─━﹣\u00ad"
_GAP = rf"[ \t.・·_{re.escape(HYPHENS)}]{{1,3}}"
_RUN = re.compile(rf"(?<![\d+])\d+(?:{_GAP}\d+)*")
_DIGIT = re.compile(r"[\d①-⑳⁰-₉]")
_DIGITS = re.compile(r"\d+")
_EMAIL = re.compile(r"[^\s@]@[^\s@]")
_TELEPHONE = re.compile(r"(?:\+\d{8,15}|0\d{9,10})")
_FEWEST_DIGITS = 10
_MOST_GROUPS = 19
_MY_NUMBER = 12
_CARD_LENGTHS = frozenset({14, 15, 16, 19})
_CARD_SHAPES = frozenset({(4, 4, 4, 4), (4, 6, 5), (4, 6, 4), (4, 4, 4, 4, 3), (6, 13)})
_CARD_FIRST = "23456"


class ForbiddenNumberError(MalformedError):
    """The text holds a number that must not be sent here."""


def check_free_text(text: str) -> str:
    """Give back a text that holds no individual number and no card number.

    Raises:
        ForbiddenNumberError: with ground ``my_number`` or ``card_number``; the message never repeats the number.
    """
    for groups in _groups(text):
        if _is_card(groups):
            raise ForbiddenNumberError(
                "This looks like a payment card number. Please take it out: we never ask for one in this form.",
                ground="card_number",
            )
        if _is_my_number(groups):
            raise ForbiddenNumberError(
                "This looks like an individual number (My Number). Please take it out: the law does not let us receive it here.",
                ground="my_number",
            )
    return text


def find_personal(text: str) -> str | None:
    """Tell what kind of personal data a staff member's free text seems to hold, if any: email, phone or number."""
    plain = _plain(text)
    if _EMAIL.search(plain):
        return "email"
    joined = re.sub(rf"(?<=\d){_GAP}(?=\d)|[()]", "", plain)
    if re.search(rf"(?<!\d){_TELEPHONE.pattern}(?!\d)", joined) or _has_grouped_telephone(plain):
        return "phone"
    for groups in _groups(text):
        if sum(map(len, groups)) == _MY_NUMBER and _even(groups):
            return "number"
        if _is_card(groups):
            return "number"
    return None


def _plain(text: str) -> str:
    # Format characters (zero-width spaces and the like) could part digits without being seen.
    if text.isascii():
        return text
    folded = unicodedata.normalize("NFKC", text)
    return "".join(character for character in folded if unicodedata.category(character) != "Cf")


def _groups(text: str) -> Iterator[tuple[str, ...]]:
    """List every series of neighbouring groups of digits, so that a number is found beside another one."""
    if len(_DIGIT.findall(text)) < _FEWEST_DIGITS:
        return
    for run in _RUN.finditer(_plain(text)):
        groups = tuple(
            "".join(str(unicodedata.decimal(digit)) for digit in group) for group in _DIGITS.findall(run.group())
        )
        for first in range(len(groups)):
            for last in range(first + 1, min(len(groups), first + _MOST_GROUPS) + 1):
                if not _goes_on(groups, first, last):
                    yield groups[first:last]


def _goes_on(groups: tuple[str, ...], first: int, last: int) -> bool:
    # A piece of a longer series of equal groups is no number of its own: three fours out of the four of a card are none.
    piece = groups[first:last]
    beside = groups[max(first - 1, 0) : first] + groups[last : last + 1]
    return len(piece) > 1 and _even(piece) and any(len(one) == len(piece[0]) for one in beside)


def _has_grouped_telephone(plain: str) -> bool:
    return any(
        groups[0].startswith("0") and len(groups) > 1 and len("".join(groups)) in {10, 11} for groups in _groups(plain)
    )


def _even(groups: tuple[str, ...]) -> bool:
    return all(len(one) == len(other) for one, other in pairwise(groups))


def _is_my_number(groups: tuple[str, ...]) -> bool:
    number = "".join(groups)
    if len(number) != _MY_NUMBER or not _even(groups) or len(set(number)) == 1:
        return False
    total = sum(
        int(digit) * (place + 1 if place <= 6 else place - 5)  # noqa: PLR2004  # Q_n of the Order
        for place, digit in enumerate(reversed(number[:-1]), start=1)
    )
    rest = total % 11
    return int(number[-1]) == (0 if rest <= 1 else 11 - rest)


def _is_card(groups: tuple[str, ...]) -> bool:
    number = "".join(groups)
    if len(number) not in _CARD_LENGTHS or number[0] not in _CARD_FIRST:
        return False
    shape = tuple(len(group) for group in groups)
    if len(groups) > 1 and shape not in _CARD_SHAPES and set(shape) != {1}:
        return False
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(number)))
    return sum(digit // 10 + digit % 10 for digit in doubled) % 10 == 0
