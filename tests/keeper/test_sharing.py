"""Recipients at the keeper: a contractor is taken on, fetches, certifies and is told, by the clients that the doors use."""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pyrage
import pytest

from azukari.base.clock import japan_date
from azukari.base.errors import AzukariError, MalformedError, RefusedError, UnauthenticatedError
from azukari.keeper.desk import Desk
from azukari.keeper.strongroom import NoFolderError
from azukari.sharing.clients import CourierClient, PickupClient, SharingClient
from azukari.sharing.delivery import Ended, State, Wish
from azukari.sharing.dossier import Checked, Code, Dossier, Instrument, Told
from azukari.sharing.engagement import CRITERIA, POINTS, Method, Scope, Sftp
from azukari.sharing.services.certifying import Certificate
from azukari.sharing.services.documents import put_document
from azukari.sharing.services.engaging import ContractPaper, Findings, Marks
from azukari.sharing.services.engaging import Desk as Reached
from azukari.sharing.services.proposing import Receiver
from azukari.sharing.shapes import Letter, PickedUp
from azukari.statement.purposes import Role
from azukari.vault.keeper_client import Credential, KeeperClient
from tests.keeper.house import CANARY, House
from tests.keeper.persons import WORKER
from tests.keeper.test_service_keys import DeskLine

YUNAGI = "yunagi"  # a contractor of the example
IDENTITY = pyrage.x25519.Identity.generate()
SCOPE = Scope(("inquiry",), ("name", "email"), ("newsletter",))
WISH = Wish("inquiry", "newsletter", control=False)
YEAR = timedelta(days=365)


@dataclass
class Outside:
    """Two privacy managers, service staff, the worker and a recipient, each asking as a door would ask for them."""

    house: House
    desk: Desk | None
    first: SharingClient = field(init=False)
    second: SharingClient = field(init=False)
    staff: SharingClient = field(init=False)
    courier: CourierClient = field(init=False)
    pickup: PickupClient = field(init=False)

    def __post_init__(self) -> None:
        self.first, self.second = (self.as_(self.house.signed_in(Role.PRIVACY_MANAGER)) for _ in range(2))
        self.staff = self.as_(self.house.signed_in(Role.SERVICE_STAFF))
        self.courier = CourierClient(self.keeper(WORKER))
        self.pickup = PickupClient(self.keeper(None))

    def keeper(self, credential: Credential | None) -> KeeperClient:
        assert self.desk is not None
        return KeeperClient(DeskLine(self.desk), credential)

    def as_(self, credential: Credential) -> SharingClient:
        return SharingClient(self.keeper(credential))

    @property
    def reached(self) -> Reached:
        return Reached("ja", "desk@yunagi.example", str(IDENTITY.to_public()))

    def take_on(self, reached: Reached | None = None) -> None:
        today = japan_date(self.house.now())
        self.first.engage(YUNAGI, reached or self.reached)
        owner = self.house.pools[0]
        paper = ContractPaper(
            put_document(owner, "contract.pdf", "application/pdf", b"%PDF", now=self.house.now()),
            today,
            today + YEAR,
            dict.fromkeys(POINTS, 2),
            SCOPE,
        )
        self.first.file_contract(YUNAGI, paper)
        assert self.first.assess(YUNAGI, Marks(today, dict.fromkeys(CRITERIA, 4), 60, today + YEAR)) == 80
        self.first.inspect(YUNAGI, Findings(today, Method.REMOTE, 0, today + YEAR))

    def made(self, handover_id: uuid.UUID) -> Letter:
        """Wait until a file was made, and read the letter that says so."""
        deadline = time.monotonic() + 30
        while (letter := self.courier.letter(handover_id)) is None:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        return letter

    def come(self, door_id: uuid.UUID) -> str:
        pickup = self.pickup.begin(door_id, language="en")
        letter = self.courier.code_letter(pickup)
        assert letter is not None
        return self.pickup.show_code(pickup, letter.code)

    def fetch(self, token: str) -> tuple[PickedUp, bytes]:
        about = self.pickup.look(token)
        data = b""
        while len(data) < about.size:
            data += self.pickup.part(token, len(data))
        return about, bytes(pyrage.decrypt(data, [IDENTITY]))


@pytest.fixture
def outside(house: House, desk: Desk) -> Outside:
    return Outside(house, desk)


def letters(outside: Outside, count: int = 1) -> None:
    for _ in range(count):
        outside.house.collect(permissions=frozenset({"newsletter"}))


def test_from_taking_on_to_the_certificate(outside: Outside) -> None:
    letters(outside)
    outside.take_on()
    assert outside.staff.count(YUNAGI, WISH) == 1
    proposed = outside.first.propose(YUNAGI, WISH, reason="autumn letter")
    assert (proposed.state, proposed.counted) == (State.APPROVED, 1)
    letter = outside.made(proposed.handover_id)
    assert (letter.address, letter.number, letter.code) == ("desk@yunagi.example", proposed.number, "")
    token = outside.come(letter.door_id)
    about, plain = outside.fetch(token)
    assert about.state is State.MADE
    assert CANARY.encode() in plain
    certificate = Certificate(Ended.DESTROYED, japan_date(outside.house.now()), "shredded", "operations")
    outside.pickup.certify(token, certificate, paper=("done.txt", "text/plain", b"all of it"))
    assert outside.pickup.look(token).state is State.CLOSED
    said = outside.house.sql("SELECT state, certificate ->> 'signed_as', document IS NOT NULL FROM sharing_handover")
    assert said == [("closed", "operations", True)]
    assert CANARY.encode() not in outside.house.everything_in_the_ledger()


def test_a_second_person_approves_and_a_stop_is_told(outside: Outside) -> None:
    letters(outside, 2)
    outside.take_on()
    proposed = outside.staff.propose(YUNAGI, WISH, reason="autumn letter")
    assert proposed.state is State.PROPOSED
    outside.second.approve(proposed.handover_id)
    _, plain = outside.fetch(outside.come(outside.made(proposed.handover_id).door_id))
    record = outside.house.sql("SELECT record_id FROM sharing_delivered")[0][0]
    outside.keeper(outside.house.signed_in(Role.SERVICE_STAFF)).stop(record, purpose="newsletter")
    outside.courier.work()
    told = wait_for(
        lambda: outside.house.sql("SELECT door_id FROM sharing_handover WHERE kind = 'changes' AND state = 'made'")
    )
    token = outside.come(told[0][0])
    _, lines = outside.fetch(token)
    assert b'"act":"stop"' in lines
    assert outside.pickup.acknowledge(token) == 1
    ref = outside.house.sql("SELECT ref FROM sharing_delivered WHERE record_id = %s", (record,))[0][0]
    assert ref.encode() in plain
    assert [(one.recipient, one.record_id) for one in outside.first.trace(ref)] == [(YUNAGI, record)]


def test_what_is_missing_is_all_named(outside: Outside) -> None:
    letters(outside)
    outside.first.engage(YUNAGI, outside.reached)
    with pytest.raises(RefusedError) as caught:
        outside.first.propose(YUNAGI, WISH, reason="autumn letter")
    assert caught.value.ground.startswith("missing:no_contract,not_assessed")


def test_work_is_changed_and_ended(outside: Outside) -> None:
    outside.take_on()
    today = japan_date(outside.house.now())
    sftp = Sftp("sftp.yunagi.example", 22, "azukari", "/in", "ssh-ed25519 AAAA")
    outside.first.change_desk(YUNAGI, Reached("en", "new@yunagi.example", outside.reached.age_key, sftp, 10))
    letters(outside)
    proposed = outside.first.propose(YUNAGI, WISH, reason="autumn letter")
    wait_for(lambda: outside.house.sql("SELECT 1 FROM sharing_handover WHERE state = 'made'"))
    putting = outside.courier.put_next(proposed.handover_id)
    assert putting is not None
    assert putting.sftp == sftp
    assert len(outside.courier.part(proposed.handover_id, 0)) == putting.size
    outside.first.certify(proposed.handover_id, Certificate(Ended.RETURNED, today, "by hand", "office"))
    outside.first.end(YUNAGI, today - timedelta(days=1))
    with pytest.raises(RefusedError) as caught:
        outside.first.propose(YUNAGI, WISH, reason="autumn letter")
    assert caught.value.ground.startswith("missing:ended")


def test_a_subcontractor_is_approved(outside: Outside) -> None:
    outside.first.engage("kazaguruma", outside.reached)
    outside.first.decide_subcontractor("kazaguruma", "komorebi", approved=True)
    assert outside.house.sql("SELECT subcontractor, approved FROM sharing_approval") == [("komorebi", True)]


def test_a_provision_is_proposed_and_given_up(outside: Outside) -> None:
    collected = outside.house.collect()
    dossier = Dossier(
        Code.LAW, "架空県警察", "架空市1-1", "本部長", Instrument.WARRANT, Checked.IN_PERSON,
        "令状により、注文の有無を確かめるため、氏名だけを渡す。", Told.LATER, "捜査が終わるまで", (collected.record_id,),
    )  # fmt: skip
    receiver = Receiver("desk@police.example", outside.reached.age_key, "ja")
    proposed = outside.staff.propose_provision(dossier, receiver, ("name",))
    assert proposed.state is State.PROPOSED
    outside.first.cancel(proposed.handover_id)
    with pytest.raises(AzukariError) as caught:
        outside.second.approve(proposed.handover_id)
    assert caught.value.ground == "step"


def test_what_is_not_written_as_the_keeper_reads_it_is_refused(outside: Outside) -> None:
    manager = outside.keeper(outside.house.signed_in(Role.PRIVACY_MANAGER))
    for verb, arguments in {
        "file_contract": {"recipient": YUNAGI, "contract": '{"document":1}'},
        "assess": {"recipient": YUNAGI, "marks": "[]"},
        "propose_provision": {"dossier": "{}"},
        "count_handover": {"recipient": YUNAGI, "wish": "{}"},
    }.items():
        with pytest.raises(MalformedError):
            manager.ask(verb, str, **arguments)


def test_a_token_of_nobody_fetches_nothing(outside: Outside) -> None:
    with pytest.raises(UnauthenticatedError):
        outside.pickup.look("nothing")
    with pytest.raises(UnauthenticatedError):
        outside.pickup.part("nothing", 0)


def test_without_a_folder_nothing_is_made(house: House) -> None:
    room = house.strongroom()
    room.handovers = None
    with pytest.raises(NoFolderError):
        assert room.dispatch


def wait_for(look: Callable[[], list[tuple[uuid.UUID, ...]]]) -> list[tuple[uuid.UUID, ...]]:
    deadline = time.monotonic() + 30
    while not (found := look()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return found
