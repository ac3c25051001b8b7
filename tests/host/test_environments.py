"""Each process is told where all doors are, and answers to its own host name alone."""

from pathlib import Path

import pytest

from azukari.cli.new import make_home
from azukari.host.environments import process_environment
from azukari.host.home import Home
from azukari.host.settings import Settings

_ADMIN = "postgresql:///postgres?host=/run/nowhere"
_LOOPBACK = ("localhost", "127.0.0.1")


def told(home: Home, settings: Settings, door: str) -> dict[str, str]:
    return process_environment(
        home, settings, door, admin_url=_ADMIN, person_keys_admin_url=_ADMIN, certificate=Path("chain.pem")
    )


def settled(folder: Path, **given: str) -> tuple[Home, Settings]:
    settings = Settings("privacy.example.jp", host="privacy.example.jp", **given)  # type: ignore[arg-type]
    return make_home(folder / "home", settings, edition="modern"), settings


@pytest.mark.parametrize("door", ["public", "staff", "api", "portal", "worker", "keeper"])
def test_the_portal_alone_answers_to_its_own_name(tmp_path: Path, door: str) -> None:
    environment = told(*settled(tmp_path, portal_host="me.example.jp"), door)
    own = "me.example.jp" if door == "portal" else "privacy.example.jp"
    assert environment["AZUKARI_HOSTS"].split(",") == [own, *_LOOPBACK]
    assert environment["AZUKARI_PORTAL_URL"] == "https://me.example.jp:8446"
    assert environment["AZUKARI_PUBLIC_URL"] == "https://privacy.example.jp:8443"
    assert environment["AZUKARI_SMTP_FROM"] == "noreply@privacy.example.jp"


def test_without_a_name_of_its_own_all_doors_have_one(tmp_path: Path) -> None:
    home, settings = settled(tmp_path)
    for door in ("public", "portal"):
        assert told(home, settings, door)["AZUKARI_HOSTS"].split(",") == ["privacy.example.jp", *_LOOPBACK]
    assert told(home, settings, "public")["AZUKARI_PORTAL_URL"] == "https://privacy.example.jp:8446"
