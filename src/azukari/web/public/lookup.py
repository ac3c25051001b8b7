"""The button beside the postal code: it fills in what the code tells of the address, and leaves the rest to the person."""

from collections.abc import Mapping
from dataclasses import dataclass

from azukari.base.errors import MalformedError
from azukari.statement.service import ItemKind, Service
from azukari.vault.contact import read_postal_code
from azukari.web.public.postal_codes import Place, places


@dataclass(frozen=True, slots=True)
class Lookup:
    """What a postal code told: one place, several to choose from, or nothing."""

    found: Place | None = None
    choices: tuple[Place, ...] = ()


Answers = Mapping[str, tuple[str, ...]]


def look_up(service: Service, answers: Answers, *, chosen: str | None) -> tuple[Lookup, dict[str, tuple[str, ...]]]:
    """Look up the postal code that was typed; give what was found and the answers with the address filled in."""
    code = next((item.id for item in service.items if item.kind is ItemKind.POSTAL_CODE), None)
    address = next((item.id for item in service.items if item.kind is ItemKind.ADDRESS), None)
    filled = dict(answers)
    if code is None or address is None:
        return Lookup(), filled
    found = _places((answers.get(code) or ("",))[0])
    if chosen is not None and chosen.isdecimal() and int(chosen) < len(found):
        found = (found[int(chosen)],)
    if len(found) != 1:
        return Lookup(choices=found), filled
    filled[f"{address}-prefecture"] = (found[0].prefecture,)
    filled[f"{address}-city"] = (found[0].city,)
    filled[f"{address}-street"] = (_street(found[0], (answers.get(f"{address}-street") or ("",))[0]),)
    return Lookup(found=found[0]), filled


def _places(typed: str) -> tuple[Place, ...]:
    try:
        return places(read_postal_code(typed))
    except MalformedError:
        return ()


def _street(place: Place, typed: str) -> str:
    """Keep what was typed if it already begins with the place or the place is known no further."""
    if not place.neighbourhood or typed.startswith(place.neighbourhood):
        return typed
    return place.neighbourhood
