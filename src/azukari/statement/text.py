"""Texts that come in pairs: nothing that a person reads exists in one language alone."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Language: TypeAlias = Literal["ja", "en"]
LANGUAGES: tuple[Language, ...] = ("ja", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """One text in Japanese and English."""

    ja: str
    en: str

    def in_language(self, language: Language) -> str:
        """Give the text in one language."""
        return self.ja if language == "ja" else self.en


EMPTY = Text(ja="", en="")
