"""A new hand-over: what lies in scope, counted first, then proposed; and a provision under an exception of the law."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from azukari.base.clock import japan_date
from azukari.base.errors import AzukariError, Kind
from azukari.sharing import queries
from azukari.sharing.clients import SharingClient
from azukari.sharing.condition import Wanted, items_for, missing, outside
from azukari.sharing.delivery import State
from azukari.sharing.engagement import Engagement
from azukari.sharing.services.counting import FEW
from azukari.statement.document import Statement
from azukari.web.problems import STATUS_BY_KIND
from azukari.web.staff.guard import StaffRequest, role_required
from azukari.web.staff.handover_forms import HandoverForm, ProvisionForm
from azukari.web.staff.sharing_lines import lack_lines, recipient_lines, titles_of
from azukari.web.staff.sharing_words import missing_conditions, refused_words
from azukari.web.staff.statements import statement_in_force
from azukari.web.staff.views.pages import database, keeper, language, moment, page
from azukari.web.staff.views.recipient import Shown, shown_recipient
from azukari.web.staff.views.recipient_acts import TOLD
from azukari.web.staff.views.recipients import HANDLERS


@dataclass(frozen=True, slots=True)
class Offer:
    """A service and a purpose that lie in scope, and the items that would go out."""

    of: str
    service: str
    purpose: str
    title: str
    items: tuple[str, ...]
    titles: tuple[str, ...]


@require_safe
@role_required(*HANDLERS)
def choose(request: StaffRequest) -> HttpResponse:
    """Choose to whom."""
    statement, today = statement_in_force(database(), now=moment()), japan_date(moment())
    lines = recipient_lines(statement, queries.all_engagements(database()), (), language=language(), today=today)
    return page(request, "handover_choose.html", {"lines": [line for line in lines if line.named]})


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*HANDLERS)
def new(request: StaffRequest, recipient: str) -> HttpResponse:
    """Choose what goes out, have it counted, and propose it."""
    shown, today, speech = shown_recipient(recipient), japan_date(moment()), language()
    lacking = missing(shown.statement, shown.engagement, recipient, today=today)
    offers = _offers(request, shown)
    chosen = _chosen(request, offers)
    context: dict[str, Any] = {
        "recipient": recipient,
        "name": titles_of(shown.statement, speech).recipients.get(recipient, recipient),
        "lacks": lack_lines(lacking, recipient),
        "offers": offers,
        "chosen": chosen,
        "one": len(offers) == 1,
    }
    if chosen is None or lacking:
        return page(request, "handover_new.html", context, status=403 if request.method == "POST" else 200)
    form = HandoverForm(
        request.POST if request.method == "POST" else None,
        service=shown.statement.service(chosen.service),
        purpose=chosen.purpose,
        items=chosen.items,
        language=speech,
    )
    context["form"] = form
    if not form.is_bound:
        return page(request, "handover_new.html", context)
    if not form.is_valid():
        return page(request, "handover_new.html", context, status=400)
    return _asked(request, recipient, form, context)


def _asked(request: StaffRequest, recipient: str, form: HandoverForm, context: dict[str, Any]) -> HttpResponse:
    client = SharingClient(keeper(request))
    try:
        if not form.proposes:
            counted = client.count(recipient, form.wish())
            context |= {"asked": True, "counted": counted, "few": FEW if counted is None else None}
            return page(request, "handover_new.html", context)
        made = client.propose(recipient, form.wish(), reason=form.cleaned_data["reason"])
    except AzukariError as error:
        if error.kind not in TOLD:
            raise
        context["lacks"] = lack_lines(missing_conditions(error.ground), recipient)
        if not context["lacks"]:
            form.add_error(None, refused_words(error.ground, away=error.kind is Kind.UNAVAILABLE))
        return page(request, "handover_new.html", context, status=STATUS_BY_KIND[error.kind])
    if made.state is State.PROPOSED:
        messages.success(request, _("It was proposed. Another privacy manager has to approve it."))
    else:
        messages.success(request, _("It is being made."))
    return HttpResponseRedirect(reverse("staff:handover", args=[made.handover_id]))


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*HANDLERS)
def provide(request: StaffRequest) -> HttpResponse:
    """Propose a provision under an exception of the law; it is always decided by two."""
    form = ProvisionForm(
        request.POST if request.method == "POST" else None,
        statement=statement_in_force(database(), now=moment()),
        language=language(),
    )
    status = 400 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            made = SharingClient(keeper(request)).propose_provision(*form.provision())
        except AzukariError as error:
            if error.kind not in TOLD:
                raise
            status = STATUS_BY_KIND[error.kind]
            form.add_error(None, refused_words(error.ground, away=error.kind is Kind.UNAVAILABLE))
        else:
            messages.success(request, _("It was proposed. Another privacy manager has to approve it."))
            return HttpResponseRedirect(reverse("staff:handover", args=[made.handover_id]))
    return page(request, "provision_new.html", {"form": form}, status=status)


def _offers(request: StaffRequest, shown: Shown) -> list[Offer]:
    """List what lies in the scope of statement and contract, and is open to the role."""
    named, engagement, today = shown.named, shown.engagement, japan_date(moment())
    if named is None or engagement is None:
        return []
    titles = titles_of(shown.statement, language())
    found = []
    for service in named.services:
        for purpose in named.purposes:
            wanted = Wanted(service, purpose)
            if outside(shown.statement, engagement, wanted, today=today) or not _open(request, shown, purpose):
                continue
            items = _items(shown.statement, engagement, wanted)
            if not items:
                continue
            title = f"{titles.services.get(service, service)} – {titles.purposes.get(purpose, purpose)}"
            item_titles = tuple(titles.items.get(item, item) for item in items)
            found.append(Offer(f"{service}/{purpose}", service, purpose, title, items, item_titles))
    return found


def _items(statement: Statement, engagement: Engagement, wanted: Wanted) -> tuple[str, ...]:
    return items_for(statement, engagement, wanted, today=japan_date(moment()))


def _open(request: StaffRequest, shown: Shown, purpose: str) -> bool:
    try:
        return request.user.role in shown.statement.purpose(purpose).roles
    except KeyError:
        return False


def _chosen(request: StaffRequest, offers: list[Offer]) -> Offer | None:
    wanted = request.POST.get("of") if request.method == "POST" else request.GET.get("of")
    if wanted is None and len(offers) == 1:
        return offers[0]
    return next((one for one in offers if one.of == wanted), None)
