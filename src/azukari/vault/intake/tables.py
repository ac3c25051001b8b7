"""Reading TOML strictly: each key asked for once, of its type; what nobody asked for is a mistake; all are told at once."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from azukari.base.errors import MalformedError


class MappingError(MalformedError):
    """The mapping is not in order."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        """Keep all problems, each with its key and how to mend it."""
        super().__init__("The mapping is not in order:\n" + "\n".join(f"  {one}" for one in problems), ground="mapping")
        self.problems = problems


class Table:
    """One table of the file; what is wrong with it is collected in ``problems``, which all tables of a file share."""

    def __init__(self, data: Any, path: str, problems: list[str]) -> None:
        """Begin with nothing asked for."""
        self.path = path
        self._problems = problems
        if not isinstance(data, dict):
            self.wrong("", "must be a table.")
            data = {}
        self._left: dict[str, Any] = dict(data)

    def __contains__(self, key: str) -> bool:
        return key in self._left

    def text(self, key: str, *, why: str = "") -> str:
        """Take a text; with ``why``, it must be there and not be empty."""
        found = self._left.pop(key, "")
        if not isinstance(found, str):
            self.wrong(key, "must be a text.")
            return ""
        if why and not found.strip():
            self.wrong(key, f"is missing: {why}")
        return found.strip() if why else found

    def number(self, key: str, *, least: int) -> int:
        """Take an integer."""
        found = self._left.pop(key, None)
        if isinstance(found, bool) or not isinstance(found, int) or found < least:
            self.wrong(key, f"must be an integer of {least} or more.")
            return least
        return found

    def day(self, key: str, *, why: str) -> date:
        """Take a date."""
        found = self._left.pop(key, None)
        if isinstance(found, datetime) or not isinstance(found, date):
            self.wrong(key, f"must be a date such as 2026-11-20, without quotation marks: {why}")
            return date.min
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        """Take a list of texts."""
        found = self._left.pop(key, [])
        if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
            self.wrong(key, "must be a list of texts.")
            return ()
        return tuple(found)

    def words(self, key: str) -> Mapping[str, str] | None:
        """Take a table of texts."""
        if key not in self._left:
            return None
        found = self._left.pop(key)
        if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
            self.wrong(key, "must be a table of texts.")
            return None
        return found

    def table(self, key: str, *, why: str = "") -> "Table":
        """Take a table; with ``why``, it must be there."""
        if why and key not in self._left:
            self.wrong(key, f"is missing: {why}")
        return Table(self._left.pop(key, {}), self._name(key), self._problems)

    def tables(self) -> Iterator[tuple[str, "Table"]]:
        """Take everything that is left as tables by name."""
        for key in list(self._left):
            yield key, self.table(key)

    def end(self) -> None:
        """Point out what nobody asked for."""
        for key in self._left:
            self.wrong(key, "is unknown here.")

    def wrong(self, key: str, sentence: str) -> None:
        """Note a mistake."""
        self._problems.append(f"{self._name(key) or 'the file'} {sentence}")

    def _name(self, key: str) -> str:
        return ".".join(part for part in (self.path, key) if part)
