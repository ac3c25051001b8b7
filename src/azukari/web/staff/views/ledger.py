"""The ledger: browse it, see one entry with its proof, and have everything verified now."""

import json
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from azukari.base.errors import AzukariError, MalformedError, TamperedError
from azukari.ledger import queries
from azukari.ledger.directory import TileDirectory
from azukari.ledger.note import Verifier, read_verifier
from azukari.statement.purposes import Role
from azukari.vault.keeper_client import KeeperClient
from azukari.vault.services.verifying import Inspection
from azukari.web.staff.guard import StaffRequest, any_staff, role_required
from azukari.web.staff.ledger_words import kind_choices, kind_words
from azukari.web.staff.views.pages import database, keeper, language, moment, page

_EACH_PAGE = 30
_SHORT_FACT = 36  # an id still fits; hashes stand on the entry's own page
_VERIFIERS = (Role.PRIVACY_MANAGER, Role.AUDITOR, Role.ADMINISTRATOR)
# What a part of the store is called; the keeper names damaged parts by these codes.
_PARTS = {
    "record": gettext_lazy("Record"),
    "compartment": gettext_lazy("Compartment"),
    "grant": gettext_lazy("Grant"),
    "session": gettext_lazy("Sealing session"),
    "person_key": gettext_lazy("Person key"),
    "purpose_key": gettext_lazy("Purpose key"),
    "lookup": gettext_lazy("Look-up"),
    "ledger": gettext_lazy("Ledger"),
}


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry of the list, in words."""

    index: int | None
    entry_id: uuid.UUID
    at: Any
    kind: str
    words: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Check:
    """What one verification found."""

    title: str
    good: bool
    told: str
    faults: tuple[str, ...] = ()


@require_safe
@any_staff
def entries(request: StaffRequest) -> HttpResponse:
    """List entries from the newest."""
    before, kind = _number(request.GET.get("before", "")), request.GET.get("kind", "")
    choices = kind_choices(language())
    kind = kind if kind in dict(choices) else ""
    found = queries.entries(database(), before=before, limit=_EACH_PAGE + 1, kind=kind or None)
    rows = [_line(row) for row in found[:_EACH_PAGE]]
    older = rows[-1].index if len(found) > _EACH_PAGE else None
    values = {"entries": rows, "older": older, "kind": kind, "kinds": choices, "may_verify": _may_verify(request)}
    return page(request, "ledger.html", values)


@require_safe
@any_staff
def entry(request: StaffRequest, entry_id: uuid.UUID) -> HttpResponse:
    """Show one entry, and the proof that it stands in the published log."""
    row = queries.entry(database(), entry_id)
    context = {"entry": _line(row), "facts": json.dumps(dict(row.facts), ensure_ascii=False, indent=2)}
    return page(request, "ledger_entry.html", {**context, **_proof(entry_id, row), "leaf": row.leaf_hash.hex()})


@require_POST
@role_required(*_VERIFIERS)
def verify(request: StaffRequest) -> HttpResponse:
    """Verify log, database and sealed store now, and say in words what was found."""
    began = time.monotonic()
    checks = [_check_ledger(), _check_store(keeper(request))]
    spent = time.monotonic() - began
    return page(request, "ledger_verified.html", {"checks": checks, "spent": spent, "at": moment()})


def _proof(entry_id: uuid.UUID, row: queries.EntryRow) -> dict[str, Any]:
    try:
        proof = queries.proof_of(database(), entry_id, _tiles())
        verifier = _verifier()
    except queries.NotSequencedError:
        return {"waits": True}
    except (TamperedError, MalformedError) as error:
        return {"fault": error.message}
    return {"proof": proof.text, "vkey": verifier.text, "checkpoint": proof.checkpoint.decode(), "index": row.index}


def _check_ledger() -> Check:
    title = _("Ledger: entries, tree and signature")
    try:
        report = queries.check(database(), _tiles(), _verifier())
    except AzukariError as error:
        return Check(title, good=False, told=_("It could not be verified."), faults=(error.message,))
    size = report.checkpoint.head.size if report.checkpoint else 0
    told = _("%(size)s entries are signed, %(pending)s wait for their place.") % {
        "size": size,
        "pending": report.pending,
    }
    return Check(title, report.is_whole, told, tuple(one.message for one in report.differences))


def _check_store(client: KeeperClient) -> Check:
    title = _("Sealed store: records, grants and keys")
    try:
        found = client.verify()
    except AzukariError as error:
        return Check(title, good=False, told=_("It could not be verified."), faults=(error.message,))
    told = _(
        "%(records)s records, %(grants)s grants and %(keys)s keys of persons were opened in memory and compared with the ledger."
    )
    counts = {"records": found.records, "grants": found.grants, "keys": found.person_keys}
    return Check(title, not found.damages, told % counts, _damages(found))


def _damages(found: Inspection) -> tuple[str, ...]:
    return tuple(
        " · ".join(
            part
            for part in (str(_PARTS.get(one.part, one.part)), str(one.record_id or "")[:8], one.name, one.message)
            if part
        )
        for one in found.damages
    )


def _line(row: queries.EntryRow) -> EntryLine:
    facts = tuple(fact for fact in _facts(row.facts) if len(fact[1]) <= _SHORT_FACT)
    return EntryLine(row.index, row.entry_id, row.at, row.kind, kind_words(row.kind, language()), facts)


def _facts(facts: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, ", ".join(fact) if isinstance(fact, tuple | list) else str(fact)) for name, fact in sorted(facts.items())
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None  # noqa: PLR2004 - a bigint's digits


def _may_verify(request: StaffRequest) -> bool:
    return request.user.role in _VERIFIERS


def _tiles() -> TileDirectory:
    return TileDirectory(Path(settings.AZUKARI_HOME) / "ledger")


def _verifier() -> Verifier:
    return read_verifier(settings.AZUKARI_LEDGER_KEY)


__all__ = ["entries", "entry", "verify"]
