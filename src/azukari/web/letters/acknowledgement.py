"""The automatic reply: number, date, what was asked for, and whom to ask — never what was typed (requirements §5.1.4)."""

import re
import unicodedata
from dataclasses import dataclass

from django.template.loader import render_to_string

from azukari.base.clock import JAPAN
from azukari.statement.document import Statement
from azukari.statement.service import Service
from azukari.statement.text import Language
from azukari.vault.access import Opened

_IN_NAMES = "・･.'’-‐＝=,"
_LONGEST_SALUTATION = 80
_WEEKDAYS = "月火水木金土日"


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter, ready to be sent; it lives only as long as its sending."""

    to: str
    subject: str
    body: str
    reply_to: str


@dataclass(frozen=True, slots=True)
class House:
    """Who writes, and where their doors are; ``portal`` is empty where persons have no page of their own."""

    sender: str
    site: str
    portal: str


def compose(
    opened: Opened, *, statement: Statement, language: Language, house: House, has_receipt: bool
) -> Letter | None:
    """Write the reply to one record; none if its person gave no address or one that only machines read."""
    service = statement.service(opened.service)
    address = opened.items.get(service.acknowledgement.email, "")
    if not address or is_machine(address):
        return None
    contact = statement.contact(service)
    organisation = statement.organisation.name.in_language(language)
    context = {
        "name": _salutation(opened.items.get(service.acknowledgement.name, "")),
        "organisation": organisation,
        "address": statement.organisation.address.in_language(language),
        "number": opened.number,
        "received": _received(opened, language),
        "title": service.title.in_language(language),
        "reply": service.reply.in_language(language),
        "purposes": _purposes(service, language),
        "contact": {
            "name": contact.name.in_language(language),
            "email": contact.email,
            "telephone": contact.telephone,
            "hours": contact.hours.in_language(language),
        },
        "sender": house.sender,
        "has_receipt": has_receipt,
        "statement_url": f"{house.site}/{language}/",
        "has_options": bool(service.optional_purposes),
        "portal_url": f"{house.portal}/{language}/" if house.portal else "",
    }
    return Letter(
        to=address,
        subject=_subject(organisation, service.title.in_language(language), opened.number, language),
        body=render_to_string(f"letters/acknowledgement.{language}.txt", context),
        reply_to=contact.email,
    )


def _subject(organisation: str, title: str, number: str, language: Language) -> str:
    if language == "ja":
        return f"【{organisation}】{title}を受け付けました（受付番号 {number}）"
    return f"[{organisation}] {title}: received (receipt number {number})"


def _received(opened: Opened, language: Language) -> str:
    at = opened.collected_at.astimezone(JAPAN)
    if language == "ja":
        return f"{at.year}年{at.month}月{at.day}日({_WEEKDAYS[at.weekday()]}) {at:%H:%M}（日本時間）"
    return f"{at:%Y-%m-%d %H:%M} (Japan time)"


def _purposes(service: Service, language: Language) -> list[str]:
    return [purpose.title.in_language(language) for purpose in service.purposes]


def _salutation(name: str) -> str:
    """Give a name that may stand in a mail to an address that nobody has confirmed; none if it could carry a message.

    Whoever sends in a form chooses both the name and the address, so a "name" is a way to write to strangers (requirements H2).
    """
    is_plain = all(_may_stand_in_a_name(character) for character in name)
    has_link = re.search(r"\.\S", name) is not None
    return name if is_plain and not has_link and len(name) <= _LONGEST_SALUTATION else ""


def _may_stand_in_a_name(character: str) -> bool:
    # Letters, marks (variation selectors are marks) and spaces; no line separators, no marks of direction, no digits.
    category = unicodedata.category(character)
    return category[0] in "LM" or category == "Zs" or character in _IN_NAMES


def is_machine(address: str) -> bool:
    """Tell whether only machines read an address."""
    return address.rpartition("@")[0].lower() in {"mailer-daemon", "postmaster"}
