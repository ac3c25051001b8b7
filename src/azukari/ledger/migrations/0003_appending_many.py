from importlib.resources import files

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_api")]
    operations = [
        migrations.RunSQL(
            (files("azukari.ledger") / "sql" / "migrations" / "0003_appending_many.sql").read_text(encoding="utf-8"),
            migrations.RunSQL.noop,
        ),
    ]
