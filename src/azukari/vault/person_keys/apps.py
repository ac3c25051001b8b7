"""Person keys as a Django application: its migrations, and nothing else."""

from django.apps import AppConfig


class PersonKeysConfig(AppConfig):
    """Keys of persons."""

    name = "azukari.vault.person_keys"
    label = "person_keys"
