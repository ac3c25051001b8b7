"""Every place of the software that keeps something of persons, in the order in which an erasure goes through them.

The vault comes last: with the person's key everything that is sealed ends, in every copy; what came before needs no key.
"""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from azukari.base.canonical import Value
from azukari.base.clock import Clock
from azukari.base.holder import Holder, Holding
from azukari.base.sql import Database
from azukari.rights.paper import Lid
from azukari.rights.request import ENDED
from azukari.rights.services.papers import destroy_papers
from azukari.rights.services.register import requests_of
from azukari.rights.services.views import own_request
from azukari.rights.shapes import own_request_value
from azukari.rights.store import linking, register, visiting
from azukari.sharing.services.holder import SharingHolder
from azukari.vault.access import Actor
from azukari.vault.services.chamber import Chamber
from azukari.vault.services.holder import VaultHolder

_PLACE = "requests"


@dataclass(frozen=True, slots=True)
class RightsHolder:
    """Finds, exports and erases what this room holds about a person: requests, what joins them with others, and visits."""

    chamber: Chamber
    actor: Actor
    clock: Clock

    def find(self, person_id: uuid.UUID) -> tuple[Holding, ...]:
        """Tell what is held."""
        counted = linking.count_of(self.chamber.database, [person_id])
        named = zip(("request", "link", "visit"), counted, strict=True)
        return tuple(Holding(_PLACE, kind, count) for kind, count in named if count)

    def export(self, person_id: uuid.UUID) -> Value:
        """Give the person's requests."""
        courses = requests_of(self.chamber.database, [person_id])
        return {"requests": [own_request_value(own_request(one)) for one in courses]}

    def erase(self, person_id: uuid.UUID) -> tuple[Holding, ...]:
        """Destroy what was written in requests that have ended, and forget visits.

        Requests stay in the register with their steps, and `forget_persons` lets them be nobody's. What was written in those that
        are still open is destroyed when they end: an erasure has to be answered, too.
        """
        before = self.find(person_id)
        for course in requests_of(self.chamber.database, [person_id]):
            if course.request.state in ENDED:
                destroy_papers(self.chamber, course.row.request_id, tuple(Lid), now=self.clock())
        visiting.forget(self.chamber.database, [person_id])
        return before


# A room that comes to keep something of persons adds its holder here, before the vault.
HOLDERS: tuple[tuple[str, Callable[[Chamber, Actor, Clock], Holder]], ...] = (
    ("requests", RightsHolder),
    ("deliveries", SharingHolder),
    ("vault", VaultHolder),
)


def holders(chamber: Chamber, *, actor: Actor, clock: Clock) -> tuple[tuple[str, Holder], ...]:
    """Give each place and who finds, exports and erases there, as one actor."""
    return tuple((place, holder(chamber, actor, clock)) for place, holder in HOLDERS)


def forget_persons(database: Database, persons: Sequence[uuid.UUID]) -> None:
    """Let requests of persons who were erased be nobody's, and forget who was one with whom; the last act of an erasure."""
    # Both or neither: once a request is nobody's, nobody knows whose links to forget.
    with database.transaction() as cursor:
        register.forget_persons(cursor, persons)
        linking.part(cursor, persons)
