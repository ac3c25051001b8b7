"""A connection that runs one statement in one call of the client library: what is on the path of every record goes through here.

psycopg's own cursor looks at each parameter's type anew, describes each column, and waits in Python; for statements that each take
as long as a commit that is a third of the time. Here a statement is prepared once for each connection, its parameters are written
in the server's text form, and its rows are read by psycopg's own loaders.
"""

import itertools
import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeAlias

import psycopg
from psycopg.adapt import Transformer
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.errors import error_from_result
from psycopg.pq import DiagnosticField, ExecStatus, Format, TransactionStatus
from psycopg.pq.abc import PGresult

Row: TypeAlias = tuple[Any, ...]
_Dumped: TypeAlias = Any  # bytes or nothing; the type of psycopg's own parameters knows no nothing

_NO_STATEMENT = b"26000"  # invalid_sql_statement_name
_PARAMETER = re.compile(r"%\((\w+)\)s")


class PreparingConnection(psycopg.Connection[Row]):
    """A connection whose `run_prepared` runs statements that are transactions by themselves."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take over a connection of the client library; nothing is prepared yet."""
        super().__init__(*args, **kwargs)
        self._known: dict[str, tuple[bytes, tuple[str, ...]]] = {}
        self._names = itertools.count()

    def run_prepared(self, query: str, params: Mapping[str, Any]) -> list[Row]:
        """Run one statement, and give its rows; it is durable when this returns, or part of a transaction that is open.

        Parameters are ``%(name)s``; the statement says their types where the server could not tell them.

        Raises:
            psycopg.Error: as a cursor would.
        """
        if self.pgconn.transaction_status != TransactionStatus.IDLE:
            # A statement that the server has forgotten would end the transaction.
            cursor = self.execute(query, params, binary=True)
            return cursor.fetchall() if cursor.description else []
        with self.lock:
            result = self._sent(query, params)
            if (
                result.status == ExecStatus.FATAL_ERROR
                and result.error_field(DiagnosticField.SQLSTATE) == _NO_STATEMENT
            ):
                # psycopg has the server forget all prepared statements after a rollback. This one was not begun: it is sent again.
                self._known.clear()
                result = self._sent(query, params)
            return self._rows(result)

    def _sent(self, query: str, params: Mapping[str, Any]) -> PGresult:
        name, order = self._known.get(query) or self._prepare(query)
        values = [params[one] for one in order]
        formats = [_FORMATS.get(type(value), Format.TEXT) for value in values]
        return self.pgconn.exec_prepared(name, [_written(value) for value in values], formats, Format.BINARY)

    def _rows(self, result: PGresult) -> list[Row]:
        if result.status == ExecStatus.TUPLES_OK:
            loader = Transformer(self)
            loader.set_pgresult(result)
            return loader.load_rows(0, result.ntuples, tuple)
        if result.status != ExecStatus.COMMAND_OK:
            raise error_from_result(result, encoding=self.info.encoding)
        return []

    def _prepare(self, query: str) -> tuple[bytes, tuple[str, ...]]:
        order = tuple(dict.fromkeys(_PARAMETER.findall(query)))
        places = {name: f"${place}" for place, name in enumerate(order, start=1)}
        statement = _PARAMETER.sub(lambda found: places[found[1]], query)
        name = f"azukari_{next(self._names)}".encode()  # never one that was given before: the server may have kept some
        result = self.pgconn.prepare(name, statement.encode())
        if result.status != ExecStatus.COMMAND_OK:
            raise error_from_result(result, encoding=self.info.encoding)
        self._known[query] = name, order
        return name, order


def connect(url: str, **options: Any) -> PreparingConnection:
    """Connect.

    Raises:
        psycopg.OperationalError: if the server cannot be reached.
    """
    return PreparingConnection.connect(with_plans_kept(url), **options)


def with_plans_kept(url: str) -> str:
    """Have the server plan each prepared statement once: planning anew for each call costs more than most of the statements.

    Our statements are written so that one plan is right for all parameters (lateral joins with OFFSET 0 where it matters).
    """
    options = conninfo_to_dict(url).get("options")
    return make_conninfo(url, options=f"{options or ''} -c plan_cache_mode=force_generic_plan".strip())


def _written(value: Any) -> _Dumped:
    if value is None:
        return None
    write = _WRITERS.get(type(value))
    if write is None and isinstance(value, str):
        return _text(str.__str__(value))  # what an enumeration of texts stands for
    if write is None:
        raise psycopg.ProgrammingError(f"A parameter of type {type(value).__name__} cannot be written.")
    return write(value)


def _text(value: str) -> bytes:
    # The client library takes a text to its first NUL, and the server holds none.
    if "\0" in value:
        raise psycopg.DataError("A text with a NUL character cannot be stored.")
    return value.encode()


def _list(values: Sequence[Any]) -> bytes:
    return b"{%s}" % b",".join([_element(value) for value in values])


def _element(value: Any) -> bytes:
    if value is None:
        return b"NULL"
    if type(value) is bytes:
        return b'"\\\\x%s"' % value.hex().encode()
    if isinstance(value, str):
        quoted = value.replace("\\", "\\\\").replace('"', '\\"')
        return b'"%s"' % _text(quoted)
    written = _written(value)
    return b'"%s"' % (written or b"")


def _printed(value: object) -> bytes:
    return str(value).encode()


def _instant(value: date) -> bytes:
    return value.isoformat().encode()


_WRITERS: dict[type, Callable[[Any], bytes]] = {
    str: _text,
    bytes: bytes,
    uuid.UUID: _printed,
    int: _printed,
    bool: _printed,
    datetime: _instant,
    date: _instant,
    list: _list,
    tuple: _list,
}
_FORMATS = {bytes: Format.BINARY}
