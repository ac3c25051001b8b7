from pathlib import Path

import pytest

from azukari.base.errors import MalformedError
from azukari.host.ledger_settings import LedgerSettings, WitnessSettings, read_witnesses
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
        ('name = "a"\nportal_certificate_key = "x.pem"', "portal_certificate_key go together"),
        ('name = "a"\nportal_certificate = "x.pem"\nportal_certificate_key = "y.pem"', "is for a portal_host"),
        (
            'name = "a"\nportal_host = "LOCALHOST"\nportal_certificate = "x.pem"\nportal_certificate_key = "y.pem"',
            "is for a portal_host",
        ),
        (
            'name = "a"\nportal_host = "me.example"\ncertificate = "x.pem"\ncertificate_key = "y.pem"',
            "one for portal_host, or neither",
        ),
        (
            'name = "a"\nportal_host = "me.example"\nportal_certificate = "x.pem"\nportal_certificate_key = "y.pem"',
            "one for portal_host, or neither",
        ),
        ("name = ", "cannot be read"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(MalformedError, match=says):
        read_settings(_write(tmp_path, text))


def test_the_portal_has_a_host_of_its_own_if_it_is_given_one(tmp_path: Path) -> None:
    same = Settings(name="a", host="privacy.example")
    assert (same.portal_is_apart, same.host_of("portal"), same.host_of("public")) == (False, same.host, same.host)
    apart = Settings(name="a", host="privacy.example", portal_host="me.privacy.example")
    assert read_settings(_write(tmp_path, write_settings(apart))) == apart
    assert apart.portal_is_apart
    assert (apart.host_of("portal"), apart.host_of("public")) == ("me.privacy.example", "privacy.example")


_W1 = "witness.example/w1+a89e55c6+BNuZX+JRadFByrm7upK6oB+fLh7OffTLKsBRkPN/zB+d"
_W2 = "witness.example/w2+93ce2b5e+BCFS+NGbeR0kRTJC4V8uq2y3z/p7al7TAJeWDgaYgdsS"
_WATCHED = LedgerSettings(
    witnesses=(
        WitnessSettings("https://w1.example", _W1),
        WitnessSettings("http://127.0.0.1:8448", _W2, "authority.pem"),
    ),
    quorum=1,
    mail_heads_to=("auditor@x.example", "b@y.example"),
    heads_folder="elsewhere",
    heads_every_hours=6,
)


def test_who_watches_over_the_ledger_is_read(tmp_path: Path) -> None:
    settings = Settings(name="privacy.example", ledger=_WATCHED)
    assert read_settings(_write(tmp_path, write_settings(settings))) == settings
    assert [one.name for one in _WATCHED.witnesses] == ["witness.example/w1", "witness.example/w2"]
    read = read_witnesses(_WATCHED.witnesses_text, "1")
    assert (read.witnesses, read.quorum) == (_WATCHED.witnesses, 1)
    assert read_witnesses("", "0") == LedgerSettings()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("ledger = 1", "must be a table"),
        ("[ledger]\nwitness = []", "no setting 'witness'"),
        ("[ledger]\nquorum = true", "quorum must be of type int"),
        ("[ledger]\nquorum = 1", "between 0 and the number"),
        ("[ledger]\nquorum = -1", "between 0 and the number"),
        ('[ledger]\nwitnesses = ["https://w1.example"]', "a witness is written"),
        ('[ledger]\nwitnesses = [{ url = "https://w1.example" }]', "a witness is written"),
        (f'[ledger]\nwitnesses = [{{ url = "https://x", key = "{_W1}", more = "" }}]', "a witness is written"),
        (f'[ledger]\nwitnesses = [{{ url = 1, key = "{_W1}" }}]', "a witness is written"),
        ('[ledger]\nwitnesses = [{ url = "https://x", key = "x" }]', "vkey of a witness"),
        (f'[ledger]\nwitnesses = [{{ url = "x", key = "{_W1}" }}]', "address of a witness"),
        (
            f'[ledger]\nwitnesses = [{{ url = "https://x", key = "{_W1}" }}, {{ url = "https://y", key = "{_W1}" }}]',
            "the same name",
        ),
        ('[ledger]\nmail_heads_to = ["nobody"]', "mail addresses"),
        ('[ledger]\nmail_heads_to = ["a@b.example, c@d.example"]', "mail addresses"),
        ("[ledger]\nmail_heads_to = [1]", "mail addresses"),
        ("[ledger]\nheads_every_hours = 0", "between 1 and 168"),
    ],
)
def test_a_wrong_setting_of_the_ledger_is_named(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(MalformedError, match=says):
        read_settings(_write(tmp_path, f'name = "a"\n{text}'))


@pytest.mark.parametrize(("witnesses", "quorum"), [("rubbish", "0"), ("[]", "x"), ("{}", "0"), ("[]", "1")])
def test_an_environment_that_cannot_be_read(witnesses: str, quorum: str) -> None:
    with pytest.raises(MalformedError):
        read_witnesses(witnesses, quorum)
