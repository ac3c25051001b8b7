"""Who used what is held, for what and when: by role, never by name, and what looks the same only once."""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from azukari.rights.shapes import AccessUse
from azukari.statement.document import Statement
from azukari.statement.purposes import Role
from azukari.statement.text import Language
from azukari.statement.vocabulary import ROLES
from azukari.vault.events import EVENTS, Event
from azukari.vault.services.showing import HeldRecord
from azukari.web.days import instant_shown
from azukari.web.portal.cases import title_of
from azukari.web.portal.words import ACT_WORDS, LOOKED_AT


@dataclass(frozen=True, slots=True)
class Trace:
    """One use, in words; ``number`` is the receipt number of what was used, if it is still held.

    ``own`` says that it was shown to the person, and ``for_code`` that the address was opened to mail them a code. ``times``
    counts what was done again within a minute.
    """

    at: str
    instant: datetime
    act: str
    role: str
    purpose: str
    number: str
    refused: bool
    own: bool
    for_code: bool
    times: int = 1


def traces(
    uses: Iterable[AccessUse],
    records: Iterable[HeldRecord],
    *,
    in_force: Statement,
    version: Callable[[str], Statement],
    language: Language,
) -> tuple[Trace, ...]:
    """Write uses in words, the newest first."""
    by_id = {one.record_id: one for one in records}
    return _folded(
        _trace(use, by_id, in_force=in_force, version=version, language=language)
        for use in sorted(uses, key=lambda one: one.at, reverse=True)
    )


def _folded(found: Iterable[Trace]) -> tuple[Trace, ...]:
    """Write once what would stand there twice, as the desk's pages show the same thing on the way to a decision."""
    folded: dict[tuple[object, ...], Trace] = {}
    for one in found:
        same = (one.at, one.act, one.role, one.purpose, one.number, one.refused)
        folded[same] = replace(folded[same], times=folded[same].times + 1) if same in folded else one
    return tuple(folded.values())


def _trace(
    use: AccessUse,
    by_id: Mapping[uuid.UUID, HeldRecord],
    *,
    in_force: Statement,
    version: Callable[[str], Statement],
    language: Language,
) -> Trace:
    held = None if use.record_id is None else by_id.get(use.record_id)
    bound = in_force if held is None else version(held.statement_hash)
    return Trace(
        at=instant_shown(use.at, language),
        instant=use.at,
        act=_act(use, language),
        role=ROLES[Role(use.role)].in_language(language),
        purpose=title_of(use.purpose, bound, language) if use.purpose else "",
        number="" if held is None else held.number,
        refused=use.ground is not None,
        own=use.role == Role.PERSON,
        for_code=use.role == Role.SYSTEM and use.kind == Event.SHOWN,
    )


def _act(use: AccessUse, language: Language) -> str:
    # Whoever handles a request is shown what is held by the same act as its person.
    if use.kind == Event.SHOWN and use.role not in {Role.PERSON, Role.SYSTEM}:
        return str(LOOKED_AT)
    return str(ACT_WORDS.get(use.kind, "")) or EVENTS[Event(use.kind)].in_language(language)
