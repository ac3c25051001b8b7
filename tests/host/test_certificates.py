import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from azukari.base.errors import MalformedError
from azukari.host.certificates import given_certificate, local_certificate

_NOW = datetime.now(UTC)


def _load(chain: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(chain.read_bytes())


def test_the_certificate_serves_its_host_and_loopback(tmp_path: Path) -> None:
    made = local_certificate(tmp_path, host="privacy.example", now=_NOW)
    names = _load(made.chain).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["privacy.example", "localhost"]
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(made.chain, made.key)
    context = ssl.create_default_context(cafile=str(tmp_path / "authority.pem"))
    assert context.get_ca_certs()


def test_it_stays_until_a_month_before_its_end(tmp_path: Path) -> None:
    first = _load(local_certificate(tmp_path, host="a.example", now=_NOW).chain).serial_number
    assert (
        _load(local_certificate(tmp_path, host="a.example", now=_NOW + timedelta(days=50)).chain).serial_number == first
    )
    assert (
        _load(local_certificate(tmp_path, host="a.example", now=_NOW + timedelta(days=61)).chain).serial_number != first
    )


def test_another_host_gets_another_certificate(tmp_path: Path) -> None:
    first = _load(local_certificate(tmp_path, host="a.example", now=_NOW).chain)
    assert _load(local_certificate(tmp_path, host="b.example", now=_NOW).chain).serial_number != first.serial_number


def test_two_names_get_two_certificates_of_one_authority(tmp_path: Path) -> None:
    one = local_certificate(tmp_path, host="a.example", now=_NOW)
    two = local_certificate(tmp_path, host="b.example", now=_NOW, name="portal")
    assert local_certificate(tmp_path, host="a.example", now=_NOW) == one
    assert one.authority == two.authority
    assert one.key.read_bytes() != two.key.read_bytes()
    for made, there, not_there in ((one, "a.example", "b.example"), (two, "b.example", "a.example")):
        names = _load(made.chain).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        assert there in names.get_values_for_type(x509.DNSName)
        assert not_there not in names.get_values_for_type(x509.DNSName)


def test_a_given_certificate_must_fit_its_key_and_be_in_date(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    one = local_certificate(tmp_path / "one", host="a.example", now=_NOW)
    two = local_certificate(tmp_path / "two", host="a.example", now=_NOW)
    given = given_certificate(one.chain, one.key, now=_NOW)
    assert (given.chain, given.key) == (one.chain, one.key)
    with pytest.raises(MalformedError, match="is not the key"):
        given_certificate(one.chain, two.key, now=_NOW)
    with pytest.raises(MalformedError, match="has run out"):
        given_certificate(one.chain, one.key, now=_NOW + timedelta(days=91))
    with pytest.raises(MalformedError, match="cannot be read"):
        given_certificate(tmp_path / "none.pem", one.key, now=_NOW)
