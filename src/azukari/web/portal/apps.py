"""The portal as a Django application: its templates."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The person's portal."""

    name = "azukari.web.portal"
    label = "portal"
