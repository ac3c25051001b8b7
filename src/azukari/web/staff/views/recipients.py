"""All recipients with what is missing, what somebody has to see to, and the picture of who holds what."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from azukari.base.clock import japan_date
from azukari.sharing import queries
from azukari.sharing.duty import duties
from azukari.statement.purposes import Role
from azukari.web.staff.figures import THEMES, WIDTHS
from azukari.web.staff.guard import StaffRequest, role_required
from azukari.web.staff.pictures import drawn
from azukari.web.staff.sharing_figure import flows, outside_drawing, outside_table
from azukari.web.staff.sharing_lines import duty_lines, recipient_lines, titles_of
from azukari.web.staff.statements import statement_in_force
from azukari.web.staff.views.pages import database, language, moment, page

MANAGERS = (Role.PRIVACY_MANAGER,)
HANDLERS = (*MANAGERS, Role.SERVICE_STAFF)
READERS = (*HANDLERS, Role.AUDITOR)


@require_safe
@role_required(*READERS)
def recipients(request: StaffRequest) -> HttpResponse:
    """List recipients, duties, and who holds what."""
    statement, today, speech = statement_in_force(database(), now=moment()), japan_date(moment()), language()
    engagements, handovers = queries.all_engagements(database()), queries.all_handovers(database())
    titles = titles_of(statement, speech)
    found = duties(statement, engagements, handovers, today=today)
    context = {
        "lines": recipient_lines(statement, engagements, handovers, language=speech, today=today),
        "duties": duty_lines(found, titles.recipients, today=today),
        "table": outside_table(flows(handovers), titles),
        "may_act": request.user.role in MANAGERS,
        "may_propose": request.user.role in HANDLERS,
    }
    return page(request, "recipients.html", context)


@require_safe
@role_required(*READERS)
def picture(request: StaffRequest, theme: str, size: str) -> HttpResponse:
    """Give the picture of who holds what."""
    del request
    statement = statement_in_force(database(), now=moment())
    table = outside_table(flows(queries.all_handovers(database())), titles_of(statement, language()))
    if theme not in THEMES or size not in WIDTHS or table.is_empty:
        raise Http404
    [svg] = drawn([outside_drawing(table, theme, size)])
    return HttpResponse(svg, content_type="image/svg+xml")
