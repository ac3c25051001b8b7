"""The statement as a Django application: its migrations, and nothing else."""

from django.apps import AppConfig


class StatementConfig(AppConfig):
    """Published versions and notices."""

    name = "azukari.statement"
    label = "statement"
