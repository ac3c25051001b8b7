"""What each process is told: its own role, its own keys, and nothing of the others'."""

from collections.abc import Mapping
from pathlib import Path

from azukari.host.doors import sftp_public_key
from azukari.host.home import DOORS, Home
from azukari.host.roles import (
    MAIN_DATABASE,
    PERSON_KEYS_DATABASE,
    PERSON_KEYS_ROLES,
    role_url,
)
from azukari.host.settings import Settings


def process_environment(
    home: Home, settings: Settings, door: str, *, admin_url: str, person_keys_admin_url: str, certificate: Path
) -> dict[str, str]:
    """Put together the environment of one process: what is secret from its own file, what is not from the settings."""
    secret = home.environment(door)
    role = f"azukari_{door}"
    password = secret.pop("AZUKARI_DATABASE_PASSWORD")
    environment = {
        **secret,
        "DJANGO_SETTINGS_MODULE": "azukari.web.settings",
        "PYTHONUNBUFFERED": "1",
        "AZUKARI_DOOR": door,
        "AZUKARI_HOME": str(home.path),
        "AZUKARI_KEYS": str(home.keys(door)),
        "AZUKARI_DATABASE_URL": role_url(admin_url, role=role, password=password, database=MAIN_DATABASE),
        "AZUKARI_KEEPER_SOCKET": str(home.keeper_socket),
        "AZUKARI_CERTIFICATE": str(certificate),
        "AZUKARI_HOSTS": ",".join(dict.fromkeys((settings.host_of(door), "localhost", "127.0.0.1"))),
        **_addresses(settings),
    }
    if door == "keeper":
        environment["AZUKARI_HANDOVERS"] = str(home.handovers)
        environment |= _entrusted(home, admin_url, person_keys_admin_url)
    if door == "staff":
        environment["AZUKARI_SFTP_KEY"] = sftp_public_key(
            home
        )  # for whoever agrees with a recipient that files are put
    if door == "worker":
        environment |= _heads(home, settings)
    if role in PERSON_KEYS_ROLES:
        environment["AZUKARI_PERSON_KEYS_URL"] = role_url(
            person_keys_admin_url, role=role, password=password, database=PERSON_KEYS_DATABASE
        )
    return environment


def publisher_environment(home: Home, settings: Settings) -> dict[str, str]:
    """Put together what the ledger's publisher is told: neither a database nor the folder of a key."""
    everything = {**home.environment("ledger"), **_addresses(settings), "AZUKARI_HOME": str(home.path)}
    wanted = ("AZUKARI_HOME", "AZUKARI_LEDGER_KEY", "AZUKARI_WITNESSES", "AZUKARI_QUORUM")
    return {"PYTHONUNBUFFERED": "1", **{name: everything[name] for name in wanted}}


def passwords(home: Home) -> Mapping[str, str]:
    """Read the password of each role, to be set in the database."""
    return {f"azukari_{door}": home.environment(door)["AZUKARI_DATABASE_PASSWORD"] for door in DOORS}


def _entrusted(home: Home, admin_url: str, person_keys_admin_url: str) -> dict[str, str]:
    password = home.environment("entrusted")["AZUKARI_DATABASE_PASSWORD"]
    role = "azukari_entrusted"
    return {
        "AZUKARI_ENTRUSTED_URL": role_url(admin_url, role=role, password=password, database=MAIN_DATABASE),
        "AZUKARI_ENTRUSTED_PERSON_KEYS_URL": role_url(
            person_keys_admin_url, role=role, password=password, database=PERSON_KEYS_DATABASE
        ),
    }


def _heads(home: Home, settings: Settings) -> dict[str, str]:
    folder = settings.ledger.heads_folder
    return {
        "AZUKARI_HEADS_TO": ",".join(settings.ledger.mail_heads_to),
        "AZUKARI_HEADS_FOLDER": str(home.path / folder) if folder else "",
        "AZUKARI_HEADS_HOURS": str(settings.ledger.heads_every_hours),
    }


def _addresses(settings: Settings) -> dict[str, str]:
    smtp_host, _, smtp_port = settings.smtp.rpartition(":")
    portal = _authority(settings.host_of("portal"), settings.portal_port)
    return {
        "AZUKARI_NAME": settings.name,
        "AZUKARI_DEMO": str(settings.demo).lower(),
        "AZUKARI_BIND": settings.bind,
        "AZUKARI_HTTP_PORT": str(settings.http_port),
        "AZUKARI_PUBLIC_URL": f"https://{_authority(settings.host, settings.public_port)}",
        "AZUKARI_STAFF_URL": f"https://{_authority(settings.host, settings.staff_port)}",
        "AZUKARI_PORTAL_URL": f"https://{portal}" if settings.portal else "",
        "AZUKARI_GDPR": str(settings.gdpr).lower(),
        "AZUKARI_API_URL": f"https://{_authority(settings.host, settings.api_port)}",
        "AZUKARI_API_PER_MINUTE": str(settings.api_per_minute),
        "AZUKARI_TLS_MINIMUM": settings.tls_minimum,
        "AZUKARI_LEDGER_NAME": settings.ledger_name,
        "AZUKARI_WITNESSES": settings.ledger.witnesses_text,
        "AZUKARI_QUORUM": str(settings.ledger.quorum),
        "AZUKARI_KEEPER_GROUP": str(settings.keeper_group),
        "AZUKARI_SECOND_PERSON_ABOVE": str(settings.second_person_above),
        "AZUKARI_KEEPER_GATHER": str(settings.keeper_gather_microseconds),
        "AZUKARI_SENDS": str(settings.sends_per_ten_minutes),
        "AZUKARI_SMTP_HOST": smtp_host,
        "AZUKARI_SMTP_PORT": smtp_port,
        "AZUKARI_SMTP_FROM": settings.smtp_from or f"noreply@{settings.host}",
    }


def _authority(host: str, port: int) -> str:
    return host if port == 443 else f"{host}:{port}"  # noqa: PLR2004 - the port that https:// means
