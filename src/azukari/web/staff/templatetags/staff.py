"""What every page of the staff door shows: where one may go, who one is, what just happened, the other language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.contrib.messages import get_messages
from django.forms import BoundField
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.statement.purposes import STAFF_ROLES, Role
from azukari.web.pages import other_language_path
from azukari.web.staff.adapters import showed_second_factor
from azukari.web.staff.models import StaffUser
from azukari.web.staff.services import KEY_ROLES
from azukari.web.staff.words import ROLE_TASKS, ROLE_WORDS

register = template.Library()

_OPENERS = (Role.PRIVACY_MANAGER, Role.SERVICE_STAFF)


@dataclass(frozen=True, slots=True)
class Place:
    """One place that some roles may go to, with a sentence for the first page."""

    name: str
    title: Promise
    text: Promise
    roles: tuple[Role, ...]


_PLACES = (
    Place(
        "staff:requests",
        _("Requests"),
        _("What persons ask for about what is held of them, with the days by which each is due."),
        (*_OPENERS, Role.AUDITOR),
    ),
    Place(
        "staff:recipients",
        _("Recipients"),
        _("Who outside receives data, what is missing, and who holds what."),
        (*_OPENERS, Role.AUDITOR),
    ),
    Place(
        "staff:handovers",
        _("Hand-overs"),
        _("What goes out to recipients: counted, proposed, approved, fetched and certified."),
        (*_OPENERS, Role.AUDITOR),
    ),
    Place(
        "staff:entrusted",
        _("Entrusted data"),
        _("What clients give us to work with, under which contract, and what is due to them."),
        (*_OPENERS, Role.AUDITOR),
    ),
    Place(
        "staff:registers",
        _("Registers"),
        _("The records that the law asks for, as pages and as files."),
        (*_OPENERS, Role.AUDITOR),
    ),
    Place(
        "staff:open",
        _("Open a record"),
        _("Choose a purpose, give a reason, and see what that purpose may see."),
        _OPENERS,
    ),
    Place(
        "staff:close",
        _("Close a matter"),
        _("Say that the matter of a record is settled, so that its time begins to run."),
        _OPENERS,
    ),
    Place(
        "staff:events",
        _("Openings and refusals"),
        _("Who opened what for which purpose, and what was refused."),
        (Role.PRIVACY_MANAGER, Role.AUDITOR),
    ),
    Place(
        "staff:service_keys",
        _("Service keys"),
        _("Which programs act for which service, and until when."),
        (Role.PRIVACY_MANAGER, Role.ADMINISTRATOR),
    ),
    Place("staff:people", _("People"), _("Accounts and roles of the staff."), (Role.ADMINISTRATOR,)),
    Place(
        "staff:ledger",
        _("Ledger"),
        _("Every act in order, in a log that anyone can check and nobody can rewrite."),
        STAFF_ROLES,
    ),
    Place("staff:keys", _("Access keys"), _("Keys for the command line, good for a day at most."), KEY_ROLES),
)
_MAILS = Place("staff:mails", _("Mails"), _("What the demo would have mailed to its invented people."), STAFF_ROLES)


@register.simple_tag(takes_context=True)
def places(context: Mapping[str, Any]) -> list[dict[str, Any]]:
    """List where the role may go, and whether one is there; nowhere before a second factor was shown."""
    request = context.get("request")
    user = getattr(request, "user", None)
    if request is None or not isinstance(user, StaffUser) or not showed_second_factor(request):
        return []
    wanted = (*_PLACES, *((_MAILS,) if settings.AZUKARI_DEMO else ()))
    return [
        {
            "url": reverse(place.name),
            "title": place.title,
            "text": place.text,
            "here": request.path.startswith(reverse(place.name)),
        }
        for place in wanted
        if user.role in place.roles
    ]


@register.simple_tag(takes_context=True)
def member(context: Mapping[str, Any]) -> dict[str, Any] | None:
    """Tell who is signed in, as what."""
    user = getattr(context.get("request"), "user", None)
    if not isinstance(user, StaffUser):
        return None
    role = Role(user.role)
    return {"name": str(user), "role": ROLE_WORDS[role], "tasks": ROLE_TASKS[role]}


@register.simple_tag(takes_context=True)
def notes(context: Mapping[str, Any]) -> list[Any]:
    """Give what the last act wants to say."""
    request = context.get("request")
    return list(get_messages(request)) if request is not None and hasattr(request, "_messages") else []


@register.simple_tag(takes_context=True)
def other_language(context: Mapping[str, Any]) -> str | None:
    """Tell where the same page stands in the other language; what was posted is not asked for again."""
    request = context.get("request")
    if request is None or request.method != "GET":
        return None
    return other_language_path(request.get_full_path())


@register.filter
def role_words(role: Role) -> str:
    """Say a role."""
    return str(ROLE_WORDS[Role(role)])


@register.filter
def plain(field: BoundField) -> str:
    """Render a field without a placeholder, which repeats the label and looks like something typed."""
    field.field.widget.attrs.pop("placeholder", None)
    return str(field)
