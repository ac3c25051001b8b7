"""Letters as a Django application: the outbox's migrations, and the texts."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    """The outbox."""

    name = "azukari.web.letters"
    label = "letters"
