"""The matrix service × item × purpose, and the compartments that follow from it.

A compartment is a set of items of one service that have the same set of purposes; it is sealed as one, so that whoever
may see one of its items may see all of them, and nobody else any.
"""

import hashlib
from dataclasses import dataclass

from azukari.statement.document import Statement
from azukari.statement.service import Item, Recipient, Service


@dataclass(frozen=True, slots=True)
class Compartment:
    """Items that are sealed together because the same purposes may see them."""

    id: str
    items: tuple[str, ...]
    purposes: tuple[str, ...]


def compartments(service: Service) -> tuple[Compartment, ...]:
    """Divide a service's items; the id names the set of purposes, so that it does not depend on the order of items."""
    by_purposes: dict[tuple[str, ...], list[str]] = {}
    for item in service.items:
        by_purposes.setdefault(tuple(sorted(set(item.purposes))), []).append(item.id)
    return tuple(
        Compartment(id=_compartment_id(service.id, purposes), items=tuple(items), purposes=purposes)
        for purposes, items in sorted(by_purposes.items())
    )


def visible_items(service: Service, purpose_id: str) -> tuple[str, ...]:
    """List the items that a purpose may see, in the order of the form; empty if it may see none."""
    return tuple(item.id for item in service.items if purpose_id in item.purposes)


def received_items(service: Service, recipient: Recipient) -> tuple[Item, ...]:
    """List what a recipient gets of one service: the items in its scope that one of its purposes may see (S14.1)."""
    if service.id not in recipient.services:
        return ()
    return tuple(
        item
        for item in service.items
        if item.id in recipient.items and not set(item.purposes).isdisjoint(recipient.purposes)
    )


def uncovered(statement: Statement) -> tuple[tuple[str, str], ...]:
    """List items without any purpose as (service, item): they must not be asked for."""
    return tuple((service.id, item.id) for service in statement.services for item in service.items if not item.purposes)


def _compartment_id(service_id: str, purposes: tuple[str, ...]) -> str:
    return hashlib.sha256("\n".join((service_id, *purposes)).encode()).hexdigest()[:16]
