"""Who may see a page: every view says which roles it is for, and a view that says nothing is closed."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeAlias

from allauth.account.decorators import reauthentication_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from azukari.statement.purposes import STAFF_ROLES, Role
from azukari.web.staff.models import StaffUser

View: TypeAlias = Callable[..., HttpResponseBase]

_MARK = "staff_roles"


class StaffRequest(HttpRequest):
    """A request that passed the guard: somebody is signed in."""

    user: StaffUser


def role_required(*roles: Role) -> Callable[[Callable[..., HttpResponse]], View]:
    """Open a view to these roles, and refuse all others; the administrator has no rights but those that are named."""

    def decorate(view: Callable[..., HttpResponse]) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            user = request.user
            if not isinstance(user, StaffUser) or not user.is_active or user.role not in roles:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        setattr(guarded, _MARK, frozenset(roles))
        return guarded

    return decorate


def fresh_proof(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Ask anew who is there before something grave; what was posted waits in the session until then."""
    asked: Callable[..., HttpResponse] = reauthentication_required(view)
    return asked


def signing_in(view: View) -> View:
    """Mark a view that is part of signing in, or of looking after one's own password and factors."""

    @wraps(view)
    def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    setattr(marked, _MARK, frozenset[Role]())
    return marked


def roles_of(view: object) -> frozenset[Role] | None:
    """Tell whom a view is for: roles, nobody in particular (signing in), or nothing said."""
    found = getattr(view, _MARK, None)
    return found if isinstance(found, frozenset) else None


any_staff = role_required(*STAFF_ROLES)
