"""After sending: the page with the receipt number, and the receipt file."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from azukari.web.pages import language_of_page, other_language_path
from azukari.web.public import desk
from azukari.web.public.completions import Completion, find
from azukari.web.public.limits import Act
from azukari.web.public.views.page import contact_of, page, problem_page, reading, sending
from azukari.web.receipts import proved_receipt


@reading
def complete(request: HttpRequest, token: str) -> HttpResponse:
    """Show that it was received, under which number, and what happens next."""
    return _show(request, token, find(desk.DATABASE, token, now=desk.now()))


@sending
def receipt(request: HttpRequest) -> HttpResponse:
    """Give the receipt file with its proof; until the ledger has fixed its place, say that it is being prepared."""
    wait = desk.TURNSTILE.wait_seconds(Act.RECEIPT, str(request.META.get("REMOTE_ADDR", "")), now=desk.now())
    if wait:
        return problem_page(request, 429, retry_seconds=wait)
    token = request.POST.get("token", "")
    completion = find(desk.DATABASE, token, now=desk.now())
    data = proved_receipt(desk.DATABASE, completion.receipt, entry=completion.entry)
    if data is None:
        return _show(request, token, completion, preparing=True)
    response = HttpResponse(data, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="receipt-{completion.number}.json"'
    response["Cache-Control"] = "no-store"
    return response


def _show(request: HttpRequest, token: str, completion: Completion, *, preparing: bool = False) -> HttpResponse:
    published, language = desk.in_force(desk.now()), language_of_page()
    service = next((s for s in published.statement.services if s.id == completion.service), None)
    context = {
        "completion": completion,
        "token": token,
        "preparing": preparing,
        "title": service.title.in_language(language) if service else "",
        "reply": service.reply.in_language(language) if service else "",
        "receipt_url": reverse("receipt"),
        "place": "services",
        "other_language_url": None if preparing else other_language_path(request.path_info),
    }
    if service:
        context["contact"] = contact_of(published, service, language)
    return page(request, "complete", context, published=published, status=202 if preparing else 200, private=True)
