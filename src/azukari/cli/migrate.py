"""Bring both databases to this version's schema: migrations, then the grants that cross rooms, and no statistics of bytes.

Runs as azukari_owner in a process of its own (`python -m azukari.cli.migrate`), started by `azukari serve` before any other.
"""

import os
from importlib.resources import files

import django
from django.core.management import call_command
from django.db import connections, transaction

# Grants on tables of more than one app; idempotent, so they are applied after every migration.
GRANTS = (("azukari.web", "grants.sql"), ("azukari.web.staff", "grants.sql"), ("azukari.keeper", "grants.sql"))


def main() -> None:
    """Migrate both databases, apply the grants, and keep what is sealed out of the planner's statistics."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "azukari.web.settings")
    django.setup()
    statistics = (files("azukari.host") / "sql" / "statistics.sql").read_text(encoding="utf-8")
    for alias in ("default", "person_keys"):
        call_command("migrate", database=alias, interactive=False, verbosity=0)
        with connections[alias].cursor() as cursor:
            cursor.execute(statistics)
    with transaction.atomic(), connections["default"].cursor() as cursor:
        for package, name in GRANTS:
            file = files(package) / "sql" / name
            if file.is_file():
                cursor.execute(file.read_text(encoding="utf-8"))
    connections.close_all()


if __name__ == "__main__":
    main()
