"""Stored values as their person reads them."""

from datetime import date

from azukari.statement.service import Item, ItemKind
from azukari.statement.text import Language
from azukari.vault.eras import in_era
from azukari.vault.normalise import CHOICES_SEPARATOR


def shown_answer(item: Item, value: str, *, language: Language) -> str:
    """Show a stored value to its person."""
    if not value:
        return ""
    if item.kind in (ItemKind.CHOICE, ItemKind.CHOICES):
        chosen = value.split(CHOICES_SEPARATOR)
        labels = [choice.label.in_language(language) for choice in item.choices if choice.id in chosen]
        return "\n".join(labels)
    if item.kind is ItemKind.DATE:
        on = date.fromisoformat(value)
        return f"{on.year}年{on.month}月{on.day}日（{in_era(on)}）" if language == "ja" else f"{value} ({in_era(on)})"
    return value
