"""Words of the staff door for what the rooms below name by codes: roles, what was done, and why something was refused."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.statement.purposes import Role
from azukari.vault.access import Ground
from azukari.vault.service_key import KeyAct, KeyState

ROLE_WORDS: Mapping[Role, Promise] = {
    Role.PRIVACY_MANAGER: _("Privacy manager"),
    Role.SERVICE_STAFF: _("Service staff"),
    Role.AUDITOR: _("Auditor"),
    Role.ADMINISTRATOR: _("Administrator"),
    Role.SYSTEM: _("System"),
    Role.SERVICE: _("Service key"),
    Role.PERSON: _("Person concerned"),
}
ROLE_TASKS: Mapping[Role, Promise] = {
    Role.PRIVACY_MANAGER: _(
        "You open records for the purposes of your role, see every opening and refusal, and check the ledger."
    ),
    Role.SERVICE_STAFF: _("You open records for the purposes of your role. Each opening is recorded with your reason."),
    Role.AUDITOR: _("You see every opening and refusal and check the ledger. You open no record."),
    Role.ADMINISTRATOR: _("You look after accounts and roles. You open no record."),
}

ACT_WORDS: Mapping[KeyAct, Promise] = {
    KeyAct.COLLECT: _("Take in new records"),
    KeyAct.FIND: _("Find records"),
    KeyAct.OPEN: _("Open records"),
    KeyAct.CORRECT: _("Correct records"),
    KeyAct.CLOSE: _("Close matters"),
    KeyAct.STOP: _("Stop the use for a purpose"),
    KeyAct.ERASE: _("Erase persons, for good"),
}
_STATE_WORDS: Mapping[KeyState, Promise] = {
    KeyState.GOOD: _("In use"),
    KeyState.EXPIRES_SOON: _("Expires soon"),
    KeyState.RENEWED: _("Renewed; expires"),
    KeyState.EXPIRED: _("Expired"),
    KeyState.REVOKED: _("Revoked"),
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something was refused, and what one can do."""

    why: Promise
    mend: Promise


GROUND_WORDS: Mapping[str, Refusal] = {
    Ground.PURPOSE_UNKNOWN: Refusal(
        _("The statement under which this record was collected does not know this purpose."),
        _(
            "Nothing that was promised covers this use. Choose a purpose of the service, or ask the person for permission."
        ),
    ),
    Ground.ROLE_NOT_ALLOWED: Refusal(
        _("Your role may not open for this purpose."),
        _("If this is your task, ask the privacy manager: the statement says which roles a purpose is for."),
    ),
    Ground.NO_REASON: Refusal(
        _("The reason is missing, too short or too long, or holds personal data."),
        _("Say in a few words what you are about to do, such as the number of a ticket."),
    ),
    Ground.NO_GRANT: Refusal(
        _("This record has no grant for this purpose: it was never given, was withdrawn, or has run out."),
        _("Only the person can allow this use. Choose another purpose if your task has one."),
    ),
    Ground.ON_HOLD: Refusal(
        _("This record is on a legal hold."),
        _("Ask the privacy manager, who placed the hold."),
    ),
    Ground.RECORD_UNKNOWN: Refusal(
        _("There is no such record."),
        _("Compare the receipt number with what the person has; its last character finds typing errors."),
    ),
    Ground.COMPARTMENT_DESTROYED: Refusal(
        _("What this purpose could see was destroyed when its time ran out."),
        _("It cannot be brought back. That is what was promised."),
    ),
    Ground.KEY_NOT_ALLOWED: Refusal(
        _("The service key is not for this."),
        _("If the program needs it, issue another key that names the purpose and the act."),
    ),
    Ground.SAME_PERSON: Refusal(
        _("A second person has to do this."),
        _("Ask another privacy manager: not the one who began it."),
    ),
    Ground.SUPPRESSED: Refusal(
        _("The person asked never to be reached at this address for what needs a permission."),
        _("Only the person can allow it again, by a form of ours. Leave the address out."),
    ),
    Ground.PERSON_ERASED: Refusal(
        _("The data of this person was erased."),
        _("It cannot be brought back. That is what was promised."),
    ),
}
TAMPERED = Refusal(
    _("A stored part is not what was written. Nothing was shown."),
    _("Tell the privacy manager at once; the ledger page can name each damaged part."),
)
OTHERWISE = Refusal(
    _("This is not allowed."),
    _("Ask the privacy manager if you think that it should be."),
)


def refusal_words(ground: str) -> Refusal:
    """Say why something was refused, from its ground."""
    if ground.startswith("tampered"):
        return TAMPERED
    return GROUND_WORDS.get(ground, OTHERWISE)


def key_state_words(state: KeyState) -> Promise:
    """Say how a service key stands."""
    return _STATE_WORDS[state]
