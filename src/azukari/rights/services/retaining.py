"""The end of papers: identity papers soon after the decision, where the answer went soon after it, everything else in time."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

from azukari.base.clock import japan_date
from azukari.rights.calendar import Calendar
from azukari.rights.deadline import due
from azukari.rights.paper import Lid
from azukari.rights.request import Move
from azukari.rights.services.answering import was_erased
from azukari.rights.services.office import Office
from azukari.rights.services.papers import destroy_papers
from azukari.rights.services.register import course_of, pack_of
from azukari.rights.store import cases

_ENDING = (Move.ANSWER, Move.FORWARD, Move.WITHDRAW)
_SETTLED = timedelta(days=1)  # a key is made just before its first paper
# Which rule of the pack counts for a key, and from which steps it counts.
_RULES: Mapping[Lid, tuple[str, Sequence[Move]]] = MappingProxyType(
    {
        Lid.IDENTITY: ("identity-papers", (Move.DECIDE, Move.FORWARD, Move.WITHDRAW)),
        Lid.CONTACT: ("case-contact", _ENDING),
        Lid.CASE: ("case-papers", _ENDING),
    }
)


def retain_papers(office: Office, *, now: datetime) -> int:
    """Destroy the keys of papers whose time is over, and tell how many."""
    keys = cases.cases_with_keys(office.chamber.person_keys)
    gone = 0
    for lid, (rule, moves) in _RULES.items():
        with_key = [request_id for request_id, its in keys if its is lid]
        for request_id in _over(office, with_key, rule, moves, now):
            destroy_papers(office.chamber, request_id, [lid], now=now)
            gone += 1
    gone += _erased_over(office, [request_id for request_id, its in keys if its is Lid.CASE], now)
    return gone + _without_papers(office, now)


def _without_papers(office: Office, now: datetime) -> int:
    """Destroy keys that a restore has brought back, or that were made for a paper that was never put in."""
    chamber = office.chamber
    found = cases.keys_without_papers(chamber.database, chamber.person_keys, before=now - _SETTLED)
    for request_id, lid in found:
        destroy_papers(chamber, request_id, [lid], now=now)
    return len(found)


def _erased_over(office: Office, requests: Sequence[uuid.UUID], now: datetime) -> int:
    """Keep nothing that was written in an erasure for longer than where its answer went."""
    rule, moves = _RULES[Lid.CONTACT]
    over = [
        request_id
        for request_id in _over(office, requests, rule, moves, now)
        if was_erased(course_of(office.chamber.database, request_id))
    ]
    for request_id in over:
        destroy_papers(office.chamber, request_id, tuple(Lid), now=now)
    return len(over)


def _over(
    office: Office, requests: Sequence[uuid.UUID], rule: str, moves: Sequence[Move], now: datetime
) -> Iterable[uuid.UUID]:
    names = [move.value for move in moves]
    for request_id, pack_id, at in cases.moved_at(office.chamber.database, requests, names):
        pack = pack_of(pack_id)
        if japan_date(now) > due(pack.rules[rule], at, Calendar(pack.calendar)).safe:
            yield request_id
