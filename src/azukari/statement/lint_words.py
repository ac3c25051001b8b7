"""Rules on the words of services and purposes (AZ213 to AZ228): nothing vague, nothing that must not be asked."""

import re
from collections.abc import Iterator

from azukari.statement.bundle import Draft
from azukari.statement.findings import Finding, Rule, Severity
from azukari.statement.purposes import Purpose
from azukari.statement.read_header import FILE as HEADER
from azukari.statement.read_header import NO_RETENTION
from azukari.statement.reading import Table
from azukari.statement.service import Item, ItemKind
from azukari.statement.text import LANGUAGES

VAGUE = Rule(
    "AZ213",
    "A purpose lets people foresee what will happen to them.",
    "APPI Art. 17(1) and JIS Q 15001 J.8.1: a purpose is specified as far as possible; open ends specify nothing.",
    "Say what is done, for whom, and with what result; list the parts, each as a purpose of its own.",
)
OPEN_RETENTION = Rule(
    "AZ217",
    "Retention has an end that people can count.",
    '"As long as necessary" promises nothing; the sealed store destroys by days.',
    "Say why these days are enough, without an open end.",
)
FORBIDDEN_ITEM = Rule(
    "AZ226",
    "Numbers and facts that may not be asked for on a form are not asked for.",
    "The My Number Act limits individual numbers to named duties; card numbers, insurance symbols and registered "
    "domicile have no place in a form (S3.5).",
    "Remove the item.",
)
GENDER = Rule(
    "AZ227",
    "Gender is asked only if it may stay unanswered.",
    "It is hardly ever needed (requirements §5.2); whoever is asked must be able to decline without a trace.",
    "Remove the item; or make it optional with a choice such as “No answer” (回答しない) and say what it is for.",
)
BIRTHDAY = Rule(
    "AZ228",
    "An age band is asked for instead of a birthday, where it is enough.",
    "A birthday identifies people across lists; hardly any purpose needs the day (requirements §5.2).",
    "Ask for an age band (kind = choice), or keep the birthday if the purpose cannot do without it.",
    severity=Severity.WARNING,
)

_VAGUE = {
    "ja": re.compile(
        r"事業活動|事業運営|業務運営|業務全般|業務上必要|必要な業務|その他|各種|(?:等|など)(?:のため|を行うため|に利用|に使用)?[。、]?\Z"
        r"|サービス(?:の品質)?の?(?:向上|改善)|利便性の?向上|マーケティング(?:活動)?のため|当社の(?:事業|業務)のため|適宜"
    ),
    "en": re.compile(
        r"\bbusiness (?:purposes|activities|administration|operations|needs)\b|\betc\b|\band so (?:on|forth)\b"
        r"|\band the like\b|\bother (?:\w+ )?(?:purposes|uses)\b|\bimprov\w+ (?:our|the|its) services?\b"
        r"|\benhanc\w+ (?:your|the|user|customer) experience\b|\b(?:marketing|internal|research) purposes\b"
        r"|\binternal administration\b|\bas (?:needed|necessary|required)\b|\bamong other things\b|\bvarious\b",
        re.IGNORECASE,
    ),
}
_OPEN_END = {
    "ja": re.compile(
        r"必要な(?:期間|限り|間)(?=[、。はの]|だけ|中|内|に限|保|\Z)|期限を定めず|無期限|永久|永続|当面の間"
    ),
    "en": re.compile(
        r"\bas long as (?:\w+ )*(?:necessary|needed|required)\b|\bindefinitely\b|\bpermanently\b|\bforever\b"
        r"|\buntil (?:no longer|it is not) (?:needed|necessary)\b",
        re.IGNORECASE,
    ),
}
_FORBIDDEN = re.compile(
    r"マイナンバー|個人番号|my.?number|individual.number|カード番号|クレジットカード|(?:credit|debit|payment).card|card.number"
    r"|\bcvv\b|\bcvc\b|保険証|被保険者|health.insurance|本籍|registered.domicile|honseki",
    re.IGNORECASE,
)
_GENDER = re.compile(r"性別|\bgender\b|\bsex\b", re.IGNORECASE)
_DECLINE = re.compile(
    r"無回答|回答しない|答えない|答えたくない|no.answer|prefer not|rather not|decline|not say", re.IGNORECASE
)
_BIRTHDAY = re.compile(r"生年月日|誕生日|birth", re.IGNORECASE)


def check_words(draft: Draft) -> Iterator[Finding]:
    """Check the words of every purpose and item."""
    header = draft.tables[HEADER]
    for purpose in draft.statement.purposes:
        yield from _purpose(purpose, header, purpose.id)
    for service in draft.statement.services:
        table = draft.tables[f"services/{service.id}.toml"]
        for purpose in service.purposes:
            yield from _purpose(purpose, table, purpose.id.removeprefix(f"{service.id}."))
        for place, item in enumerate(service.items):
            yield from _item(item, table, place)


def open_end(text: str, language: str) -> str:
    """Give the words that leave a period open, or nothing."""
    found = _OPEN_END[language].search(text)
    return found[0] if found else ""


def _purpose(purpose: Purpose, table: Table, name: str) -> Iterator[Finding]:
    for language in LANGUAGES:
        for key, text in (("title", purpose.title), ("text", purpose.text)):
            if found := _VAGUE[language].search(text.in_language(language).strip()):
                line = table.line("purposes", name, key)
                yield VAGUE.at(table.file, line, f"Purpose {purpose.id!r} is vague ({language}): “{found[0]}”.")
        if words := open_end(purpose.retention.why.in_language(language), language):
            line = table.line("purposes", name, "retention")
            yield OPEN_RETENTION.at(table.file, line, f"Purpose {purpose.id!r} is kept “{words}” ({language}).")


def _item(item: Item, table: Table, place: int) -> Iterator[Finding]:
    names = f"{item.id.replace('_', ' ')} {item.label.ja} {item.label.en}"
    line = table.line("items", place, "label")
    if found := _FORBIDDEN.search(names):
        yield FORBIDDEN_ITEM.at(table.file, line, f"Item {item.id!r} asks for “{found[0]}”.")
    if _GENDER.search(names):
        declined = any(_DECLINE.search(f"{choice.label.ja} {choice.label.en}") for choice in item.choices)
        if item.required or not declined:
            yield GENDER.at(table.file, line, f"Item {item.id!r} asks for gender and cannot be declined.")
    if item.kind is ItemKind.DATE and _BIRTHDAY.search(names):
        yield BIRTHDAY.at(table.file, line, f"Item {item.id!r} asks for a birthday.")


RULES = (VAGUE, NO_RETENTION, OPEN_RETENTION, FORBIDDEN_ITEM, GENDER, BIRTHDAY)
