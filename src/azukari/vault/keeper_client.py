"""The keeper's client, for the staff side, the worker and the command line; it holds no key and opens nothing itself."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from azukari.base.canonical import Value, canonical_bytes
from azukari.base.errors import AzukariError
from azukari.statement.text import Language
from azukari.vault.access import Found, Opened
from azukari.vault.held_shapes import CodeLetter, read_code_letter, read_held, read_token
from azukari.vault.keeper_frames import Credential, CredentialKind, Request, decode_answer, encode_request
from azukari.vault.keeper_line import KeeperAwayError, KeeperLine
from azukari.vault.keeper_opened import OpenedPage, read_corrected, read_outcomes, read_page
from azukari.vault.keeper_shapes import (
    Status,
    read_count,
    read_found,
    read_id,
    read_inspection,
    read_nothing,
    read_opened,
    read_run_out,
    read_shape,
    read_status,
)
from azukari.vault.service_key import NewServiceKey, ServiceKey
from azukari.vault.service_key_shapes import read_new_service_key, read_service_key, read_service_keys
from azukari.vault.services.correcting import Corrected
from azukari.vault.services.ending import RunOut
from azukari.vault.services.service_keys import OVERLAP_HOURS, KeyWish
from azukari.vault.services.showing import HeldRecord
from azukari.vault.services.verifying import Inspection

__all__ = ["Credential", "CredentialKind", "Found", "KeeperAwayError", "KeeperClient", "KeeperLine", "Opened", "Status"]

_Shape = TypeVar("_Shape")
_LONG_SECONDS = 600.0  # for verbs that go through the whole store


class KeeperClient:
    """Asks the keeper as one asker. Each verb gives its answer or raises the error that the keeper answered with.

    Raises, from every verb:
        UnauthenticatedError: if the keeper does not know the asker, or wants a second factor or a fresh proof.
        RefusedError: if the asker's role may not; NotFoundError, ConflictError, TamperedError, MalformedError as the act says.
        UnavailableError: if the keeper, a database or the ledger is away; nothing is shown then.
    """

    def __init__(self, line: KeeperLine | Path | str, credential: Credential | None = None) -> None:
        """Ask over a line (share one in a process) as whom the credential shows; without one only public verbs are answered."""
        self._line = line if isinstance(line, KeeperLine) else KeeperLine(Path(line))
        self._credential = credential

    def open(self, record: uuid.UUID | str, *, purpose: str, reason: str) -> Opened:
        """Open what a purpose may see of a record, named by its id or its receipt number."""
        return self.ask("open", read_opened, record=str(record), purpose=purpose, reason=reason)

    def open_many(
        self, records: Sequence[uuid.UUID | str], *, purpose: str, reason: str
    ) -> tuple[Opened | AzukariError, ...]:
        """Open at most 200 records, each by itself: for each, what the purpose may see or why it may not."""
        names = " ".join(str(record) for record in records)
        return self.ask("open_many", read_outcomes, records=names, purpose=purpose, reason=reason)

    def open_page(
        self, service: str, *, purpose: str, reason: str, after: str | None = None, limit: int = 500
    ) -> OpenedPage:
        """Open the next records of a service that a purpose may open, at most 500; ``after`` is what the page before gave."""
        return self.ask(
            "open_page",
            read_page,
            service=service,
            purpose=purpose,
            reason=reason,
            after=after or "",
            limit=str(limit),
        )

    def correct(self, record: uuid.UUID | str, *, purpose: str, items: Mapping[str, str], reason: str) -> Corrected:
        """Correct items that a purpose may see, in the form in which they are stored; an empty value takes one away."""
        written = canonical_bytes(dict(items)).decode()
        return self.ask("correct", read_corrected, record=str(record), purpose=purpose, items=written, reason=reason)

    def find(self, kind: str, value: str, *, purpose: str, reason: str) -> tuple[Found, ...]:
        """Find the records that a purpose may open, by number, email, phone, name or kana."""
        return self.ask("find", read_found, kind=kind, value=value, purpose=purpose, reason=reason)

    def close_record(self, record: uuid.UUID | str) -> None:
        """Close a record's matter, which starts the retention periods that run from its closing."""
        self.ask("close", read_nothing, record=str(record))

    def stop(self, record: uuid.UUID | str, *, purpose: str) -> None:
        """Stop one purpose's use of a record."""
        self.ask("stop", read_nothing, record=str(record), purpose=purpose)

    def hold(self, record: uuid.UUID | str, *, matter: str, review_on: date) -> uuid.UUID:
        """Place a legal hold, and give its id."""
        return self.ask("hold", read_id, record=str(record), matter=matter, review_on=review_on.isoformat())

    def lift(self, hold_id: uuid.UUID) -> None:
        """Lift a legal hold."""
        self.ask("lift", read_nothing, hold=str(hold_id))

    def erase(self, record: uuid.UUID | str) -> uuid.UUID:
        """Erase the person of a record, and give the ledger's entry of it."""
        return self.ask("erase", read_id, record=str(record))

    def rotate(self, purpose: str) -> int:
        """Give a purpose a new key, and tell its epoch."""
        return self.ask("rotate", read_count, purpose=purpose)

    def issue_key(self, wish: KeyWish) -> NewServiceKey:
        """Have a service key issued; its secret is given this once."""
        return self.ask(
            "issue_key",
            read_new_service_key,
            label=wish.label,
            service=wish.service,
            purposes=" ".join(sorted(wish.purposes)),
            acts=" ".join(sorted(wish.acts)),
            days=str(wish.days),
        )

    def renew_key(self, key_id: uuid.UUID, *, hours: int = OVERLAP_HOURS) -> NewServiceKey:
        """Have a service key renewed; the old one works on for so many hours, and the new secret is given this once."""
        return self.ask("renew_key", read_new_service_key, key=str(key_id), hours=str(hours))

    def revoke_key(self, key_id: uuid.UUID) -> ServiceKey:
        """Have a service key revoked."""
        return self.ask("revoke_key", read_service_key, key=str(key_id))

    def keys(self) -> tuple[ServiceKey, ...]:
        """List the service keys, the newest first."""
        return self.ask("keys", read_service_keys)

    def enter(self, said: str, *, language: Language) -> uuid.UUID:
        """Say a receipt number or an address, and be given the entrance's id, whether anything is held or not. Public."""
        return self.ask("enter", read_id, said=said, language=language)

    def come_in(self, entrance: uuid.UUID, *, code: str) -> str:
        """Show the code that was mailed, and be given the token of a visit. Public."""
        return self.ask("come_in", read_token, entrance=str(entrance), code=code)

    def code_letter(self, entrance: uuid.UUID) -> CodeLetter | None:
        """Be given the letter with an entrance's code; none if it leads nowhere."""
        return self.ask("code_letter", read_code_letter, entrance=str(entrance))

    def name_number(self, number: str) -> None:
        """Name the receipt number of something that was sent from the visitor's address."""
        self.ask("name_number", read_nothing, number=number)

    def held(self) -> tuple[HeldRecord, ...]:
        """Be shown what is held about the visitor."""
        return self.ask("held", read_held)

    def go(self) -> None:
        """End the visit."""
        self.ask("go", read_nothing)

    def retain(self) -> RunOut:
        """End what has run out."""
        return self.ask("retain", read_run_out, _LONG_SECONDS)

    def verify(self) -> Inspection:
        """Look at everything that is stored, and name what is damaged."""
        return self.ask("verify", read_inspection, _LONG_SECONDS)

    def prepare(self) -> int:
        """Have keys made for purposes of published statements that lack them, and tell how many were published. Public."""
        return self.ask("prepare", read_count)

    def status(self) -> Status:
        """Tell how the keeper is. Public."""
        return self.ask("status", read_status)

    def ask(
        self, verb: str, read: Callable[[Any], _Shape], timeout_seconds: float | None = None, /, **arguments: Value
    ) -> _Shape:
        """Ask by any verb, and read the answer's shape; for clients of rooms above this one."""
        frame = encode_request(Request(verb, self._credential, arguments))
        return read_shape(read, decode_answer(self._line.exchange(frame, timeout_seconds=timeout_seconds)))
