import stat
from pathlib import Path

import pytest

from azukari.host.errors import HomeError, HomeExistsError
from azukari.host.home import Home, find_home, lay_home, write_private


def test_a_new_home_keeps_its_keys_to_itself(tmp_path: Path) -> None:
    home = lay_home(tmp_path / "organisation")
    for private in ("keys", "ledger-head", "certificates"):
        assert stat.S_IMODE((home.path / private).stat().st_mode) == 0o700


def test_a_folder_in_use_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "something").write_text("here")
    with pytest.raises(HomeExistsError):
        lay_home(tmp_path)
    assert (tmp_path / "something").read_text() == "here"


def test_a_folder_without_settings_is_no_home(tmp_path: Path) -> None:
    with pytest.raises(HomeError, match="azukari new"):
        find_home(tmp_path)


def test_environment_comes_back_and_is_private(tmp_path: Path) -> None:
    home = lay_home(tmp_path / "organisation")
    home.write_environment("keeper", {"A": "1=2", "B": "x y"})
    assert home.environment("keeper") == {"A": "1=2", "B": "x y"}
    assert stat.S_IMODE(home.environment_file("keeper").stat().st_mode) == 0o600
    with pytest.raises(HomeError):
        home.environment("public")


def test_a_private_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "key"
    write_private(path, b"old")
    write_private(path, b"new")
    assert path.read_bytes() == b"new"
    assert [entry.name for entry in tmp_path.iterdir()] == ["key"]


def test_sockets_stay_short_however_deep_the_home(tmp_path: Path) -> None:
    assert Home(tmp_path).run == tmp_path / "run"
    deep = Home(tmp_path / ("d" * 90))
    assert len(str(deep.keeper_socket)) < 108
    assert deep.run != Home(tmp_path / ("e" * 90)).run
