"""From a row to what is stored: joined, split and translated as the mapping says, then brought into form as the form does it."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from azukari.base.errors import MalformedError
from azukari.statement.document import Statement
from azukari.statement.service import Item, ItemKind, Service
from azukari.statement.text import LANGUAGES, Language
from azukari.vault.consent import applies
from azukari.vault.eras import read_date
from azukari.vault.intake.faults import Fault, FaultCode
from azukari.vault.intake.mapping import ColumnMapping, ItemRule, PermissionRule, Split
from azukari.vault.intake.rows import Row
from azukari.vault.normalise import CHOICES_SEPARATOR, stored
from azukari.vault.prefectures import OUTSIDE, PREFECTURES
from azukari.vault.typed import joined

_ESCAPED = re.compile("[\udc80-\udcff]")  # what the readers make of a byte that is no text (PEP 383)
_KNOWN_GROUNDS = frozenset(FaultCode)


@dataclass(frozen=True, slots=True)
class Converted:
    """A row that can be taken in."""

    line: int
    values: Mapping[str, str]
    permissions: frozenset[str]
    language: Language
    source_id: str


class _FaultError(Exception):
    """A value cannot be converted; it never leaves this module."""

    def __init__(self, code: FaultCode) -> None:
        super().__init__(code)
        self.code = code


class Converter:
    """Converts the rows of one file for one service under one version of the statement."""

    def __init__(self, mapping: ColumnMapping, *, statement: Statement, service: Service) -> None:
        """Prepare what each item needs."""
        self._mapping = mapping
        self._items = [(item, mapping.items[item.id]) for item in service.items if item.id in mapping.items]
        self._permissions = tuple(mapping.permissions.items())
        self._applies: Callable[[str, frozenset[str]], bool] = lambda one, given: applies(statement, one, given)

    def convert(self, row: Row) -> Converted | tuple[Fault, ...]:
        """Convert a row, or tell everything that is wrong with it."""
        faults: list[Fault] = []
        values: dict[str, str] = {}
        for item, rule in self._items:
            try:
                value = _item(item, rule, row.values)
            except _FaultError as error:
                faults.append(Fault(row.line, error.code, item.id, _shown(rule)))
                continue
            if value:
                values[item.id] = value
            elif item.required:
                faults.append(Fault(row.line, FaultCode.ITEM_MISSING, item.id, _shown(rule)))
        permissions = self._given(row, faults)
        language = self._language(row, faults)
        source_id = self._source_id(row, faults)
        if not faults and not self._is_of_use(values, permissions):
            faults.append(Fault(row.line, FaultCode.NOTHING_SENT))
        if faults or language is None:
            return tuple(faults)
        return Converted(row.line, values, permissions, language, source_id)

    def _given(self, row: Row, faults: list[Fault]) -> frozenset[str]:
        given = []
        for purpose, rule in self._permissions:
            said = _permission(rule, row.values)
            if said is None:
                faults.append(Fault(row.line, FaultCode.PERMISSION, purpose, (rule.column,)))
            elif said:
                given.append(purpose)
        return frozenset(given)

    def _language(self, row: Row, faults: list[Fault]) -> Language | None:
        rule = self._mapping.language
        found = rule.fixed
        if rule.column:
            found = _text(row.values, rule.column)
            found = found if rule.values is None else rule.values.get(found, "")
        for language in LANGUAGES:
            if found == language:
                return language
        faults.append(Fault(row.line, FaultCode.LANGUAGE, "", (rule.column,)))
        return None

    def _source_id(self, row: Row, faults: list[Fault]) -> str:
        column = self._mapping.source.id
        found = row.values.get(column, "").strip() if column else ""
        if column and not found:
            faults.append(Fault(row.line, FaultCode.ID_MISSING, "", (column,)))
        if _ESCAPED.search(found):
            faults.append(Fault(row.line, FaultCode.ENCODING, "", (column,)))
        return found

    def _is_of_use(self, values: Mapping[str, str], permissions: frozenset[str]) -> bool:
        return any(
            self._applies(purpose, permissions)
            for item, _ in self._items
            if item.id in values
            for purpose in item.purposes
        )


def _item(item: Item, rule: ItemRule, values: Mapping[str, str]) -> str:
    typed = _typed(item, rule, values)
    if _ESCAPED.search(typed):
        raise _FaultError(FaultCode.ENCODING)
    try:
        if rule.date and typed.strip():
            return _date(typed, rule.date)
        value = stored(item, typed)
        if value and item.kind is ItemKind.DATE and read_date(typed).doubtful:
            raise _FaultError(FaultCode.DATE_DOUBTFUL)
    except MalformedError as error:
        known = error.ground in _KNOWN_GROUNDS
        raise _FaultError(FaultCode(error.ground) if known else FaultCode.FORM) from None
    return value


def _typed(item: Item, rule: ItemRule, values: Mapping[str, str]) -> str:
    if not rule.columns:
        return rule.fixed
    if rule.in_parts:
        return _address(item, [values.get(column, "") for column in rule.columns])
    found = [value for column in rule.columns if (value := values.get(column, "")).strip()]
    text = found[0] if len(found) == 1 else rule.join.join(one.strip() for one in found)
    if rule.split is not None and text.strip():
        text = _part(text, rule.split)
    if rule.separator:
        return CHOICES_SEPARATOR.join(
            _translated(rule, one.strip()) for one in text.split(rule.separator) if one.strip()
        )
    return _translated(rule, text)


def _translated(rule: ItemRule, text: str) -> str:
    if rule.values is None:
        return text
    word = text.strip()
    if word in rule.values:
        return rule.values[word]
    if not word:
        return ""
    raise _FaultError(FaultCode.VALUE_UNKNOWN)


def _part(text: str, split: Split) -> str:
    # A value with more parts than were foreseen would lose one without notice, so it is a fault, as one with fewer is.
    parts = text.strip().split(split.at or None)
    if len(parts) != split.of:
        raise _FaultError(FaultCode.SPLIT)
    return parts[split.part - 1]


def _address(item: Item, parts: list[str]) -> str:
    prefecture, city, street, building = (part.strip() for part in parts)
    if not (prefecture or city or street or building):
        return ""
    if prefecture != OUTSIDE and prefecture not in PREFECTURES:
        raise _FaultError(FaultCode.PREFECTURE if prefecture else FaultCode.ADDRESS)
    if item.required and not (city and street):
        raise _FaultError(FaultCode.ADDRESS)
    return joined(item, (prefecture, city, street, building))


def _date(text: str, form: str) -> str:
    plain = unicodedata.normalize("NFKC", text).strip()
    try:
        return datetime.strptime(plain, form).date().isoformat()  # noqa: DTZ007 - a calendar day has no time zone
    except ValueError:
        raise _FaultError(FaultCode.DATE) from None


def _permission(rule: PermissionRule, values: Mapping[str, str]) -> bool | None:
    if not rule.column:
        return bool(rule.given_by_all)
    found = _text(values, rule.column)
    if found in rule.given:
        return True
    return False if found in rule.refused else None


def _text(values: Mapping[str, str], column: str) -> str:
    return values.get(column, "").strip()


def _shown(rule: ItemRule) -> tuple[str, ...]:
    return tuple(column for column in rule.columns if column)
