"""Typed reading of TOML: each wrong or missing value becomes a finding, so that one run tells everything."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from azukari.statement import rules
from azukari.statement.findings import Finding, Rule
from azukari.statement.lines import KeyPath, line_of, locate
from azukari.statement.text import LANGUAGES, Text

NAME = re.compile(r"[a-z][a-z0-9_-]*\Z")
NO_DAY = date(1, 1, 1)
_AT_LINE = re.compile(r"\(at line (\d+)")

Choice = TypeVar("Choice", bound=StrEnum)


class Table:
    """One TOML table that knows its file and lines; what it lacks becomes a finding and a harmless placeholder.

    A table that is absent as a whole is reported once: its values are not asked for one by one.
    """

    def __init__(
        self, data: Mapping[str, Any], *, file: str, lines: dict[KeyPath, int], findings: list[Finding]
    ) -> None:
        """Begin at the top of a file."""
        self.file = file
        self.findings = findings
        self.path: KeyPath = ()
        self.absent = False
        self._data = data
        self._lines = lines
        self._seen: set[str] = set()

    def line(self, *keys: str | int) -> int:
        """Tell the line of a key of this table, or of the table."""
        return line_of(self._lines, (*self.path, *keys))

    def report(self, rule: Rule, message: str, *keys: str | int) -> None:
        """Add a finding at a key of this table."""
        self.findings.append(rule.at(self.file, self.line(*keys), message))

    def has(self, key: str) -> bool:
        """Tell whether a key is given."""
        return key in self._data

    def names(self) -> tuple[str, ...]:
        """List the keys that are given."""
        return tuple(self._data)

    def text(self, key: str, *, rule: Rule = rules.MISSING_KEY) -> Text:
        """Read a pair of texts that must be there; the rule says what is broken when it is not."""
        value = self._take(key, rule)
        if value is None:
            return Text(ja="", en="")
        if isinstance(value, str):
            self.report(rules.MISSING_LANGUAGE, f"`{key}` is one text for both languages.", key)
            return Text(ja=value, en=value)
        if not isinstance(value, dict):
            self._wrong(key, 'a pair { ja = "…", en = "…" }')
            return Text(ja="", en="")
        return self._pair(key, value, rule)

    def optional_text(self, key: str) -> Text:
        """Read a pair of texts that may be left out as a whole."""
        return self.text(key) if self.has(key) else Text(ja="", en="")

    def string(self, key: str, default: str | None = None) -> str:
        """Read a single string."""
        value = self._take(key, rules.MISSING_KEY if default is None else None)
        if value is None:
            return default or ""
        if not isinstance(value, str) or (default is None and not value.strip()):
            self._wrong(key, "a text in quotation marks that is not empty")
            return default or ""
        return value.strip()

    def strings(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """Read a list of strings, refusing repetitions."""
        value = self._take(key, rules.MISSING_KEY if default is None else None)
        if value is None:
            return default or ()
        if not isinstance(value, list) or not all(isinstance(member, str) for member in value):
            self._wrong(key, 'a list of texts such as ["name", "email"]')
            return default or ()
        for member in sorted({member for member in value if value.count(member) > 1}):
            self.report(rules.DUPLICATE, f"`{key}` names {member!r} twice.", key)
        return tuple(dict.fromkeys(value))

    def strings_or_none(self, key: str) -> tuple[str, ...]:
        """Read a list of strings, or the word "none" for an empty list, which has to be said."""
        return () if self._data.get(key) == "none" and self._take(key, None) else self.strings(key)

    def day(self, key: str) -> date:
        """Read a TOML date."""
        value = self._take(key, rules.MISSING_KEY)
        if value is None:
            return NO_DAY
        if not isinstance(value, date) or isinstance(value, datetime):
            self._wrong(key, "a date without quotation marks, such as 2026-11-01")
            return NO_DAY
        return value

    def integer(self, key: str, default: int | None = None, *, least: int = 0) -> int:
        """Read a whole number."""
        value = self._take(key, rules.MISSING_KEY if default is None else None)
        if value is None:
            return default or least
        if not isinstance(value, int) or isinstance(value, bool):
            self._wrong(key, "a whole number")
            return default or least
        if value < least:
            self.report(rules.BAD_VALUE, f"`{key}` is {value}, but must be {least} or more.", key)
        return value

    def boolean(self, key: str, default: bool | None = None) -> bool:
        """Read true or false."""
        value = self._take(key, rules.MISSING_KEY if default is None else None)
        if value is None:
            return bool(default)
        if not isinstance(value, bool):
            self._wrong(key, "true or false")
            return bool(default)
        return value

    def choice(self, key: str, kinds: type[Choice], default: Choice | None = None) -> Choice:
        """Read one word of a closed list."""
        first = default or next(iter(kinds))
        word = self.string(key, None if default is None else str(default))
        return self._member(key, word, kinds, first) if word else first

    def choices(self, key: str, kinds: type[Choice], default: tuple[Choice, ...]) -> tuple[Choice, ...]:
        """Read several words of a closed list."""
        words = self.strings(key, tuple(str(member) for member in default))
        return tuple(self._member(key, word, kinds, default[0]) for word in words)

    def table(self, key: str, *, rule: Rule = rules.MISSING_KEY) -> "Table":
        """Go into a table; one that is missing is reported once."""
        value = self._take(key, rule)
        if value is not None and not isinstance(value, dict):
            self._wrong(key, f"a table [{key}]")
            value = None
        return self._below(value, key)

    def tables(self, key: str) -> tuple["Table", ...]:
        """Go into each member of an array of tables, which may be missing."""
        value = self._take(key, None)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(member, dict) for member in value):
            self._wrong(key, f"a list of tables [[{key}]]")
            return ()
        return tuple(self._below(member, key, place) for place, member in enumerate(value))

    def named(self, key: str) -> Iterator[tuple[str, "Table"]]:
        """Go into each table below a table, such as [contacts.privacy], checking its name."""
        outer = self.table(key)
        for name in outer.names():
            inner = outer.table(name)
            if not NAME.match(name):
                inner.report(rules.BAD_NAME, f"{name!r} cannot be a name.")
            yield name, inner

    def close(self) -> None:
        """Report every key that nobody asked for."""
        for key in self._data:
            if key not in self._seen:
                self.report(rules.UNKNOWN_KEY, f"Unknown key `{'.'.join(map(str, (*self.path, key)))}`.", key)

    def _take(self, key: str, missing: Rule | None) -> Any:
        self._seen.add(key)
        value = self._data.get(key)
        if value is None and missing is not None and not self.absent:
            where = f" in [{'.'.join(map(str, self.path))}]" if self.path else ""
            self.report(missing, f"`{key}` is missing{where}.")
        return value

    def _pair(self, key: str, value: dict[str, Any], rule: Rule) -> Text:
        found = {language: value.get(language, "") for language in LANGUAGES}
        for other in value:
            if other not in LANGUAGES:
                self.report(rules.UNKNOWN_KEY, f"`{key}` has a part `{other}`; only ja and en are known.", key)
        if not all(isinstance(part, str) for part in found.values()):
            self._wrong(key, 'a pair { ja = "…", en = "…" }')
            return Text(ja="", en="")
        empty = [language for language in LANGUAGES if not found[language].strip()]
        if len(empty) == len(LANGUAGES):
            self.report(rule, f"`{key}` is empty.", key)
        elif empty:
            self.report(rules.MISSING_LANGUAGE, f"`{key}` has no text in `{empty[0]}`.", key)
        return Text(ja=found["ja"].strip(), en=found["en"].strip())

    def _member(self, key: str, word: str, kinds: type[Choice], default: Choice) -> Choice:
        try:
            return kinds(word)
        except ValueError:
            allowed = ", ".join(str(kind) for kind in kinds)
            self.report(rules.BAD_VALUE, f"`{key}` is {word!r}, but must be one of: {allowed}.", key)
            return default

    def _wrong(self, key: str, form: str) -> None:
        self.report(rules.WRONG_TYPE, f"`{key}` must be {form}.", key)

    def _below(self, value: dict[str, Any] | None, *keys: str | int) -> "Table":
        below = Table(value or {}, file=self.file, lines=self._lines, findings=self.findings)
        below.path = (*self.path, *keys)
        below.absent = self.absent or value is None
        return below


def open_table(file: str, text: str, findings: list[Finding]) -> Table:
    """Read one TOML file; a syntax error is one finding, and the table is then absent."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = _AT_LINE.search(str(error))
        message = str(error).split(" (at ", maxsplit=1)[0]
        return _unread(file, findings, line=int(at[1]) if at else len(text.splitlines()), message=f"{message}.")
    except RecursionError:
        return _unread(file, findings, line=1, message="Values are nested too deeply.")
    return Table(data, file=file, lines=locate(text), findings=findings)


def _unread(file: str, findings: list[Finding], *, line: int, message: str) -> Table:
    findings.append(rules.NOT_TOML.at(file, line, message))
    table = Table({}, file=file, lines={}, findings=findings)
    table.absent = True
    return table
