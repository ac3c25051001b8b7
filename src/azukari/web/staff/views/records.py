"""Closing a record's matter, from which retention periods run."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from azukari.base.errors import AzukariError, Kind
from azukari.web.staff.forms import CloseForm
from azukari.web.staff.guard import StaffRequest, role_required
from azukari.web.staff.views.opening import OPENERS
from azukari.web.staff.views.pages import keeper, page


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*OPENERS)
def close(request: StaffRequest) -> HttpResponse:
    """Close the matter of a record, named by its receipt number or, from an opened record, by its id."""
    form = CloseForm(request.POST) if request.method == "POST" else CloseForm()
    if request.method != "POST" or not form.is_valid():
        return page(request, "close.html", {"form": form}, status=400 if form.is_bound else 200)
    try:
        keeper(request).close_record(form.cleaned_data["record"])
    except AzukariError as error:
        said = _SAID.get(error.kind)
        if said is None:
            raise
        form.add_error("record", said())
        return page(request, "close.html", {"form": form}, status=409 if error.kind is Kind.CONFLICT else 400)
    messages.success(
        request, _("The matter is closed. The periods that run from its closing have begun, and it is recorded.")
    )
    return HttpResponseRedirect(reverse("staff:close"))


_SAID = {
    Kind.NOT_FOUND: lambda: _("There is no record with this number."),
    Kind.MALFORMED: lambda: _("A receipt number has twelve letters and digits, such as 7K3M-92QF-0TBX."),
    Kind.CONFLICT: lambda: _("The matter of this record was closed before."),
    Kind.REFUSED: lambda: _("Your role may not close this record."),
}
