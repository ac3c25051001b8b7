"""``index.html``: all of a package to read and to print; no script, no request to anywhere, every value escaped."""

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files

from azukari.rights.pack import Ground
from azukari.rights.package import words
from azukari.rights.package.content import RequestMade
from azukari.rights.package.markup import day, facts, instant, note, shown, written
from azukari.rights.package.page_records import record_part
from azukari.rights.package.telling import Told, ToldAccess, ToldDelivery, ToldRecipient
from azukari.statement import fragments
from azukari.statement.fragments import element, link, table, text
from azukari.statement.recipient_facts import countries_text, seat, terms
from azukari.statement.service import RecipientKind
from azukari.statement.text import Language, Text
from azukari.statement.vocabulary import RECIPIENTS, listed

_STYLE = (files(__package__) / "page.css").read_text(encoding="utf-8")
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
# Whatever somebody may have written into a value: a browser runs nothing here, and asks nobody for anything.
_POLICY = f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'none'"


def page(told: Told) -> bytes:
    """Write the page."""
    language = told.language
    title = f"{words.TITLE.in_language(language)} – {told.statement.organisation.name.in_language(language)}"
    sections = tuple(_sections(told, _notes(told)))
    written_sections = "\n".join(
        element("section", f"\n{fragments.words('h2', heading, language, id=name)}\n{body}\n", aria_labelledby=name)
        for name, heading, body in sections
    )
    contents = _contents([(name, heading) for name, heading, _ in sections], language)
    main = element("main", f"\n{_head(told)}\n{contents}\n{written_sections}\n")
    return "\n".join(
        (
            "<!doctype html>",
            f'<html lang="{language}">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="referrer" content="no-referrer">',
            text("title", title),
            f"<style>{_STYLE}</style>",
            "</head>",
            element("body", f"\n{main}\n"),
            "</html>",
            "",
        )
    ).encode()


def _notes(told: Told) -> Mapping[str, int]:
    grounds = dict.fromkeys(ground.id for ground in _grounds(told))
    return {name: number for number, name in enumerate(grounds, 1)}


def _grounds(told: Told) -> tuple[Ground, ...]:
    left_out = [one for record in told.records for item in record.items for one in item.grounds]
    return tuple({ground.id: ground for ground in left_out}.values())


def _head(told: Told) -> str:
    language, organisation = told.language, told.statement.organisation
    contact = told.statement.contact()
    rows = (
        (words.MADE_AT, instant(told.made_at, language, zone=True)),
        (words.MADE_BY, shown(organisation.name.in_language(language))),
        (words.IN_FORCE, shown(told.statement.version)),
        (words.CONTACT, f"{shown(contact.email)}<br>{shown(contact.telephone)}"),
    )
    title = fragments.words("h1", words.TITLE, language)
    lead = text("p", words.summary(len(told.records)).in_language(language))
    return "\n".join((title, facts(rows, language), lead))


def _contents(sections: Iterable[tuple[str, Text]], language: Language) -> str:
    entries = "".join(element("li", link(f"#{name}", heading.in_language(language))) for name, heading in sections)
    return element("nav", element("ul", entries), class_="contents", aria_label=words.CONTENTS.in_language(language))


def _sections(told: Told, notes: Mapping[str, int]) -> Iterator[tuple[str, Text, str]]:
    language = told.language
    records = (record_part(one, notes, language) for one in told.records)
    yield "held", words.HELD, "\n".join(records) or _none(words.NOTHING_HELD, language)
    yield "accesses", words.ACCESSES, _accesses(told)
    yield "recipients", words.RECIPIENTS, _recipients(told)
    yield "deliveries", words.DELIVERIES, _deliveries(told)
    requests = (_request(one, language) for one in told.content.requests)
    yield "requests", words.REQUESTS, "\n".join(requests) or _none(words.NO_REQUEST, language)
    if notes:
        yield "left-out", words.LEFT_OUT, _left_out(told)
    yield "about", words.ABOUT, _about(told)


def _none(said: Text, language: Language) -> str:
    return fragments.words("p", said, language)


def _accesses(told: Told) -> str:
    language = told.language
    if not told.accesses:
        return _none(words.NO_ACCESS, language)
    head = (words.WHEN, words.WHAT, words.WHO)
    rows = (_access(one, language) for one in told.accesses)
    return fragments.words("p", words.ROLES_ONLY, language, class_="quiet") + table(
        words.ACCESS_LIST.in_language(language), [one.in_language(language) for one in head], rows, name="accesses"
    )


def _access(told: ToldAccess, language: Language) -> tuple[str, ...]:
    below = " · ".join(part for part in (told.purpose_title, told.number) if part)
    what = shown(told.what) + (note(shown(below)) if below else "")
    return instant(told.event.at, language), what, shown(told.role_title)


def _deliveries(told: Told) -> str:
    language = told.language
    if not told.deliveries:
        return _none(words.NO_DELIVERY, language)
    head = (words.WHEN, words.RECIPIENT, words.STANDING)
    rows = (_delivery(one, language) for one in told.deliveries)
    return table(
        words.DELIVERY_LIST.in_language(language), [one.in_language(language) for one in head], rows, name="deliveries"
    )


def _delivery(told: ToldDelivery, language: Language) -> tuple[str, ...]:
    outside, one = told.outside, told.outside.one
    below = [part for part in (outside.address, outside.representative) if part]
    what = " · ".join(part for part in (outside.exit, outside.purpose, told.number, one.number) if part)
    who = shown(outside.recipient) + "".join(note(shown(part)) for part in (*below, what))
    standing = shown(outside.standing)
    if one.ended_on is not None:
        standing += note(day(one.ended_on, language))
    return instant(one.handed_at, language), who, standing


def _recipients(told: Told) -> str:
    language = told.language
    if not told.recipients:
        return _none(words.NO_RECIPIENT, language)
    head = (words.RECIPIENT, words.WORK, words.WHICH_ITEMS)
    rows = (_recipient(one, language) for one in told.recipients)
    return fragments.words("p", words.RECIPIENTS_MAY, language, class_="quiet") + table(
        words.RECIPIENT_LIST.in_language(language), [one.in_language(language) for one in head], rows, name="recipients"
    )


def _recipient(told: ToldRecipient, language: Language) -> tuple[str, ...]:
    recipient = told.recipient
    kind = RECIPIENTS[RecipientKind(recipient.kind)].in_language(language)
    about = listed((kind, countries_text(recipient.countries, language)), language)
    items = listed(tuple(item.label.in_language(language) for item in told.items), language)
    purposes = listed(tuple(purpose.title.in_language(language) for purpose in told.purposes), language)
    return (
        shown(recipient.name.in_language(language)) + _notes_below(about, *seat(recipient, language)),
        shown(recipient.work.in_language(language)) + _notes_below(purposes, *terms(recipient, language)),
        shown(items) + note(shown(listed(told.numbers, language))),
    )


def _notes_below(*lines: str) -> str:
    return "".join(note(shown(line)) for line in lines)


def _request(request: RequestMade, language: Language) -> str:
    title = shown(request.kind.title.in_language(language))
    rows = [
        (words.ARRIVED, instant(request.arrived_at, language)),
        (words.BY_CHANNEL, shown(words.CHANNELS[request.channel].in_language(language))),
        (words.ANSWER_BY, day(request.answer_by, language)),
        (words.STATE, shown(words.STATES[request.state].in_language(language))),
    ]
    if request.outcome is not None:
        rows.append((words.OUTCOME, shown(words.OUTCOMES[request.outcome].in_language(language))))
    if request.grounds:
        rows.append((words.GROUNDS, "<br>".join(_ground(one, language) for one in request.grounds)))
    said = ((words.WISH, request.wish), (words.REASON, request.reason), (words.REPLY, request.reply))
    texts = [fragments.words("h4", name, language) + written(value) for name, value in said if value]
    heading = element("h3", f"{title} {text('small', request.number)}")
    return element("article", "\n".join((heading, facts(rows, language), *texts)), class_="request")


def _left_out(told: Told) -> str:
    language = told.language
    listing = "".join(
        element("li", _ground(ground, language), id=f"ground-{number}")
        for number, ground in enumerate(_grounds(told), 1)
    )
    return fragments.words("p", words.LEFT_OUT_FOR, language) + element("ol", listing)


def _ground(ground: Ground, language: Language) -> str:
    return shown(f"{ground.title.in_language(language)} ({ground.article})")


def _about(told: Told) -> str:
    language = told.language
    rows = (
        (link(path, path) if path.endswith(("json", "csv")) else text("code", path), shown(what.in_language(language)))
        for path, what in words.FILES.items()
    )
    head = (words.FILE, words.WHAT_IT_IS)
    listing = table(
        words.FILES_IN_IT.in_language(language), [one.in_language(language) for one in head], rows, name="files"
    )
    checking = [fragments.words("p", said, language) for said in (words.ONE_FILE, words.TO_CHECK)]
    return "\n".join((*checking, element("p", text("code", words.COMMAND)), listing))
