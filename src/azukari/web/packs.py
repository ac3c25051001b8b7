"""The rule packs as the doors use them: read once, those offered here, and how their articles are written."""

import re
from functools import lru_cache

from django.conf import settings

from azukari.rights.pack import RulePack
from azukari.rights.read_pack import EUROPEAN, OWN_LAW, shipped_pack
from azukari.statement.text import Language

_PART = re.compile(r"(?P<article>\d+)(?:\((?P<paragraph>\d+)\))?(?P<number>i{1,3}|iv|v)?")
_NUMBERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5}


@lru_cache
def pack_named(name: str) -> RulePack:
    """Read a pack that comes with the software."""
    return shipped_pack(name)


def offered_packs() -> tuple[RulePack, ...]:
    """List the packs under which requests are taken in; the GDPR's only where the organisation says that it applies to it."""
    return tuple(pack_named(name) for name in (OWN_LAW, *((EUROPEAN,) if settings.AZUKARI_GDPR else ())))


def article_words(pack: str, article: str, language: Language) -> str:
    """Write an article with its law as a letter does, such as ``個人情報保護法第33条第2項第1号``."""
    law = re.split(r"[（(]", pack_named(pack).title.in_language(language))[0].strip()
    if language == "en":
        return f"{law}, Art. {article}"
    return f"{law}{_PART.sub(_in_japanese, article).replace(', ', '、').replace('–', 'から')}"


def _in_japanese(found: re.Match[str]) -> str:
    parts = [f"第{found['article']}条"]
    if found["paragraph"]:
        parts.append(f"第{found['paragraph']}項")
    if found["number"]:
        parts.append(f"第{_NUMBERS[found['number']]}号")
    return "".join(parts)
