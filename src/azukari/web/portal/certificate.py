"""From what a recipient filled in to what it certifies: returned or destroyed, when, how, and as what somebody says so."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from azukari.rights.paper import LARGEST
from azukari.sharing.delivery import Ended
from azukari.sharing.services.certifying import Certificate
from azukari.vault.guard import find_personal

ENDED, ON, METHOD, SIGNED_AS, PAPER = "ended", "on", "method", "signed_as", "paper"
LONGEST = 120
_BEGINS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"%PDF-": "application/pdf"}
# What the keeper finds wrong, by the ground that it names, and beside which field that is said.
REFUSED: Mapping[str, tuple[str, Promise]] = {
    "certificate_on": (ON, gettext_lazy("Please give a day between the hand-over and today.")),
    "certificate_text": (METHOD, gettext_lazy("Please write in a few words how it was done.")),
    "certificate_personal": (
        METHOD,
        gettext_lazy("Please leave out names, addresses and telephone numbers: your office and the method are enough."),
    ),
    "document": (PAPER, gettext_lazy("A paper is a PDF, a PNG or JPEG picture or plain text of 500 kB at most.")),
}


@dataclass(frozen=True, slots=True)
class Filled:
    """What was filled in: the certificate and a paper, or what has to be put right, by field."""

    values: Mapping[str, str]
    certificate: Certificate | None = None
    paper: tuple[str, str, bytes] | None = None
    errors: Mapping[str, str] = field(default_factory=dict)


def read_certificate(sent: QueryDict, files: MultiValueDict[str, Any]) -> Filled:
    """Read the form of a certificate."""
    values = {name: sent.get(name, "").strip()[: LONGEST + 1] for name in (ENDED, ON, METHOD, SIGNED_AS)}
    errors: dict[str, str] = {}
    on = _day(values[ON])
    if values[ENDED] not in set(Ended):
        errors[ENDED] = _("Please choose one of the two.")
    if on is None:
        errors[ON] = _("Please give the day, such as 2026-11-28.")
    if not 0 < len(values[METHOD]) <= LONGEST:
        errors[METHOD] = _("Please write in a few words how it was done.")
    if not 0 < len(values[SIGNED_AS]) <= LONGEST:
        errors[SIGNED_AS] = _("Please write as what you say so: your office, without your name.")
    for name in (METHOD, SIGNED_AS):
        if find_personal(values[name]) is not None:
            errors[name] = str(REFUSED["certificate_personal"][1])
    paper = _paper(files.get(PAPER), errors)
    if errors or on is None:
        return Filled(values, errors=errors)
    return Filled(values, Certificate(Ended(values[ENDED]), on, values[METHOD], values[SIGNED_AS]), paper)


def _paper(file: Any | None, errors: dict[str, str]) -> tuple[str, str, bytes] | None:
    if file is None:
        return None
    data = file.read()
    kind = _media_type(data)
    if not 0 < (file.size or 0) <= LARGEST or not kind:
        errors[PAPER] = str(REFUSED["document"][1])
        return None
    name = "".join(one for one in file.name or "" if unicodedata.category(one)[0] != "C")
    return name[:LONGEST] or "certificate", kind, data


def _media_type(data: bytes) -> str:
    """Tell what a file is by what stands in it, and not by what it is called."""
    for begins, kind in _BEGINS.items():
        if data.startswith(begins):
            return kind
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return ""
    return "" if any(unicodedata.category(one) == "Cc" and one not in "\t\r\n" for one in text) else "text/plain"


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(unicodedata.normalize("NFKC", typed).replace("/", "-"))
    except ValueError:
        return None
