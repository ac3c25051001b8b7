from importlib.resources import files

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("vault", "0002_service_keys"),
        ("ledger", "0003_appending_many"),
        ("statement", "0001_first_light"),
    ]
    operations = [
        migrations.RunSQL(
            (files("azukari.vault") / "sql" / "migrations" / "0003_imports.sql").read_text(encoding="utf-8"),
            migrations.RunSQL.noop,
        ),
    ]
