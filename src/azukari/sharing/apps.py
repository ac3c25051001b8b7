"""Sharing as a Django application: its migrations, and nothing else."""

from django.apps import AppConfig


class SharingConfig(AppConfig):
    """Hand-overs to recipients."""

    name = "azukari.sharing"
    label = "sharing"
