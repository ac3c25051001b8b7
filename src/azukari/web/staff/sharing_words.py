"""Words for recipients and hand-overs: conditions and how to mend them, points of a contract, criteria, states, refusals."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.sharing.condition import Condition
from azukari.sharing.delivery import Channel, Ended, Form, Kind, State
from azukari.sharing.dossier import Checked, Code, Instrument, Told
from azukari.sharing.duty import Task
from azukari.sharing.engagement import Method
from azukari.sharing.exit import Exit
from azukari.sharing.services.checking import MISSING


@dataclass(frozen=True, slots=True)
class Lack:
    """A condition that is missing: what, how to mend it, and in which part of the recipient's page."""

    title: Promise
    mend: Promise
    part: str = ""


CONDITION_WORDS: Mapping[Condition, Lack] = {
    Condition.NAMED: Lack(
        _("The statement in force does not name this recipient."),
        _("Nothing can be handed over until a new version of the statement names it."),
    ),
    Condition.ENGAGED: Lack(
        _("The work with this recipient is not on record yet."),
        _("Put on record where its desk is reached, and its public key."),
        "desk",
    ),
    Condition.NOT_ENDED: Lack(
        _("The work with this recipient has ended."),
        _("If it goes on, save its desk again, which takes the work up again."),
        "desk",
    ),
    Condition.PARTY: Lack(
        _("The statement names somebody else under this id than when its desk or contract was put on record."),
        _(
            "If the work goes on with whom it names now, save its desk again with their address and key, and file their contract."
        ),
        "desk",
    ),
    Condition.NAMED_TERM: Lack(
        _("Today lies outside the days that the statement says for this recipient."),
        _("Publish a version of the statement with the new days."),
    ),
    Condition.CONTRACT: Lack(_("No contract is on file."), _("File the contract."), "contract"),
    Condition.TERM: Lack(_("No contract on file covers today."), _("File the contract that counts today."), "contract"),
    Condition.POINTS: Lack(
        _("The contract does not cover all eight points."),
        _("Have the contract amended, and file it with the page of each point."),
        "contract",
    ),
    Condition.ASSESSED: Lack(_("It was never assessed."), _("Assess it by the ten criteria."), "assessment"),
    Condition.PASSED: Lack(
        _("Its last assessment was not good enough."),
        _("Have it put right what was weak, and assess it again."),
        "assessment",
    ),
    Condition.ASSESSMENT_DUE: Lack(_("Its assessment is overdue."), _("Assess it again."), "assessment"),
    Condition.COUNTRIES: Lack(
        _("It handles data in a country that was not assessed."),
        _("Assess it again: the countries of today go into the assessment."),
        "assessment",
    ),
    Condition.INSPECTION_DUE: Lack(
        _("Its inspection is overdue."), _("Inspect it, and take down what was found."), "inspection"
    ),
    Condition.SUBCONTRACTORS: Lack(
        _("A subcontractor is not approved."),
        _("Approve each subcontractor, or have the statement name it no longer."),
        "subcontractors",
    ),
    Condition.SERVICE: Lack(
        _("This service lies outside the scope."),
        _("The scope is what statement and contract both allow. Choose another service, or extend both."),
        "contract",
    ),
    Condition.PURPOSE: Lack(
        _("This purpose lies outside the scope."),
        _("The scope is what statement and contract both allow. Choose another purpose, or extend both."),
        "contract",
    ),
    Condition.ITEMS: Lack(
        _("No item may be handed over for this purpose."),
        _("The purpose sees no item that lies in the scope. Choose another purpose, or extend the scope."),
        "contract",
    ),
    Condition.PERMISSION: Lack(
        _("A third party receives only for a purpose that each person permits by itself."),
        _("Choose a purpose that asks for permission."),
    ),
    Condition.GROWN: Lack(
        _("More records were found than had been proposed."),
        _("Records were brought in, or permissions given, in the meantime. Propose it anew, with the figure of today."),
    ),
}
# The eight points of a contract on handling (JIS Q 15001 A.12), in our own words.
POINT_WORDS: Mapping[str, Promise] = {
    "a": _("Who answers for what, on both sides"),
    "b": _("How the data is kept secure"),
    "c": _("Whether and how work may be passed on"),
    "d": _("What is reported about handling, and how often"),
    "e": _("How we can check that the contract is kept, at set times and at any time"),
    "f": _("What follows if the contract is broken"),
    "g": _("How incidents are reported"),
    "h": _("What happens to the data at the end"),
}
CRITERION_WORDS: Mapping[str, Promise] = {
    "certification": _("Certification, such as the PrivacyMark or ISMS"),
    "rules": _("Rules and organisation for handling"),
    "training": _("Training of its people"),
    "physical": _("Physical security"),
    "technical": _("Technical security"),
    "subcontracting": _("How it chooses and watches subcontractors"),
    "incidents": _("Incidents in the last years, and what was done"),
    "standing": _("Financial standing"),
    "audits": _("How it answers to audits"),
    "country": _("Country where it handles data, and its law"),
}
METHOD_WORDS: Mapping[Method, Promise] = {
    Method.VISIT: _("Visit on site"),
    Method.QUESTIONNAIRE: _("Questionnaire"),
    Method.CERTIFICATE: _("By its certificate"),
    Method.REMOTE: _("By video"),
}
STATE_WORDS: Mapping[State, Promise] = {
    State.PROPOSED: _("Waits for a second person"),
    State.APPROVED: _("Is being made"),
    State.MADE: _("Waits to be fetched"),
    State.HANDED: _("The recipient has it"),
    State.CLOSED: _("Completed"),
    State.REFUSED: _("Refused: a condition was missing"),
    State.CANCELLED: _("Cancelled"),
}
NEXT_WORDS: Mapping[State, Promise] = {
    State.PROPOSED: _("Another privacy manager approves it, or it is cancelled."),
    State.APPROVED: _("The file is being written and encrypted. This page looks again by itself every few seconds."),
    State.MADE: _("The recipient was written to, and fetches the file with a code."),
    State.HANDED: _("It counts as held by the recipient until that certifies that it was returned or destroyed."),
    State.CLOSED: _("Nothing more is to be done."),
    State.REFUSED: _("A condition was missing. Mend it, and propose it anew."),
    State.CANCELLED: _("It was given up. Nothing has left."),
}
KIND_WORDS: Mapping[Kind, Promise] = {
    Kind.RECORDS: _("Records"),
    Kind.CHANGES: _("Stops, erasures and corrections"),
    Kind.RETURN: _("Return of entrusted data"),
    Kind.REPORT: _("Report"),
    Kind.REQUEST: _("Request of a person"),
    Kind.BREACH: _("Report of an incident"),
    Kind.CERTIFICATE: _("Certificate"),
}
EXIT_WORDS: Mapping[Exit, Promise] = {
    Exit.PERSON: _("To the person"),
    Exit.CONTRACTOR: _("To a contractor"),
    Exit.CONSENT: _("To a third party, by permission"),
    Exit.EXCEPTION: _("To a third party, under an exception of the law"),
    Exit.JOINT_USE: _("To a joint user"),
    Exit.CLIENT: _("To a client whose data it is"),
    Exit.STATISTICS: _("Statistics"),
    Exit.BACKUP: _("Backup"),
}
FORM_WORDS: Mapping[Form, Promise] = {
    Form.CSV: _("CSV, for spreadsheets"),
    Form.JSON_LINES: _("JSON Lines, for programs"),
}
ENDED_WORDS: Mapping[Ended, Promise] = {Ended.RETURNED: _("Returned"), Ended.DESTROYED: _("Destroyed")}
CHANNEL_WORDS: Mapping[Channel, Promise] = {Channel.LINK: _("Fetched with a code"), Channel.SFTP: _("Put by SFTP")}
TASK_WORDS: Mapping[Task, Promise] = {
    Task.CONDITION: _("A condition is missing"),
    Task.CONTRACT_ENDS: _("The contract ends"),
    Task.ASSESSMENT_DUE: _("Assess it again"),
    Task.INSPECTION_DUE: _("Inspect it again"),
    Task.FINDINGS: _("Close what the inspection found"),
    Task.APPROVE: _("Approve a hand-over"),
    Task.UNUSUAL: _("It holds far more records than any before: look twice"),
    Task.FETCH: _("Its file was not fetched yet"),
    Task.CERTIFICATE: _("Certificate of return or destruction"),
    Task.ACKNOWLEDGE: _("Acknowledge stops, erasures and corrections"),
}
CODE_WORDS: Mapping[Code, Promise] = {
    Code.LAW: _("i – a law or ordinance says so"),
    Code.LIFE: _("ii – life, body or property, and permission is hard to get"),
    Code.HYGIENE: _("iii – public hygiene or children, and permission is hard to get"),
    Code.STATE: _("iv – a public body’s task that permission would impede"),
    Code.PUBLISHING: _("v – an academic body publishes or teaches"),
    Code.JOINT_RESEARCH: _("vi – an academic body gives to a joint researcher"),
    Code.RESEARCH: _("vii – the recipient is an academic body and needs it for research"),
}
INSTRUMENT_WORDS: Mapping[Instrument, Promise] = {
    Instrument.WARRANT: _("Warrant"),
    Instrument.INQUIRY: _("Written inquiry of an investigation (voluntary)"),
    Instrument.BAR_INQUIRY: _("Inquiry by a bar association"),
    Instrument.COURT_ORDER: _("Order of a court to produce documents"),
    Instrument.STATUTE: _("Another duty by law"),
    Instrument.EMERGENCY: _("Emergency"),
    Instrument.ACADEMIC: _("Request of an academic body"),
}
CHECKED_WORDS: Mapping[Checked, Promise] = {
    Checked.CALLED_BACK: _("Called back at a number that we looked up ourselves"),
    Checked.IN_PERSON: _("Came in person and showed who they are"),
    Checked.BY_POST: _("By post, to and from an address that we looked up ourselves"),
}
TOLD_WORDS: Mapping[Told, Promise] = {
    Told.TOLD: _("The person is told"),
    Told.LATER: _("The person is told later"),
    Told.NOT: _("The person is not told"),
}
# What the keeper and the room refuse, by its ground: why, and what one can do.
REFUSAL_WORDS: Mapping[str, Promise] = {
    "step": _("The hand-over has moved on meanwhile, or its state does not let this be done. Look at it as it is now."),
    "same_person": _("You proposed this, so another privacy manager has to approve it."),
    "nobody": _("No record would be in it. Look at service, purpose and filter again."),
    "not_engaged": _("First put on record where the recipient’s desk is reached."),
    "engaged_before": _("Somebody put this on record a moment ago. Look at it as it is now."),
    "recipient_unknown": _("The statement in force names no such recipient."),
    "subcontractor_unknown": _("The statement in force names no such subcontractor."),
    "document_missing": _("The paper is not on record. Upload it again."),
    "document": _("A paper is a PDF, a PNG or JPEG picture or plain text of 10 MB at most."),
    "contact": _("This is not an e-mail address such as desk@company.example."),
    "age_secret": _("This is a secret key! Whoever sent it has to make a new one. Ask for the public one, which begins with age1."),
    "age_key": _("This is no public key of age: it begins with age1 and has 62 characters."),
    "certificate_days": _("The certificate is due in 1 to 3650 days."),
    "sftp": _("For SFTP give host, port, user, and the server’s host key, such as “ssh-ed25519 AAAA…”; or leave all of it empty."),
    "term": _("A contract does not end before it begins."),
    "pages": _("Give a page from 1 to 9999, or leave it empty if the point is not in the contract."),
    "scope": _("The scope lies within what the statement says of the recipient."),
    "scope_empty": _("Choose a service, an item and a purpose at least."),
    "scores": _("Give each criterion a mark from 0 to 5."),
    "day_future": _("This day has not come yet."),
    "next_on": _("The next one is due after this one."),
    "ended_on": _("Give the last day of the work, within a year of today."),
    "sieve": _("A filter names one of the answers to an item that is handed over."),
    "reason_missing": _("Give a reason of 3 to 200 characters, without personal data."),
    "no_reason": _("Give a reason of 3 to 200 characters, without personal data."),
    "certificate_on": _("The day lies between the hand-over and today."),
    "certificate_text": _("Say by which method, and as what somebody signs."),
    "certificate_personal": _("A certificate names no person: leave out addresses, telephone numbers and the like."),
    "dossier_instrument": _("This exception is not asked for by such an instrument."),
    "dossier_authority": _("Say who asks."),
    "dossier_address": _("Say the address of who asks."),
    "dossier_representative": _("Say who represents the one who asks."),
    "dossier_necessity": _("Say in 20 characters or more why it is necessary, and why these items are enough."),
    "dossier_told": _("Say why the person is not told, or not yet."),
    "dossier_records": _("Name one to 100 records: the fewest that will do."),
    "dossier_items": _("Name the items: the fewest that will do."),
    "dossier_personal": _("A dossier names no person: leave out addresses, telephone numbers and the like."),
    "role_not_allowed": _("Your role may not do this."),
    "purpose_unknown": _("The statement in force does not know this purpose."),
    "handover_unknown": _("There is no such hand-over."),
    "record_unknown": _("A record of these is not held. Compare the numbers."),
}  # fmt: skip
_OTHERWISE = _("This was refused. Nothing was changed.")
_AWAY = _("The keeper does not answer just now. Nothing was changed; try again in a moment.")


def missing_conditions(ground: str) -> tuple[Condition, ...]:
    """Read the conditions that a refusal names; none if it names others."""
    if not ground.startswith(MISSING):
        return ()
    named = ground.removeprefix(MISSING).split(",")
    return tuple(one for one in Condition if one.value in named)


def refused_words(ground: str, *, away: bool = False) -> str:
    """Say why something was refused, and what one can do."""
    conditions = missing_conditions(ground)
    if conditions:
        words = (CONDITION_WORDS[one] for one in conditions)
        return " ".join(f"{one.title} {one.mend}" for one in words)
    return str(_AWAY if away else REFUSAL_WORDS.get(ground, _OTHERWISE))
