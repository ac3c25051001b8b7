"""Words of the portal for what the rooms below name by codes: what was done, where a request stands, what was decided."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.rights.request import Move, State
from azukari.vault.events import Event
from azukari.vault.services.showing import Source

SOURCE_WORDS: Mapping[Source, Promise] = {
    Source.PAGE: _("You sent it by our form."),
    Source.PROGRAM: _("A service of ours that you use handed it over."),
    Source.FILE: _("It was taken over from a file of what was kept elsewhere."),
}
ACT_WORDS: Mapping[str, Promise] = {
    Event.OPENED: _("It was opened"),
    Event.PAGE_OPENED: _("It was opened, with others"),
    Event.SHOWN: _("Shown to you"),
    Event.EXPORTED: _("Taken out for you"),
    Event.SEARCHED: _("It was looked for"),
    Event.REFUSED: _("An opening was refused"),
    Event.CORRECTED: _("It was corrected"),
    Event.ANNOTATED: _("Your words put beside it"),
}
LOOKED_AT = _("Looked at to handle your request")
STATE_WORDS: Mapping[State, Promise] = {
    State.RECEIVED: _("Received"),
    State.IDENTIFYING: _("We asked for a proof of who you are"),
    State.EXAMINING: _("Being looked into"),
    State.PROPOSED: _("Being decided"),
    State.DECIDED: _("Decided; the answer is being written"),
    State.ACTING: _("Decided; it is being done"),
    State.DONE: _("Done; the answer is being written"),
    State.ANSWERED: _("We have answered"),
    State.FORWARDED: _("Passed on to whom the data belongs to"),
    State.WITHDRAWN: _("Taken back by you"),
}
MOVE_WORDS: Mapping[str, Promise] = {
    Move.RECEIVE: _("We received it"),
    Move.ASK_PROOF: _("We asked for a proof of who you are"),
    Move.PROVE: _("It was made sure that it is you"),
    Move.EXTEND: _("The time to answer was extended"),
    Move.PROPOSE: _("It was looked into"),
    Move.RETURN: _("It was looked into once more"),
    Move.DECIDE: _("It was decided"),
    Move.ACT: _("We began to do it"),
    Move.FINISH: _("It was done"),
    Move.ANSWER: _("You were answered"),
    Move.FORWARD: _("It was passed on"),
    Move.WITHDRAW: _("You took it back"),
}
OUTCOME_WORDS: Mapping[str, Promise] = {
    "full": _("As you asked"),
    "part": _("In part"),
    "refused": _("We cannot do what you asked"),
    "not_held": _("We hold nothing of the kind"),
}
TAKEN_OUT, TO_STOP = _("(to be taken out)"), _("(to be stopped)")
SUPPRESSED = _("Never again use my address for what needs a permission, whoever brings it to you")
# What each kind of request is for, where its title does not say it all.
KIND_WORDS: Mapping[str, Promise] = {
    "purpose-notice": _("We tell you what we use it for. The page tells it, too; ask if you want it in writing."),
    "disclosure": _(
        "We give you everything that we hold about you, as a file or on paper. The file you can also take at once."
    ),
    "provision-records": _("We tell you to whom we gave anything about you, when and what."),
    "correction": _("Something is wrong, missing, or should not be there."),
    "stop-use": _(
        "A use should stop for a reason that we have to look into. Most uses you can stop at once on your page."
    ),
    "erasure": _("Everything that we hold about you should go."),
    "stop-provision": _("We should no longer give anything about you to third parties."),
    "withdrawal": _("A permission that you gave should end. It ends at once."),
    "complaint": _("Something is not as it should be, or you want to know something."),
    "portability": _("We give you what you sent in a form that other services can read."),
    "restriction": _("We should keep it, and do nothing else with it."),
    "objection": _("You object to a use for reasons that lie in your situation."),
    "objection-marketing": _("You no longer want advertising. It ends at once."),
    "human-review": _("A human should look at a decision that a machine made."),
}
