"""The vault as a Django application: its migrations, and nothing else."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """Sealed records."""

    name = "azukari.vault"
    label = "vault"
