"""One request: its clocks and course from the register, and what is in its case from the keeper, for those who handle it."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from azukari.base.clock import japan_date
from azukari.base.errors import UnavailableError
from azukari.rights import queries
from azukari.rights.clients import DeskClient
from azukari.rights.identity import CheckedProof, missing
from azukari.rights.queries import ListedRequest
from azukari.rights.request import Move, Request, State, moves_from
from azukari.rights.search import Place, PlaceState, waiting
from azukari.rights.services.deciding import UNSEARCHED
from azukari.statement.document import Statement
from azukari.statement.purposes import Role
from azukari.web.packs import article_words, pack_named
from azukari.web.staff import queries as staff_queries
from azukari.web.staff.guard import StaffRequest, role_required
from azukari.web.staff.packs import answer_due, kind_article, kind_title, retold
from azukari.web.staff.request_forms import IdentifyForm, PaperForm, PlaceForm, ProofForm, is_open, place_choices
from azukari.web.staff.request_letters import change_line
from azukari.web.staff.request_lines import StepLine, clocks, course_lines, request_line
from azukari.web.staff.request_words import (
    FORM_WORDS,
    METHOD_WORDS,
    NEXT_WORDS,
    OUTCOME_WORDS,
    PAPER_WORDS,
    PLACE_STATE_WORDS,
    SUBJECT_WORDS,
    place_words,
    refused_words,
)
from azukari.web.staff.statements import statement_in_force
from azukari.web.staff.views.pages import database, keeper, language, moment, page
from azukari.web.staff.views.requests import HANDLERS, READERS


@dataclass(frozen=True, slots=True)
class Shown:
    """A request as it is shown: from the register, and what its steps have made of it."""

    row: ListedRequest
    told: Request
    places: tuple[Place, ...]
    proofs: tuple[CheckedProof, ...]


@dataclass(frozen=True, slots=True)
class Trouble:
    """What could not be done, in words, and in which part of the page it was tried; or a form with what is wrong in it."""

    part: str
    words: str = ""
    form: Any = None


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """One place of the search plan, in words, with what can be said of it."""

    place: Place
    title: str
    state: str
    is_open: bool
    choices: list[tuple[str, Any]] = field(default_factory=list)


@require_safe
@role_required(*READERS)
def show(request: StaffRequest, request_id: uuid.UUID) -> HttpResponse:
    """Show one request."""
    return request_page(request, request_id)


def shown_request(request_id: uuid.UUID) -> Shown:
    """Read a request from the register.

    Raises:
        RequestNotThereError: if there is none.
    """
    row = queries.request_row(database(), request_id)
    told = retold(row, (taken.step for taken in queries.steps(database(), request_id)))
    return Shown(row, told, queries.places(database(), request_id), queries.proofs(database(), request_id))


def request_page(
    request: StaffRequest, request_id: uuid.UUID, *, trouble: Trouble | None = None, status: int = 200
) -> HttpResponse:
    """Show one request, with what could not be done where it was tried."""
    shown, speech, today = shown_request(request_id), language(), japan_date(moment())
    row = shown.row
    context: dict[str, Any] = {
        "line": request_line(row, speech, today=today),
        "article": article_words(row.pack, kind_article(row.pack, row.kind), speech),
        "clocks": clocks(row, answer_due(row, extended=shown.told.extended), today=today),
        "next": NEXT_WORDS[row.state],
        "form_words": FORM_WORDS[row.form],
        "course": _course(request_id, row),
        "trouble": trouble or Trouble(""),
        "may_handle": request.user.role in HANDLERS,
        "may_act": request.user.role in HANDLERS and is_open(row.state),
        "can": _possible(shown),
        **_who(shown, trouble),
        **_search(shown),
        **_decision(request, shown),
    }
    if context["may_handle"]:
        context |= _case(request, request_id, trouble)
    return page(request, "request.html", context, status=status)


def _case(request: StaffRequest, request_id: uuid.UUID, trouble: Trouble | None) -> dict[str, Any]:
    try:
        case = DeskClient(keeper(request)).case(request_id)
    except UnavailableError:
        return {"case": None, "away": refused_words("", away=True)}
    form = trouble.form if trouble and trouble.form is not None else None
    return {
        "case": case,
        "changes": [change_line(one, statement_in_force(database(), now=moment()), language()) for one in case.changes],
        "papers": [(PAPER_WORDS[one.kind], one) for one in case.papers],
        "paper_form": form if isinstance(form, PaperForm) else PaperForm(),
        "identify_form": form if isinstance(form, IdentifyForm) else IdentifyForm(),
    }


def _possible(shown: Shown) -> set[str]:
    """List the steps that may be taken now, as far as state and rule pack tell."""
    moves = set(moves_from(shown.row.state))
    pack, told = pack_named(shown.row.pack), shown.told
    if told.extended or pack.rules[pack.kinds[shown.row.kind].deadline].extended is None:
        moves.discard(Move.EXTEND)
    if not told.needs_acts:
        moves.discard(Move.ACT)
    elif shown.row.state is State.DECIDED:
        moves.discard(Move.ANSWER)
    return {move.value for move in moves}


def _who(shown: Shown, trouble: Trouble | None) -> dict[str, Any]:
    row, today = shown.row, japan_date(moment())
    names = staff_queries.names(one.checked_by for one in shown.proofs)
    lacking = missing(row.kind, row.asker, (one.proof for one in shown.proofs), today=today)
    form = trouble.form if trouble and isinstance(trouble.form, ProofForm) else ProofForm(asker=row.asker)
    return {
        "proofs": [
            {
                "subject": SUBJECT_WORDS[one.proof.subject],
                "method": METHOD_WORDS[one.proof.method],
                "until_on": one.proof.until_on,
                "ended": one.proof.until_on is not None and one.proof.until_on < today,
                "by": names.get(one.checked_by, _("Azukari")),
            }
            for one in shown.proofs
        ],
        "missing": [SUBJECT_WORDS[one] for one in lacking],
        "proved": shown.told.proved,
        "proof_form": form,
    }


def _search(shown: Shown) -> dict[str, Any]:
    names = recipient_names(statement_in_force(database(), now=moment()))
    lines = [
        PlaceLine(
            one,
            place_words(one.place, names),
            str(PLACE_STATE_WORDS[one.state]),
            one.state is PlaceState.OPEN,
            place_choices(one),
        )
        for one in shown.places
    ]
    return {
        "places": lines,
        "places_open": sum(one.is_open for one in lines),
        "unsearched": shown.row.kind not in UNSEARCHED and (not lines or any(one.is_open for one in lines)),
        "waits_for": [place_words(one, names) for one in waiting(shown.places)],
        "place_form": PlaceForm(),
    }


def _decision(request: StaffRequest, shown: Shown) -> dict[str, Any]:
    told, row = shown.told, shown.row
    if told.decision is None:
        return {"decision": None}
    is_manager = request.user.role == Role.PRIVACY_MANAGER
    by_oneself = is_manager and told.needs_two and told.proposed_by == str(request.user.pk)
    return {
        "decision": {
            "outcome": OUTCOME_WORDS[told.decision.outcome],
            "grounds": ground_lines(row, told.decision.grounds),
            "needs_two": told.needs_two,
            "needs_acts": told.needs_acts,
        },
        "proposed_by": staff_queries.names([told.proposed_by or ""]).get(told.proposed_by or "", ""),
        "may_decide": is_manager and not by_oneself,
        "by_oneself": by_oneself,
    }


def ground_lines(row: ListedRequest, grounds: frozenset[str]) -> list[dict[str, str]]:
    """Write grounds in words, with their articles."""
    known, speech = pack_named(row.pack).grounds, language()
    return [
        {
            "title": known[one].title.in_language(speech),
            "article": article_words(row.pack, known[one].article, speech),
        }
        for one in sorted(grounds)
        if one in known
    ]


def recipient_names(statement: Statement) -> Mapping[str, str]:
    """Tell what each recipient of a statement is called."""
    return {one.id: one.name.in_language(language()) for one in statement.recipients}


def heading(row: ListedRequest) -> dict[str, Any]:
    """Give what stands at the head of a page that belongs to a request."""
    return {
        "request_id": row.request_id,
        "number": row.number,
        "kind": kind_title(row.pack, row.kind, language()),
    }


def _course(request_id: uuid.UUID, row: ListedRequest) -> tuple[StepLine, ...]:
    taken = queries.steps(database(), request_id)
    return course_lines(
        (
            (
                one.step.move,
                one.step.by,
                one.at,
                one.step.decision.outcome if one.step.decision else None,
                one.step.decision.grounds if one.step.decision else (),
            )
            for one in taken
        ),
        pack=row.pack,
        names=staff_queries.names(one.step.by for one in taken),
        language=language(),
    )
