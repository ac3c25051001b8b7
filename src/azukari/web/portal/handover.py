"""A hand-over in words, as the recipient sees it who fetches it."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from azukari.sharing.code import TOKEN_LIVES
from azukari.sharing.delivery import Kind, State
from azukari.sharing.shapes import PickedUp
from azukari.statement.document import Statement
from azukari.statement.text import Language
from azukari.web.days import day_shown, instant_shown
from azukari.web.letters.handovers import KINDS

_KILO, _MEGA, _GIGA = 1000, 1000**2, 1000**3


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands on the page; ``waits`` says that the file can be fetched, ``once_more`` until when a second time."""

    number: str
    kind: str
    recipient: str
    rows: str
    control: bool
    size: str
    digest: str
    plain_digest: str
    made_at: str
    handed_at: str
    due_on: str
    state: str
    waits: bool
    once_more: str
    is_changes: bool
    certifies: bool
    acknowledges: bool
    closed_by_recipient: bool
    file: str
    plain: str


def shown(found: PickedUp, *, statement: Statement, language: Language, now: datetime) -> Shown:
    """Put a hand-over into words."""
    named = {one.id: one.name.in_language(language) for one in statement.recipients}
    manifest = json.loads(found.manifest) if found.manifest else {}
    until = None if found.handed_at is None else found.handed_at + TOKEN_LIVES
    over = found.state is State.CLOSED and found.due_on is not None  # certified, or acknowledged
    again = until is not None and now < until and found.state in {State.HANDED, State.CLOSED} and not over
    name = file_name(found)
    return Shown(
        number=found.number,
        kind=KINDS[found.kind].in_language(language),
        recipient=named.get(found.recipient, found.recipient),
        rows=ngettext("%(n)s record", "%(n)s records", found.rows) % {"n": f"{found.rows:,}"},
        control=(manifest.get("wish") or {}).get("control") is True,
        size=size_shown(found.size),
        digest=str(manifest.get("file_sha256", "")),
        plain_digest=str(manifest.get("plain_sha256", "")),
        made_at="" if found.made_at is None else instant_shown(found.made_at, language),
        handed_at="" if found.handed_at is None else instant_shown(found.handed_at, language),
        due_on="" if found.due_on is None else day_shown(found.due_on, language),
        state=found.state.value,
        waits=found.state is State.MADE,
        once_more=instant_shown(until, language) if until is not None and again else "",
        is_changes=found.kind is Kind.CHANGES,
        certifies=found.state is State.HANDED and found.kind is Kind.RECORDS,
        acknowledges=found.state is State.HANDED and found.kind is Kind.CHANGES,
        closed_by_recipient=over,
        file=name,
        plain=f"{found.number}.{'csv' if found.form == 'csv' else 'jsonl'}",
    )


def file_name(found: PickedUp) -> str:
    """Name the encrypted file."""
    return f"{found.number}.age"


def size_shown(size: int) -> str:
    """Write a size as people read it, and exactly."""
    exact = _("%(n)s bytes") % {"n": f"{size:,}"}
    if size < _KILO:
        return exact
    unit, name = next((unit, name) for unit, name in ((_GIGA, "GB"), (_MEGA, "MB"), (_KILO, "kB")) if size >= unit)
    return f"{size / unit:.1f} {name} ({exact})"
