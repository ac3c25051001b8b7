"""Proposing, deciding and answering: each on a page of its own, because each is read before it is done."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from azukari.base.errors import AzukariError, Kind
from azukari.rights.clients import DeskClient
from azukari.rights.desk_shapes import DeskCase
from azukari.rights.plan import Act, Plan
from azukari.rights.request import Move, State, moves_from
from azukari.statement.purposes import Role
from azukari.web.problems import STATUS_BY_KIND
from azukari.web.staff import queries as staff_queries
from azukari.web.staff.guard import StaffRequest, fresh_proof, role_required
from azukari.web.staff.held import HeldLines, held_lines
from azukari.web.staff.packs import fitting_grounds
from azukari.web.staff.proposal_forms import ProposalSheet
from azukari.web.staff.request_forms import AnswerForm
from azukari.web.staff.request_letters import answer_text
from azukari.web.staff.request_words import OP_WORDS, OUTCOME_WORDS, refused_words
from azukari.web.staff.statements import purpose_titles
from azukari.web.staff.views.pages import database, keeper, language, moment, page
from azukari.web.staff.views.request import Shown, ground_lines, heading, shown_request
from azukari.web.staff.views.request_acts import back, refused
from azukari.web.staff.views.requests import HANDLERS

_DIGITS = 5


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*HANDLERS)
def propose(request: StaffRequest, request_id: uuid.UUID) -> HttpResponse:
    """Propose a decision, with what is held before one's eyes."""
    shown, desk = shown_request(request_id), DeskClient(keeper(request))
    if Move.PROPOSE not in moves_from(shown.row.state):
        return back(request_id, "do")
    case = desk.case(request_id)
    held = _held(shown, case, desk)
    sheet = ProposalSheet(
        request.POST if request.method == "POST" else None,
        kind=shown.row.kind,
        plan=case.plan,
        held=held,
        grounds=fitting_grounds(shown.row.pack, shown.row.kind),
        language=language(),
    )
    status = 200
    if request.method == "POST":
        status = 400
        if sheet.is_valid():
            try:
                desk.propose(request_id, sheet.proposal())
            except AzukariError as error:
                if error.kind not in (Kind.MALFORMED, Kind.REFUSED, Kind.CONFLICT, Kind.UNAVAILABLE):
                    raise
                status = STATUS_BY_KIND[error.kind]
                sheet.decision.add_error(None, refused_words(error.ground, away=error.kind is Kind.UNAVAILABLE))
            else:
                messages.success(request, _("The decision was proposed."))
                return back(request_id, "decision")
    context = {
        "head": heading(shown.row),
        "sheet": sheet,
        "case": case,
        "held": held,
        "identifying": shown.row.state is State.IDENTIFYING,
    }
    return page(request, "request_propose.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.PRIVACY_MANAGER)
@fresh_proof
def decide(request: StaffRequest, request_id: uuid.UUID) -> HttpResponse:
    """Decide as proposed, after a fresh proof of who one is."""
    shown, desk = shown_request(request_id), DeskClient(keeper(request))
    if shown.told.decision is None or shown.row.state is not State.PROPOSED:
        return back(request_id, "decision")
    if request.method == "POST":
        try:
            desk.decide(request_id, steps=_seen(request))
        except AzukariError as error:
            return refused(request, request_id, error, part="decision")
        messages.success(request, _("It was decided as proposed."))
        return back(request_id, "do")
    case = desk.case(request_id)
    context = {
        "head": heading(shown.row),
        "case": case,
        "steps": shown.row.steps,
        **decision_context(request, shown, case),
    }
    return page(request, "request_decide.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*HANDLERS)
def answer(request: StaffRequest, request_id: uuid.UUID) -> HttpResponse:
    """Answer the person, with a text to begin from."""
    shown, desk = shown_request(request_id), DeskClient(keeper(request))
    if Move.ANSWER not in moves_from(shown.row.state) or shown.told.decision is None:
        return back(request_id, "do")
    if request.method == "POST":
        form = AnswerForm(request.POST)
        if form.is_valid():
            try:
                desk.answer(request_id, form.cleaned_data["text"])
            except AzukariError as error:
                return refused(request, request_id, error, part="do")
            messages.success(request, _("The person was answered."))
            return back(request_id, "do")
    else:
        form = AnswerForm(initial={"text": answer_text(shown.row, shown.told.decision)})
    context = {
        "head": heading(shown.row),
        "form": form,
        "form_id": shown.row.form.value,
        "erased": shown.row.kind == "erasure" and shown.told.needs_acts,
    }
    return page(request, "request_answer.html", context, status=400 if form.is_bound else 200)


def _seen(request: StaffRequest) -> int:
    """Tell how many steps the request had when the page that was sent was shown; none if the page does not say so."""
    steps = request.POST.get("steps", "")
    return int(steps) if steps.isascii() and steps.isdecimal() and len(steps) <= _DIGITS else 0


def decision_context(request: StaffRequest, shown: Shown, case: DeskCase) -> dict[str, Any]:
    """Give a proposal in words: what it comes to, on which grounds, what would be done, and who may decide."""
    decision, told = shown.told.decision, shown.told
    if decision is None:
        return {}
    desk = DeskClient(keeper(request))
    held = _held(shown, case, desk)
    proposer = told.proposed_by or ""
    return {
        "outcome": OUTCOME_WORDS[decision.outcome],
        "grounds": ground_lines(shown.row, decision.grounds),
        "acts": act_lines(case.plan, held),
        "passages": [{"text": one.text, "where": _where(one.record_id, one.item, held)} for one in case.plan.passages],
        "needs_two": told.needs_two,
        "proposed_by": staff_queries.names([proposer]).get(proposer, ""),
        "by_oneself": told.needs_two and proposer == str(request.user.pk),
    }


def act_lines(plan: Plan, held: tuple[HeldLines, ...]) -> list[dict[str, str]]:
    """Write acts in words: what is done to what, what stands there now and what will."""
    titles = purpose_titles(database(), language(), now=moment())
    return [
        {
            "words": str(OP_WORDS[act.op]),
            "where": titles.get(act.purpose, act.purpose) or _where(act.record_id, act.item, held),
            "number": next((one.number for one in held if one.record_id == act.record_id), ""),
            "before": _before(act, held),
            "after": act.text,
        }
        for act in plan.acts
    ]


def _held(shown: Shown, case: DeskCase, desk: DeskClient) -> tuple[HeldLines, ...]:
    """Give what is held, once it is known whose it is and that they ask; before, nobody needs to see it."""
    if not (case.identified and shown.told.proved):
        return ()
    return held_lines(database(), desk.records(shown.row.request_id), language())


def _where(record_id: uuid.UUID | None, item_id: str, held: tuple[HeldLines, ...]) -> str:
    for one in held:
        if one.record_id == record_id:
            return next((item.label for item in one.items if item.item.id == item_id), item_id)
    return item_id


def _before(act: Act, held: tuple[HeldLines, ...]) -> str:
    for one in held:
        if one.record_id == act.record_id:
            return next((item.words for item in one.items if item.item.id == act.item), "")
    return ""
