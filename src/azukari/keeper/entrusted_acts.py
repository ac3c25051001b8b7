"""Acts on what clients entrusted to us: arguments in, one call of a service, a value out."""

from azukari.base.canonical import Value
from azukari.keeper.acts import Call
from azukari.keeper.arguments import count, day, identifier, instant, items, record_name
from azukari.sharing.read_entrusted import read_entrusted
from azukari.sharing.services.entrusted import agreeing, opening, returning, telling
from azukari.sharing.services.entrusted.telling import Breach
from azukari.vault.access import Ask, Clue
from azukari.vault.keeper_opened import page_name, page_value
from azukari.vault.keeper_shapes import found_value, opened_value
from azukari.vault.services.paging import Wish


def agree(call: Call) -> Value:
    """Register a client's contract, or a new version of it."""
    custody = call.room.custody
    contract = read_entrusted("contract.toml", call.arguments["contract"])
    return str(agreeing.agree(custody.database, custody.chambers, contract, actor=call.actor, now=call.now))


def end(call: Call) -> Value:
    """End an engagement."""
    ended_on = day(call.arguments, "ended_on")
    agreeing.end(call.room.custody, call.arguments["client"], ended_on, actor=call.actor, now=call.now)
    return None


def add_member(call: Call) -> Value:
    """Let somebody work with a client's data."""
    user = identifier(call.arguments, "user")
    agreeing.add_member(call.room.custody, call.arguments["client"], user, actor=call.actor, now=call.now)
    return None


def remove_member(call: Call) -> Value:
    """Let somebody no longer work with a client's data."""
    user = identifier(call.arguments, "user")
    agreeing.remove_member(call.room.custody, call.arguments["client"], user, actor=call.actor, now=call.now)
    return None


def open_one(call: Call) -> Value:
    """Open a client's record."""
    asked = call.arguments
    ask = Ask(record_name(asked["record"]), asked["purpose"], asked["reason"], call.actor)
    opened = opening.open_one(call.room.custody, asked["client"], ask, now=call.now)
    return opened_value(opened)


def find(call: Call) -> Value:
    """Find a client's records."""
    asked = call.arguments
    wish = Wish(asked["client"], asked["purpose"], asked["reason"], call.actor)
    found = opening.find(call.room.custody, Clue(asked["kind"], asked["value"]), wish, now=call.now)
    return [found_value(one) for one in found]


def page(call: Call) -> Value:
    """Open a client's next records."""
    asked = call.arguments
    wish = Wish(asked["client"], asked["purpose"], asked["reason"], call.actor)
    after, limit = page_name(asked["after"]), count(asked, "limit")
    return page_value(opening.page(call.room.custody, wish, after=after, limit=limit, now=call.now))


def count_records(call: Call) -> Value:
    """Tell how many records of a client there are."""
    return opening.count(call.room.custody, call.arguments["client"], actor=call.actor, now=call.now)


def forward(call: Call) -> Value:
    """Forward what a person asked to the client."""
    asked = call.arguments
    arrived_at = instant(asked, "arrived_at")
    found = telling.forward_request(
        call.room.custody, asked["client"], asked["text"], arrived_at=arrived_at, actor=call.actor, now=call.now
    )
    return str(found)


def report(call: Call) -> Value:
    """Report to a client how its data was used."""
    asked = call.arguments
    since, until = day(asked, "since"), day(asked, "until")
    return str(telling.report(call.room.custody, asked["client"], since, until, actor=call.actor, now=call.now))


def tell_breach(call: Call) -> Value:
    """Tell a client what has happened to its data."""
    said = items(call.arguments, "breach")
    names = ("outline", "items", "persons", "cause", "damage", "response", "publication", "prevention", "other")
    breach = Breach(*(said.get(name, "") for name in names))
    return str(telling.tell_breach(call.room.custody, call.arguments["client"], breach, actor=call.actor, now=call.now))


def give_back(call: Call) -> Value:
    """Have everything returned to a client."""
    found = returning.begin_return(call.room.custody, call.arguments["client"], actor=call.actor, now=call.now)
    call.room.share_soon()
    return str(found)


def destroy(call: Call) -> Value:
    """Destroy all of a client's data, and its keys."""
    return str(returning.destroy(call.room.custody, call.arguments["client"], actor=call.actor, now=call.now))
