from pathlib import Path

import pytest

from azukari.base.errors import MalformedError
from azukari.web.environment import env_bool, env_int, env_secret, env_text


def test_values_are_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from a file\n")
    monkeypatch.setenv("A_TEXT", "text")
    monkeypatch.setenv("A_FLAG", "True")
    monkeypatch.setenv("A_NUMBER", "12")
    monkeypatch.setenv("A_SECRET_FILE", str(tmp_path / "secret"))
    assert (env_text("A_TEXT"), env_bool("A_FLAG"), env_int("A_NUMBER", 1), env_secret("A_SECRET")) == (
        "text",
        True,
        12,
        "from a file",
    )
    assert (env_text("NONE", "other"), env_bool("NONE"), env_int("NONE", 1)) == ("other", False, 1)


def test_bad_values_stop_the_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("A_FLAG", "maybe")
    monkeypatch.setenv("A_NUMBER", "-1")
    monkeypatch.setenv("A_SECRET_FILE", str(tmp_path / "none"))
    for read in (
        lambda: env_bool("A_FLAG"),
        lambda: env_int("A_NUMBER", 1),
        lambda: env_secret("A_SECRET"),
        lambda: env_text("NONE"),
        lambda: env_secret("NONE"),
    ):
        with pytest.raises(MalformedError):
            read()
