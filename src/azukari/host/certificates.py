"""A certificate authority of one's own, for installations on this machine; others bring their certificate."""

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from azukari.base.errors import MalformedError
from azukari.host.home import write_private

_AUTHORITY_DAYS = 730
_SERVER_DAYS = 90
_RENEW_DAYS = 30


@dataclass(frozen=True, slots=True)
class ServerCertificate:
    """Where the certificate chain and its key lie, and the authority that visitors have to trust."""

    chain: Path
    key: Path
    authority: Path


def local_certificate(folder: Path, *, host: str, now: datetime, name: str = "server") -> ServerCertificate:
    """Give a certificate for ``host`` and loopback, made and renewed by a local authority in ``folder``, under a file name."""
    authority, authority_key = _authority(folder, now=now)
    found = ServerCertificate(folder / f"{name}.pem", folder / f"{name}.key", folder / "authority.pem")
    if (
        found.chain.exists()
        and found.key.exists()
        and _still_good(found.chain, host=host, authority=authority, now=now)
    ):
        return found
    key = ec.generate_private_key(ec.SECP256R1())
    names: list[x509.GeneralName] = [x509.DNSName(name) for name in dict.fromkeys((host, "localhost"))]
    names += [x509.IPAddress(ipaddress.ip_address("127.0.0.1")), x509.IPAddress(ipaddress.ip_address("::1"))]
    certificate = (
        _begin(host, authority.subject, key, days=_SERVER_DAYS, now=now)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    write_private(found.key, _key_bytes(key))
    found.chain.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM) + authority.public_bytes(serialization.Encoding.PEM)
    )
    return found


def given_certificate(chain: Path, key: Path, *, now: datetime) -> ServerCertificate:
    """Take a certificate that the organisation brings.

    Raises:
        MalformedError: if the files cannot be read, do not belong together, or the certificate has run out.
    """
    try:
        certificate = x509.load_pem_x509_certificate(chain.read_bytes())
        private = serialization.load_pem_private_key(key.read_bytes(), None)
    except (OSError, ValueError, TypeError):
        raise MalformedError(f"{chain} or {key} cannot be read: both must be PEM, and the key not encrypted.") from None
    if _public(certificate.public_key()) != _public(private.public_key()):
        raise MalformedError(f"{key} is not the key of {chain}.")
    if certificate.not_valid_after_utc <= now:
        raise MalformedError(f"{chain} has run out on {certificate.not_valid_after_utc:%Y-%m-%d}; renew it.")
    return ServerCertificate(chain, key, chain)


def _authority(folder: Path, *, now: datetime) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    chain, key_file = folder / "authority.pem", folder / "authority.key"
    if chain.exists() and key_file.exists():
        certificate = x509.load_pem_x509_certificate(chain.read_bytes())
        key = serialization.load_pem_private_key(key_file.read_bytes(), None)
        if isinstance(key, ec.EllipticCurvePrivateKey) and certificate.not_valid_after_utc > now + timedelta(
            days=_SERVER_DAYS
        ):
            return certificate, key
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Azukari local authority")])
    certificate = (
        _begin("Azukari local authority", name, key, days=_AUTHORITY_DAYS, now=now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(_authority_usage(), critical=True)
        .sign(key, hashes.SHA256())
    )
    write_private(key_file, _key_bytes(key))
    chain.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return certificate, key


def _begin(
    subject: str, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, *, days: int, now: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before((now - timedelta(minutes=5)).astimezone(UTC))
        .not_valid_after((now + timedelta(days=days)).astimezone(UTC))
    )


def _authority_usage() -> x509.KeyUsage:
    return x509.KeyUsage(
        key_cert_sign=True,
        crl_sign=True,
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _still_good(chain: Path, *, host: str, authority: x509.Certificate, now: datetime) -> bool:
    certificate = x509.load_pem_x509_certificate(chain.read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value.get_values_for_type(
        x509.DNSName
    )
    try:
        certificate.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return host in names and certificate.not_valid_after_utc > now + timedelta(days=_RENEW_DAYS)


def _key_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _public(key: object) -> bytes:
    encoded: bytes = key.public_bytes(  # type: ignore[attr-defined]
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return encoded
