"""What this door may write to its log: fixed sentences, grounds, types and places in the code; never a value (S28)."""

import logging
import sys
import traceback

_OURS = "azukari"


class SafeFormatter(logging.Formatter):
    """Writes time, level, logger and message; of an exception its type and place.

    The arguments of a record are written for our own loggers alone, whose messages are reviewed. Of another's the template is
    written, and if it has no arguments nothing, since it may have been put together from anything. No exception's text is written.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Write one line."""
        ours = record.name.partition(".")[0] == _OURS
        template = str(record.msg) if record.args else "(message left out)"
        line = f"{self.formatTime(record, '%Y-%m-%dT%H:%M:%S%z')} {record.levelname} {record.name} "
        line += record.getMessage() if ours else template
        if record.exc_info and record.exc_info[1] is not None:
            line += f" [{where(record.exc_info[1])}]"
        return line.replace("\n", " ")


def where(error: BaseException) -> str:
    """Tell the type of an exception and the place where it was raised, and nothing of what it says."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else "nowhere"
    return f"{type(error).__name__} at {place}"


def set_up_log() -> None:
    """Send every record to the standard error stream in safe form."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(SafeFormatter())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger(_OURS).setLevel(logging.INFO)
