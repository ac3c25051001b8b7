"""Who works with a client's data, and the end of it: each form is one call, after a fresh proof of who one is."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from azukari.sharing.entrusted_clients import EntrustedClient
from azukari.web.staff.entrusted_forms import ClientEndForm, DestroyForm, MemberForm, RemoveForm
from azukari.web.staff.guard import StaffRequest, fresh_proof, role_required
from azukari.web.staff.views.entrusted import client_page, seen_client, staff_choices, tried_at
from azukari.web.staff.views.recipient import Trouble
from azukari.web.staff.views.recipients import MANAGERS


@require_POST
@role_required(*MANAGERS)
@fresh_proof
def add(request: StaffRequest, client: str) -> HttpResponse:
    """Let somebody work with a client's data."""
    seen = seen_client(request, client)
    form = MemberForm(request.POST, choices=staff_choices(seen.one))
    if not form.is_valid():
        return client_page(request, seen, trouble=Trouble("members", form=form), status=400)
    user = form.user()
    return _done(request, client, lambda asked: asked.add(user), Trouble("members", _("Added. It is recorded."), form))


@require_POST
@role_required(*MANAGERS)
@fresh_proof
def remove(request: StaffRequest, client: str) -> HttpResponse:
    """Let somebody no longer work with a client's data."""
    seen = seen_client(request, client)
    form = RemoveForm(request.POST)
    if not form.is_valid():
        return client_page(request, seen, trouble=Trouble("members", _("Choose somebody.")), status=400)
    user = form.cleaned_data["user"]
    said = _("Taken out. From now on they open nothing of this client, and it is recorded.")
    return _done(request, client, lambda asked: asked.remove(user), Trouble("members", said))


@require_POST
@role_required(*MANAGERS)
@fresh_proof
def end(request: StaffRequest, client: str) -> HttpResponse:
    """End the work for a client."""
    seen = seen_client(request, client)
    form = ClientEndForm(request.POST, today=seen.today)
    if not form.is_valid():
        return client_page(request, seen, trouble=Trouble("end", form=form), status=400)
    last = form.cleaned_data["ended_on"]
    said = _("The end of the work is on record. What is left to do stands below.")
    return _done(request, client, lambda asked: asked.end(last), Trouble("end", said, form))


@require_POST
@role_required(*MANAGERS)
@fresh_proof
def give_back(request: StaffRequest, client: str) -> HttpResponse:
    """Have everything returned to a client."""
    seen_client(request, client)
    said = _("The return is being made. When it is ready, the client is told where to fetch it.")
    return _done(request, client, lambda asked: asked.give_back(), Trouble("return", said))


@require_POST
@role_required(*MANAGERS)
@fresh_proof
def destroy(request: StaffRequest, client: str) -> HttpResponse:
    """Destroy all of a client's data, with its keys."""
    seen = seen_client(request, client)
    form = DestroyForm(request.POST, client=client)
    if not form.is_valid():
        return client_page(request, seen, trouble=Trouble("destroy", form=form), status=400)
    said = _("Everything was destroyed, with its keys. The certificate is on its way to the client.")
    return _done(request, client, lambda asked: asked.destroy(), Trouble("destroy", said, form))


def _done(request: StaffRequest, client: str, act: Callable[[EntrustedClient], Any], wanted: Trouble) -> HttpResponse:
    """Do one act and say so (the words of ``wanted``), or show in its part of the page why it was refused."""
    refused = tried_at(request, client, act)
    if refused is None:
        messages.success(request, wanted.words)
        return HttpResponseRedirect(f"{reverse('staff:entrusted_client', args=[client])}#{wanted.part}")
    trouble = Trouble(wanted.part, refused.words, wanted.form)
    return client_page(request, seen_client(request, client), trouble=trouble, status=refused.status)
