from pathlib import Path

import pytest

from azukari.base.errors import MalformedError
from azukari.host.settings import Settings, read_settings, write_settings


def _write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "azukari.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_what_is_written_is_read(tmp_path: Path) -> None:
    settings = Settings(name="privacy.example", public_port=9443, demo=True, smtp_from="a@b.example")
    assert read_settings(_write(tmp_path, write_settings(settings))) == settings
    assert settings.ledger_name == "privacy.example/ledger"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("port = 1", "no setting 'port'"),
        ('name = "a"\npublic_port = "8443"', "public_port must be of type int"),
        ('name = "a"\ndemo = 1', "demo must be of type bool"),
        ("demo = true", "give the installation a name"),
        ('name = "a"\ntls_minimum = "tls1.0"', "older versions are broken"),
        ('name = "a"\ncertificate = "x.pem"', "go together"),
        ("name = ", "cannot be read"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(MalformedError, match=says):
        read_settings(_write(tmp_path, text))
