import logging
import sys

from azukari.web.logs import PlainFormatter

_CANARY = "canary@person.example"


def _record(name: str, message: str, *arguments: object, failed: bool = False) -> str:
    info = None
    if failed:
        try:
            raise ValueError(_CANARY)
        except ValueError:
            info = sys.exc_info()
    return PlainFormatter().format(logging.LogRecord(name, logging.ERROR, "file.py", 1, message, arguments, info))


def test_an_exception_is_logged_by_type_and_place_without_its_text() -> None:
    line = _record("django.request", "Internal error", failed=True)
    assert _CANARY not in line
    assert "[ValueError at test_logs.py:" in line


def test_the_arguments_of_libraries_are_left_out() -> None:
    assert _CANARY not in _record("django.request", "Bad value: %s", _CANARY)


def test_a_message_that_a_library_has_put_together_is_left_out() -> None:
    assert _CANARY not in _record("django.security.DisallowedHost", f"Invalid HTTP_HOST header: {_CANARY}")


def test_our_own_arguments_are_written() -> None:
    assert "took 12 ms" in _record("azukari.web", "took %d ms", 12)
    assert "azukarimate" in _record("azukarimate", "took %d ms", 12)
    assert "12" not in _record("azukarimate", "took %d ms", 12).partition("took")[2]
