"""What the keeper does to itself before it reads a key."""

import ctypes
import subprocess
import sys
from types import SimpleNamespace

import pytest

from azukari.keeper.confine import confine

LOOK = """
import ctypes, os, resource, sys
from azukari.keeper.confine import confine
confine()
own = ctypes.CDLL(None)
print(oct(os.umask(0)), resource.getrlimit(resource.RLIMIT_CORE), own.prctl(3, 0, 0, 0, 0), own.prctl(39, 0, 0, 0, 0))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's own")
def test_it_leaves_no_core_is_not_dumpable_and_gains_nothing() -> None:
    done = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0o77 (0, 0) 0 1"  # PR_GET_DUMPABLE is 0, PR_GET_NO_NEW_PRIVS is 1


@pytest.fixture
def harmless(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Let it act on nothing: these tests go on living in this process."""
    monkeypatch.setattr("azukari.keeper.confine.os.umask", lambda _mask: 0)
    monkeypatch.setattr("azukari.keeper.confine.resource.setrlimit", lambda *_: None)
    return monkeypatch


def test_a_process_that_cannot_be_confined_does_not_go_on(harmless: pytest.MonkeyPatch) -> None:
    harmless.setattr(sys, "platform", "linux")
    harmless.setattr(ctypes, "CDLL", lambda *_, **__: SimpleNamespace(prctl=lambda *_: -1))
    with pytest.raises(OSError, match="confine"):
        confine()


def test_elsewhere_than_on_linux_there_is_no_prctl(harmless: pytest.MonkeyPatch) -> None:
    harmless.setattr(sys, "platform", "darwin")
    harmless.setattr(ctypes, "CDLL", lambda *_, **__: pytest.fail("There is no prctl."))
    confine()


def test_on_linux_both_are_asked_for(harmless: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int]] = []
    harmless.setattr(sys, "platform", "linux")

    def prctl(option: int, value: int, *_rest: int) -> int:
        asked.append((option, value))
        return 0

    harmless.setattr(ctypes, "CDLL", lambda *_, **__: SimpleNamespace(prctl=prctl))
    confine()
    assert asked == [(4, 0), (38, 1)]
