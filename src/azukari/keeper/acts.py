"""The verbs' acts: arguments in, one call of a service, a value out."""

from dataclasses import dataclass
from datetime import datetime

from azukari.base.canonical import Value
from azukari.keeper.arguments import Arguments, count, day, identifier, items, record_name, words
from azukari.keeper.group import Group
from azukari.keeper.strongroom import Strongroom
from azukari.keeper.who import Caller, WhoError
from azukari.rights.services.confirming import confirm_recipients
from azukari.rights.services.retaining import retain_papers
from azukari.rights.services.visiting import Visit, sweep_visits
from azukari.sharing.services.entrusted.verifying import verify_all
from azukari.vault.access import Actor, Ask, Clue
from azukari.vault.keeper_opened import corrected_value, outcomes_value, page_name, page_value
from azukari.vault.keeper_shapes import found_value, inspection_value, opened_value, run_out_value, status_value
from azukari.vault.services.correcting import Correction, correct_record
from azukari.vault.services.ending import clear_erased, close_record, erase_person, run_out, stop_use
from azukari.vault.services.finding import find_for
from azukari.vault.services.holding import lift_hold, place_hold
from azukari.vault.services.opening import MOST_AT_ONCE, open_group
from azukari.vault.services.paging import Wish, open_page


@dataclass(frozen=True, slots=True)
class Call:
    """One call whose asker was let in."""

    room: Strongroom
    group: Group
    arguments: Arguments
    caller: Caller | None
    now: datetime

    @property
    def actor(self) -> Actor:
        """Tell who asks.

        Raises:
            WhoError: if the verb is public, and so nobody was asked.
        """
        if self.caller is None:
            raise WhoError(ground="no_credential")
        return self.caller.actor

    @property
    def visit(self) -> Visit:
        """Tell which person's visit it is.

        Raises:
            WhoError: if it is somebody else who asks.
        """
        if self.caller is None or self.caller.visit is None:
            raise WhoError(ground="no_visit")
        return self.caller.visit


def open_record(call: Call) -> Value:
    """Open a record, in a group with those who ask at the same moment."""
    return opened_value(call.group.open(ask_of(call.arguments, call.actor)))


def ask_of(asked: Arguments, actor: Actor) -> Ask:
    """Read the wish to open a record from a verb's arguments."""
    return Ask(record_name(asked["record"]), asked["purpose"], asked["reason"], actor)


def open_many(call: Call) -> Value:
    """Open several records, each by itself: one that is refused leaves the others as they are."""
    asked = call.arguments
    names = words(asked, "records", most=MOST_AT_ONCE)
    asks = [Ask(record_name(name), asked["purpose"], asked["reason"], call.actor) for name in names]
    return outcomes_value(open_group(call.room.chamber, asks, now=call.now))


def open_next_page(call: Call) -> Value:
    """Open the next records of a service that a purpose may open."""
    asked = call.arguments
    wish = Wish(asked["service"], asked["purpose"], asked["reason"], call.actor)
    page = open_page(
        call.room.chamber, wish, after=page_name(asked["after"]), limit=count(asked, "limit"), now=call.now
    )
    return page_value(page)


def correct(call: Call) -> Value:
    """Correct some items of a record."""
    asked = call.arguments
    correction = Correction(asked["purpose"], items(asked, "items"), asked["reason"], call.actor)
    return corrected_value(correct_record(call.room.chamber, record_name(asked["record"]), correction, now=call.now))


def find_records(call: Call) -> Value:
    """Find records."""
    asked = call.arguments
    found = find_for(
        call.room.chamber,
        Clue(asked["kind"], asked["value"]),
        purpose=asked["purpose"],
        reason=asked["reason"],
        actor=call.actor,
        now=call.now,
    )
    return [found_value(one) for one in found]


def close_matter(call: Call) -> Value:
    """Close a record's matter."""
    close_record(call.room.chamber, record_name(call.arguments["record"]), actor=call.actor, now=call.now)
    return None


def stop_purpose(call: Call) -> Value:
    """Stop a purpose's use of a record."""
    asked = call.arguments
    stop_use(call.room.chamber, record_name(asked["record"]), purpose=asked["purpose"], actor=call.actor, now=call.now)
    return None


def hold_record(call: Call) -> Value:
    """Place a legal hold."""
    asked = call.arguments
    held = place_hold(
        call.room.chamber,
        record_name(asked["record"]),
        matter=asked["matter"],
        review_on=day(asked, "review_on"),
        actor=call.actor,
        now=call.now,
    )
    return str(held)


def lift(call: Call) -> Value:
    """Lift a legal hold."""
    lift_hold(call.room.chamber, identifier(call.arguments, "hold"), actor=call.actor, now=call.now)
    return None


def erase(call: Call) -> Value:
    """Erase the person of a record."""
    entry = erase_person(call.room.chamber, record_name(call.arguments["record"]), actor=call.actor, now=call.now)
    call.room.clear_soon(now=call.now)
    return str(entry)


def rotate_key(call: Call) -> Value:
    """Give a purpose a new key."""
    return call.room.rotate(call.arguments["purpose"], now=call.now)


def retain(call: Call) -> Value:
    """End what has run out, clear away what is left of erased persons, and let destroyed keys leave the disk."""
    clear_erased(call.room.chamber, now=call.now)
    sweep_visits(call.room.chamber.database, now=call.now)
    retain_papers(call.room.office, now=call.now)
    ended = run_out(call.room.chamber, now=call.now)
    call.room.retain_for_clients(now=call.now)
    call.room.compact()
    confirm_recipients(call.room.office, now=call.now)
    call.room.share_soon()
    return run_out_value(ended)


def verify(call: Call) -> Value:
    """Look at everything that is stored."""
    custody = None if call.room.chambers is None else call.room.custody
    return inspection_value(verify_all(call.room.chamber, custody, now=call.now))


def prepare(call: Call) -> Value:
    """Make the keys that published statements need."""
    return call.room.prepare(now=call.now)


def status(call: Call) -> Value:
    """Tell how the keeper is."""
    return status_value(call.room.status())
