"""Who acts where no keeper's process stands between."""

from azukari.statement.purposes import Role
from azukari.vault.access import Actor

STAFF = Actor("staff:7", Role.SERVICE_STAFF)
MANAGER = Actor("staff:1", Role.PRIVACY_MANAGER)
