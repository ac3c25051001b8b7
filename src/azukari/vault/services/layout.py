"""How submissions of the same kind are divided: worked out once for each kind, since every collection needs it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from azukari.base.errors import MalformedError
from azukari.statement.document import Statement
from azukari.statement.matrix import compartments
from azukari.vault.consent import ConsentState, applies, decisions
from azukari.vault.terms import Terms


@dataclass(frozen=True, slots=True)
class Form:
    """What decides how a submission is divided; the statement's hash stands for the statement."""

    service: str
    statement_hash: str
    notice_hash: str
    language: str
    connection: str
    items: frozenset[str]  # that were filled in
    permissions: frozenset[str]
    statement: Statement = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Layout:
    """Which items are kept in which compartments, for which purposes, and under which terms."""

    parts: Mapping[str, tuple[str, ...]]  # compartment → items
    purposes: Mapping[str, tuple[str, ...]]  # purpose → compartments
    consents: Mapping[str, ConsentState]
    terms: Terms
    items: tuple[str, ...]  # that are kept, in the order of the form


@lru_cache(maxsize=1024)
def layout_of(form: Form) -> Layout:
    """Divide items into compartments; what no purpose may use, because its permission was refused, is not kept at all.

    Raises:
        MalformedError: if a permission was given that was not asked for, or nothing is left to keep.
    """
    statement, service = form.statement, form.statement.service(form.service)
    consents = decisions(statement, service, form.permissions)
    parts: dict[str, tuple[str, ...]] = {}
    purposes: dict[str, tuple[str, ...]] = {}
    for compartment in compartments(service):
        inside = tuple(item for item in compartment.items if item in form.items)
        applying = [one for one in compartment.purposes if applies(statement, one, form.permissions)]
        if inside and applying:
            parts[compartment.id] = inside
            for purpose in applying:
                purposes[purpose] = (*purposes.get(purpose, ()), compartment.id)
    if not parts:
        raise MalformedError("Nothing was sent that could be kept.", ground="nothing_sent")
    kept = {item for inside in parts.values() for item in inside}
    granted = dict(sorted(purposes.items()))
    divided = dict(sorted(parts.items()))
    return Layout(
        parts=divided,
        purposes=granted,
        consents=consents,
        terms=Terms(
            form.service,
            form.statement_hash,
            form.notice_hash,
            form.language,
            form.connection,
            tuple(granted),
            tuple(divided),
        ),
        items=tuple(item.id for item in service.items if item.id in kept),
    )
