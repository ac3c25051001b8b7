"""A mapping from TOML, checked against the service: what it does not say is never guessed."""

import tomllib
from collections.abc import Mapping
from datetime import date
from typing import Any

from azukari.base.canonical import canonical_bytes, sha256_hex
from azukari.statement.document import Statement
from azukari.statement.service import Item, ItemKind, Service
from azukari.statement.text import LANGUAGES
from azukari.vault.consent import asked_permissions
from azukari.vault.intake.mapping import ColumnMapping, ItemRule, LanguageRule, PermissionRule, SourceRule, Split
from azukari.vault.intake.read_provenance import read_provenance
from azukari.vault.intake.tables import MappingError, Table
from azukari.vault.typed import ADDRESS_PARTS

FORMATS = ("csv", "jsonl", "parquet")
ENCODINGS = ("utf-8", "cp932", "shift_jis")
_OF_COLUMNS = ("column", "columns", "parts")


def read_mapping(
    text: str, *, statement: Statement, service: Service, today: date, entrusted: bool = False
) -> ColumnMapping:
    """Read a mapping, of our own data or of what a client ``entrusted``.

    Raises:
        MappingError: with everything that is wrong, each with its key and how to mend it.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MappingError((f"the file is no TOML: {error}.",)) from None
    problems: list[str] = []
    top = Table(data, "", problems)
    mapping = ColumnMapping(
        source=_source(top.table("source")),
        provenance=read_provenance(
            top.table("provenance", why="without it nothing may be taken in (APPI Art. 30)."),
            today=today,
            entrusted=entrusted,
        ),
        language=_language(top.table("language", why='such as [language] and below it value = "ja".')),
        items=_items(top.table("items", why="say which column is which item."), service),
        permissions=_permissions(top.table("permissions"), asked_permissions(statement, service)),
        digest=sha256_hex(canonical_bytes(_plain(data))) if not problems else "",
    )
    top.end()
    if problems:
        raise MappingError(tuple(problems))
    return mapping


def _source(table: Table) -> SourceRule:
    rule = SourceRule(
        format=table.text("format"),
        encoding=table.text("encoding"),
        delimiter=table.text("delimiter"),
        id=table.text("id"),
    )
    table.end()
    if rule.format and rule.format not in FORMATS:
        table.wrong("format", f"must be one of {', '.join(FORMATS)}.")
    if rule.encoding and rule.encoding not in ENCODINGS:
        table.wrong("encoding", f"must be one of {', '.join(ENCODINGS)}.")
    if len(rule.delimiter) > 1 or not rule.delimiter.isascii() or rule.delimiter in {'"', "\r", "\n"}:
        table.wrong("delimiter", "must be one character, such as a comma, a semicolon or \\t.")
    return rule


def _language(table: Table) -> LanguageRule:
    rule = LanguageRule(fixed=table.text("value"), column=table.text("column"), values=table.words("values"))
    table.end()
    if bool(rule.fixed) is bool(rule.column):
        table.wrong("", "needs either value or column.")
    if not {*filter(None, [rule.fixed]), *(rule.values or {}).values()} <= set(LANGUAGES):
        table.wrong("", f"may name these languages: {', '.join(LANGUAGES)}.")
    return rule


def _items(table: Table, service: Service) -> Mapping[str, ItemRule]:
    known = {item.id: item for item in service.items}
    rules = {}
    for name, one in table.tables():
        if name in known:
            rules[name] = _item(one, known[name])
        else:
            one.wrong("", f"is no item of {service.id}, which has {', '.join(known)}.")
    for item in service.items:
        if item.required and item.id not in rules:
            table.wrong(item.id, "is missing: the service requires this item.")
    return rules


def _item(table: Table, item: Item) -> ItemRule:
    if sum(key in table for key in ("value", *_OF_COLUMNS)) != 1:
        table.wrong("", "needs just one of value, column, columns or parts.")
    fixed, columns, in_parts = table.text("value"), table.texts("columns"), "parts" in table
    if column := table.text("column"):
        columns = (column,)
    if in_parts:
        columns = _parts(table, item)
    rule = ItemRule(
        fixed=fixed,
        columns=columns,
        join=table.text("join") if "join" in table else " ",
        in_parts=in_parts,
        split=_split(table.table("split")) if "split" in table else None,
        values=table.words("values"),
        date=table.text("date"),
        separator=table.text("separator"),
    )
    table.end()
    _check(table, rule, item)
    return rule


def _check(table: Table, rule: ItemRule, item: Item) -> None:
    if rule.values is not None and item.choices and not set(rule.values.values()) <= {one.id for one in item.choices}:
        table.wrong("values", f"may lead to these choices: {', '.join(one.id for one in item.choices)}.")
    if rule.date and item.kind is not ItemKind.DATE:
        table.wrong("date", "is for dates only.")
    if rule.date and not all(part in rule.date for part in ("%Y", "%m", "%d")):
        table.wrong("date", 'must hold %Y, %m and %d, such as "%d/%m/%Y".')
    if rule.separator and item.kind is not ItemKind.CHOICES:
        table.wrong("separator", "is for items of several choices only.")


def _parts(table: Table, item: Item) -> tuple[str, ...]:
    parts = table.table("parts")
    if item.kind is not ItemKind.ADDRESS:
        parts.wrong("", "is for addresses only.")
    columns = tuple(parts.text(part) for part in ADDRESS_PARTS)
    parts.end()
    return columns


def _split(table: Table) -> Split:
    split = Split(table.text("at"), table.number("part", least=1), table.number("of", least=2) if "of" in table else 2)
    table.end()
    if split.part > split.of:
        table.wrong("part", f"must be at most {split.of}.")
    return split


def _permissions(table: Table, asked: tuple[str, ...]) -> Mapping[str, PermissionRule]:
    rules = {}
    for name, one in table.tables():
        rules[name] = PermissionRule(
            column=one.text("column"),
            given=frozenset(one.texts("given")),
            refused=frozenset(one.texts("refused")),
            given_by_all=one.text("given_by_all"),
        )
        one.end()
        rule = rules[name]
        if name not in asked:
            one.wrong("", f"is no permission that this service asks for; it asks for: {', '.join(asked) or 'none'}.")
        if bool(rule.column) is bool(rule.given_by_all):
            one.wrong("", "needs either column, or given_by_all with the reason why everybody has given it.")
        if rule.column and (not rule.given or rule.given & rule.refused):
            one.wrong("given", "must say which values count as given; none of them may count as refused too.")
    for purpose in asked:
        if purpose not in rules:
            rules[purpose] = PermissionRule()  # nobody said anything about it: refused
    return rules


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value if isinstance(value, bool | str | int) else str(value)
