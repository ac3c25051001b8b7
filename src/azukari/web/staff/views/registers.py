"""The registers: made from what is on record whenever somebody looks, as pages, for spreadsheets and for programs."""

import json
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from azukari.base.clock import japan_date
from azukari.sharing import queries, registers
from azukari.sharing.exit import PROVISIONS
from azukari.sharing.register_rows import plain
from azukari.sharing.rows import sheet
from azukari.statement.queries import version
from azukari.vault.services.importing import imports
from azukari.web.staff import queries as staff_queries
from azukari.web.staff.guard import StaffRequest, role_required
from azukari.web.staff.register_words import REGISTERS, head_of, words_of
from azukari.web.staff.sharing_lines import titles_of
from azukari.web.staff.statements import statement_in_force
from azukari.web.staff.views.pages import database, language, moment, page
from azukari.web.staff.views.recipients import READERS


@require_safe
@role_required(*READERS)
def index(request: StaffRequest) -> HttpResponse:
    """List the registers."""
    found = [
        {"name": name, "title": words.title, "text": words.text, "count": len(_rows(name))}
        for name, words in REGISTERS.items()
    ]
    return page(request, "registers.html", {"registers": found})


@require_safe
@role_required(*READERS)
def register(request: StaffRequest, register_id: str) -> HttpResponse:
    """Show one register."""
    words, rows, speech = _known(register_id), _rows(register_id), language()
    titles, head = titles_of(statement_in_force(database(), now=moment()), speech), head_of(register_id)
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
    del request
    _known(register_id)
    speech = language()
    titles = titles_of(statement_in_force(database(), now=moment()), speech)
    data = sheet(head_of(register_id), [words_of(row, titles, speech) for row in _rows(register_id)])
    return _download(data, "text/csv; charset=utf-8", f"{register_id}-{japan_date(moment())}.csv")


@require_safe
@role_required(*READERS)
def as_json(request: StaffRequest, register_id: str) -> HttpResponse:
    """Give one register for programs, in codes."""
    del request
    _known(register_id)
    today = japan_date(moment())
    value = {
        "register": register_id,
        "made_on": today.isoformat(),
        "statement": statement_in_force(database(), now=moment()).hash,
        "rows": [plain(row) for row in _rows(register_id)],
    }
    data = json.dumps(value, ensure_ascii=False, indent=1).encode()
    return _download(data, "application/json", f"{register_id}-{today}.json")


def _rows(name: str) -> tuple[Any, ...]:
    statement, speech = statement_in_force(database(), now=moment()), language()
    if name == "receipts":
        items = {one.id: tuple(item.id for item in one.items) for one in statement.services}
        return registers.receipts(imports(database()), items=items)
    engagements = queries.all_engagements(database())
    if name == "subcontractors":
        return registers.subcontractors(statement, engagements, language=speech)
    if name == "countries":
        return registers.countries(statement, engagements, language=speech)
    handovers = queries.all_handovers(database())
    if name == "contractors":
        today = japan_date(moment())
        return registers.contractors(statement, engagements, handovers, language=speech, today=today)
    if name == "deliveries":
        names = staff_queries.names(one for row in handovers for one in (row.proposed_by, row.decided_by or ""))
        return registers.deliveries(handovers, names=names)
    hashes = {row.statement_hash for row in handovers if row.exit in PROVISIONS}
    statements = {one: version(database(), one).statement for one in hashes}
    return registers.provisions(handovers, statements, queries.dossiers(database()), language=speech)


def _known(name: str) -> Any:
    words = REGISTERS.get(name)
    if words is None:
        raise Http404
    return words


def _download(data: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=media_type)
    header = content_disposition_header(as_attachment=True, filename=name)
    response.headers["Content-Disposition"] = header or "attachment"
    return response
