"""Hand-overs: all of them, and each with its course, its manifest, and what can be done with it now."""

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from azukari.base.clock import japan_date
from azukari.base.errors import AzukariError, Kind
from azukari.sharing import queries
from azukari.sharing.clients import SharingClient
from azukari.sharing.condition import Wanted, items_for
from azukari.sharing.delivery import OPEN, Ended, State
from azukari.sharing.delivery import Kind as What
from azukari.sharing.exit import Exit
from azukari.sharing.handover import HandoverRow
from azukari.sharing.registers import manifest_of
from azukari.sharing.services.documents import put_document
from azukari.sharing.services.passing_on import SYSTEM
from azukari.web.problems import STATUS_BY_KIND
from azukari.web.staff import queries as staff_queries
from azukari.web.staff.entrusted_lines import PREFIX, visible_handovers, with_clients
from azukari.web.staff.guard import StaffRequest, fresh_proof, role_required
from azukari.web.staff.handover_forms import CertificateForm
from azukari.web.staff.sharing_lines import (
    COURSE,
    Named,
    day_clock,
    handover_line,
    proposer_words,
    reason_words,
    titles_of,
    what_words,
)
from azukari.web.staff.sharing_words import (
    CHANNEL_WORDS,
    CHECKED_WORDS,
    CODE_WORDS,
    CONDITION_WORDS,
    ENDED_WORDS,
    EXIT_WORDS,
    FORM_WORDS,
    INSTRUMENT_WORDS,
    KIND_WORDS,
    NEXT_WORDS,
    TOLD_WORDS,
    missing_conditions,
    refused_words,
)
from azukari.web.staff.statements import statement_in_force
from azukari.web.staff.views.pages import database, keeper, language, moment, page
from azukari.web.staff.views.recipient_acts import TOLD
from azukari.web.staff.views.recipients import HANDLERS, MANAGERS, READERS
from azukari.web.uploads import takes_paper

_AGAIN_SECONDS = 5


@require_safe
@role_required(*READERS)
def handovers(request: StaffRequest) -> HttpResponse:
    """List hand-overs: those that are open, or all that ended."""
    titles, today = _titles(), japan_date(moment())
    ended = "ended" in request.GET
    rows = visible_handovers(queries.all_handovers(database()), database(), str(request.user.pk))
    lines = [handover_line(row, titles, today=today) for row in rows if (row.state not in OPEN) is ended]
    context = {
        "lines": lines,
        "ended": ended,
        "may_propose": request.user.role in HANDLERS,
        "may_trace": request.user.role in MANAGERS,
    }
    return page(request, "handovers.html", context)


@require_safe
@role_required(*READERS)
def show(request: StaffRequest, handover_id: uuid.UUID) -> HttpResponse:
    """Show one hand-over."""
    return handover_page(request, _row(request, handover_id))


@require_safe
@role_required(*READERS)
def manifest(request: StaffRequest, handover_id: uuid.UUID) -> HttpResponse:
    """Give the manifest as it goes with the file."""
    row = _row(request, handover_id)
    if row.manifest is None:
        raise Http404
    response = HttpResponse(row.manifest, content_type="application/json")
    name = content_disposition_header(as_attachment=True, filename=f"{row.number}.manifest.json")
    response.headers["Content-Disposition"] = name or "attachment"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*MANAGERS)
@fresh_proof
def approve(request: StaffRequest, handover_id: uuid.UUID) -> HttpResponse:
    """Approve what somebody else proposed, after a fresh proof of who one is, with all of it before one's eyes."""
    row = _row(request, handover_id)
    if row.state is not State.PROPOSED:
        return _back(handover_id)
    if request.method != "POST":
        context = {"by_oneself": row.proposed_by == str(request.user.pk), **_context(request, row)}
        return page(request, "handover_approve.html", context)
    return _done(
        request, row, lambda client: client.approve(handover_id), said=_("It was approved, and is being made.")
    )


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*MANAGERS)
def cancel(request: StaffRequest, handover_id: uuid.UUID) -> HttpResponse:
    """Give up a hand-over that its recipient does not have yet; asked first, for it cannot be undone."""
    row = _row(request, handover_id)
    if request.method != "POST":
        if not row.may_be_cancelled:
            return _back(handover_id)
        context = {"was_told": row.state is State.MADE and row.sftp is None, **_context(request, row)}
        return page(request, "handover_cancel.html", context)
    return _done(request, row, lambda client: client.cancel(handover_id), said=_("It was cancelled. Nothing has left."))


@takes_paper
@require_POST
@role_required(*MANAGERS)
def certify(request: StaffRequest, handover_id: uuid.UUID) -> HttpResponse:
    """File a certificate that came on paper."""
    row = _row(request, handover_id)
    form = _certificate_form(row, request.POST, request.FILES)
    if not form.is_valid():
        return handover_page(request, row, form=form, status=400)
    paper = form.cleaned_data["paper"]
    certificate = form.certificate(put_document(database(), *paper, now=moment()) if paper else None)
    said = _("The certificate was filed. The recipient no longer counts as holding it.")
    return _done(request, row, lambda client: client.certify(handover_id, certificate), said=said, form=form)


@require_POST
@role_required(*MANAGERS)
def acknowledge(request: StaffRequest, handover_id: uuid.UUID) -> HttpResponse:
    """Take down that a recipient did as a file of changes told it."""
    row = _row(request, handover_id)
    said = _("It is on record that the recipient did as it was told.")
    return _done(request, row, lambda client: client.acknowledge(handover_id), said=said)


def handover_page(
    request: StaffRequest, row: HandoverRow, *, form: CertificateForm | None = None, words: str = "", status: int = 200
) -> HttpResponse:
    """Show one hand-over, with what could not be done."""
    context = _context(request, row)
    waits = row.state is State.HANDED
    is_manager = request.user.role in MANAGERS
    context |= {
        "trouble": words,
        "by_oneself": row.proposed_by == str(request.user.pk),
        "may_approve": is_manager and row.state is State.PROPOSED,
        "may_cancel": is_manager and row.may_be_cancelled,
        "may_acknowledge": is_manager and waits and row.kind is What.CHANGES,
        "certificate_form": (
            form or _certificate_form(row) if is_manager and waits and row.kind is What.RECORDS else None
        ),
    }
    looks_again = row.state is State.APPROVED and "still" not in request.GET
    response = page(request, "handover.html", {**context, "looks_again": looks_again}, status=status)
    if looks_again and request.method == "GET":
        response.headers["Refresh"] = f"{_AGAIN_SECONDS}; url={request.path}"
    return response


def _context(request: StaffRequest, row: HandoverRow) -> dict[str, Any]:
    del request
    titles, today = _titles(), japan_date(moment())
    names = staff_queries.names([row.proposed_by, row.decided_by or ""])
    made = manifest_of(row)
    items = made.get("items") or row.items
    return {
        "row": row,
        "line": handover_line(row, titles, today=today),
        "what": what_words(row, titles),
        "kind": KIND_WORDS[row.kind],
        "exit": EXIT_WORDS[row.exit],
        "next": NEXT_WORDS[row.state],
        "course": _course(row),
        "recipient_url": _recipient_address(row),
        "reason": reason_words(row.reason),
        "proposed_by": names.get(row.proposed_by, proposer_words(SYSTEM.id)),
        "decided_by": names.get(row.decided_by or "", ""),
        "lacks": [CONDITION_WORDS[one] for one in missing_conditions("missing:" + ",".join(row.grounds))],
        "wish": _wish(row, titles),
        "items": [titles.items.get(one, one) for one in items],
        "manifest": sorted(made.items()),
        "channel": CHANNEL_WORDS[row.channel] if row.channel else "",
        "due": day_clock(row.due_on, today) if row.state is State.HANDED else None,
        "certificate": _certificate(row),
        "dossier": _dossier(row),
        "making": row.state is State.APPROVED,
    }


def _items(row: HandoverRow, today: date) -> tuple[str, ...]:
    """List what would go out of each record today; nothing of what did not go out."""
    engagement = queries.engagement(database(), row.recipient)
    if row.wish is None or engagement is None or row.state not in OPEN:
        return ()
    statement = statement_in_force(database(), now=moment())
    return items_for(statement, engagement, Wanted(row.wish.service, row.wish.purpose), today=today)


def _course(row: HandoverRow) -> list[dict[str, Any]]:
    """Give the way from the proposal to the certificate; one that was refused or cancelled has none."""
    if row.state not in COURSE:
        return []
    here = COURSE.index(row.state)
    words = {
        State.PROPOSED: _("Proposed"),
        State.APPROVED: _("Being made"),
        State.MADE: _("Waits to be fetched"),
        State.HANDED: _("Handed over"),
        State.CLOSED: _("Completed"),
    }
    last = len(COURSE) - 1
    return [
        {"title": words[state], "here": place == here, "done": place < here or here == last}
        for place, state in enumerate(COURSE)
    ]


def _wish(row: HandoverRow, titles: Named) -> dict[str, Any] | None:
    wish = row.wish
    if wish is None:
        return None
    statement = statement_in_force(database(), now=moment())
    labels = {
        choice.id: choice.label.in_language(language())
        for service in statement.services
        if service.id == wish.service
        for item in service.items
        for choice in item.choices
    }
    return {
        "from": wish.sieve.from_on,
        "to": wish.sieve.to_on,
        "answers": [(titles.items.get(item, item), labels.get(one, one)) for item, one in wish.sieve.answers.items()],
        "form": FORM_WORDS[wish.form],
        "control": wish.control,
    }


def _certificate(row: HandoverRow) -> dict[str, Any] | None:
    if not row.certificate:
        return None
    return {**row.certificate, "ended": ENDED_WORDS[Ended(row.certificate["ended"])], "document": row.document}


def _dossier(row: HandoverRow) -> dict[str, Any] | None:
    found = queries.dossiers(database()).get(row.handover_id)
    if found is None:
        return None
    return {
        "code": CODE_WORDS[found.code],
        "address": found.address,
        "representative": found.representative,
        "instrument": INSTRUMENT_WORDS[found.instrument],
        "checked": CHECKED_WORDS[found.checked],
        "necessity": found.necessity,
        "told": TOLD_WORDS[found.told],
        "told_why": found.told_why,
    }


def _certificate_form(row: HandoverRow, data: Any = None, files: Any = None) -> CertificateForm:
    handed_on = japan_date(row.handed_at or moment())
    return CertificateForm(data, files, handed_on=handed_on, today=japan_date(moment()))


def _row(request: StaffRequest, handover_id: uuid.UUID) -> HandoverRow:
    """Read a hand-over; what went to a client is for those who work with its data."""
    row = queries.one_handover(database(), handover_id)
    if not visible_handovers([row], database(), str(request.user.pk)):
        raise PermissionDenied
    return row


def _recipient_address(row: HandoverRow) -> str:
    if row.exit is Exit.CLIENT:
        return reverse("staff:entrusted_client", args=[row.recipient.removeprefix(PREFIX)])
    return reverse("staff:recipient", args=[row.recipient]) if row.engagement_id else ""


def _titles() -> Named:
    titles = titles_of(statement_in_force(database(), now=moment()), language())
    return with_clients(titles, database(), language())


def _done(
    request: StaffRequest,
    row: HandoverRow,
    act: Callable[[SharingClient], Any],
    *,
    said: str,
    form: CertificateForm | None = None,
) -> HttpResponse:
    try:
        act(SharingClient(keeper(request)))
    except AzukariError as error:
        if error.kind not in TOLD:
            raise
        words = refused_words(error.ground, away=error.kind is Kind.UNAVAILABLE)
        if form is not None:
            form.add_error(None, words)
        now = queries.one_handover(database(), row.handover_id)
        shown = "" if form is not None and now.state is State.HANDED else words
        return handover_page(request, now, form=form, words=shown, status=STATUS_BY_KIND[error.kind])
    messages.success(request, said)
    return _back(row.handover_id)


def _back(handover_id: uuid.UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("staff:handover", args=[handover_id]))
