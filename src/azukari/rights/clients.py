"""What the portal, the desk and the worker ask the keeper about requests; the same acts for every door.

Raises, from every method, as `vault.keeper_client.KeeperClient` says, and what the act itself refuses.
"""

import base64
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from azukari.base.canonical import Value, canonical_bytes
from azukari.base.clock import instant_text
from azukari.rights.desk_shapes import (
    DeskCase,
    LetterContent,
    NoticeLetter,
    read_desk_case,
    read_held_records,
    read_letter_content,
    read_notice_letter,
    read_paper_shown,
)
from azukari.rights.identity import Proof
from azukari.rights.paper import Paper, PaperKind
from azukari.rights.plan import Plan, plan_value
from azukari.rights.request import Asker, Channel, Move, Outcome
from azukari.rights.search import PlaceState
from azukari.rights.shapes import (
    CaseView,
    PackageAbout,
    PersonPage,
    Taken,
    read_bytes,
    read_case_view,
    read_package_about,
    read_person_page,
    read_taken,
)
from azukari.rights.wish import Contact, Wish, contact_value, wish_value
from azukari.statement.text import Language
from azukari.vault.keeper_client import KeeperClient
from azukari.vault.keeper_shapes import read_nothing
from azukari.vault.services.showing import HeldRecord

PART_SIZE = 512 * 1024  # bytes of a package that are fetched at once
# The steps that are taken by themselves; the others come with what they need.
PLAIN_MOVES = frozenset({Move.ASK_PROOF, Move.PROVE, Move.EXTEND, Move.RETURN, Move.FORWARD, Move.WITHDRAW})


@dataclass(frozen=True, slots=True)
class WrittenArrival:
    """A request that came by mail, telephone, letter or at the counter, as it is taken down."""

    pack: str
    kind: str
    channel: Channel
    asker: Asker
    language: Language
    arrived_at: datetime
    wish: Wish
    contact: Contact


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed: the outcome, the grounds if it is refused in whole or in part, the reason in words, and what is done."""

    outcome: Outcome
    grounds: frozenset[str]
    reason: str
    plan: Plan


class PersonClient:
    """Asks as a person in a visit; ``keeper`` shows the visit's token."""

    def __init__(self, keeper: KeeperClient) -> None:
        """Ask over a client of the keeper."""
        self._keeper = keeper

    def page(self) -> PersonPage:
        """Be shown everything that is held, who used it, and one's requests."""
        return self._keeper.ask("page", read_person_page)

    def stop(self, record_id: uuid.UUID, *, purpose: str) -> None:
        """Stop a use of a record, at once; a permission is withdrawn with it."""
        self._keeper.ask("stop_mine", read_nothing, record=str(record_id), purpose=purpose)

    def join(self, number: str) -> None:
        """Say that another receipt number is one's own, too; its record must hold an address that one's own records hold."""
        self._keeper.ask("join", read_nothing, number=number)

    def separate(self, record_id: uuid.UUID) -> None:
        """Take back that a record is one's own, too."""
        self._keeper.ask("separate", read_nothing, record=str(record_id))

    def ask(self, kind: str, wish: Wish, *, pack: str) -> Taken:
        """Ask for something by a right of a rule pack."""
        return self._keeper.ask("ask", read_taken, pack=pack, kind=kind, wish=_written(wish_value(wish)))

    def case(self, request_id: uuid.UUID) -> CaseView:
        """Be shown one of one's requests."""
        return self._keeper.ask("own_case", read_case_view, request=str(request_id))

    def take_back(self, request_id: uuid.UUID) -> None:
        """No longer ask."""
        self._keeper.ask("take_back", read_nothing, request=str(request_id))

    def begin_package(self, language: Language, *, request_id: uuid.UUID | None = None) -> PackageAbout:
        """Have everything put into one package; for a request, with what was decided to be left out left out."""
        request = "" if request_id is None else str(request_id)
        return self._keeper.ask("begin_package", read_package_about, language=language, request=request)

    def receipt(self, record_id: uuid.UUID) -> bytes:
        """Be given the receipt of one of one's records once more, with its proof."""
        return self._keeper.ask("receipt", read_bytes, record=str(record_id))

    def package_part(self, package_id: uuid.UUID, offset: int) -> bytes:
        """Fetch a part of a package, `PART_SIZE` bytes at most."""
        return self._keeper.ask("package_part", read_bytes, package=str(package_id), offset=str(offset))


class DeskClient:
    """Asks as a member of staff who handles requests."""

    def __init__(self, keeper: KeeperClient) -> None:
        """Ask over a client of the keeper."""
        self._keeper = keeper

    def take_in(self, arrival: WrittenArrival) -> Taken:
        """Take in a request that did not come by the page."""
        return self._keeper.ask(
            "take_in",
            read_taken,
            pack=arrival.pack,
            kind=arrival.kind,
            channel=arrival.channel.value,
            asker=arrival.asker.value,
            language=arrival.language,
            arrived_at=instant_text(arrival.arrived_at),
            wish=_written(wish_value(arrival.wish)),
            contact=_written(contact_value(arrival.contact)),
        )

    def case(self, request_id: uuid.UUID) -> DeskCase:
        """Read a case; that it was read is recorded."""
        return self._keeper.ask("case", read_desk_case, request=str(request_id))

    def records(self, request_id: uuid.UUID) -> tuple[HeldRecord, ...]:
        """Be shown what is held about the person whose request it is; recorded first."""
        return self._keeper.ask("case_records", read_held_records, request=str(request_id))

    def identify(self, request_id: uuid.UUID, number: str) -> None:
        """Say whose request it is: the person of a receipt number. Another number of the same person joins the two."""
        self._keeper.ask("identify", read_nothing, request=str(request_id), number=number)

    def part(self, request_id: uuid.UUID, number: str) -> None:
        """Take back that a receipt number belongs to whose request it is."""
        self._keeper.ask("part", read_nothing, request=str(request_id), number=number)

    def add_paper(self, request_id: uuid.UUID, kind: PaperKind, paper: Paper) -> None:
        """Put a paper into a case: a proof of identity, or evidence."""
        self._keeper.ask(
            "add_paper",
            read_nothing,
            request=str(request_id),
            kind=kind.value,
            title=paper.title,
            media_type=paper.media_type,
            data=base64.b64encode(paper.data).decode(),
        )

    def paper(self, request_id: uuid.UUID, paper_id: uuid.UUID) -> Paper:
        """Be shown a paper; recorded first."""
        return self._keeper.ask("paper", read_paper_shown, request=str(request_id), paper=str(paper_id))

    def add_proof(self, request_id: uuid.UUID, proof: Proof) -> None:
        """Say what was shown of who asks."""
        until = "" if proof.until_on is None else proof.until_on.isoformat()
        self._keeper.ask(
            "add_proof",
            read_nothing,
            request=str(request_id),
            subject=proof.subject.value,
            method=proof.method.value,
            until_on=until,
        )

    def search(self, request_id: uuid.UUID) -> None:
        """Make the search plan, and look through what the software keeps."""
        self._keeper.ask("search", read_nothing, request=str(request_id))

    def settle(self, request_id: uuid.UUID, place: str, state: PlaceState) -> None:
        """Say what was found in a place, or that a recipient was asked or has confirmed."""
        self._keeper.ask("settle", read_nothing, request=str(request_id), place=place, state=state.value)

    def step(self, request_id: uuid.UUID, move: Move) -> None:
        """Take a step that needs nothing more: one of `PLAIN_MOVES`."""
        self._keeper.ask("step", read_nothing, request=str(request_id), move=move.value)

    def decide(self, request_id: uuid.UUID, *, steps: int) -> None:
        """Decide what was proposed; ``steps`` is how many the request had when it was read, so that nothing else is decided."""
        self._keeper.ask("decide", read_nothing, request=str(request_id), steps=str(steps))

    def propose(self, request_id: uuid.UUID, proposal: Proposal) -> None:
        """Propose a decision."""
        self._keeper.ask(
            "propose",
            read_nothing,
            request=str(request_id),
            outcome=proposal.outcome.value,
            grounds=_words(proposal.grounds),
            reason=proposal.reason,
            plan=_written(plan_value(proposal.plan)),
        )

    def carry_out(self, request_id: uuid.UUID) -> tuple[str, ...]:
        """Do what was decided, or go on with it; gives the places that are still waited for."""
        return self._keeper.ask("carry_out", _read_names, request=str(request_id))

    def answer(self, request_id: uuid.UUID, text: str) -> None:
        """Answer the person, in words that go with the decision."""
        self._keeper.ask("answer", read_nothing, request=str(request_id), text=text)

    def letter(self, request_id: uuid.UUID) -> LetterContent:
        """Be given what an answer on paper says; recorded first."""
        return self._keeper.ask("letter", read_letter_content, request=str(request_id))


class NoticeClient:
    """Asks as the worker, which mails letters about requests."""

    def __init__(self, keeper: KeeperClient) -> None:
        """Ask over a client of the keeper."""
        self._keeper = keeper

    def letter(self, notice_id: int) -> NoticeLetter | None:
        """Be given a letter that is to be mailed; none if nobody can be written to, or it was sent."""
        return self._keeper.ask("notice_letter", read_notice_letter, notice=str(notice_id))

    def sent(self, notice_id: int) -> None:
        """Say that the mail server took it."""
        self._keeper.ask("notice_sent", read_nothing, notice=str(notice_id))


def _words(grounds: Iterable[str]) -> str:
    return " ".join(sorted(grounds))


def _written(value: Value) -> str:
    return canonical_bytes(value).decode()


def _read_names(value: list[str]) -> tuple[str, ...]:
    return tuple(map(str, value))
