"""What clients entrust to us: all of it, and one client's contract with what can be done; no value of anybody is in any of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from azukari.base.clock import japan_date
from azukari.base.errors import AzukariError, Kind
from azukari.sharing.delivery import Kind as What
from azukari.sharing.delivery import State
from azukari.sharing.entrusted_clients import EntrustedClient
from azukari.sharing.entrusted_register import Entrusted, all_entrusted, one_entrusted
from azukari.sharing.entrusted_rows import standing_on
from azukari.statement.purposes import Role
from azukari.web.problems import STATUS_BY_KIND
from azukari.web.staff import queries as staff_queries
from azukari.web.staff.entrusted_forms import ClientEndForm, DestroyForm, MemberForm
from azukari.web.staff.entrusted_lines import (
    client_duties,
    client_line,
    contract_facts,
    is_member,
    openable,
    report_clock,
    sent_lines,
)
from azukari.web.staff.entrusted_words import STANDING_WORDS, client_refused_words
from azukari.web.staff.guard import StaffRequest, role_required
from azukari.web.staff.sharing_forms import Choices
from azukari.web.staff.sharing_lines import day_clock
from azukari.web.staff.views.pages import database, keeper, language, moment, page
from azukari.web.staff.views.recipient import Trouble
from azukari.web.staff.views.recipient_acts import TOLD
from azukari.web.staff.views.recipients import HANDLERS, MANAGERS, READERS

_AGAIN_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Seen:
    """An engagement as somebody sees it: ``works`` with its data, ``manages`` who does, or neither."""

    one: Entrusted
    works: bool
    manages: bool
    today: date

    @property
    def client(self) -> str:
        """Give the id of the contract."""
        return self.one.contract.id

    @property
    def standing(self) -> str:
        """Tell where the engagement stands."""
        return standing_on(self.one, self.today)

    @property
    def is_returning(self) -> bool:
        """Tell whether everything is being written for the client now."""
        return any(sent.kind is What.RETURN and sent.state is State.APPROVED for sent in self.one.handovers)

    @property
    def may_return(self) -> bool:
        """Tell whether everything can be returned by whoever looks."""
        waits = any(sent.kind is What.RETURN and sent.state is State.MADE for sent in self.one.handovers)
        over = self.standing in {"ended", "returned"}
        return self.works and self.manages and over and not self.is_returning and not waits

    @property
    def may_destroy(self) -> bool:
        """Tell whether everything can be destroyed by whoever looks."""
        allowed = {"returned", "destroying"} | (set() if self.one.contract.returned else {"ended"})
        return self.works and self.manages and self.standing in allowed and not self.is_returning


@dataclass(frozen=True, slots=True)
class Refused:
    """That the keeper would not, in words, and as what that is answered."""

    words: str
    status: int


@require_safe
@role_required(*READERS)
def engagements(request: StaffRequest) -> HttpResponse:
    """List clients; service staff see those with whose data they work."""
    user, today, speech = str(request.user.pk), japan_date(moment()), language()
    only_own = request.user.role == Role.SERVICE_STAFF
    found = [one for one in all_entrusted(database()) if not only_own or is_member(one, user)]
    lines = [
        client_line(one, speech, user=user, today=today, count=counted(request, _seen(request, one))) for one in found
    ]
    context = {
        "lines": lines,
        "may_act": request.user.role in MANAGERS,
        "may_read": request.user.role != Role.SERVICE_STAFF,
        "only_own": only_own,
    }
    return page(request, "entrusted.html", context)


@require_safe
@role_required(*READERS)
def show(request: StaffRequest, client: str) -> HttpResponse:
    """Show one client's engagement."""
    return client_page(request, seen_client(request, client))


@require_safe
@role_required(*READERS)
def certificate(request: StaffRequest, client: str) -> HttpResponse:
    """Give the certificate of destruction as the client got it."""
    data = seen_client(request, client).one.row.certificate
    if data is None:
        raise Http404
    response = HttpResponse(data, content_type="application/json")
    name = content_disposition_header(as_attachment=True, filename=f"{client}.destroyed.json")
    response.headers["Content-Disposition"] = name or "attachment"
    return response


def seen_client(request: StaffRequest, client: str, *, must_work: bool = False) -> Seen:
    """Read an engagement for whoever is signed in.

    Raises:
        NotFoundError: if there is none.
        PermissionDenied: if they do not work with it and their role sees no others, or they must work with it.
    """
    seen = _seen(request, one_entrusted(database(), client))
    if not seen.works and (must_work or request.user.role == Role.SERVICE_STAFF):
        raise PermissionDenied
    return seen


def client_page(
    request: StaffRequest, seen: Seen, *, trouble: Trouble | None = None, status: int = 200
) -> HttpResponse:
    """Show one engagement, with what could not be done where it was tried; look again while a return is made."""
    one, today, speech, tried = seen.one, seen.today, language(), trouble or Trouble("")
    standing = seen.standing
    looks_again = seen.works and seen.is_returning and "still" not in request.GET and request.method == "GET"
    runs = standing in {"coming", "active"}
    context: dict[str, Any] = {
        "client": seen.client,
        "name": one.contract.client.name.in_language(speech),
        "work": one.contract.work.in_language(speech),
        "standing": STANDING_WORDS[standing],
        "standing_id": standing,
        "contract_end": day_clock(one.contract.to_on, today) if runs else None,
        "next_report": report_clock(one, today) if standing == "active" else None,
        "duties": client_duties(one, today=today),
        "facts": contract_facts(one, speech),
        "members": _members(one),
        "sent": sent_lines(one, today=today),
        "row": one.row,
        "works": seen.works,
        "manages": seen.manages,
        "count": None if seen.is_returning else counted(request, seen),
        "purposes": openable(one, Role(request.user.role), speech, today=today) if seen.works else [],
        "may_tell": seen.works and standing not in {"destroying", "destroyed"},
        "may_end": seen.manages and one.row.state == "active",
        "may_return": seen.may_return,
        "may_destroy": seen.may_destroy,
        "returning": seen.is_returning,
        "looks_again": looks_again,
        "trouble": tried,
        **_forms(seen, tried.form),
    }
    response = page(request, "entrusted_client.html", context, status=status)
    if looks_again:
        response.headers["Refresh"] = f"{_AGAIN_SECONDS}; url={request.path}"
    return response


def staff_choices(one: Entrusted) -> Choices:
    """List the staff who can work with a client's data, and do not yet."""
    return [
        (str(found.id), f"{found.name or found.username} ({found.username})")
        for found in staff_queries.members()
        if found.active and found.role in HANDLERS and not is_member(one, str(found.id))
    ]


def counted(request: StaffRequest, seen: Seen) -> int | None:
    """Tell how many records there are, to those who work with them; nothing if the keeper does not say."""
    if not seen.works or seen.standing in {"destroying", "destroyed"}:
        return None
    try:
        return EntrustedClient(keeper(request), seen.client).count()
    except AzukariError as error:
        if error.kind not in TOLD:
            raise
        return None


def tried_at(request: StaffRequest, client: str, act: Callable[[EntrustedClient], Any]) -> Refused | None:
    """Do one act at the keeper, and tell why it would not."""
    try:
        act(EntrustedClient(keeper(request), client))
    except AzukariError as error:
        if error.kind not in TOLD:
            raise
        words = client_refused_words(error.ground, away=error.kind is Kind.UNAVAILABLE)
        return Refused(words, STATUS_BY_KIND[error.kind])
    return None


def _seen(request: StaffRequest, one: Entrusted) -> Seen:
    role = request.user.role
    works = role in HANDLERS and is_member(one, str(request.user.pk))
    return Seen(one, works, role in MANAGERS, japan_date(moment()))


def _members(one: Entrusted) -> list[dict[str, Any]]:
    names = staff_queries.names(str(member.user_id) for member in one.members)
    return [
        {"id": member.user_id, "name": names.get(str(member.user_id), "—"), "since": member.added_at}
        for member in one.members
    ]


def _forms(seen: Seen, tried: Any) -> dict[str, Any]:
    return {
        "member_form": tried if isinstance(tried, MemberForm) else MemberForm(choices=staff_choices(seen.one)),
        "end_form": tried if isinstance(tried, ClientEndForm) else ClientEndForm(today=seen.today),
        "destroy_form": tried if isinstance(tried, DestroyForm) else DestroyForm(client=seen.client),
    }
