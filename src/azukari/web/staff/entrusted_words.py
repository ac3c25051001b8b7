"""Words for what clients entrust to us: how an engagement stands, what is to be done, and why something was refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.vault.access import Ground
from azukari.web.staff.words import Refusal, refusal_words


class Duty(StrEnum):
    """What is to be done for a client."""

    REPORT = "report"
    RENEW = "renew"
    STAFF = "staff"
    RETURN = "return"
    FETCH = "fetch"
    WAIT = "wait"
    DESTROY = "destroy"
    GO_ON = "go_on"


@dataclass(frozen=True, slots=True)
class Standing:
    """How an engagement stands: in a word, and what that means."""

    title: Promise
    text: Promise


STANDING_WORDS: Mapping[str, Standing] = {
    "coming": Standing(_("Not begun"), _("The term of the contract has not begun, so nothing can be opened yet.")),
    "active": Standing(_("Runs"), _("Those who work with the data can open it for the purposes of the contract.")),
    "ended": Standing(
        _("Over"), _("The contract is over: the data can only be returned and destroyed, and nothing can be opened.")
    ),
    "returned": Standing(_("Returned"), _("The client fetched everything. What we still have is now to be destroyed.")),
    "destroying": Standing(_("Being destroyed"), _("The destruction was begun and has to be carried to its end.")),
    "destroyed": Standing(_("All destroyed"), _("All records and all keys were destroyed. The certificate says so.")),
}
DUTY_WORDS: Mapping[Duty, Promise] = {
    Duty.REPORT: _("Report to the client"),
    Duty.RENEW: _("The contract ends soon: renew it, or prepare the return"),
    Duty.STAFF: _("Nobody works with this data yet: choose who does"),
    Duty.RETURN: _("Return everything to the client"),
    Duty.FETCH: _("The client has not fetched a person’s request: call its desk"),
    Duty.WAIT: _("The client has to fetch everything before it is destroyed"),
    Duty.DESTROY: _("Destroy what we still have"),
    Duty.GO_ON: _("Carry the destruction to its end"),
}
BREACH_WORDS: Mapping[str, Promise] = {
    "outline": _("1. Outline of what happened"),
    "items": _("2. Items of personal data concerned"),
    "persons": _("3. Number of persons concerned"),
    "cause": _("4. Cause"),
    "damage": _("5. Further damage, or the risk of it"),
    "response": _("6. What the persons concerned are told and offered"),
    "publication": _("7. What is made public"),
    "prevention": _("8. How it is kept from happening again"),
    "other": _("9. Anything else that matters"),
}
_OWN_GROUNDS: Mapping[str, Refusal] = {
    "not_member": Refusal(
        _("You are not among those who work with this client’s data."),
        _("A privacy manager can add you. Until then you see the contract, and nothing of any person."),
    ),
    "contract_over": Refusal(
        _("The contract with this client is over, or has not begun."),
        _("Outside its term the data can only be returned and destroyed."),
    ),
    "contract_runs": Refusal(
        _("The contract with this client still runs."),
        _("End it first, or wait for the last day of its term."),
    ),
    "not_returned": Refusal(
        _("The client wants everything back first, and has not fetched it yet."),
        _("Return everything, wait until the client has fetched it, and destroy then."),
    ),
    "destroyed": Refusal(_("All of this client’s data was destroyed."), _("The certificate says when, and how much.")),
    "client_unknown": Refusal(
        _("No client has entrusted anything to us under this name."), _("Compare the name with the list.")
    ),
    "no_clients": Refusal(
        _("This installation keeps no data of clients."), _("Ask whoever runs it to set up the keeper for it.")
    ),
    "request_text": Refusal(
        _("Write what the person asks, in 20,000 characters at most."), _("Leave out what the client does not need.")
    ),
    "arrived_at": Refusal(_("It cannot have arrived later than now."), _("Give the day on which it reached us.")),
    "report_days": Refusal(
        _("A report goes from a day to a later one, up to today."), _("Look at both days again.")
    ),
    "breach": Refusal(
        _("Say something to each of the nine items, even that it is not known yet."),
        _("What becomes known later goes out in a further notice."),
    ),
    "ended_on": Refusal(_("The day on which it ended is still to come."), _("Give today, or a day before.")),
    "not_confirmed": Refusal(
        _("This is not the id of the contract."), _("Type it exactly as it stands above the field.")
    ),
    Ground.PURPOSE_UNKNOWN: Refusal(
        _("The contract with this client names no such purpose."),
        _("Nothing that the client agreed to covers this use."),
    ),
    Ground.ROLE_NOT_ALLOWED: Refusal(
        _("Your role may not open for this purpose."),
        _("The contract says which roles a purpose is for. Ask the privacy manager if this is your task."),
    ),
}  # fmt: skip
_AWAY = Refusal(_("The keeper does not answer just now."), _("Nothing was changed; try again in a moment."))


def client_refusal(ground: str, *, away: bool = False) -> Refusal:
    """Say why something about a client's data was refused, and what one can do."""
    return _OWN_GROUNDS.get(ground) or (_AWAY if away else refusal_words(ground))


def client_refused_words(ground: str, *, away: bool = False) -> str:
    """Say the same in one text, for a place beside a form."""
    words = client_refusal(ground, away=away)
    return f"{words.why} {words.mend}"
