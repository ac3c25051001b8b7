"""One's own access keys for the command line."""

import uuid

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from azukari.web.staff import queries, services
from azukari.web.staff.forms import KeyForm
from azukari.web.staff.guard import StaffRequest, fresh_proof, role_required
from azukari.web.staff.views.pages import database, moment, page


@require_safe
@role_required(*services.KEY_ROLES)
def keys(request: StaffRequest) -> HttpResponse:
    """List one's own keys, without their text."""
    return page(request, "keys.html", {"keys": queries.keys_of(request.user, now=moment()), "form": KeyForm()})


@require_POST
@role_required(*services.KEY_ROLES)
@fresh_proof
def add(request: StaffRequest) -> HttpResponse:
    """Make a key and show it once."""
    form = KeyForm(request.POST)
    if not form.is_valid():
        found = queries.keys_of(request.user, now=moment())
        return page(request, "keys.html", {"keys": found, "form": form}, status=400)
    new = services.create_access_key(
        database(), request.user, name=form.cleaned_data["name"], life=form.life(), now=moment()
    )
    return page(request, "key_new.html", {"key": new, "name": form.cleaned_data["name"]})


@require_POST
@role_required(*services.KEY_ROLES)
def revoke(request: StaffRequest, key_id: uuid.UUID) -> HttpResponse:
    """Revoke one of one's own keys; ending access asks for no proof."""
    services.revoke_access_key(database(), request.user, key_id, now=moment())
    messages.success(request, _("The key was revoked, and it is recorded."))
    return HttpResponseRedirect(reverse("staff:keys"))
