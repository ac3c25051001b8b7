"""The part of a package's page that shows the records: where each is from, what it holds, and what it may be used for."""

from collections.abc import Iterator, Mapping

from azukari.rights.package import words
from azukari.rights.package.markup import day, facts, instant, note, shown, value_of
from azukari.rights.package.telling import ToldItem, ToldPurpose, ToldRecord
from azukari.rights.package.words import SAID, SOURCES, USE_STATES, UseState
from azukari.statement import fragments
from azukari.statement.fragments import element, link, table, text
from azukari.statement.tables import retention_text
from azukari.statement.text import Language, Text
from azukari.statement.vocabulary import listed


def record_part(record: ToldRecord, notes: Mapping[str, int], language: Language) -> str:
    """Show one record."""
    parts = [_heading(record, language), facts(_facts(record, language), language)]
    if record.held.on_hold:
        parts.append(fragments.words("p", words.ON_HOLD, language, class_="slip"))
    if not record.items:
        parts.append(fragments.words("p", words.NO_ITEM, language))
    return "\n".join((*parts, *_tables(record, notes, language)))


def _heading(record: ToldRecord, language: Language) -> str:
    title = shown(record.service.title.in_language(language))
    return element("h3", f"{title} {text('small', record.held.number)}")


def _tables(record: ToldRecord, notes: Mapping[str, int], language: Language) -> Iterator[str]:
    named = f"{record.service.title.in_language(language)} {record.held.number}{words.COLON.in_language(language)}"
    if record.items:
        head = [words.ITEM.in_language(language), words.VALUE.in_language(language)]
        items = ((shown(one.item.label.in_language(language)), _value(one, notes, language)) for one in record.items)
        yield table(f"{named}{words.ITEMS_OF.in_language(language)}", head, items, name="items")
    head = [words.PURPOSE.in_language(language), words.STATE.in_language(language)]
    purposes = (_purpose(record, one, language) for one in record.purposes)
    yield table(f"{named}{words.PURPOSES_OF.in_language(language)}", head, purposes, name="purposes")


def _facts(record: ToldRecord, language: Language) -> Iterator[tuple[Text, str]]:
    held = record.held
    yield words.COLLECTED, instant(held.collected_at, language)
    yield words.SOURCE, fragments.words("span", SOURCES[held.source], language)
    yield words.VERSION, shown(record.statement.version)
    if held.closed_at is not None:
        yield words.CLOSED, instant(held.closed_at, language)
    if record.has_receipt:
        yield words.RECEIPT, link(record.receipt_path, f"{held.number}.json")
    else:
        yield words.RECEIPT, fragments.words("span", words.NO_RECEIPT, language)
    yield words.AGREED, link(record.consent_path, f"{str(held.record_id)[:8]}….jsonld")


def _value(told: ToldItem, notes: Mapping[str, int], language: Language) -> str:
    value = value_of(told.value, notes)
    if told.choices:
        value = text("span", listed(told.choices, language), class_="value")
    if not told.statement.text:
        return value
    said = fragments.words("span", words.STATEMENT, language, class_="note")
    return value + element("span", said + value_of(told.statement, notes), class_="said")


def _purpose(record: ToldRecord, told: ToldPurpose, language: Language) -> tuple[str, str]:
    purpose = told.purpose
    said = [
        note(f"{instant(one.at, language)} {shown(SAID[one.state].in_language(language))}")
        for one in record.held.said
        if one.purpose == purpose.id
    ]
    living = told.state is UseState.IN_USE
    state = fragments.words("span", USE_STATES[told.state], language, class_="using" if living else "ended")
    until = _until(told, language) if living else ""
    title = shown(purpose.title.in_language(language)) + note(shown(purpose.text.in_language(language)))
    return title, "".join((state, until, *said))


def _until(told: ToldPurpose, language: Language) -> str:
    if told.until_on is None:
        return note(shown(retention_text(told.purpose, language)))
    before, after = (part.in_language(language) for part in words.UNTIL_DAY)
    return note(f"{before}{day(told.until_on, language)}{after}")
