"""What the staff side, the hand-over page and the worker ask the keeper about recipients; the same acts for every door.

Raises, from every method, as `vault.keeper_client.KeeperClient` says, and what the act itself refuses.
"""

import base64
import uuid
from collections.abc import Sequence
from datetime import date

from azukari.base.canonical import Value, canonical_bytes
from azukari.sharing.delivery import Wish, wish_value
from azukari.sharing.dossier import Dossier
from azukari.sharing.engagement import Sftp
from azukari.sharing.services.certifying import Certificate
from azukari.sharing.services.engaging import ContractPaper, Desk, Findings, Marks
from azukari.sharing.services.fetching import Putting
from azukari.sharing.services.proposing import Receiver
from azukari.sharing.services.tracing import Traced
from azukari.sharing.shapes import (
    Letter,
    PickedUp,
    Proposed,
    read_bytes,
    read_letter,
    read_picked_up,
    read_proposed,
    read_putting,
    read_traced,
)
from azukari.sharing.written import contract_value, marks_value, provision_value
from azukari.statement.text import Language
from azukari.vault.keeper_client import KeeperClient
from azukari.vault.keeper_shapes import read_count, read_count_or_few, read_id, read_nothing

_LONG_SECONDS = 600.0  # for what may go through all records of a service


class SharingClient:
    """Asks as a member of staff who looks after recipients."""

    def __init__(self, keeper: KeeperClient) -> None:
        """Ask over a client of the keeper."""
        self._keeper = keeper

    def engage(self, recipient: str, desk: Desk) -> uuid.UUID:
        """Put on record that we work with a recipient."""
        return self._keeper.ask("engage", read_id, recipient=recipient, **_desk(desk))

    def change_desk(self, recipient: str, desk: Desk) -> None:
        """Change how a recipient is reached."""
        self._keeper.ask("change_desk", read_nothing, recipient=recipient, **_desk(desk))

    def end(self, recipient: str, ended_on: date) -> None:
        """End the work with a recipient after a day."""
        self._keeper.ask("end_engagement", read_nothing, recipient=recipient, ended_on=ended_on.isoformat())

    def file_contract(self, recipient: str, paper: ContractPaper) -> None:
        """File a contract, whose document was put on record."""
        self._keeper.ask("file_contract", read_nothing, recipient=recipient, contract=_written(contract_value(paper)))

    def assess(self, recipient: str, marks: Marks) -> int:
        """Take down an assessment, and be given its score."""
        return self._keeper.ask("assess", read_count, recipient=recipient, marks=_written(marks_value(marks)))

    def inspect(self, recipient: str, found: Findings) -> None:
        """Take down an inspection."""
        self._keeper.ask(
            "inspect",
            read_nothing,
            recipient=recipient,
            held_on=found.held_on.isoformat(),
            method=found.method.value,
            findings=str(found.findings),
            next_on=found.next_on.isoformat(),
        )

    def decide_subcontractor(self, recipient: str, subcontractor: str, *, approved: bool) -> None:
        """Approve a subcontractor, or take that back."""
        self._keeper.ask(
            "decide_subcontractor",
            read_nothing,
            recipient=recipient,
            subcontractor=subcontractor,
            approved="yes" if approved else "no",
        )

    def count(self, recipient: str, wish: Wish) -> int | None:
        """Be told how many records a hand-over would hold; none says that a filter leaves fewer than are counted out."""
        return self._keeper.ask(
            "count_handover", read_count_or_few, _LONG_SECONDS, recipient=recipient, wish=_written(wish_value(wish))
        )

    def propose(self, recipient: str, wish: Wish, *, reason: str) -> Proposed:
        """Propose a hand-over."""
        written = _written(wish_value(wish))
        return self._keeper.ask(
            "propose_handover", read_proposed, _LONG_SECONDS, recipient=recipient, wish=written, reason=reason
        )

    def propose_provision(self, dossier: Dossier, receiver: Receiver, items: Sequence[str]) -> Proposed:
        """Propose a provision under an exception of the law."""
        return self._keeper.ask(
            "propose_provision", read_proposed, dossier=_written(provision_value(dossier, receiver, items))
        )

    def approve(self, handover_id: uuid.UUID) -> None:
        """Approve what somebody else proposed."""
        self._keeper.ask("approve_handover", read_nothing, handover=str(handover_id))

    def cancel(self, handover_id: uuid.UUID) -> None:
        """Give up a hand-over that its recipient does not have yet."""
        self._keeper.ask("cancel_handover", read_nothing, handover=str(handover_id))

    def certify(self, handover_id: uuid.UUID, certificate: Certificate) -> None:
        """File a certificate that came on paper."""
        self._keeper.ask("certify", read_nothing, handover=str(handover_id), **_certificate(certificate))

    def acknowledge(self, handover_id: uuid.UUID) -> int:
        """Take down that a recipient said otherwise that it did as it was told."""
        return self._keeper.ask("acknowledge", read_count, handover=str(handover_id))

    def trace(self, ref: str) -> tuple[Traced, ...]:
        """Be told in which hand-over a row had left that was found somewhere."""
        return self._keeper.ask("trace", read_traced, ref=ref)


class PickupClient:
    """Asks for somebody who fetches a hand-over; who that is, their token tells."""

    def __init__(self, keeper: KeeperClient) -> None:
        """Ask over a client of the keeper, without a credential."""
        self._keeper = keeper

    def begin(self, door_id: uuid.UUID, *, language: Language) -> uuid.UUID:
        """Have a code mailed to the recipient's desk."""
        return self._keeper.ask("begin_pickup", read_id, door=str(door_id), language=language)

    def show_code(self, pickup_id: uuid.UUID, code: str) -> str:
        """Show the code, and be given a token."""
        return self._keeper.ask("show_pickup_code", str, pickup=str(pickup_id), code=code)

    def look(self, token: str) -> PickedUp:
        """Be told what there is to fetch."""
        return self._keeper.ask("picked_up", read_picked_up, token=token)

    def part(self, token: str, offset: int) -> bytes:
        """Fetch a part of the file."""
        return self._keeper.ask("pickup_part", read_bytes, token=token, offset=str(offset))

    def certify(self, token: str, certificate: Certificate, *, paper: tuple[str, str, bytes] | None = None) -> None:
        """Certify that it was returned or destroyed; ``paper`` is a document's name, media type and bytes."""
        name, media_type, data = paper or ("", "", b"")
        self._keeper.ask(
            "certify_pickup",
            read_nothing,
            token=token,
            paper_name=name,
            paper_type=media_type,
            paper=base64.b64encode(data).decode(),
            **_certificate(certificate),
        )

    def acknowledge(self, token: str) -> int:
        """Say that one did as a file of changes told."""
        return self._keeper.ask("acknowledge_pickup", read_count, token=token)


class CourierClient:
    """Asks as the worker, which writes to recipients and puts files for them."""

    def __init__(self, keeper: KeeperClient) -> None:
        """Ask over a client of the keeper."""
        self._keeper = keeper

    def letter(self, handover_id: uuid.UUID) -> Letter | None:
        """Be given the letter that says that something waits; none if nothing does."""
        return self._keeper.ask("handover_letter", read_letter, handover=str(handover_id))

    def code_letter(self, pickup_id: uuid.UUID) -> Letter | None:
        """Be given the letter with a code; none if it leads nowhere."""
        return self._keeper.ask("pickup_letter", read_letter, pickup=str(pickup_id))

    def put_next(self, handover_id: uuid.UUID) -> Putting | None:
        """Be told where a file is to be put."""
        return self._keeper.ask("put_next", read_putting, handover=str(handover_id))

    def part(self, handover_id: uuid.UUID, offset: int) -> bytes:
        """Be given a part of a file that is put."""
        return self._keeper.ask("put_part", read_bytes, handover=str(handover_id), offset=str(offset))

    def work(self) -> None:
        """Have changes passed on, files made that are due, and files removed that are not."""
        self._keeper.ask("share", read_nothing)


def _desk(desk: Desk) -> dict[str, str]:
    sftp = desk.sftp or Sftp("", 0, "", "", "")
    return {
        "language": desk.language,
        "contact": desk.contact,
        "age_key": desk.age_key,
        "certificate_days": str(desk.certificate_days),
        "sftp_host": sftp.host,
        "sftp_port": str(sftp.port),
        "sftp_user": sftp.user,
        "sftp_folder": sftp.folder,
        "sftp_host_key": sftp.host_key,
    }


def _certificate(certificate: Certificate) -> dict[str, str]:
    return {
        "ended": certificate.ended.value,
        "on": certificate.on.isoformat(),
        "method": certificate.method,
        "signed_as": certificate.signed_as,
        "document": certificate.document or "",
    }


def _written(value: Value) -> str:
    return canonical_bytes(value).decode()
