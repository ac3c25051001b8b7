"""Acts on recipients and hand-overs: arguments in, one call of a service, a value out."""

import base64

from azukari.base.canonical import Value
from azukari.keeper.acts import Call
from azukari.keeper.arguments import Arguments, count, data, day, identifier, written
from azukari.rights.services.confirming import confirm_recipients
from azukari.sharing.delivery import Channel, Ended, read_wish
from azukari.sharing.engagement import Method, Sftp
from azukari.sharing.services import certifying, counting, engaging, fetching, proposing, steps, tracing
from azukari.sharing.services.certifying import Certificate
from azukari.sharing.services.documents import put_document
from azukari.sharing.services.engaging import Desk, Findings
from azukari.sharing.shapes import letter_value, picked_up_value, proposed_value, putting_value, traced_value
from azukari.sharing.written import read_contract, read_marks, read_provision
from azukari.statement.purposes import Role
from azukari.statement.text import Language
from azukari.vault.access import Actor

_RECIPIENT = Actor("recipient", Role.SYSTEM)


def engage(call: Call) -> Value:
    """Put on record that we work with a recipient."""
    asked = call.arguments
    found = engaging.engage(call.room.dispatch, asked["recipient"], _desk(asked), actor=call.actor, now=call.now)
    return str(found)


def change_desk(call: Call) -> Value:
    """Change how a recipient is reached."""
    asked = call.arguments
    engaging.change_desk(call.room.dispatch, asked["recipient"], _desk(asked), actor=call.actor, now=call.now)
    return None


def end_engagement(call: Call) -> Value:
    """End the work with a recipient."""
    asked = call.arguments
    ended_on = day(asked, "ended_on")
    engaging.end_engagement(call.room.dispatch, asked["recipient"], ended_on, actor=call.actor, now=call.now)
    return None


def file_contract(call: Call) -> Value:
    """File a contract."""
    asked = call.arguments
    paper = read_contract(written(asked, "contract"))
    engaging.file_contract(call.room.dispatch, asked["recipient"], paper, actor=call.actor, now=call.now)
    return None


def assess(call: Call) -> Value:
    """Take down an assessment."""
    asked = call.arguments
    marks = read_marks(written(asked, "marks"))
    return engaging.assess(call.room.dispatch, asked["recipient"], marks, actor=call.actor, now=call.now)


def inspect(call: Call) -> Value:
    """Take down an inspection."""
    asked = call.arguments
    found = Findings(day(asked, "held_on"), Method(asked["method"]), count(asked, "findings"), day(asked, "next_on"))
    engaging.inspect(call.room.dispatch, asked["recipient"], found, actor=call.actor, now=call.now)
    return None


def decide_subcontractor(call: Call) -> Value:
    """Approve a subcontractor, or take that back."""
    asked = call.arguments
    engaging.decide_subcontractor(
        call.room.dispatch,
        asked["recipient"],
        asked["subcontractor"],
        approved=asked["approved"] == "yes",
        actor=call.actor,
        now=call.now,
    )
    return None


def count_handover(call: Call) -> Value:
    """Tell how many records a hand-over would hold."""
    asked = call.arguments
    wish = read_wish(written(asked, "wish"))
    return counting.count_handover(call.room.dispatch, asked["recipient"], wish, actor=call.actor, now=call.now)


def propose_handover(call: Call) -> Value:
    """Propose a hand-over."""
    asked = call.arguments
    wish = read_wish(written(asked, "wish"))
    row = proposing.propose(
        call.room.dispatch, asked["recipient"], wish, reason=asked["reason"], actor=call.actor, now=call.now
    )
    call.room.share_soon()
    return proposed_value(row)


def propose_provision(call: Call) -> Value:
    """Propose a provision under an exception of the law."""
    dossier, receiver, items = read_provision(written(call.arguments, "dossier"))
    row = proposing.propose_provision(call.room.dispatch, dossier, receiver, items, actor=call.actor, now=call.now)
    return proposed_value(row)


def approve_handover(call: Call) -> Value:
    """Approve what somebody else proposed."""
    proposing.approve(call.room.dispatch, identifier(call.arguments, "handover"), actor=call.actor, now=call.now)
    call.room.share_soon()
    return None


def cancel_handover(call: Call) -> Value:
    """Give up a hand-over."""
    proposing.cancel(call.room.dispatch, identifier(call.arguments, "handover"), actor=call.actor, now=call.now)
    return None


def certify(call: Call) -> Value:
    """File a certificate that came on paper."""
    row = steps.handover_of(call.room.dispatch, identifier(call.arguments, "handover"))
    certifying.certify(call.room.dispatch, row, _certificate(call.arguments), actor=call.actor, now=call.now)
    confirm_recipients(call.room.office, now=call.now)
    return None


def acknowledge(call: Call) -> Value:
    """Take down that a recipient did as it was told."""
    row = steps.handover_of(call.room.dispatch, identifier(call.arguments, "handover"))
    done = certifying.acknowledge(call.room.dispatch, row, actor=call.actor, now=call.now)
    confirm_recipients(call.room.office, now=call.now)
    return done


def trace(call: Call) -> Value:
    """Tell in which hand-over a row had left."""
    found = tracing.trace(call.room.dispatch, call.arguments["ref"], actor=call.actor, now=call.now)
    return [traced_value(one) for one in found]


def begin_pickup(call: Call) -> Value:
    """Have a code mailed to a recipient."""
    asked = call.arguments
    language: Language = "ja" if asked["language"] == "ja" else "en"
    door = identifier(asked, "door")
    return str(fetching.begin_pickup(call.room.dispatch, door, language=language, now=call.now))


def show_pickup_code(call: Call) -> Value:
    """Let whoever shows a code in."""
    pickup = identifier(call.arguments, "pickup")
    return fetching.show_pickup_code(call.room.dispatch, pickup, call.arguments["code"], now=call.now)


def picked_up(call: Call) -> Value:
    """Tell what there is to fetch."""
    return picked_up_value(fetching.picked_up(call.room.dispatch, call.arguments["token"], now=call.now))


def pickup_part(call: Call) -> Value:
    """Give a part of a file that is fetched."""
    row = fetching.picked_up(call.room.dispatch, call.arguments["token"], now=call.now)
    offset = count(call.arguments, "offset")
    try:
        part = fetching.fetch_part(call.room.dispatch, row, offset, channel=Channel.LINK, now=call.now)
    except fetching.MadeAnewError:
        call.room.share_soon()
        raise
    return base64.b64encode(part).decode()


def certify_pickup(call: Call) -> Value:
    """File a certificate that the recipient itself gives."""
    asked = call.arguments
    row = fetching.picked_up(call.room.dispatch, asked["token"], now=call.now)
    certificate = _certificate(asked)
    paper = data(asked, "paper")
    if paper:
        certifying.check_certificate(row, certificate, now=call.now)
        digest = put_document(call.room.chamber.database, asked["paper_name"], asked["paper_type"], paper, now=call.now)
        certificate = Certificate(certificate.ended, certificate.on, certificate.method, certificate.signed_as, digest)
    certifying.certify(call.room.dispatch, row, certificate, actor=_RECIPIENT, now=call.now)
    confirm_recipients(call.room.office, now=call.now)
    return None


def acknowledge_pickup(call: Call) -> Value:
    """Take down that a recipient did as a file of changes told it."""
    row = fetching.picked_up(call.room.dispatch, call.arguments["token"], now=call.now)
    done = certifying.acknowledge(call.room.dispatch, row, actor=_RECIPIENT, now=call.now)
    confirm_recipients(call.room.office, now=call.now)
    return done


def handover_letter(call: Call) -> Value:
    """Give the letter that says that something waits."""
    return letter_value(fetching.ready_letter(call.room.dispatch, identifier(call.arguments, "handover")))


def pickup_letter(call: Call) -> Value:
    """Give the letter with a code."""
    return letter_value(fetching.code_letter(call.room.dispatch, identifier(call.arguments, "pickup"), now=call.now))


def put_next(call: Call) -> Value:
    """Tell where a file is to be put."""
    return putting_value(fetching.put_next(call.room.dispatch, identifier(call.arguments, "handover"), now=call.now))


def put_part(call: Call) -> Value:
    """Give a part of a file that is put."""
    row = steps.handover_of(call.room.dispatch, identifier(call.arguments, "handover"))
    offset = count(call.arguments, "offset")
    part = fetching.fetch_part(call.room.dispatch, row, offset, channel=Channel.SFTP, now=call.now)
    return base64.b64encode(part).decode()


def share(call: Call) -> Value:
    """Pass changes on, make what is due, and take down what recipients were told and have confirmed."""
    confirm_recipients(call.room.office, now=call.now)
    call.room.share_soon()
    return None


def _desk(asked: Arguments) -> Desk:
    language: Language = "ja" if asked["language"] == "ja" else "en"
    sftp = None
    if asked["sftp_host"]:
        sftp = Sftp(
            asked["sftp_host"],
            count(asked, "sftp_port"),
            asked["sftp_user"],
            asked["sftp_folder"],
            asked["sftp_host_key"],
        )
    return Desk(language, asked["contact"], asked["age_key"], sftp, count(asked, "certificate_days"))


def _certificate(asked: Arguments) -> Certificate:
    return Certificate(
        Ended(asked["ended"]), day(asked, "on"), asked["method"], asked["signed_as"], asked["document"] or None
    )
