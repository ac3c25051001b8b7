"""The three steps of a form: fill in, check, send. Until it is sent, nothing is stored anywhere (requirements §5.1)."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from azukari.web.pages import language_of_page
from azukari.web.public import desk
from azukari.web.public.forms import TRAP
from azukari.web.public.limits import Act
from azukari.web.public.lookup import look_up
from azukari.web.public.sending import Sending, send, token_if_sent
from azukari.web.public.views.page import methods, page, reading, sending
from azukari.web.public.views.visit import Visit

_SHORTEST_VISIT = timedelta(seconds=2)  # a person needs longer than this to fill in anything


@reading
def services(request: HttpRequest) -> HttpResponse:
    """List what can be sent in."""
    published = desk.in_force(desk.now())
    language = language_of_page()
    shown = [
        {
            "title": service.title.in_language(language),
            "summary": service.summary.in_language(language),
            "url": reverse("form", args=(service.id,)),
        }
        for service in published.statement.services
    ]
    return page(request, "services", {"services": shown, "place": "services"}, published=published)


@methods("GET", "HEAD", "POST")
def form(request: HttpRequest, service_id: str) -> HttpResponse:
    """Show the form: empty, with an address looked up, or as it was before the check."""
    visit = Visit(request, service_id)
    if request.method != "POST":
        return visit.show_form(visit.form(), visit.fresh())
    if refused := visit.refused(Act.LOOKUP):
        return refused
    draft = visit.draft()
    if "change" in request.POST:
        return visit.show_form(visit.form(draft.answers), draft, checked=False)
    found, answers = look_up(visit.service, visit.answers(), chosen=request.POST.get("place"))
    return visit.show_form(visit.form(answers), draft, checked=False, context={"lookup": found})


@sending
def confirm(request: HttpRequest, service_id: str) -> HttpResponse:
    """Check what was typed, and show it once more as it will be kept."""
    visit = Visit(request, service_id)
    if refused := visit.refused(Act.CONFIRM):
        return refused
    draft = visit.draft()
    filled = visit.form(visit.answers())
    if visit.outdated(draft):
        return visit.show_changed(filled, draft)
    filled.full_clean()
    if filled.is_valid() and desk.now() - draft.opened_at < _SHORTEST_VISIT:
        filled.add_error(None, _("This was very quick. If you are a person, please press the button once more."))
    if request.POST.get(TRAP):
        filled.add_error(None, _("A field that people cannot see was filled in. Please press the button once more."))
    return visit.show_check(filled, draft) if filled.is_valid() else visit.show_form(filled, draft)


@sending
def send_in(request: HttpRequest, service_id: str) -> HttpResponse:
    """Collect what was checked, once, and go to its completion page."""
    visit = Visit(request, service_id)
    if refused := visit.refused(Act.SEND):
        return refused
    draft = visit.draft()
    if token := token_if_sent(draft, now=visit.at):
        return _to_completion(token)
    filled = visit.form(draft.answers)
    if visit.outdated(draft):
        return visit.show_changed(filled, draft)
    if not filled.is_valid():
        return visit.show_form(filled, draft)
    sent = Sending(
        statement=visit.statement,
        notice=visit.notice.encode(),
        draft=draft,
        values=filled.values,
        permissions=filled.permissions,
        language=visit.language,
        connection=visit.connection,
    )
    return _to_completion(send(sent, now=visit.at))


def _to_completion(token: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("complete", args=(token,)), status=303)
