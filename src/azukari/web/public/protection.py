"""How a visit is encrypted, as this server can tell it."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings
from django.http import HttpRequest

_EXACT = {"tls1.3": "TLSv1.3", "tls1.2": "TLSv1.2+"}
_SHOWN = {"TLSv1.3": "TLS 1.3", "TLSv1.2+": "TLS 1.2 / 1.3", "none": "—"}


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a visitor can compare with what the browser shows."""

    subject: str
    issuer: str
    valid_from_on: date
    valid_to_on: date
    fingerprint: str


def protocol(request: HttpRequest) -> str:
    """Name the protocol of a visit as the receipt notes it.

    The server does not hand down which version was negotiated; where 1.3 is the minimum there is no other.
    """
    return _EXACT[settings.AZUKARI_TLS_MINIMUM] if request.is_secure() else "none"


def protocol_shown(request: HttpRequest) -> str:
    """Name the protocol of a visit for people."""
    return _SHOWN[protocol(request)]


def minimum_shown() -> str:
    """Name the oldest protocol that is accepted."""
    return "TLS 1.3" if settings.AZUKARI_TLS_MINIMUM == "tls1.3" else "TLS 1.2"


def certificate() -> Certificate | None:
    """Read the server's certificate, if this server holds one itself."""
    path = Path(settings.AZUKARI_CERTIFICATE)
    try:
        return _read(path, path.stat().st_mtime_ns) if settings.AZUKARI_CERTIFICATE else None
    except (OSError, ValueError):
        return None


@lru_cache(maxsize=2)
def _read(path: Path, changed_at_ns: int) -> Certificate:
    del changed_at_ns  # a renewed file has another time and is read again
    read = x509.load_pem_x509_certificate(path.read_bytes())
    return Certificate(
        subject=_names(read),
        issuer=read.issuer.rfc4514_string(),
        valid_from_on=read.not_valid_before_utc.date(),
        valid_to_on=read.not_valid_after_utc.date(),
        fingerprint=read.fingerprint(SHA256()).hex(":").upper(),
    )


def _names(read: x509.Certificate) -> str:
    try:
        names = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return read.subject.rfc4514_string()
    return ", ".join(str(name.value) for name in names)
