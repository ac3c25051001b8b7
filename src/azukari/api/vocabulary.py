"""The texts of the document and of the pages, read once; nothing that a person reads stands in one language alone."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from azukari.statement.text import Language


@cache
def vocabulary(language: Language) -> Mapping[str, Any]:
    """Read the texts of one language."""
    return tomllib.loads((files("azukari.api") / "words" / f"{language}.toml").read_text(encoding="utf-8"))
