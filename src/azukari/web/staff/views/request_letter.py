"""A letter about a request, as a page to be printed."""

import uuid

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from azukari.base.clock import japan_date
from azukari.base.errors import AzukariError
from azukari.rights.clients import DeskClient
from azukari.rights.identity import missing
from azukari.web.staff.guard import StaffRequest, role_required
from azukari.web.staff.held import held_lines
from azukari.web.staff.request_letters import LETTER_WORDS, LetterKind, Occasion, letter_context, offered_letters
from azukari.web.staff.statements import statement_in_force
from azukari.web.staff.views.pages import database, keeper, moment, page
from azukari.web.staff.views.request import heading, shown_request
from azukari.web.staff.views.request_acts import refused
from azukari.web.staff.views.requests import HANDLERS


@require_safe
@role_required(*HANDLERS)
def letter(request: StaffRequest, request_id: uuid.UUID) -> HttpResponse:
    """Show a letter in the person's language, ready to be printed; that it was taken out is recorded."""
    shown, today = shown_request(request_id), japan_date(moment())
    row = shown.row
    offered = offered_letters(row, shown.told)
    wanted = request.GET.get("kind", "")
    kind = LetterKind(wanted) if wanted in set(offered) else offered[0]
    try:
        content = DeskClient(keeper(request)).letter(request_id)
    except AzukariError as error:
        return refused(request, request_id, error, part="do")
    lacking = missing(row.kind, row.asker, (one.proof for one in shown.proofs), today=today)
    occasion = Occasion(row, shown.told, statement_in_force(database(), now=moment()), today, lacking)
    context = {
        **letter_context(kind, occasion, content),
        "head": heading(row),
        "offered": [(one.value, LETTER_WORDS[one]) for one in offered],
        "written_in": row.language,
        "enclosed": held_lines(database(), content.records, row.language) if kind is LetterKind.DECISION else (),
        "body": f"staff/letters/letter.{row.language}.html",
        "addressed": bool(content.contact.name and content.contact.address),
    }
    return page(request, "request_letter.html", context)
