"""What lets a visitor check us: how this visit is encrypted, the ledger, and the two well-known files."""

import base64
import json
import re
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from azukari.base.clock import instant_text, japan_date
from azukari.ledger.checkpoint import Checkpoint, read_checkpoint
from azukari.web.days import day_shown
from azukari.web.pages import language_of_page
from azukari.web.public import desk
from azukari.web.public.errors import TileUnknownError
from azukari.web.public.protection import certificate, minimum_shown, protocol_shown
from azukari.web.public.views.page import page, reading

_TILE = re.compile(r"(?:[0-9]|[1-5][0-9]|6[0-3]|entries)/(?:x[0-9]{3}/)*[0-9]{3}(?:\.p/[0-9]{1,3})?")
_EXPIRES = timedelta(days=180)  # RFC 9116 wants less than a year


@reading
def connection(request: HttpRequest) -> HttpResponse:
    """Tell how this very visit is protected; nothing of it is recorded (S23)."""
    published, language = desk.in_force(desk.now()), language_of_page()
    found = certificate()
    context = {
        "secure": request.is_secure(),
        "protocol": protocol_shown(request),
        "minimum": minimum_shown(),
        "http_version": request.META.get("SERVER_PROTOCOL", ""),
        "hsts": _("yes, for 365 days") if request.is_secure() else _("no"),
        "certificate": found
        and {
            "subject": found.subject,
            "issuer": found.issuer,
            "valid_from": day_shown(found.valid_from_on, language),
            "valid_to": day_shown(found.valid_to_on, language),
            "fingerprint": found.fingerprint,
        },
        "place": "connection",
    }
    return page(request, "connection", context, published=published, private=True)


@reading
def ledger(request: HttpRequest) -> HttpResponse:
    """Explain the ledger, and how anybody can check it."""
    found = _checkpoint()
    context = {
        "checkpoint": found,
        "root": base64.b64encode(found.head.root).decode() if found else "",
        "vkey": settings.AZUKARI_LEDGER_KEY,
        "url": f"{settings.AZUKARI_PUBLIC_URL}/ledger/",
        "place": "ledger",
    }
    return page(request, "ledger", context, published=desk.in_force(desk.now()))


@reading
def checkpoint(request: HttpRequest) -> HttpResponse:
    """Serve the signed checkpoint, which changes (C2SP tlog-tiles)."""
    del request
    return _file("checkpoint", "text/plain; charset=utf-8", "no-cache")


@reading
def tile(request: HttpRequest, path: str) -> HttpResponse:
    """Serve one tile, which never changes."""
    del request
    if not _TILE.fullmatch(path):
        raise TileUnknownError
    return _file(f"tile/{path}", "application/octet-stream", "public, max-age=31536000, immutable")


@reading
def security(request: HttpRequest) -> HttpResponse:
    """Say whom to tell about a weakness (RFC 9116)."""
    del request
    published = desk.in_force(desk.now())
    contact, address = published.statement.contact(), settings.AZUKARI_PUBLIC_URL
    lines = (
        f"Contact: mailto:{contact.email}",
        f"Expires: {instant_text(desk.now() + _EXPIRES)}",
        "Preferred-Languages: ja, en",
        f"Canonical: {address}/.well-known/security.txt",
        f"Policy: {address}/en/",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@reading
def gpc(request: HttpRequest) -> HttpResponse:
    """Say that a visitor's wish not to be sold or shared is kept (Global Privacy Control)."""
    del request
    updated_on = japan_date(desk.in_force(desk.now()).published_at)
    return HttpResponse(
        json.dumps({"gpc": True, "lastUpdate": updated_on.isoformat()}), content_type="application/json"
    )


def _checkpoint() -> Checkpoint | None:
    try:
        text = (Path(settings.AZUKARI_HOME) / "ledger" / "checkpoint").read_text(encoding="utf-8")
    except OSError:
        return None
    return read_checkpoint(text.partition("\n\n")[0] + "\n")


def _file(name: str, content_type: str, caching: str) -> HttpResponse:
    try:
        data = (Path(settings.AZUKARI_HOME) / "ledger" / name).read_bytes()
    except OSError:
        raise TileUnknownError from None
    return HttpResponse(data, content_type=content_type, headers={"Cache-Control": caching})
