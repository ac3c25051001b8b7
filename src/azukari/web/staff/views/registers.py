"""The registers: made from what is on record whenever somebody looks, as pages, for spreadsheets and for programs."""

import json
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from azukari.base.clock import japan_date
from azukari.sharing import queries, registers
from azukari.sharing.entrusted_register import all_entrusted
from azukari.sharing.entrusted_rows import entrusted_rows, processor_rows
from azukari.sharing.exit import PROVISIONS
from azukari.sharing.register_rows import plain
from azukari.sharing.rows import sheet
from azukari.statement.document import Statement
from azukari.statement.purposes import Role
from azukari.statement.queries import version
from azukari.statement.text import Language
from azukari.vault.services.importing import imports
from azukari.web.staff import queries as staff_queries
from azukari.web.staff.entrusted_lines import visible_handovers, with_clients
from azukari.web.staff.guard import StaffRequest, role_required
from azukari.web.staff.register_words import CLIENT_REGISTERS, REGISTERS, head_of, words_of
from azukari.web.staff.sharing_lines import Named, titles_of
from azukari.web.staff.statements import statement_in_force
from azukari.web.staff.views.pages import database, language, moment, page
from azukari.web.staff.views.recipients import READERS

_OF_RECIPIENTS = {"subcontractors": registers.subcontractors, "countries": registers.countries}


@require_safe
@role_required(*READERS)
def index(request: StaffRequest) -> HttpResponse:
    """List the registers."""
    found = [
        {"name": name, "title": words.title, "text": words.text, "count": len(_rows(request, name))}
        for name, words in REGISTERS.items()
        if _may_read(request, name)
    ]
    return page(request, "registers.html", {"registers": found})


@require_safe
@role_required(*READERS)
def register(request: StaffRequest, register_id: str) -> HttpResponse:
    """Show one register."""
    words, speech = _known(request, register_id), language()
    rows = _rows(request, register_id)
    titles, head = _titles(speech), head_of(register_id)
    entries = [
        {
            "title": getattr(row, words.head),
            "cells": [pair for pair in zip(head, words_of(row, titles, speech), strict=True) if pair[1]],
        }
        for row in rows
    ]
    context = {"name": register_id, "title": words.title, "text": words.text, "empty": words.empty, "entries": entries}
    return page(request, "register.html", context)


@require_safe
@role_required(*READERS)
def as_sheet(request: StaffRequest, register_id: str) -> HttpResponse:
    """Give one register for a spreadsheet, in words."""
    _known(request, register_id)
    speech = language()
    titles = _titles(speech)
    data = sheet(head_of(register_id), [words_of(row, titles, speech) for row in _rows(request, register_id)])
    return _download(data, "text/csv; charset=utf-8", f"{register_id}-{japan_date(moment())}.csv")


@require_safe
@role_required(*READERS)
def as_json(request: StaffRequest, register_id: str) -> HttpResponse:
    """Give one register for programs, in codes."""
    _known(request, register_id)
    today = japan_date(moment())
    value = {
        "register": register_id,
        "made_on": today.isoformat(),
        "statement": statement_in_force(database(), now=moment()).hash,
        "rows": [plain(row) for row in _rows(request, register_id)],
    }
    data = json.dumps(value, ensure_ascii=False, indent=1).encode()
    return _download(data, "application/json", f"{register_id}-{today}.json")


def _rows(request: StaffRequest, name: str) -> tuple[Any, ...]:
    statement, speech, today = statement_in_force(database(), now=moment()), language(), japan_date(moment())
    if name in CLIENT_REGISTERS:
        return _client_rows(name, statement, today)
    if name == "receipts":
        items = {one.id: tuple(item.id for item in one.items) for one in statement.services}
        return registers.receipts(imports(database()), items=items)
    engagements = queries.all_engagements(database())
    if name in _OF_RECIPIENTS:
        return _OF_RECIPIENTS[name](statement, engagements, language=speech)
    handovers = queries.all_handovers(database())
    if name == "contractors":
        return registers.contractors(statement, engagements, handovers, language=speech, today=today)
    if name == "deliveries":
        if request.user.role == Role.SERVICE_STAFF:
            handovers = tuple(visible_handovers(handovers, database(), str(request.user.pk)))
        names = staff_queries.names(one for row in handovers for one in (row.proposed_by, row.decided_by or ""))
        return registers.deliveries(handovers, names=names)
    hashes = {row.statement_hash for row in handovers if row.exit in PROVISIONS}
    statements = {one: version(database(), one).statement for one in hashes}
    return registers.provisions(handovers, statements, queries.dossiers(database()), language=speech)


def _titles(speech: Language) -> Named:
    return with_clients(titles_of(statement_in_force(database(), now=moment()), speech), database(), speech)


def _client_rows(name: str, statement: Statement, today: date) -> tuple[Any, ...]:
    found = all_entrusted(database())
    if name == "processor":
        return processor_rows(found, statement, language=language(), today=today)
    return entrusted_rows(found, language=language(), today=today)


def _known(request: StaffRequest, name: str) -> Any:
    words = REGISTERS.get(name)
    if words is None:
        raise Http404
    if not _may_read(request, name):
        raise PermissionDenied
    return words


def _may_read(request: StaffRequest, name: str) -> bool:
    """Tell whether somebody reads a register: those of all clients are not for staff who may work with none of them."""
    return name not in CLIENT_REGISTERS or request.user.role != Role.SERVICE_STAFF


def _download(data: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=media_type)
    header = content_disposition_header(as_attachment=True, filename=name)
    response.headers["Content-Disposition"] = header or "attachment"
    return response
