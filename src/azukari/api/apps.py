"""Tells Django's migrations where this door's table is made; only `azukari.cli.migrate` reads it, never the door itself."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The door for programs."""

    name = "azukari.api"
    label = "api"
