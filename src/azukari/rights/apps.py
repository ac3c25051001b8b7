"""Requests of persons as a Django application: its migrations, and nothing else."""

from django.apps import AppConfig


class RightsConfig(AppConfig):
    """Entrances and visits of persons."""

    name = "azukari.rights"
    label = "rights"
