"""What is put on record of one recipient: each form is one call, and what the keeper refuses stands where it was tried."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from azukari.base.clock import japan_date
from azukari.base.errors import AzukariError, Kind
from azukari.sharing.clients import SharingClient
from azukari.sharing.services.documents import put_document
from azukari.web.problems import STATUS_BY_KIND
from azukari.web.staff.guard import StaffRequest, fresh_proof, role_required
from azukari.web.staff.sharing_forms import AssessmentForm, DeskForm, EndForm, InspectionForm, SubcontractorForm
from azukari.web.staff.sharing_words import refused_words
from azukari.web.staff.views.pages import database, keeper, moment
from azukari.web.staff.views.recipient import Trouble, contract_form, recipient_page, shown_recipient
from azukari.web.staff.views.recipients import MANAGERS
from azukari.web.uploads import takes_paper

# What the keeper may answer that somebody can mend; everything else goes on to its page.
TOLD = (Kind.MALFORMED, Kind.REFUSED, Kind.NOT_FOUND, Kind.CONFLICT, Kind.UNAVAILABLE)


@require_POST
@role_required(*MANAGERS)
@fresh_proof
def desk(request: StaffRequest, recipient: str) -> HttpResponse:
    """Begin to work with a recipient, or change how it is reached, after a fresh proof of who one is."""
    engagement = shown_recipient(recipient).engagement
    form = DeskForm(request.POST, engagement=engagement)
    if not form.is_valid():
        return recipient_page(request, recipient, trouble=Trouble("desk", form=form), status=400)
    wanted = form.desk()
    if engagement is None:
        said = _("The work with this recipient is on record.")
        return done(request, recipient, lambda client: client.engage(recipient, wanted), said=said, form=form)
    said = _("The desk was changed. Files that wait already keep their key and address.")
    return done(request, recipient, lambda client: client.change_desk(recipient, wanted), said=said, form=form)


@takes_paper
@require_POST
@role_required(*MANAGERS)
def contract(request: StaffRequest, recipient: str) -> HttpResponse:
    """File a contract: its paper is put on record, and what it says."""
    form = contract_form(shown_recipient(recipient), request.POST, request.FILES)
    if not form.is_valid():
        return recipient_page(request, recipient, trouble=Trouble("contract", form=form), status=400)
    paper = form.contract(put_document(database(), *form.cleaned_data["paper"], now=moment()))
    said = _("The contract was filed.")
    return done(
        request,
        recipient,
        lambda client: client.file_contract(recipient, paper),
        said=said,
        part="contract",
        form=form,
    )


@require_POST
@role_required(*MANAGERS)
def assessment(request: StaffRequest, recipient: str) -> HttpResponse:
    """Take down an assessment."""
    form = AssessmentForm(request.POST, today=japan_date(moment()))
    if not form.is_valid():
        return recipient_page(request, recipient, trouble=Trouble("assessment", form=form), status=400)
    marks = form.marks()
    said = _("The assessment was taken down.")
    return done(
        request, recipient, lambda client: client.assess(recipient, marks), said=said, part="assessment", form=form
    )


@require_POST
@role_required(*MANAGERS)
def inspection(request: StaffRequest, recipient: str) -> HttpResponse:
    """Take down an inspection."""
    form = InspectionForm(request.POST, today=japan_date(moment()))
    if not form.is_valid():
        return recipient_page(request, recipient, trouble=Trouble("inspection", form=form), status=400)
    found = form.found()
    said = _("The inspection was taken down.")
    return done(
        request, recipient, lambda client: client.inspect(recipient, found), said=said, part="inspection", form=form
    )


@require_POST
@role_required(*MANAGERS)
def subcontractor(request: StaffRequest, recipient: str) -> HttpResponse:
    """Approve a subcontractor, or take that back."""
    form = SubcontractorForm(request.POST)
    if not form.is_valid():
        trouble = Trouble("subcontractors", refused_words("subcontractor_unknown"))
        return recipient_page(request, recipient, trouble=trouble, status=400)
    helper, approved = form.cleaned_data["subcontractor"], form.cleaned_data["approved"] == "yes"
    said = _("The subcontractor is approved.") if approved else _("The approval was taken back.")
    return done(
        request,
        recipient,
        lambda client: client.decide_subcontractor(recipient, helper, approved=approved),
        said=said,
        part="subcontractors",
    )


@require_POST
@role_required(*MANAGERS)
@fresh_proof
def end(request: StaffRequest, recipient: str) -> HttpResponse:
    """End the work with a recipient, after a fresh proof of who one is."""
    form = EndForm(request.POST, today=japan_date(moment()))
    if not form.is_valid():
        return recipient_page(request, recipient, trouble=Trouble("end", form=form), status=400)
    last = form.cleaned_data["ended_on"]
    said = _("The end of the work is on record. What the recipient still has waits for its certificate.")
    return done(request, recipient, lambda client: client.end(recipient, last), said=said, part="end", form=form)


def done(
    request: StaffRequest,
    recipient: str,
    act: Callable[[SharingClient], Any],
    *,
    said: str,
    part: str = "desk",
    form: Any = None,
) -> HttpResponse:
    """Do one act, say that it was done, and lead back to its part of the page; or show there why it was refused."""
    try:
        act(SharingClient(keeper(request)))
    except AzukariError as error:
        if error.kind not in TOLD:
            raise
        words = refused_words(error.ground, away=error.kind is Kind.UNAVAILABLE)
        if form is not None:
            form.add_error(None, words)
        trouble = Trouble(part, "" if form is not None else words, form)
        return recipient_page(request, recipient, trouble=trouble, status=STATUS_BY_KIND[error.kind])
    messages.success(request, said, extra_tags=part)
    return HttpResponseRedirect(f"{reverse('staff:recipient', args=[recipient])}#{part}")
