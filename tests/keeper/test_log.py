"""The keeper's log: fixed sentences, types and places; never a value, whoever logs and however it dies."""

import io
import logging
import subprocess
import sys
from collections.abc import Iterator

import pytest

from azukari.keeper.log import set_up_log, where

CANARY = "canary-4711"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root, hooks = logging.getLogger(), (sys.excepthook, sys.unraisablehook)
    before = (list(root.handlers), root.level)
    written = io.StringIO()
    set_up_log(written)
    yield written
    root.handlers[:], level = before
    root.setLevel(level)
    sys.excepthook, sys.unraisablehook = hooks


def test_our_own_sentences_are_written_with_their_arguments(stream: io.StringIO) -> None:
    logging.getLogger("azukari.keeper.desk").info("%s was answered.", "open")
    assert stream.getvalue().endswith(" INFO azukari.keeper.desk open was answered.\n")


def test_a_librarys_arguments_are_not_written(stream: io.StringIO) -> None:
    for name in ("psycopg.pool", "asyncio", "azukarix"):
        logging.getLogger(name).warning("error connecting: %s", CANARY)
    assert CANARY not in stream.getvalue()
    assert stream.getvalue().count("error connecting: %s") == 3


@pytest.mark.parametrize("name", ["azukari.keeper", "psycopg"])
def test_of_an_exception_only_type_and_place_are_written(stream: io.StringIO, name: str) -> None:
    try:
        raise ValueError(CANARY)
    except ValueError:
        logging.getLogger(name).exception("It failed.")
    assert CANARY not in stream.getvalue()
    assert "[ValueError at test_log.py:" in stream.getvalue()
    assert stream.getvalue().count("\n") == 1


def test_an_exception_that_was_not_raised_comes_from_nowhere() -> None:
    assert where(ValueError(CANARY)) == "ValueError at nowhere"


def test_a_line_break_does_not_make_a_second_line(stream: io.StringIO) -> None:
    logging.getLogger("azukari").warning("one\ntwo")
    assert stream.getvalue().count("\n") == 1


DYING = """
import gc, sys, threading
from azukari.keeper.log import set_up_log
set_up_log(sys.stderr)
class Ends:
    def __del__(self): raise ValueError("canary-4711")
thread = threading.Thread(target=lambda: int("canary-4711"))
thread.start()
thread.join()
Ends()
gc.collect()
raise RuntimeError("canary-4711")
"""


def test_the_last_words_of_a_process_and_its_threads_hold_no_value() -> None:
    died = subprocess.run([sys.executable, "-c", DYING], capture_output=True, text=True, check=False)
    assert died.returncode == 1
    assert CANARY not in died.stderr
    assert [line.split(": ")[1].split(" at ")[0] for line in died.stderr.splitlines()] == [
        "ValueError",
        "ValueError",
        "RuntimeError",
    ]
