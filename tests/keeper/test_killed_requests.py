"""A keeper is killed before, within and after every step of a request: nothing that it said is lost, nothing is done twice."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from subprocess import Popen

import psycopg
import pytest
from psycopg import sql

from azukari.base.errors import AzukariError, UnavailableError
from azukari.host.roles import MAIN_DATABASE, PERSON_KEYS_DATABASE
from azukari.rights.clients import DeskClient, NoticeClient, PersonClient, Proposal
from azukari.rights.plan import Act, Op, Plan
from azukari.rights.request import Outcome, State
from azukari.rights.search import PlaceState
from azukari.rights.shapes import Taken
from azukari.rights.wish import Wish
from azukari.statement.purposes import Role
from azukari.vault.keeper_client import Credential, CredentialKind
from tests.keeper.house import House
from tests.keeper.persons import WORKER
from tests.keeper.test_process import wait_until

OURS = "hanako@mail.example"
MAIN, KEYS = MAIN_DATABASE, PERSON_KEYS_DATABASE
# For each step the tables at which it can be held up, in the order in which it comes to them: killed there, it has done what came
# before, and nothing of what comes after.
STEPS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "ask": (
        (KEYS, "case_key"),
        (MAIN, "rights_request"),
        (MAIN, "ledger_entry"),
        (MAIN, "rights_paper"),
        (MAIN, "rights_proof"),
    ),
    "search": ((MAIN, "rights_place"), (MAIN, "ledger_entry")),
    "settle": ((MAIN, "rights_place"), (MAIN, "ledger_entry")),
    "propose": ((MAIN, "rights_step"), (MAIN, "ledger_entry"), (MAIN, "rights_paper")),
    "decide": ((MAIN, "rights_step"), (MAIN, "ledger_entry")),
    "carry_out": (
        (MAIN, "rights_step"),
        (MAIN, "rights_visit"),
        (MAIN, "vault_erasure"),
        (KEYS, "person_key"),
        (MAIN, "rights_link"),
        (MAIN, "rights_step"),
    ),
    "answer": ((MAIN, "rights_step"), (MAIN, "ledger_entry"), (MAIN, "rights_paper"), (MAIN, "rights_notice")),
    "mail": ((MAIN, "rights_notice"), (KEYS, "case_key")),
}


@dataclass
class Case:
    """A request for erasure of what two sendings hold, and how it is brought on, step by step."""

    house: House
    keeper: "Popen[bytes]" = field(init=False)
    taken: Taken | None = None

    def __post_init__(self) -> None:
        self.keeper = self.house.start()
        one, two = self.house.collect(email=OURS), self.house.collect(email=OURS)
        entrance = self.house.client().enter(one.number, language="ja")
        letter = self.house.client(WORKER).code_letter(entrance)
        assert letter is not None
        token = self.house.client().come_in(entrance, code=letter.code)
        self.person = PersonClient(self.house.client(Credential(CredentialKind.VISIT, token)))
        self.desk = DeskClient(self.house.client(self.house.signed_in(Role.SERVICE_STAFF)))
        self.manager = DeskClient(self.house.client(self.house.signed_in(Role.PRIVACY_MANAGER)))
        self.person.join(two.number)
        self.persons = [person for (person,) in self.house.sql("SELECT person_id FROM vault_directory")]
        assert len(self.persons) == 2

    @property
    def state(self) -> State | None:
        rows = self.house.sql("SELECT state FROM rights_request")
        return State(rows[0][0]) if rows else None

    # --- steps -------------------------------------------------------------------------------------------------------------

    def request(self) -> Taken:
        """Give the request: what the person was told, or, if the keeper died before it told them, what their page shows."""
        if self.taken is None:
            (one,) = self.person.page().requests
            self.taken = Taken(one.request_id, one.number)
        return self.taken

    def do(self, step: str) -> None:
        acts: Mapping[str, Callable[[], object]] = {
            "ask": self._ask,
            "search": lambda: self.desk.search(self.request().request_id),
            "settle": self._settle,
            "propose": lambda: self.desk.propose(
                self.request().request_id, Proposal(Outcome.FULL, frozenset(), "", Plan((Act(Op.ERASE),)))
            ),
            "decide": self._decide,
            "carry_out": lambda: self.desk.carry_out(self.request().request_id),
            "answer": lambda: self.desk.answer(self.request().request_id, "消しました。"),
            "mail": self._mail,
        }
        acts[step]()

    def _ask(self) -> None:
        self.taken = self.person.ask("erasure", Wish("消してください。"), pack="jp-appi-2022")

    def _settle(self) -> None:
        for (place,) in self.house.sql("SELECT place FROM rights_place WHERE state = 'open'"):
            self.desk.settle(self.request().request_id, place, PlaceState.NONE)

    def _decide(self) -> None:
        ((steps,),) = self.house.sql("SELECT steps FROM rights_request")
        self.manager.decide(self.request().request_id, steps=steps)

    def _mail(self) -> None:
        worker = NoticeClient(self.house.client(WORKER))
        for (notice,) in self.house.sql(
            "SELECT notice_id FROM rights_notice WHERE state = 'waiting' ORDER BY notice_id"
        ):
            if (
                worker.letter(notice) is not None
            ):  # where it goes was forgotten, if the keeper died while it was told of the last
                worker.sent(notice)

    # --- deaths ------------------------------------------------------------------------------------------------------------

    def kill(self) -> None:
        self.keeper.kill()
        self.keeper.wait(20)

    def begin_anew(self) -> None:
        """Start a keeper over what the killed one left, once the database has noticed its death."""
        alive = "SELECT 1 FROM pg_stat_activity WHERE usename = 'azukari_keeper' AND datname = ANY (%s)"
        names = list(self.house.postgres.names.values())
        wait_until(lambda: not self.house.sql(alive, (names,)))
        self.keeper = self.house.start()

    def killed_within(self, step: str, database: str, table: str) -> None:
        """Have a step stand still at a table, and kill the keeper there; whoever asked is told nothing."""
        told: list[AzukariError | None] = []

        def ask() -> None:
            try:
                self.do(step)
                told.append(None)
            except AzukariError as error:
                told.append(error)

        with held(self.house, database, table) as waits:
            thread = threading.Thread(target=ask)
            thread.start()
            wait_until(lambda: waits() or bool(told))
            self.kill()
            thread.join(20)
        assert [type(error).__base__ for error in told] == [UnavailableError], (step, table, told)
        self.begin_anew()


@contextmanager
def held(house: House, database: str, table: str) -> Iterator[Callable[[], bool]]:
    """Let nobody write to a table meanwhile; tells whether the keeper waits for it."""
    waiting = (
        "SELECT 1 FROM pg_stat_activity WHERE usename = 'azukari_keeper' AND wait_event_type = 'Lock' AND datname = %s"
    )
    name = house.postgres.names[database]
    with psycopg.connect(house.postgres.admin(database)) as holder:
        holder.execute(sql.SQL("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE").format(sql.Identifier(table)))
        yield lambda: bool(house.sql(waiting, (name,)))


# What every walk leaves in the ledger, and nothing else of these kinds.
ONCE = {
    "rights.request.received": 1,
    "rights.request.proved": 1,
    "rights.request.proposed": 1,
    "rights.request.decided": 1,
    "rights.request.begun": 1,
    "rights.request.done": 1,
    "rights.request.answered": 1,
    "rights.place.searched": 1,
    "rights.place.settled": 3,
    "rights.paper.added": 5,  # wish and contact, plan and reason, reply
    "rights.person.joined": 1,
    "vault.person.erased": 2,
}


def _check_end(case: Case) -> None:
    assert case.state is State.ANSWERED
    counted = {kind: len(case.house.entries(kind)) for kind in ONCE}
    outside = len(case.house.sql("SELECT 1 FROM rights_place WHERE place NOT IN ('vault', 'requests', 'deliveries')"))
    assert counted == ONCE | {"rights.place.settled": outside}
    assert case.house.sql("SELECT 1 FROM rights_request") == [(1,)]
    assert case.house.sql("SELECT 1 FROM rights_link") == []
    # Keys under which nothing lies: their papers were never put in, or are gone already. `retain` ends them after a day.
    case.house.sql("UPDATE case_key SET made_at = made_at - interval '2 days'", database=KEYS)
    case.house.client(WORKER).retain()
    assert case.house.sql("SELECT lid FROM case_key", database=KEYS) == []
    assert case.house.sql("SELECT 1 FROM rights_notice WHERE state = 'waiting'") == []
    wait_until(lambda: case.house.sql("SELECT 1 FROM vault_record") == [])
    theirs = "SELECT 1 FROM person_key WHERE person_id = ANY (%s)"
    assert case.house.sql(theirs, (case.persons,), database=KEYS) == []
    assert case.house.sql("SELECT 1 FROM rights_paper") == []
    assert case.desk.case(case.request().request_id).wish == Wish()


@pytest.mark.parametrize("killed", STEPS)
def test_killed_at_any_point_of_a_step_it_goes_on_to_its_end(house: House, killed: str) -> None:
    case = Case(house)
    for step, tables in STEPS.items():
        if step == killed:
            for database, table in tables:
                case.killed_within(step, database, table)
        if step != "mail" or house.sql("SELECT 1 FROM rights_notice WHERE state = 'waiting'"):
            case.do(step)
        if step == killed:
            case.kill()  # right after it said that this is done
            case.begin_anew()
    _check_end(case)


def test_killed_after_every_step_it_goes_on_to_its_end(house: House) -> None:
    case = Case(house)
    states = []
    for step in STEPS:
        case.kill()
        case.begin_anew()
        case.do(step)
        states.append(case.state)
    assert states == [
        State.EXAMINING,
        State.EXAMINING,
        State.EXAMINING,
        State.PROPOSED,
        State.DECIDED,
        State.DONE,
        State.ANSWERED,
        State.ANSWERED,
    ]
    _check_end(case)
