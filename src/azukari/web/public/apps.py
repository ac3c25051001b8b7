"""The public door as a Django application."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    """Reading and sending."""

    name = "azukari.web.public"
    label = "public"
