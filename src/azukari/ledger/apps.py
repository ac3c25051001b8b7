"""The ledger as a Django application: its migrations, and nothing else."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Entries and their places."""

    name = "azukari.ledger"
    label = "ledger"
