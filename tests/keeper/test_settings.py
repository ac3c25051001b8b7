"""The keeper's settings: a bad value stops the start, and its error says how to mend it without repeating a secret."""

from pathlib import Path

import pytest

from azukari.base.errors import MalformedError
from azukari.keeper.settings import Limits, read_keeper_settings

SECRET = "canary-" + "s" * 40


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {
        "AZUKARI_KEYS": str(tmp_path),
        "AZUKARI_KEEPER_SOCKET": str(tmp_path / "keeper.sock"),
        "AZUKARI_DATABASE_URL": "postgresql://canary-password@/azukari",
        "AZUKARI_PERSON_KEYS_URL": "postgresql://canary-password@/person_keys",
        "AZUKARI_STAFF_SECRET_KEY": SECRET,
    }


def test_settings_are_read_and_hide_what_is_secret(environment: dict[str, str], tmp_path: Path) -> None:
    settings = read_keeper_settings(environment)
    assert (settings.keys, settings.staff_secret) == (tmp_path, SECRET)
    assert "canary" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AZUKARI_KEYS", ""),
        ("AZUKARI_KEYS", "no/such/folder"),
        ("AZUKARI_KEEPER_SOCKET", ""),
        ("AZUKARI_KEEPER_SOCKET", "keeper.sock"),
        ("AZUKARI_DATABASE_URL", ""),
        ("AZUKARI_PERSON_KEYS_URL", ""),
        ("AZUKARI_STAFF_SECRET_KEY", ""),
        ("AZUKARI_STAFF_SECRET_KEY", "canary-short"),
    ],
)
def test_a_bad_value_is_named_and_not_repeated(environment: dict[str, str], name: str, value: str) -> None:
    with pytest.raises(MalformedError, match=name) as caught:
        read_keeper_settings({**environment, name: value})
    assert "canary" not in caught.value.message


def test_secrets_may_stand_in_files(environment: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(f"{SECRET}\n", encoding="utf-8")
    del environment["AZUKARI_STAFF_SECRET_KEY"]
    assert read_keeper_settings({**environment, "AZUKARI_STAFF_SECRET_KEY_FILE": str(file)}).staff_secret == SECRET


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_named(
    environment: dict[str, str], tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "secret"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(MalformedError, match="AZUKARI_DATABASE_URL_FILE"):
        read_keeper_settings({**environment, "AZUKARI_DATABASE_URL_FILE": str(file)})


def test_every_thread_has_a_connection_and_one_is_left() -> None:
    assert Limits(threads=8, openers=2).connections_to_database == 12
