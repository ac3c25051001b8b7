"""Accounts of the staff: who works here, as what, and how an account begins and ends."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from azukari.base.errors import AzukariError, ConflictError, Kind
from azukari.statement.purposes import Role
from azukari.web.staff import queries, services
from azukari.web.staff.forms import ActiveForm, PersonForm, RoleForm
from azukari.web.staff.guard import StaffRequest, fresh_proof, role_required
from azukari.web.staff.views.pages import database, moment, page


@require_safe
@role_required(Role.ADMINISTRATOR)
def people(request: StaffRequest) -> HttpResponse:
    """List all accounts."""
    return page(request, "people.html", {"members": queries.members()})


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.ADMINISTRATOR)
@fresh_proof
def add(request: StaffRequest) -> HttpResponse:
    """Give somebody an account, and show the one-time password once."""
    form = PersonForm(request.POST) if request.method == "POST" else PersonForm()
    if request.method != "POST" or not form.is_valid():
        return page(request, "person_add.html", {"form": form}, status=400 if form.is_bound else 200)
    asked = form.cleaned_data
    new = services.NewStaff(asked["username"], Role(asked["role"]), asked["display_name"], asked["email"])
    password = services.new_one_time_password()
    try:
        user = services.create_staff(database(), new, password=password, now=moment(), actor=str(request.user.pk))
    except ConflictError:
        form.add_error("username", _("This user name is taken."))
        return page(request, "person_add.html", {"form": form}, status=409)
    return page(request, "person_password.html", {"member": queries.member(user.pk), "password": password})


@require_safe
@role_required(Role.ADMINISTRATOR)
def person(request: StaffRequest, user_id: uuid.UUID) -> HttpResponse:
    """Show one account and what can be done with it."""
    member = queries.member(user_id)
    if member is None:
        raise Http404
    form = RoleForm(initial={"role": member.role.value})
    return page(request, "person.html", {"member": member, "form": form, "oneself": user_id == request.user.pk})


@require_POST
@role_required(Role.ADMINISTRATOR)
@fresh_proof
def role(request: StaffRequest, user_id: uuid.UUID) -> HttpResponse:
    """Give somebody another role."""
    form = RoleForm(request.POST)
    if form.is_valid():
        wanted = Role(form.cleaned_data["role"])
        try:
            services.change_role(database(), user_id, wanted, actor=request.user, now=moment())
            messages.success(request, _("The role was changed, and it is recorded."))
        except AzukariError as error:
            _say(request, error)
    return HttpResponseRedirect(reverse("staff:person", args=[user_id]))


@require_POST
@role_required(Role.ADMINISTRATOR)
@fresh_proof
def active(request: StaffRequest, user_id: uuid.UUID) -> HttpResponse:
    """Close an account, or open it again."""
    form = ActiveForm(request.POST)
    if form.is_valid():
        act = services.reactivate if form.cleaned_data["active"] else services.deactivate
        try:
            act(database(), user_id, actor=request.user, now=moment())
            messages.success(request, _("The account was changed, and it is recorded."))
        except AzukariError as error:
            _say(request, error)
    return HttpResponseRedirect(reverse("staff:person", args=[user_id]))


@require_POST
@role_required(Role.ADMINISTRATOR)
@fresh_proof
def reset(request: StaffRequest, user_id: uuid.UUID) -> HttpResponse:
    """Take password and factors away, and show a new one-time password once."""
    password = services.new_one_time_password()
    try:
        services.reset_sign_in(database(), user_id, password=password, actor=request.user, now=moment())
    except AzukariError as error:
        _say(request, error)
        return HttpResponseRedirect(reverse("staff:person", args=[user_id]))
    return page(request, "person_password.html", {"member": queries.member(user_id), "password": password})


_SAID = {
    "oneself": lambda: _("Nobody changes their own role or account; ask another administrator."),
    "last_administrator": lambda: _("This is the last administrator; name another one first."),
    "same_role": lambda: _("This is the role already."),
    "inactive": lambda: _("This account is closed already."),
    "active": lambda: _("This account is open already."),
}


def _say(request: StaffRequest, error: AzukariError) -> None:
    if error.kind is Kind.NOT_FOUND:
        raise Http404
    if error.ground not in _SAID:
        raise error
    messages.error(request, _SAID[error.ground]())
