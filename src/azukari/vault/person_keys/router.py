"""Which migrations go to which database."""

from typing import Any

_APP = _ALIAS = "person_keys"


class PersonKeysRouter:
    """Sends the person keys' migrations to the database ``person_keys``, and all others away from it."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Tell whether an application's migrations run on a database."""
        del hints
        return (db == _ALIAS) == (app_label == _APP)
