"""What a test needs beside Python; without it the test is left out with the reason, and in CI it fails."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

_GO_MODULE = Path("/usr/share/gocode/src/golang.org/x/mod/sumdb/note")
SSHD = shutil.which("sshd") or "/usr/sbin/sshd"
_CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str | None:
    """Find a Chromium browser."""
    return next((found for name in _CHROMIUM_NAMES if (found := shutil.which(name))), None)


def _go() -> bool:
    return shutil.which("go") is not None and _GO_MODULE.is_dir()


_NEEDS: dict[str, tuple[Callable[[], object], str]] = {
    "chromium": (chromium, "no Chromium here (Debian: apt-get install chromium)"),
    "sshd": (Path(SSHD).is_file, "no OpenSSH server here (Debian: apt-get install openssh-server)"),
    "go": (_go, "no Go with golang.org/x/mod here (Debian: apt-get install golang-go golang-golang-x-mod-dev)"),
}


def require(name: str) -> None:
    """Skip the test if a part is missing; fail it where nothing may be left out."""
    present, reason = _NEEDS[name]
    if present():
        return
    if os.environ.get("AZUKARI_CI") == "1":
        pytest.fail(f"In CI nothing is left out: {reason}.")
    pytest.skip(reason)
