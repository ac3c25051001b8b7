"""One organisation as it runs on this machine: its home, its settings, its database, its certificate."""

from dataclasses import dataclass
from pathlib import Path

from azukari.base.clock import system_clock
from azukari.host.certificates import ServerCertificate, given_certificate, local_certificate
from azukari.host.environments import process_environment
from azukari.host.home import Home, find_home
from azukari.host.postgres import Cluster
from azukari.host.settings import Settings, read_settings


@dataclass(frozen=True, slots=True)
class Installation:
    """One organisation as it is about to run on this machine; the portal's certificate is its own where its host name is."""

    home: Home
    settings: Settings
    cluster: Cluster
    certificate: ServerCertificate
    portal_certificate: ServerCertificate

    @property
    def admin_url(self) -> str:
        """Tell where roles and databases are made."""
        return self.settings.database_url or self.cluster.admin_url

    def certificate_of(self, door: str) -> ServerCertificate:
        """Tell what a door shows to its visitors."""
        return self.portal_certificate if door == "portal" else self.certificate

    def environment(self, door: str) -> dict[str, str]:
        """Put together the environment of one process."""
        return process_environment(
            self.home,
            self.settings,
            door,
            admin_url=self.admin_url,
            person_keys_admin_url=self.settings.person_keys_url or self.admin_url,
            certificate=self.certificate_of(door).chain,
        )


def find_installation(folder: Path) -> Installation:
    """Find the installation in a folder.

    Raises:
        AzukariError: if the folder is no home, or its settings or certificate are wrong.
    """
    home = find_home(folder)
    settings = read_settings(home.settings)
    cluster = Cluster(home.database, home.run / "postgres", home.keys("owner") / "postgres")
    certificate = _certificate(home, settings)
    portal = _portal_certificate(home, settings) if settings.portal_is_apart else certificate
    return Installation(home, settings, cluster, certificate, portal)


def _certificate(home: Home, settings: Settings) -> ServerCertificate:
    now = system_clock()
    if settings.certificate:
        return given_certificate(home.path / settings.certificate, home.path / settings.certificate_key, now=now)
    return local_certificate(home.certificates, host=settings.host, now=now)


def _portal_certificate(home: Home, settings: Settings) -> ServerCertificate:
    now, given, key = system_clock(), settings.portal_certificate, settings.portal_certificate_key
    if given:
        return given_certificate(home.path / given, home.path / key, now=now)
    return local_certificate(home.certificates, host=settings.portal_host, now=now, name="portal")
