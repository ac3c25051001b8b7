"""A portal with a host name of its own shows a certificate of its own, which no other door has the key of."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509

from azukari.base.errors import MalformedError
from azukari.cli.installation import Installation, find_installation
from azukari.cli.new import make_home
from azukari.cli.serve import addresses, portal_address
from azukari.host.certificates import local_certificate
from azukari.host.settings import Settings

_HOST, _PORTAL = "privacy.example.jp", "me.example.jp"


def installed(folder: Path, **given: str) -> Installation:
    settings = Settings(_HOST, host=_HOST, database_url="postgresql://db.example/", **given)  # type: ignore[arg-type]
    return find_installation(make_home(folder / "home", settings, edition="modern").path)


def names(chain: Path) -> list[str]:
    certificate = x509.load_pem_x509_certificate(chain.read_bytes())
    found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return found.get_values_for_type(x509.DNSName)


def test_the_portals_name_stands_in_its_own_certificate_only(tmp_path: Path) -> None:
    one = installed(tmp_path, portal_host=_PORTAL)
    assert names(one.certificate_of("portal").chain) == [_PORTAL, "localhost"]
    for door in ("public", "staff", "api"):
        assert names(one.certificate_of(door).chain) == [_HOST, "localhost"]
    assert one.certificate_of("portal").key.read_bytes() != one.certificate_of("public").key.read_bytes()
    assert one.environment("portal")["AZUKARI_CERTIFICATE"] == str(one.portal_certificate.chain)
    assert addresses(one.settings)[0] == f"https://{_HOST}:8443/"
    assert portal_address(one.settings) == f"https://{_PORTAL}:8446/"


def test_with_one_name_there_is_one_certificate(tmp_path: Path) -> None:
    one = installed(tmp_path)
    assert one.certificate_of("portal") == one.certificate_of("public")
    assert not (one.home.certificates / "portal.pem").exists()


def test_certificates_that_are_brought_are_two(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    brought = tmp_path / "brought"
    brought.mkdir()
    mine, portals = (
        local_certificate(brought, host=_HOST, now=now),
        local_certificate(brought, host=_PORTAL, now=now, name="portal"),
    )
    given = {"certificate": str(mine.chain), "certificate_key": str(mine.key), "portal_host": _PORTAL}
    apart = {"portal_certificate": str(portals.chain), "portal_certificate_key": str(portals.key)}
    one = installed(tmp_path, **given, **apart)
    assert (one.certificate_of("public").chain, one.certificate_of("portal").chain) == (mine.chain, portals.chain)
    one.home.settings.write_text(one.home.settings.read_text("utf-8").replace(str(portals.key), str(mine.key)), "utf-8")
    with pytest.raises(MalformedError, match="is not the key"):
        find_installation(one.home.path)
