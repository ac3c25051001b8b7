"""A home that was made before there was an API gets its folder of keys, once."""

import stat
from pathlib import Path

from azukari.cli.new import make_home
from azukari.host.doors import lay_api_door, lay_portal_door
from azukari.host.environments import passwords
from azukari.host.home import Home
from azukari.host.settings import Settings


def older_home(folder: Path) -> Home:
    home = make_home(folder / "home", Settings("privacy.example.jp"), edition="modern")
    for file in home.keys("api").iterdir():
        file.unlink()
    home.keys("api").rmdir()
    return home


def test_an_older_home_gets_the_door(tmp_path: Path) -> None:
    home = older_home(tmp_path)
    assert lay_api_door(home)
    files = {file.name: file for file in home.keys("api").iterdir()}
    assert set(files) == {"env", "index.key", "keyring.pub", "idempotency.key"}
    for name in ("index.key", "keyring.pub"):
        assert files[name].read_bytes() == (home.keys("public") / name).read_bytes()
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files.values())
    assert stat.S_IMODE(home.keys("api").stat().st_mode) == 0o700
    assert set(home.environment("api")) == {"AZUKARI_DATABASE_PASSWORD", "AZUKARI_LEDGER_KEY"}
    assert home.environment("api")["AZUKARI_LEDGER_KEY"] == home.environment("ledger")["AZUKARI_LEDGER_KEY"]
    assert len(set(passwords(home).values())) == len(passwords(home))


def test_a_door_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", Settings("privacy.example.jp"), edition="modern")
    before = {file.name: file.read_bytes() for file in home.keys("api").iterdir()}
    assert not lay_api_door(home)
    assert {file.name: file.read_bytes() for file in home.keys("api").iterdir()} == before


def test_what_was_begun_is_done_anew(tmp_path: Path) -> None:
    home = older_home(tmp_path)
    lay_api_door(home)
    home.environment_file("api").unlink()
    (home.keys("api") / "index.key").write_bytes(b"half")
    assert lay_api_door(home)
    assert (home.keys("api") / "index.key").read_bytes() == (home.keys("public") / "index.key").read_bytes()


def test_an_older_home_gets_the_portal_with_no_key_of_data(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", Settings("privacy.example.jp"), edition="modern")
    home.environment_file("portal").unlink()
    assert lay_portal_door(home)
    assert not lay_portal_door(home)
    assert [file.name for file in home.keys("portal").iterdir()] == ["env"]
    assert stat.S_IMODE(home.environment_file("portal").stat().st_mode) == 0o600
    given = home.environment("portal")
    assert set(given) == {"AZUKARI_DATABASE_PASSWORD", "AZUKARI_LEDGER_KEY", "AZUKARI_SECRET_KEY"}
    assert given["AZUKARI_SECRET_KEY"] != home.environment("public")["AZUKARI_SECRET_KEY"]
