"""The whole statement: prose whose sentences carry promises, and the facts that it pulls in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from azukari.statement.organisation import Contact, Organisation
from azukari.statement.purposes import Purpose
from azukari.statement.service import Recipient, Service
from azukari.statement.text import EMPTY, Language, Text
from azukari.statement.traffic import NO_TRAFFIC, Traffic


class PromiseClass(StrEnum):
    """In which way a sentence is true (requirements §0.2)."""

    ENFORCED = "enforced"
    OBSERVED = "observed"
    ATTESTED = "attested"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Promise:
    """One promising sentence or paragraph: its language-neutral id, class, what keeps it, and its text in each language.

    ``by`` names controls such as ``vault.grants`` or ``web.tls``; ``source`` lists the sentences (S1 to S42) of the
    commissioning document that it answers, which only the example editions have. The text is plain, with facts filled in.
    """

    id: str
    promise_class: PromiseClass
    by: tuple[str, ...]
    source: tuple[str, ...]
    text: Text


@dataclass(frozen=True, slots=True)
class Block:
    """One block of prose in one language: a heading, paragraph, list item, or a table pulled in from the facts.

    ``kind`` is ``heading``, ``paragraph``, ``item`` or ``table``; ``level`` is the heading's or list's depth; ``markdown``
    is the inline text with facts filled in and marks taken off; ``promises`` are the ids that end in it; ``table`` names
    the facts. ``pieces`` is the same inline text cut after each promise, with whatever follows the last one as a piece of
    its own.
    """

    kind: str
    level: int
    markdown: str
    promises: tuple[str, ...]
    table: str
    pieces: tuple[str, ...] = ()
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Waiver:
    """A rule that an edition breaks knowingly, and why; it is shown wherever the edition is checked."""

    code: str
    because: Text


@dataclass(frozen=True)
class Statement:
    """One version of a privacy statement, read from one bundle of files."""

    version: str
    edition: str
    hash: str  # SHA-256 of the canonical bundle, lower-case hexadecimal
    prevails: Language
    enacted_on: date
    effective_on: date
    reason: Text
    reason_kind: str  # first | improvement | law | correction
    approved_by: Text
    organisation: Organisation
    contacts: tuple[Contact, ...]
    default_contact: str
    purposes: tuple[Purpose, ...]  # organisation-wide
    services: tuple[Service, ...]
    recipients: tuple[Recipient, ...]
    promises: tuple[Promise, ...]
    prose: Mapping[Language, tuple[Block, ...]]
    title: Text
    approver_title: Text = EMPTY
    approved_on: date | None = None
    traffic: Traffic = NO_TRAFFIC
    waivers: tuple[Waiver, ...] = ()

    def service(self, service_id: str) -> Service:
        """Find a service by its id; KeyError if there is none."""
        for service in self.services:
            if service.id == service_id:
                return service
        raise KeyError(service_id)

    def purpose(self, purpose_id: str) -> Purpose:
        """Find a purpose of the organisation or of any service by its id; KeyError if there is none."""
        return self._purposes_by_id[purpose_id]

    def promise(self, promise_id: str) -> Promise:
        """Find a promise by its id; KeyError if there is none."""
        for promise in self.promises:
            if promise.id == promise_id:
                return promise
        raise KeyError(promise_id)

    def all_purposes(self) -> tuple[Purpose, ...]:
        """List every purpose, those of the organisation first."""
        return self._all_purposes

    # Every collection and every opening asks for purposes several times.
    @cached_property
    def _all_purposes(self) -> tuple[Purpose, ...]:
        return self.purposes + tuple(purpose for service in self.services for purpose in service.purposes)

    @cached_property
    def _purposes_by_id(self) -> Mapping[str, Purpose]:
        return {purpose.id: purpose for purpose in reversed(self._all_purposes)}

    def contact(self, service: Service | None = None) -> Contact:
        """Resolve the contact of a service, falling back to the general one (S15)."""
        wanted = (service.contact if service else None) or self.default_contact
        for contact in self.contacts:
            if contact.id == wanted:
                return contact
        raise KeyError(wanted)

    def recipients_of(self, service_id: str) -> tuple[Recipient, ...]:
        """List the recipients whose scope includes a service."""
        return tuple(recipient for recipient in self.recipients if service_id in recipient.services)
