"""``azukari.toml``: addresses, ports, mail and certificates of one installation."""

import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from azukari.base.errors import MalformedError
from azukari.host.ledger_settings import LedgerSettings, ledger_settings, ledger_table

TLS_MINIMUMS = ("tls1.2", "tls1.3")


@dataclass(frozen=True, slots=True)
class Settings:
    """How one installation runs.

    ``tls_minimum`` is the oldest protocol version that is accepted. ``smtp`` is ``host:port``; in the demo it is a mailbox of
    its own, read on the staff side. ``portal`` tells whether persons are let in at all, ``portal_host`` under which name (empty:
    the same as everything else) and then with a certificate of its own, ``gdpr`` whether they are also asked by its kinds of
    request. ``api`` tells whether programs are let in at all, ``api_per_minute`` how many requests one service key may make.
    ``keeper_group`` is how many openings the keeper serves together at most, and ``keeper_gather_microseconds`` how long one
    waits for others, if the group before had any. ``second_person_above`` is how many records may be handed to a recipient
    without a second person. ``sends_per_ten_minutes`` is how many forms one address may send in.
    ``database_url`` and ``person_keys_url`` point to your own PostgreSQL (as a role that may create roles) and are empty for
    the embedded one.
    """

    name: str
    host: str = "localhost"
    bind: str = "127.0.0.1"
    public_port: int = 8443
    staff_port: int = 8444
    http_port: int = 8080
    portal: bool = True
    portal_host: str = ""
    portal_port: int = 8446
    gdpr: bool = False
    api: bool = True
    api_port: int = 8445
    api_per_minute: int = 6000
    tls_minimum: str = "tls1.3"
    certificate: str = ""
    certificate_key: str = ""
    portal_certificate: str = ""
    portal_certificate_key: str = ""
    smtp: str = "127.0.0.1:25"
    smtp_from: str = ""
    sends_per_ten_minutes: int = 30
    keeper_group: int = 64
    keeper_gather_microseconds: int = 0
    second_person_above: int = 100
    database_url: str = ""
    person_keys_url: str = ""
    demo: bool = False
    ledger: LedgerSettings = field(default_factory=LedgerSettings)

    @property
    def ledger_name(self) -> str:
        """Tell the name under which this installation's ledger signs (C2SP tlog-checkpoint: the origin)."""
        return f"{self.name}/ledger"

    @property
    def portal_is_apart(self) -> bool:
        """Tell whether the person's portal has a host name of its own, and so a certificate of its own."""
        return self.portal_host.lower() not in ("", self.host.lower())

    def host_of(self, door: str) -> str:
        """Tell the host name that a door answers to."""
        return self.portal_host if door == "portal" and self.portal_is_apart else self.host


def read_settings(path: Path) -> Settings:
    """Read ``azukari.toml``.

    Raises:
        MalformedError: with the key that is wrong and how to mend it.
    """
    try:
        data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise MalformedError(f"{path} cannot be read: {error}.") from None
    known = {one.name: one.type for one in fields(Settings)}
    try:
        ledger = ledger_settings(data.pop("ledger", {}))
    except MalformedError as error:
        raise MalformedError(f"{path}: {error.message}") from None
    for key, value in data.items():
        if key not in known:
            raise MalformedError(f"{path}: there is no setting {key!r}. Known are: {', '.join(known)}.")
        if type(value) is not known[key]:
            raise MalformedError(f"{path}: {key} must be of type {getattr(known[key], '__name__', known[key])}.")
    if "name" not in data:
        raise MalformedError(f'{path}: give the installation a name, such as name = "privacy.example.jp".')
    settings = Settings(**data, ledger=ledger)
    if settings.tls_minimum not in TLS_MINIMUMS:
        raise MalformedError(
            f"{path}: tls_minimum must be one of {', '.join(TLS_MINIMUMS)}; older versions are broken."
        )
    if bool(settings.certificate) != bool(settings.certificate_key):
        raise MalformedError(f"{path}: certificate and certificate_key go together.")
    _check_portal(settings, path)
    return settings


def _check_portal(settings: Settings, path: Path) -> None:
    if bool(settings.portal_certificate) != bool(settings.portal_certificate_key):
        raise MalformedError(f"{path}: portal_certificate and portal_certificate_key go together.")
    if settings.portal_certificate and not settings.portal_is_apart:
        raise MalformedError(f"{path}: portal_certificate is for a portal_host that is not host.")
    # With one certificate for both names, a taken-over door could answer in the portal's name on its own port, cookies and all.
    if settings.portal_is_apart and bool(settings.certificate) != bool(settings.portal_certificate):
        raise MalformedError(f"{path}: bring a certificate for host and one for portal_host, or neither.")


def write_settings(settings: Settings) -> str:
    """Write settings as TOML, with a line for each value."""
    lines = []
    for one in fields(Settings):
        value = getattr(settings, one.name)
        if isinstance(value, LedgerSettings):
            continue
        shown = (
            str(value).lower() if isinstance(value, bool) else str(value) if isinstance(value, int) else f'"{value}"'
        )
        lines.append(f"{one.name} = {shown}")
    return "\n".join(lines) + "\n" + ledger_table(settings.ledger)
