"""Refusals and openings: every access event, for those who look after them."""

from collections.abc import Mapping

from django import forms
from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from azukari.statement.purposes import Role
from azukari.vault import queries
from azukari.web.staff.guard import StaffRequest, role_required
from azukari.web.staff.queries import names
from azukari.web.staff.statements import purpose_titles
from azukari.web.staff.views.event_rows import KIND_WORDS, shown
from azukari.web.staff.views.pages import database, language, moment, page
from azukari.web.staff.words import ROLE_WORDS

_EACH_PAGE = 50
_EVERYTHING = ("", _("All"))


class EventFilterForm(forms.Form):
    """Which events to list; none of it is personal, so it may stand in the address."""

    kind = forms.ChoiceField(label=_("Outcome"), required=False, choices=[_EVERYTHING, *KIND_WORDS.items()])
    role = forms.ChoiceField(
        label=_("Role"),
        required=False,
        choices=[
            _EVERYTHING,
            *((role.value, word) for role, word in ROLE_WORDS.items()),
        ],
    )
    before = forms.UUIDField(required=False)

    def __init__(self, data: QueryDict, *, titles: Mapping[str, str]) -> None:
        """Offer the purposes of the statement in force."""
        super().__init__(data)
        self.fields["purpose"] = forms.ChoiceField(
            label=_("Purpose"), required=False, choices=[_EVERYTHING, *titles.items()]
        )


@require_safe
@role_required(Role.PRIVACY_MANAGER, Role.AUDITOR)
def events(request: StaffRequest) -> HttpResponse:
    """List who opened, searched or was refused, newest first."""
    titles = purpose_titles(database(), language(), now=moment())
    form = EventFilterForm(request.GET, titles=titles)
    asked = form.cleaned_data if form.is_valid() else {}
    wanted = queries.EventFilter(
        kind=asked.get("kind") or None, role=asked.get("role") or None, purpose=asked.get("purpose") or None
    )
    found = queries.access_events(database(), wanted, before=asked.get("before"), limit=_EACH_PAGE + 1)
    rows = found[:_EACH_PAGE]
    onwards = request.GET.copy()
    onwards["before"] = str(rows[-1].event_id) if len(found) > _EACH_PAGE else ""
    return page(
        request,
        "events.html",
        {
            "form": form,
            "events": shown(rows, names=names(row.actor for row in rows), titles=titles),
            "older": onwards.urlencode() if onwards["before"] else "",
            "filtered": any(asked.values()),
        },
    )
