"""Pieces of a package's page: what is shown of values, days and facts, each escaped."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from html import escape

from azukari.base.clock import JAPAN, instant_text
from azukari.rights.pack import Ground
from azukari.rights.package.redaction import BLACKED, Redacted
from azukari.statement.fragments import element, text, words
from azukari.statement.references import day_text
from azukari.statement.text import Language, Text

_HOURS = Text(ja="（日本時間）", en=" (Japan time)")


def shown(value: str) -> str:
    """Escape a text as it is: a carriage return would be lost in HTML, and it cannot hold a NUL."""
    return escape(value, quote=False).replace("\r", "&#13;").replace("\x00", "\ufffd")


def value_of(value: Redacted, notes: Mapping[str, int]) -> str:
    """Show a value, set apart from the direction of writing around it; where something was left out stands the ground's number."""
    pieces = [shown(piece) if isinstance(piece, str) else _left_out(piece.grounds, notes) for piece in value.pieces]
    return element("bdi", "".join(pieces), class_="value")


def written(value: str) -> str:
    """Show what somebody wrote."""
    return element("p", element("bdi", shown(value)), class_="value")


def day(on: date, language: Language) -> str:
    """Show a day."""
    return text("time", day_text(on, language), datetime=on.isoformat())


def instant(at: datetime, language: Language, *, zone: bool = False) -> str:
    """Show an instant in Japan's time."""
    there = at.astimezone(JAPAN)
    clock = f"{there:%H:%M}{_HOURS.in_language(language) if zone else ''}"
    parted = " " if language == "ja" else ", "
    return text("time", f"{day_text(there.date(), language)}{parted}{clock}", datetime=instant_text(at))


def facts(rows: Iterable[tuple[Text, str]], language: Language) -> str:
    """List facts, each under its name; the facts are HTML already."""
    parts = "\n".join(element("div", words("dt", name, language) + element("dd", fact)) for name, fact in rows)
    return element("dl", f"\n{parts}\n", class_="imprint")


def note(content: str) -> str:
    """Show something small below, which is HTML already."""
    return element("span", content, class_="note")


def _left_out(grounds: tuple[Ground, ...], notes: Mapping[str, int]) -> str:
    marks = "".join(text("a", f"[{notes[one.id]}]", href=f"#ground-{notes[one.id]}") for one in grounds)
    return text("span", BLACKED, class_="out") + element("sup", marks)
