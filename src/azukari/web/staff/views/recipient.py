"""One recipient: what the statement says of it, what is missing today, and all that is on record of working with it."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from azukari.base.clock import japan_date
from azukari.sharing import queries
from azukari.sharing.condition import inspection_due_on, missing, named_recipient
from azukari.sharing.engagement import CRITERIA, POINTS, Assessment, Contract, Engagement
from azukari.sharing.services.engaging import ENGAGED_KINDS
from azukari.statement.document import Statement
from azukari.statement.service import Recipient, RecipientKind
from azukari.statement.vocabulary import FOREIGN_BASES, RECIPIENTS, country
from azukari.web.staff.guard import StaffRequest, role_required
from azukari.web.staff.sharing_forms import AssessmentForm, ContractForm, DeskForm, EndForm, InspectionForm
from azukari.web.staff.sharing_lines import Named, day_clock, handover_line, lack_lines, titles_of
from azukari.web.staff.sharing_words import CRITERION_WORDS, METHOD_WORDS, POINT_WORDS
from azukari.web.staff.statements import statement_in_force
from azukari.web.staff.views.pages import database, language, moment, page
from azukari.web.staff.views.recipients import HANDLERS, MANAGERS, READERS

PARTS = ("desk", "contract", "assessment", "inspection", "subcontractors", "end")  # each tells what was done in it


@dataclass(frozen=True, slots=True)
class Trouble:
    """What could not be done, in words, and in which part of the page it was tried; or a form with what is wrong in it."""

    part: str
    words: str = ""
    form: Any = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A recipient as it is shown: as the statement in force names it, and as it is on record; one of them may be missing."""

    recipient: str
    statement: Statement
    named: Recipient | None
    engagement: Engagement | None


@require_safe
@role_required(*READERS)
def show(request: StaffRequest, recipient: str) -> HttpResponse:
    """Show one recipient."""
    return recipient_page(request, recipient)


@require_safe
@role_required(*READERS)
def document(request: StaffRequest, digest: str) -> HttpResponse:
    """Give a paper that is on record, to be kept and not to be shown here."""
    del request
    found = queries.document(database(), digest)
    response = HttpResponse(found.data, content_type=found.media_type)
    disposition = content_disposition_header(as_attachment=True, filename=found.name)
    response.headers["Content-Disposition"] = disposition or "attachment"
    return response


def shown_recipient(recipient: str) -> Shown:
    """Read a recipient.

    Raises:
        Http404: if neither the statement in force names it nor anything is on record of it.
    """
    statement = statement_in_force(database(), now=moment())
    named = named_recipient(statement, recipient)
    engagement = queries.engagement(database(), recipient)
    if engagement is None and (named is None or named.kind not in ENGAGED_KINDS):
        raise Http404
    return Shown(recipient, statement, named, engagement)


def recipient_page(
    request: StaffRequest, recipient: str, *, trouble: Trouble | None = None, status: int = 200
) -> HttpResponse:
    """Show one recipient, with what could not be done where it was tried."""
    shown, today, speech = shown_recipient(recipient), japan_date(moment()), language()
    titles, one = titles_of(shown.statement, speech), shown.engagement
    handovers = queries.all_handovers(database(), recipient=recipient)
    contract = one.contract_on(today) if one else None
    context: dict[str, Any] = {
        "recipient": recipient,
        "name": titles.recipients.get(recipient, recipient),
        "facts": _facts(shown, titles),
        "contractor": shown.named is None or shown.named.kind == RecipientKind.CONTRACTOR,
        "engagement": one,
        "ended": one is not None and one.ended_on is not None and one.ended_on < today,
        "lacks": lack_lines(missing(shown.statement, one, recipient, today=today), recipient),
        "days": [
            day_clock(contract.to_on if contract else None, today, title="contract"),
            day_clock(one.assessment.next_on if one and one.assessment else None, today, title="assessment"),
            day_clock(inspection_due_on(one, today) if one else None, today, title="inspection"),
        ],
        "handovers": [handover_line(row, titles, today=today) for row in handovers],
        "may_act": request.user.role in MANAGERS and shown.named is not None,
        "may_propose": request.user.role in HANDLERS and shown.named is not None and one is not None,
        "trouble": trouble or Trouble(""),
        "parts": PARTS,
        **_history(one, titles),
        **_forms(shown, trouble),
    }
    return page(request, "recipient.html", context, status=status)


def contract_form(shown: Shown, data: Any = None, files: Any = None) -> ContractForm:
    """Make the form for a contract.

    Raises:
        Http404: if the statement in force does not name the recipient.
    """
    if shown.named is None:
        raise Http404
    return ContractForm(data, files, named=shown.named, titles=titles_of(shown.statement, language()).all)


def _facts(shown: Shown, titles: Named) -> dict[str, Any] | None:
    named, speech = shown.named, language()
    if named is None:
        return None
    approved = shown.engagement.approved if shown.engagement else frozenset()
    foreign = named.foreign
    return {
        "kind": RECIPIENTS[RecipientKind(named.kind)].in_language(speech),
        "work": named.work.in_language(speech),
        "address": named.address.in_language(speech),
        "representative": named.representative.in_language(speech),
        "responsible": named.responsible.in_language(speech),
        "countries": [country(code).in_language(speech) for code in named.countries],
        "foreign": foreign
        and {
            "basis": FOREIGN_BASES[foreign.basis].in_language(speech),
            "system": foreign.system.in_language(speech),
            "measures": foreign.measures.in_language(speech),
        },
        "from": named.contract_from,
        "to": named.contract_to,
        "services": [titles.services.get(item, item) for item in named.services],
        "items": [titles.items.get(item, item) for item in named.items],
        "purposes": [titles.purposes.get(item, item) for item in named.purposes],
        "subcontractors": [
            {
                "id": one.id,
                "name": one.name.in_language(speech),
                "work": one.work.in_language(speech),
                "countries": [country(code).in_language(speech) for code in one.countries],
                "approved": one.id in approved,
            }
            for one in named.subcontractors
        ],
    }


def _history(one: Engagement | None, titles: Named) -> dict[str, Any]:
    if one is None:
        return {"contracts": (), "assessments": (), "inspections": ()}
    return {
        "contracts": [_contract(contract, titles) for contract in reversed(one.contracts)],
        "assessments": [_assessment(found) for found in reversed(one.assessments)],
        "inspections": [{"row": found, "method": METHOD_WORDS[found.method]} for found in reversed(one.inspections)],
    }


def _contract(one: Contract, titles: Named) -> dict[str, Any]:
    return {
        "row": one,
        "points": [(point, POINT_WORDS[point], one.pages.get(point) or None) for point in POINTS],
        "open": len(one.open_points),
        "services": [titles.services.get(item, item) for item in one.scope.services],
        "items": [titles.items.get(item, item) for item in one.scope.items],
        "purposes": [titles.purposes.get(item, item) for item in one.scope.purposes],
    }


def _assessment(one: Assessment) -> dict[str, Any]:
    return {
        "row": one,
        "marks": [(CRITERION_WORDS[name], one.scores.get(name)) for name in CRITERIA],
        "countries": [country(code).in_language(language()) for code in one.countries],
    }


def _forms(shown: Shown, trouble: Trouble | None) -> dict[str, Any]:
    today, tried = japan_date(moment()), trouble.form if trouble else None
    return {
        "desk_form": tried if isinstance(tried, DeskForm) else DeskForm(engagement=shown.engagement),
        "contract_form": (
            tried if isinstance(tried, ContractForm) else contract_form(shown) if shown.named is not None else None
        ),
        "assessment_form": tried if isinstance(tried, AssessmentForm) else AssessmentForm(today=today),
        "inspection_form": tried if isinstance(tried, InspectionForm) else InspectionForm(today=today),
        "end_form": tried if isinstance(tried, EndForm) else EndForm(today=today),
    }
