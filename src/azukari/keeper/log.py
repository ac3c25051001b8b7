"""What the keeper may write to its log: fixed sentences, grounds, types and places in the code; never a value (S28)."""

import logging
import sys
import threading
import traceback
from types import TracebackType
from typing import TextIO

_OURS = "azukari"
_log = logging.getLogger("azukari.keeper")


class SafeFormatter(logging.Formatter):
    """Writes time, level, logger and message; of an exception its type and place.

    The arguments of a record are written for our own loggers alone, whose messages are reviewed: those of a library may quote a
    row, a statement or an address. The text of an exception is never written, whoever raised it.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Write one line."""
        ours = record.name.partition(".")[0] == _OURS
        message = record.getMessage() if ours else str(record.msg)
        line = f"{self.formatTime(record, '%Y-%m-%dT%H:%M:%S%z')} {record.levelname} {record.name} {message}"
        if record.exc_info and record.exc_info[1] is not None:
            line += f" [{where(record.exc_info[1])}]"
        return line.replace("\n", " ")


def where(error: BaseException) -> str:
    """Tell the type of an exception and the place where it was raised, and nothing of what it says."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else "nowhere"
    return f"{type(error).__name__} at {place}"


def set_up_log(stream: TextIO) -> None:
    """Send every log record to a stream in safe form, and the last words of a dying process or thread too."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(SafeFormatter())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger(_OURS).setLevel(logging.INFO)
    sys.excepthook = _last_words
    threading.excepthook = _last_words_of_thread
    sys.unraisablehook = _unraisable


def _last_words(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    _log.critical("The keeper ends by an error it does not know: %s.", where(error))


def _last_words_of_thread(args: threading.ExceptHookArgs) -> None:
    _log.critical(
        "A thread ends by an error it does not know: %s.", where(args.exc_value) if args.exc_value else "none"
    )


def _unraisable(args: "sys.UnraisableHookArgs") -> None:
    _log.error("An error was raised where none can be caught: %s.", where(args.exc_value) if args.exc_value else "none")
