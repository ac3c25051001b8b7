"""An office with a vault of its own: persons who come in and ask, and two members of staff who handle what they ask."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from azukari.host.database import PooledDatabase
from azukari.rights.identity import Method, Proof, Subject
from azukari.rights.pack import RulePack
from azukari.rights.plan import Plan
from azukari.rights.read_pack import shipped_pack
from azukari.rights.request import Asker, Channel, Decision, Move, Outcome, State
from azukari.rights.search import PlaceState
from azukari.rights.services.answering import answer
from azukari.rights.services.asking import Written, ask, take_in
from azukari.rights.services.carrying_out import carry_out
from azukari.rights.services.deciding import Proposed, decide, propose, take_plain_step
from azukari.rights.services.examining import add_proof, desk_case, search, settle
from azukari.rights.services.office import Office
from azukari.rights.services.register import course_of
from azukari.rights.services.visiting import Gate, Visit, begin_entrance, letter_of, name_receipt, show_code, visit_of
from azukari.rights.shapes import Taken
from azukari.rights.store import cases
from azukari.rights.wish import Contact, Wish
from azukari.statement.purposes import Role
from azukari.vault.access import Actor
from azukari.vault.services.collecting import Collected
from tests.conftest import Server
from tests.vault.world import World

ANNA = Actor(str(uuid.UUID(int=1)), Role.SERVICE_STAFF)
BEN = Actor(str(uuid.UUID(int=2)), Role.PRIVACY_MANAGER)
WORKER = Actor("worker", Role.SYSTEM)
PACK = "jp-appi-2022"


@dataclass
class Bureau:
    """The office, and short ways to do what persons and staff do in it."""

    world: World
    office: Office
    pools: list[PooledDatabase]

    @property
    def now(self) -> datetime:
        return self.world.now

    def later(self, **span: int) -> None:
        self.world.now += timedelta(**span)

    # --- persons -----------------------------------------------------------------------------------------------------------

    def collect(self, **more: Any) -> Collected:
        self.later(seconds=1)
        return self.world.collect(**more)

    def visit(self, said: str, *, number: str | None = None) -> Visit:
        gate = self.office.gate
        entrance = begin_entrance(gate, said, language="ja", now=self.now)
        letter = letter_of(gate, entrance, now=self.now)
        assert letter is not None
        token = show_code(gate, entrance, letter.code, now=self.now)
        visit = visit_of(gate.chamber.database, token, now=self.now)
        if number is not None:
            name_receipt(gate, visit, number, now=self.now)
            visit = visit_of(gate.chamber.database, token, now=self.now)
        return visit

    def ask(self, visit: Visit, kind: str, wish: Wish | None = None, *, pack: str = PACK) -> Taken:
        return ask(self.office, visit, wish or Wish("お願いします。"), right=(pack, kind), now=self.now)

    def written(self, kind: str, *, asker: Asker = Asker.PERSON, **more: Any) -> Written:
        one = Written(
            PACK, kind, Channel.LETTER, asker, "ja", self.now - timedelta(days=1), Wish("手紙で。"), Contact("甲野一")
        )
        return replace(one, **more)

    def take_in(self, kind: str, **more: Any) -> Taken:
        return take_in(self.office, self.written(kind, **more), actor=ANNA, now=self.now)

    # --- staff -------------------------------------------------------------------------------------------------------------

    def state(self, taken: Taken) -> State:
        return course_of(self.office.chamber.database, taken.request_id).request.state

    def prove(self, taken: Taken) -> None:
        """Take down a document of the person, and take the identity as proved."""
        proof = Proof(Subject.PERSON, Method.DOCUMENT)
        add_proof(self.office, taken.request_id, proof, actor=ANNA, now=self.now)
        take_plain_step(self.office, taken.request_id, Move.PROVE, actor=ANNA, now=self.now)

    def look_everywhere(self, taken: Taken, *, recipients: PlaceState = PlaceState.NONE) -> None:
        search(self.office, taken.request_id, actor=ANNA, now=self.now)
        for place in cases.select_places(self.office.chamber.database, taken.request_id):
            if place.state is PlaceState.OPEN:
                state = recipients if place.place.startswith("recipient:") else PlaceState.NONE
                settle(self.office, taken.request_id, place.place, state, actor=ANNA, now=self.now)

    def plan(self, taken: Taken) -> Plan:
        return desk_case(self.office, taken.request_id, actor=ANNA, now=self.now).plan

    def propose(
        self, taken: Taken, outcome: Outcome = Outcome.FULL, *grounds: str, plan: Plan | None = None, reason: str = ""
    ) -> None:
        decision = Decision(outcome, frozenset(grounds))
        wanted = plan if plan is not None else (self.plan(taken) if outcome in {Outcome.FULL, Outcome.PART} else Plan())
        proposed = Proposed(decision, reason or ("理由です。" if grounds else ""), wanted)
        propose(self.office, taken.request_id, proposed, actor=ANNA, now=self.now)

    def decide(self, taken: Taken, *, by: Actor = BEN) -> None:
        seen = course_of(self.office.chamber.database, taken.request_id).row.steps
        decide(self.office, taken.request_id, seen=seen, actor=by, now=self.now)

    def carry_out(self, taken: Taken) -> tuple[str, ...]:
        return carry_out(self.office, taken.request_id, actor=ANNA, now=self.now)

    def answer(self, taken: Taken) -> None:
        answer(self.office, taken.request_id, "ご回答します。", actor=ANNA, now=self.now)

    def grant(self, taken: Taken) -> None:
        """Walk a request that was proved to what was asked for."""
        self.look_everywhere(taken)
        self.propose(taken)
        self.decide(taken)
        self.carry_out(taken)


SHOWN = (
    Proof(Subject.PERSON, Method.DOCUMENT),
    Proof(Subject.AGENT, Method.DOCUMENT),
    Proof(Subject.RELATION, Method.MANDATE),
)


def packs() -> tuple[RulePack, ...]:
    return (shipped_pack(PACK), shipped_pack("eu-gdpr"))


def open_bureau(world: World, postgres: Server) -> Iterator[Bureau]:
    pools = [PooledDatabase(postgres.url("keeper", name), size=4) for name in ("azukari", "azukari_person_keys")]
    chamber = replace(world.chamber, database=pools[0], person_keys=pools[1])
    office = Office(Gate(chamber, bytes(range(32))), lambda _: world.statement, packs(), lambda: world.now)
    yield Bureau(world, office, pools)
    for pool in pools:
        pool.close()
