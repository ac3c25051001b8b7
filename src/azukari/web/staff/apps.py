"""The staff door as a Django application."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """Signing in, opening, looking after the ledger and the staff."""

    name = "azukari.web.staff"
    label = "staff"
