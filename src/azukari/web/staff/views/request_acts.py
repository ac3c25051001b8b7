"""What is done with one request from its page: each form is one call, and what the keeper refuses stands where it was tried."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from azukari.base.errors import AzukariError, Kind
from azukari.rights.clients import DeskClient
from azukari.rights.request import Move
from azukari.rights.search import PlaceState
from azukari.web.problems import STATUS_BY_KIND
from azukari.web.staff.guard import StaffRequest, role_required
from azukari.web.staff.held import held_lines
from azukari.web.staff.request_forms import IdentifyForm, PaperForm, PlaceForm, ProofForm, StepForm
from azukari.web.staff.request_words import place_words, refused_words
from azukari.web.staff.statements import statement_in_force
from azukari.web.staff.views.pages import database, keeper, language, moment, page
from azukari.web.staff.views.request import Trouble, heading, recipient_names, request_page, shown_request
from azukari.web.staff.views.requests import HANDLERS
from azukari.web.uploads import takes_file

# What the keeper may answer that somebody at the desk can mend; everything else goes on to its page.
_TOLD = (Kind.MALFORMED, Kind.REFUSED, Kind.NOT_FOUND, Kind.CONFLICT, Kind.EXPIRED, Kind.UNAVAILABLE)
_SAID = {
    Move.PROVE: lambda: _("The identity counts as proved, and it is recorded."),
    Move.ASK_PROOF: lambda: _("More proof is asked for. Who asks is told so by mail, if an address is known."),
    Move.EXTEND: lambda: _("The time to answer was extended. The person is told so by mail, if an address is known."),
    Move.RETURN: lambda: _("The proposal was sent back."),
    Move.FORWARD: lambda: _("It counts as forwarded. The person is told so by mail, if an address is known."),
    Move.WITHDRAW: lambda: _("It was withdrawn."),
}


@require_POST
@role_required(*HANDLERS)
def identify(request: StaffRequest, request_id: uuid.UUID) -> HttpResponse:
    """Say whose request it is."""
    form = IdentifyForm(request.POST)
    if not form.is_valid():
        return request_page(request, request_id, trouble=Trouble("held", form=form), status=400)
    number = form.cleaned_data["number"]
    return done(
        request,
        request_id,
        lambda desk: desk.identify(request_id, number),
        said=_("The record was found, and the request is its person’s."),
        part="held",
        form=form,
    )


@require_POST
@role_required(*HANDLERS)
def add_proof(request: StaffRequest, request_id: uuid.UUID) -> HttpResponse:
    """Take down what was shown of who asks."""
    form = ProofForm(request.POST, asker=shown_request(request_id).row.asker)
    if not form.is_valid():
        return request_page(request, request_id, trouble=Trouble("who", form=form), status=400)
    said = _("What was shown was taken down.")
    return done(
        request, request_id, lambda desk: desk.add_proof(request_id, form.proof()), said=said, part="who", form=form
    )


@takes_file
@require_POST
@role_required(*HANDLERS)
def add_paper(request: StaffRequest, request_id: uuid.UUID) -> HttpResponse:
    """Put a paper into the case."""
    form = PaperForm(request.POST, request.FILES)
    if not form.is_valid():
        return request_page(request, request_id, trouble=Trouble("papers", form=form), status=400)
    said = _("The paper was sealed into the case.")
    return done(
        request, request_id, lambda desk: desk.add_paper(request_id, *form.paper()), said=said, part="papers", form=form
    )


@require_safe
@role_required(*HANDLERS)
def paper(request: StaffRequest, request_id: uuid.UUID, paper_id: uuid.UUID) -> HttpResponse:
    """Show a paper as it is; it is recorded, and nothing of it stays here."""
    found = DeskClient(keeper(request)).paper(request_id, paper_id)
    response = HttpResponse(found.data, content_type=found.media_type)
    disposition = content_disposition_header(as_attachment=False, filename=f"{paper_id}")
    response.headers["Content-Disposition"] = disposition or "inline"
    return response


@require_POST
@role_required(*HANDLERS)
def records(request: StaffRequest, request_id: uuid.UUID) -> HttpResponse:
    """Show what is held about the person; it is recorded, with each record."""
    shown = shown_request(request_id)
    try:
        held = DeskClient(keeper(request)).records(request_id)
    except AzukariError as error:
        return refused(request, request_id, error, part="held")
    context = {"head": heading(shown.row), "held": held_lines(database(), held, language())}
    return page(request, "request_records.html", context)


@require_POST
@role_required(*HANDLERS)
def search(request: StaffRequest, request_id: uuid.UUID) -> HttpResponse:
    """Make the search plan, or look again through what Azukari keeps."""
    said = _("Azukari has looked through what it keeps. The other places are for you.")
    return done(request, request_id, lambda desk: desk.search(request_id), said=said, part="search")


@require_POST
@role_required(*HANDLERS)
def settle(request: StaffRequest, request_id: uuid.UUID) -> HttpResponse:
    """Say what was found in a place, or that somebody outside was asked or has confirmed."""
    form = PlaceForm(request.POST)
    if not form.is_valid():
        trouble = Trouble("search", refused_words("place_state"))
        return request_page(request, request_id, trouble=trouble, status=400)
    place, state = form.cleaned_data["place"], PlaceState(form.cleaned_data["state"])
    names = recipient_names(statement_in_force(database(), now=moment()))
    said = _("Taken down: %(place)s.") % {"place": place_words(place, names)}
    return done(request, request_id, lambda desk: desk.settle(request_id, place, state), said=said, part="search")


@require_POST
@role_required(*HANDLERS)
def step(request: StaffRequest, request_id: uuid.UUID) -> HttpResponse:
    """Take a step that needs nothing more."""
    form = StepForm(request.POST)
    if not form.is_valid():
        words = str(next(iter(form.errors["sure"]))) if "sure" in form.errors else refused_words("step")
        return request_page(request, request_id, trouble=Trouble("do", words), status=400)
    move = Move(form.cleaned_data["move"])
    return done(request, request_id, lambda desk: desk.step(request_id, move), said=_SAID[move](), part="do")


@require_POST
@role_required(*HANDLERS)
def carry_out(request: StaffRequest, request_id: uuid.UUID) -> HttpResponse:
    """Do what was decided, or go on with it."""
    try:
        waits_for = DeskClient(keeper(request)).carry_out(request_id)
    except AzukariError as error:
        return refused(request, request_id, error, part="do")
    if waits_for:
        names = recipient_names(statement_in_force(database(), now=moment()))
        listed = " · ".join(place_words(place, names) for place in waits_for)
        messages.warning(request, _("Done here. Still waited for: %(places)s") % {"places": listed})
    else:
        messages.success(request, _("Everything that was decided was done."))
    return back(request_id, "do")


def done(
    request: StaffRequest,
    request_id: uuid.UUID,
    act: Callable[[DeskClient], Any],
    *,
    said: str,
    part: str,
    form: Any = None,
) -> HttpResponse:
    """Do one act, say that it was done, and lead back to its part of the page; or show there why it was refused."""
    try:
        act(DeskClient(keeper(request)))
    except AzukariError as error:
        return refused(request, request_id, error, part=part, form=form)
    messages.success(request, said)
    return back(request_id, part)


def refused(
    request: StaffRequest, request_id: uuid.UUID, error: AzukariError, *, part: str, form: Any = None
) -> HttpResponse:
    """Show in its part of the page why something was refused; what nobody at the desk can mend goes on to its own page."""
    if error.kind not in _TOLD or error.ground == "request_unknown":
        raise error
    words = refused_words(error.ground, away=error.kind is Kind.UNAVAILABLE)
    if form is not None:
        form.add_error(None, words)
    trouble = Trouble(part, "" if form is not None else words, form)
    return request_page(request, request_id, trouble=trouble, status=STATUS_BY_KIND[error.kind])


def back(request_id: uuid.UUID, part: str) -> HttpResponse:
    """Lead back to a part of a request's page."""
    return HttpResponseRedirect(f"{reverse('staff:request', args=[request_id])}#{part}")
