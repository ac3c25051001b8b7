"""The registers in words: what each is, what its columns are called, and what the codes in them mean."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from azukari.sharing.condition import Condition
from azukari.sharing.delivery import Channel, Ended, Kind, State
from azukari.sharing.dossier import Code, Instrument, Told
from azukari.sharing.exit import Exit
from azukari.sharing.register_rows import (
    ContractorRow,
    CountryRow,
    DeliveryRow,
    EntrustedRow,
    ProcessorRow,
    ProvisionRow,
    ReceiptRow,
    SubcontractorRow,
    cells,
    columns,
)
from azukari.statement.service import ForeignBasis
from azukari.statement.text import Language
from azukari.statement.vocabulary import FOREIGN_BASES, country
from azukari.web.staff.entrusted_words import STANDING_WORDS
from azukari.web.staff.sharing_lines import Named, proposer_words, reason_words
from azukari.web.staff.sharing_words import (
    CHANNEL_WORDS,
    CODE_WORDS,
    CONDITION_WORDS,
    ENDED_WORDS,
    EXIT_WORDS,
    INSTRUMENT_WORDS,
    KIND_WORDS,
    STATE_WORDS,
    TOLD_WORDS,
)

JOINT = " / "


@dataclass(frozen=True, slots=True)
class RegisterWords:
    """A register: the shape of its rows, what it is called, what it is for, and what says that nothing is in it."""

    row: type[Any]
    title: Promise
    text: Promise
    empty: Promise
    head: str  # the column that a row is known by


REGISTERS: Mapping[str, RegisterWords] = {
    "contractors": RegisterWords(
        ContractorRow,
        _("Contractors"),
        _("Who works for us, under which contract, assessed and inspected when (APPI Art. 25)."),
        _("The statement names no contractor."),
        "name",
    ),
    "deliveries": RegisterWords(
        DeliveryRow,
        _("Hand-overs"),
        _("Every file that was proposed, by whom, what was in it, and what became of it."),
        _("Nothing was handed over yet."),
        "number",
    ),
    "provisions": RegisterWords(
        ProvisionRow,
        _("Provisions to third parties"),
        _("What third parties were given, by permission or by which exception (APPI Art. 29)."),
        _("Nothing was provided to a third party."),
        "number",
    ),
    "receipts": RegisterWords(
        ReceiptRow,
        _("Data received from others"),
        _("From whom files came, and how they had acquired them (APPI Art. 30)."),
        _("No file was taken in."),
        "name",
    ),
    "subcontractors": RegisterWords(
        SubcontractorRow,
        _("Subcontractors"),
        _("To whom recipients pass on a part of their work, and whether we approved."),
        _("The statement names no subcontractor."),
        "name",
    ),
    "countries": RegisterWords(
        CountryRow,
        _("Countries"),
        _("Who handles data in which country, and on which basis (APPI Art. 28)."),
        _("The statement names no recipient."),
        "name",
    ),
    "entrusted": RegisterWords(
        EntrustedRow,
        _("Entrusted data"),
        _("Whose data we process under which contract, what is due, and how it ended."),
        _("Nobody entrusts anything to us."),
        "client",
    ),
    "processor": RegisterWords(
        ProcessorRow,
        _("Record of a processor (GDPR Art. 30(2))"),
        _("What we process for each controller, where, with whose help, and how it is protected."),
        _("We process nothing for others."),
        "controller",
    ),
}
CLIENT_REGISTERS = frozenset({"entrusted", "processor"})  # for those who answer for all of it
COLUMN_WORDS: Mapping[str, Promise] = {
    "recipient": _("Recipient"),
    "name": _("Name"),
    "address": _("Address"),
    "representative": _("Representative"),
    "work": _("Work"),
    "services": _("Services"),
    "items": _("Items"),
    "purposes": _("Purposes"),
    "countries": _("Countries"),
    "subcontractors": _("Subcontractors"),
    "begun_on": _("On record since"),
    "ended_on": _("Ended on"),
    "contract_from": _("Contract from"),
    "contract_to": _("Contract to"),
    "contract_document": _("Contract (SHA-256)"),
    "contract_pages": _("Pages of the eight points"),
    "assessed_on": _("Assessed on"),
    "score": _("Score"),
    "threshold": _("Enough, of 100"),
    "next_assessment_on": _("Next assessment"),
    "inspected_on": _("Inspected on"),
    "findings": _("Findings that are open"),
    "next_inspection_on": _("Next inspection"),
    "records_handed_over": _("Records handed over"),
    "records_outside": _("Of these, not certified yet"),
    "missing": _("What is missing"),
    "number": _("Number"),
    "exit": _("Way out"),
    "kind": _("What it is"),
    "service": _("Service"),
    "purpose": _("Purpose"),
    "reason": _("Reason"),
    "state": _("State"),
    "records_counted": _("Records counted"),
    "records_written": _("Records written"),
    "proposed_at": _("Proposed at"),
    "proposed_by": _("Proposed by"),
    "decided_at": _("Decided at"),
    "decided_by": _("Decided by"),
    "made_at": _("Made at"),
    "file_sha256": _("File (SHA-256)"),
    "file_bytes": _("Bytes"),
    "encryption": _("Encryption"),
    "handed_at": _("Handed over at"),
    "channel": _("How it went"),
    "certificate_due_on": _("Certificate due on"),
    "ended": _("Returned or destroyed"),
    "method": _("Method"),
    "signed_as": _("Signed as"),
    "certificate_document": _("Certificate (SHA-256)"),
    "basis": _("Basis"),
    "exception": _("Exception"),
    "provided_on": _("Provided on"),
    "persons": _("Number of persons"),
    "instrument": _("By what it is asked"),
    "told": _("What the person is told"),
    "statement": _("Statement (SHA-256)"),
    "giver": _("Who gave it"),
    "acquired": _("How they had acquired it"),
    "received_on": _("Received on"),
    "consent": _("Permission"),
    "contract": _("Contract"),
    "confirmed_by": _("Confirmed by"),
    "confirmed_how": _("How it was confirmed"),
    "records": _("Records"),
    "taken_in_on": _("Taken in on"),
    "subcontractor": _("Subcontractor"),
    "approved": _("Approved"),
    "country": _("Country"),
    "system": _("Protection in that country"),
    "measures": _("Measures of the recipient"),
    "assessed": _("Assessed for this country"),
    "contract_id": _("Id of the contract"),
    "client": _("Client"),
    "contact": _("E-mail address of its desk"),
    "breach_contact": _("Where incidents are reported"),
    "statistics": _("Statistics of our own"),
    "report_every_days": _("Days from report to report"),
    "reported_on": _("Last report"),
    "report_due_on": _("Next report"),
    "members": _("How many work with it"),
    "requests_forwarded": _("Requests of persons that were forwarded"),
    "breaches_told": _("Incidents reported to the client"),
    "standing": _("State"),
    "gives_back": _("Returned at the end"),
    "returned_on": _("Returned on"),
    "destroyed_on": _("Destroyed on"),
    "processor": _("Processor"),
    "processor_address": _("Address of the processor"),
    "processor_representative": _("Representative of the processor"),
    "processor_officer": _("Who answers for privacy at the processor"),
    "processor_contact": _("Contact of the processor"),
    "controller": _("Controller"),
    "controller_address": _("Address of the controller"),
    "controller_representative": _("Representative of the controller"),
    "controller_contact": _("Contact of the controller"),
    "processing": _("Categories of processing"),
    "transfers": _("Transfers to other countries"),
    "retention": _("How long it is kept"),
    "general_measures": _("Measures of security"),
}
_GIVERS: Mapping[str, Promise] = {
    "ourselves": _("An older system of our own"),
    "organisation": _("An organisation"),
    "individual": _("A private person"),
}
_BASES: Mapping[str, Promise] = {
    Exit.CONSENT.value: _("Permission of the person"),
    Exit.EXCEPTION.value: _("Exception of the law"),
    "own": _("Our own data"),
    "27-5-i": _("Entrustment by a client (Art. 27(5) i)"),
    "27-5-ii": _("Succession of a business (Art. 27(5) ii)"),
    "27-5-iii": _("Joint use (Art. 27(5) iii)"),
}


def head_of(name: str) -> list[str]:
    """List what the columns of a register are called."""
    return [str(COLUMN_WORDS[one]) for one in columns(REGISTERS[name].row)]


def words_of(row: Any, titles: Named, language: Language) -> list[str]:
    """Write a row in words: titles for ids, and sentences for codes."""
    written = zip(columns(type(row)), cells(row), strict=True)
    return [_words(column, getattr(row, column), text, titles, language) for column, text in written]


def _words(column: str, value: Any, text: str, titles: Named, language: Language) -> str:
    if isinstance(value, datetime):
        return f"{localtime(value):%Y-%m-%d %H:%M}"
    reader = _READERS.get(column)
    if not text or reader is None:
        return text
    if isinstance(value, tuple):
        return JOINT.join(reader(one, titles, language) for one in value)
    if isinstance(value, bool):
        return say("Yes") if value else say("No")
    return reader(text, titles, language)


Reader = Callable[[str, Named, Language], str]


def _coded(words: Mapping[Any, Promise], codes: type[Any]) -> Reader:
    def read(code: str, titles: Named, language: Language) -> str:
        del titles, language
        return str(words[codes(code)])

    return read


def _basis(code: str, titles: Named, language: Language) -> str:
    del titles
    if code in _BASES:
        return str(_BASES[code])
    if code in set(ForeignBasis):
        return FOREIGN_BASES[ForeignBasis(code)].in_language(language)
    return _exception(code)


def _exception(code: str) -> str:
    return str(CODE_WORDS[Code(code.removeprefix("27-1-"))])


_READERS: Mapping[str, Reader] = {
    "recipient": lambda one, titles, _language: titles.recipients.get(one, one),
    "services": lambda one, titles, _language: titles.services.get(one, one),
    "service": lambda one, titles, _language: titles.services.get(one, one),
    "items": lambda one, titles, _language: titles.items.get(one, one),
    "purposes": lambda one, titles, _language: titles.purposes.get(one, one),
    "purpose": lambda one, titles, _language: titles.purposes.get(one, one),
    "countries": lambda one, _titles, language: country(one).in_language(language),
    "country": lambda one, _titles, language: country(one).in_language(language),
    "subcontractors": lambda one, _titles, _language: one,
    "missing": lambda one, _titles, _language: str(CONDITION_WORDS[Condition(one)].title),
    "reason": lambda one, _titles, _language: reason_words(one),
    "proposed_by": lambda one, _titles, _language: proposer_words(one),
    "decided_by": lambda one, _titles, _language: proposer_words(one),
    "exit": _coded(EXIT_WORDS, Exit),
    "kind": _coded(KIND_WORDS, Kind),
    "state": _coded(STATE_WORDS, State),
    "channel": _coded(CHANNEL_WORDS, Channel),
    "ended": _coded(ENDED_WORDS, Ended),
    "instrument": _coded(INSTRUMENT_WORDS, Instrument),
    "told": _coded(TOLD_WORDS, Told),
    "giver": lambda one, _titles, _language: str(_GIVERS[one]),
    "basis": _basis,
    "exception": lambda one, _titles, _language: _exception(one),
    "approved": lambda one, _titles, _language: one,
    "assessed": lambda one, _titles, _language: one,
    "transfers": lambda one, _titles, language: country(one).in_language(language),
    "processing": lambda one, _titles, _language: one,
    "retention": lambda one, _titles, _language: one,
    "statistics": lambda one, _titles, _language: one,
    "gives_back": lambda one, _titles, _language: one,
    "standing": lambda one, _titles, _language: str(STANDING_WORDS[one].title),
}
