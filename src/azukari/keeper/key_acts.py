"""The acts of the verbs about service keys."""

from datetime import timedelta

from azukari.base.canonical import Value
from azukari.keeper.acts import Call
from azukari.keeper.arguments import ArgumentError, count, identifier
from azukari.statement.queries import in_force
from azukari.vault.service_key import KeyAct
from azukari.vault.service_key_shapes import new_service_key_value, service_key_value
from azukari.vault.services.service_keys import KeyWish, issue, listing, renew, revoke


def issue_key(call: Call) -> Value:
    """Issue a service key, and give its secret, this once."""
    asked, database = call.arguments, call.room.chamber.database
    wish = KeyWish(
        label=asked["label"],
        service=asked["service"],
        purposes=frozenset(asked["purposes"].split()),
        acts=_acts(asked["acts"]),
        days=count(asked, "days"),
    )
    statement = in_force(database, call.now).statement
    return new_service_key_value(issue(database, wish, statement=statement, by=call.actor.id, now=call.now))


def renew_key(call: Call) -> Value:
    """Renew a service key, and give the new secret, this once."""
    made = renew(
        call.room.chamber.database,
        identifier(call.arguments, "key"),
        by=call.actor.id,
        now=call.now,
        overlap=timedelta(hours=count(call.arguments, "hours")),
    )
    return new_service_key_value(made)


def revoke_key(call: Call) -> Value:
    """Revoke a service key."""
    return service_key_value(revoke(call.room.chamber.database, identifier(call.arguments, "key"), now=call.now))


def list_keys(call: Call) -> Value:
    """List the service keys."""
    return [service_key_value(key) for key in listing(call.room.chamber.database)]


def _acts(text: str) -> frozenset[KeyAct]:
    try:
        return frozenset(KeyAct(act) for act in text.split())
    except ValueError:
        known = ", ".join(KeyAct)
        raise ArgumentError(f"acts are words of: {known}.", ground="argument.choice") from None
