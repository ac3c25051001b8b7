"""The two cookies of a recipient who fetches a hand-over: which try a code is awaited for, and the token that the code gave.

They go with the pages of that one hand-over only, and with no page of a person: whoever fetches several has one for each. A cookie
that is bound to a path cannot be a `__Host-` cookie, and the path begins with the language; so there is one for each language.
"""

import uuid

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse

from azukari.base.ids import new_id
from azukari.sharing.code import CODE_LIVES
from azukari.statement.text import Language
from azukari.web.pages import language_of_page

TRY, PICKUP = "__Secure-azukari-pickup-try", "__Secure-azukari-pickup"
_LANGUAGES: tuple[Language, ...] = ("ja", "en")
_LONGEST_TOKEN = 64  # what the keeper reads
_SIGNER = Signer(salt="azukari.portal.pickup")


def set_try(response: HttpResponse, door_id: uuid.UUID, pickup_id: uuid.UUID) -> None:
    """Have the browser keep a try for as long as its code is good."""
    signed = _SIGNER.sign(str(pickup_id))
    _set(response, TRY, signed, door_id, seconds=int(CODE_LIVES.total_seconds()))


def awaits_code(request: HttpRequest) -> bool:
    """Tell whether a browser awaits a code."""
    return _try_of(request) is not None


def try_or_none_such(request: HttpRequest) -> uuid.UUID:
    """Tell the try, or one that leads nowhere: the keeper is asked in either case, and answers alike."""
    return _try_of(request) or new_id()


def begin_pickup(response: HttpResponse, door_id: uuid.UUID, token: str) -> None:
    """Have the browser keep a token until it is closed, and forget the try."""
    _forget(response, TRY, door_id)
    _set(response, PICKUP, token, door_id, seconds=None)


def pickup_of(request: HttpRequest) -> str | None:
    """Tell the token that a browser brings, if it brings one."""
    token = request.COOKIES.get(_name(PICKUP, language_of_page()), "")
    return token if 0 < len(token) <= _LONGEST_TOKEN else None


def end_pickup(response: HttpResponse, door_id: uuid.UUID) -> None:
    """Have the browser forget a token."""
    _forget(response, PICKUP, door_id)


def _try_of(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(_SIGNER.unsign(request.COOKIES.get(_name(TRY, language_of_page()), "")))
    except (BadSignature, ValueError):
        return None


def _name(name: str, language: Language) -> str:
    return f"{name}-{language}"


def _path(door_id: uuid.UUID, language: Language) -> str:
    return f"/{language}/handovers/{door_id}/"


def _set(response: HttpResponse, name: str, value: str, door_id: uuid.UUID, *, seconds: int | None) -> None:
    for language in _LANGUAGES:
        response.set_cookie(
            _name(name, language),
            value,
            max_age=seconds,
            path=_path(door_id, language),
            secure=True,
            httponly=True,
            samesite="Strict",
        )


def _forget(response: HttpResponse, name: str, door_id: uuid.UUID) -> None:
    for language in _LANGUAGES:
        response.delete_cookie(_name(name, language), path=_path(door_id, language), samesite="Strict")
