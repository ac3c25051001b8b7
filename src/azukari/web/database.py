"""Django's connection as a `base.sql.Database`."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connections, transaction

from azukari.base.errors import UnavailableError
from azukari.base.sql import Cursor


class DatabaseGoneError(UnavailableError):
    """The database went away while a page was being made."""


class DjangoDatabase:
    """One of Django's connections; a transaction begun here joins one that the caller has open."""

    def __init__(self, alias: str = "default") -> None:
        """Choose the connection by its alias: ``default`` or ``person_keys``."""
        self._alias = alias

    @contextmanager
    def transaction(self) -> Iterator[Cursor]:
        """Begin a transaction; it commits durably at the end of the block, or leaves nothing.

        Raises:
            UnavailableError: if the server cannot be reached.
        """
        try:
            connections[self._alias].ensure_connection()
        except OperationalError:
            raise UnavailableError("The database cannot be reached.") from None
        with transaction.atomic(using=self._alias), connections[self._alias].cursor() as cursor:
            yield cursor

    def run(self, query: Any, params: Any = None, /) -> list[tuple[Any, ...]]:
        """Run one statement that is a transaction by itself, or part of the one that the caller has open, and give its rows.

        Raises:
            UnavailableError: if the server cannot be reached.
        """
        try:
            connections[self._alias].ensure_connection()
        except OperationalError:
            raise UnavailableError("The database cannot be reached.") from None
        with connections[self._alias].cursor() as cursor:
            cursor.execute(query, params)
            rows: list[tuple[Any, ...]] = cursor.fetchall() if cursor.description else []
            return rows


class PersonKeysRouter:
    """Send the migrations of person keys to their own database, and all others to the main one."""

    def allow_migrate(self, db: str, app_label: str, **hints: object) -> bool:
        """Tell whether an app's migrations belong into a database."""
        del hints
        return (app_label == "person_keys") == (db == "person_keys")
