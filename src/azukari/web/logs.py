"""What may reach a log: fixed sentences and a place in the code, never a value (S28)."""

import logging
import traceback


class PlainFormatter(logging.Formatter):
    """Write time, level, logger and the bare message; of an exception, its type and where it was raised.

    Only the messages of our own loggers are written as they are, because they are reviewed. Of a library's message the template is
    written, without its arguments; if it has none, it may have been put together from anything (Django quotes a forged ``Host``),
    and is left out. Exception texts are never written: a database error quotes the row.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Write one line."""
        ours = record.name == "azukari" or record.name.startswith("azukari.")
        template = str(record.msg) if record.args else "(message left out)"
        message = record.getMessage() if ours else template
        line = f"{self.formatTime(record, '%Y-%m-%dT%H:%M:%S%z')} {record.levelname} {record.name} {message}"
        if record.exc_info and record.exc_info[0] is not None:
            frames = traceback.extract_tb(record.exc_info[2])
            place = f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else "?"
            line += f" [{record.exc_info[0].__name__} at {place}]"
        return line
