"""The two cookies of this door: which entrance a code is awaited for, and the token of the visit.

The entrance's id travels in a cookie, and not in a field of the form: so the page that asks for the code has an address of its own,
which can be loaded anew, left and read in the other language without another code being mailed. It is signed, so that nothing but
ids of ours reaches the keeper. Both cookies are for this host alone and over HTTPS (`__Host-`), out of reach of scripts, and never
sent along by another site; a form is refused besides if it does not come from this door, since hosts share cookies among ports.
"""

import uuid

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse

from azukari.base.ids import new_id
from azukari.rights.visit import LIMITS

ENTRANCE, VISIT = "__Host-azukari-entrance", "__Host-azukari-visit"
_LONGEST_TOKEN = 512  # what the keeper reads of a credential
_SIGNER = Signer(salt="azukari.portal.entrance")


def set_entrance(response: HttpResponse, entrance: uuid.UUID) -> None:
    """Have the browser keep an entrance for as long as its code is good."""
    _set(response, ENTRANCE, _SIGNER.sign(str(entrance)), seconds=int(LIMITS.code_lives.total_seconds()))


def entrance_of(request: HttpRequest) -> uuid.UUID | None:
    """Tell which entrance a browser awaits a code for; none if it does not, or says something that is not ours."""
    try:
        return uuid.UUID(_SIGNER.unsign(request.COOKIES.get(ENTRANCE, "")))
    except (BadSignature, ValueError):
        return None


def entrance_or_none_such(request: HttpRequest) -> uuid.UUID:
    """Tell the entrance, or one that leads nowhere: the keeper is asked in either case, and answers alike."""
    return entrance_of(request) or new_id()


def begin_visit(response: HttpResponse, token: str) -> None:
    """Have the browser keep a visit's token until it is closed, and forget the entrance."""
    response.delete_cookie(ENTRANCE, samesite="Strict")
    _set(response, VISIT, token, seconds=None)


def visit_of(request: HttpRequest) -> str | None:
    """Tell the token that a browser brings, if it brings one."""
    token = request.COOKIES.get(VISIT, "")
    return token if 0 < len(token) <= _LONGEST_TOKEN else None


def end_visit(response: HttpResponse) -> None:
    """Have the browser forget a visit."""
    response.delete_cookie(VISIT, samesite="Strict")


def _set(response: HttpResponse, name: str, value: str, *, seconds: int | None) -> None:
    response.set_cookie(name, value, max_age=seconds, path="/", secure=True, httponly=True, samesite="Strict")
