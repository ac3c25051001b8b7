"""The due dates as a calendar that a program of one's own subscribes to, at an address that nobody can guess."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from azukari.base.clock import japan_date
from azukari.rights import queries
from azukari.rights.icalendar import DueEvent, calendar_feed
from azukari.web.staff.guard import StaffRequest, role_required, signing_in
from azukari.web.staff.models import StaffUser
from azukari.web.staff.packs import kind_title
from azukari.web.staff.request_lines import acknowledge_clock
from azukari.web.staff.request_words import STATE_WORDS
from azukari.web.staff.views.pages import database, language, moment, page
from azukari.web.staff.views.requests import READERS

_SALT = "azukari.requests.calendar"


@require_safe
@role_required(*READERS)
def about(request: StaffRequest) -> HttpResponse:
    """Show the address of one's own calendar, and what it is."""
    url = request.build_absolute_uri(reverse("staff:request_feed", args=[token_of(request.user)]))
    return page(request, "request_calendar.html", {"feed": url})


@login_not_required
@require_safe
def _feed(request: HttpRequest, token: str) -> HttpResponse:
    """Give the calendar to a program, which shows no more than the address."""
    del request
    if _reader(token) is None:
        raise Http404
    body = calendar_feed(_events(), name=_("Requests"), now=moment())
    return HttpResponse(body, content_type="text/calendar; charset=utf-8")


# No session leads here: the address itself is what is shown, and its view looks up whose it is.
feed = signing_in(_feed)


def token_of(user: StaffUser) -> str:
    """Make the token of somebody's address: another password or role makes another one, and ends the one before."""
    return signing.dumps([str(user.pk), _standing(user)], salt=_SALT)


def _reader(token: str) -> StaffUser | None:
    try:
        user_id, standing = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    user = StaffUser.objects.filter(pk=user_id, is_active=True, role__in=[role.value for role in READERS]).first()
    return user if user is not None and constant_time_compare(standing, _standing(user)) else None


def _standing(user: StaffUser) -> str:
    return salted_hmac(_SALT, f"{user.password}\n{user.role}", algorithm="sha256").hexdigest()


def _events() -> list[DueEvent]:
    found, today, speech = [], japan_date(moment()), language()
    for row in queries.open_requests(database()):
        kind, name = kind_title(row.pack, row.kind, speech), f"@{settings.AZUKARI_NAME}"
        words: dict[str, Any] = {"number": row.number, "kind": kind}
        said = _("%(state)s. Last day: %(day)s") % {"state": STATE_WORDS[row.state], "day": row.latest_on.isoformat()}
        if acknowledge_clock(row, today=today):
            title = _("Acknowledge %(number)s (%(kind)s)") % words
            found.append(DueEvent(f"{row.request_id}.acknowledge{name}", row.acknowledge_by, title, said, row.steps))
        title = _("Answer %(number)s (%(kind)s)") % words
        found.append(DueEvent(f"{row.request_id}.answer{name}", row.answer_by, title, said, row.steps))
    return found
