"""What the views of the staff door share: a page, the time, the database, the keeper."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from azukari.statement.text import Language
from azukari.vault.keeper_client import Credential, CredentialKind, KeeperClient, KeeperLine
from azukari.web.database import DjangoDatabase

_LINES: dict[Path, KeeperLine] = {}  # one line to the keeper for the whole process


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Render a page of this door."""
    return render(request, f"staff/{template}", dict(context or {}), status=status)


def language() -> Language:
    """Tell the language of the page."""
    return "en" if get_language() == "en" else "ja"


def moment() -> datetime:
    """Tell the time; everything below is given it."""
    return datetime.now(UTC)


def database() -> DjangoDatabase:
    """Give the one database of this door."""
    return DjangoDatabase()


def keeper(request: HttpRequest) -> KeeperClient:
    """Ask the keeper as whoever is signed in; it looks the session up itself."""
    path = Path(settings.AZUKARI_KEEPER_SOCKET)
    line = _LINES.setdefault(path, KeeperLine(path))
    return KeeperClient(line, Credential(CredentialKind.SESSION, request.session.session_key or "-"))
