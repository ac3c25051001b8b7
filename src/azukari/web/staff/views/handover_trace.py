"""Tracing a row that was found somewhere to the hand-over that it left in."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from azukari.sharing.clients import SharingClient
from azukari.sharing.watermark import is_ref
from azukari.web.staff.guard import StaffRequest, role_required
from azukari.web.staff.sharing_lines import titles_of
from azukari.web.staff.statements import statement_in_force
from azukari.web.staff.views.pages import database, keeper, language, moment, page
from azukari.web.staff.views.recipients import MANAGERS


class TraceForm(forms.Form):
    """A reference that stands in the column “ref” of a list."""

    ref = forms.CharField(
        label=_("Reference"),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "mono", "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_ref(self) -> str:
        """Want what a reference looks like."""
        ref = str(self.cleaned_data["ref"]).strip().upper()
        if not is_ref(ref):
            raise forms.ValidationError(_("A reference has 16 letters and digits, such as 52RETWBO4KC5G6K5."))
        return ref


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*MANAGERS)
def trace(request: StaffRequest) -> HttpResponse:
    """Tell in which hand-over a row had left; that it was looked up is recorded."""
    form = TraceForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form}
    if form.is_bound and not form.is_valid():
        return page(request, "handover_trace.html", context, status=400)
    if form.is_bound:
        names = titles_of(statement_in_force(database(), now=moment()), language()).recipients
        traced = SharingClient(keeper(request)).trace(form.cleaned_data["ref"])
        context["found"] = [(one, names.get(one.recipient, one.recipient)) for one in traced]
    return page(request, "handover_trace.html", context)
