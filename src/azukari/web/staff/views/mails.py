"""The demo's mailbox: mails that would have gone out, for invented people only."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from azukari.web.staff.guard import StaffRequest, any_staff
from azukari.web.staff.views.pages import page

_NEWEST = 100
_NAME = re.compile(r"[0-9a-f-]{1,80}\.eml")


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail as it is shown."""

    name: str
    subject: str
    sender: str
    to: str
    at: datetime | None
    text: str
    attachments: tuple[str, ...]


@require_safe
@any_staff
def mails(request: StaffRequest) -> HttpResponse:
    """List the newest mails."""
    files = sorted(_folder().glob("*.eml"), reverse=True)[:_NEWEST]
    return page(request, "mails.html", {"mails": [_read(file) for file in files if _NAME.fullmatch(file.name)]})


@require_safe
@any_staff
def mail(request: StaffRequest, name: str) -> HttpResponse:
    """Show one mail."""
    return page(request, "mail.html", {"mail": _read(_file(name))})


@require_safe
@any_staff
def attachment(request: StaffRequest, name: str, part: int) -> HttpResponse:
    """Give one attachment of a mail, such as a receipt, to be kept as a file."""
    del request
    attached = list(_message(_file(name)).iter_attachments())
    if part >= len(attached):
        raise Http404
    data = attached[part].get_payload(decode=True)
    response = HttpResponse(data, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=attached[part].get_filename() or "attachment") or ""
    )
    return response


def _folder() -> Path:
    if not settings.AZUKARI_DEMO:
        raise Http404
    return Path(settings.AZUKARI_HOME) / "mail"


def _file(name: str) -> Path:
    file = _folder() / name
    if not _NAME.fullmatch(name) or not file.is_file():
        raise Http404
    return file


def _message(file: Path) -> EmailMessage:
    return message_from_bytes(file.read_bytes(), policy=policy.default)


def _read(file: Path) -> Mail:
    message = _message(file)
    return Mail(
        name=file.name,
        subject=str(message.get("Subject", "")),
        sender=str(message.get("From", "")),
        to=str(message.get("To", "")),
        at=_date(message),
        text=_text(message),
        attachments=tuple(one.get_filename() or "attachment" for one in message.iter_attachments()),
    )


def _date(message: EmailMessage) -> datetime | None:
    try:
        return parsedate_to_datetime(str(message["Date"]))
    except (TypeError, ValueError):
        return None


def _text(message: EmailMessage) -> str:
    body = message.get_body(preferencelist=("plain",))
    return str(body.get_content()) if body is not None else ""
