from importlib.resources import files

from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies = [("vault", "0006_suppression"), ("ledger", "0003_appending_many")]
    operations = [
        migrations.RunSQL(
            (files("azukari.sharing") / "sql" / "migrations" / "0001_engagements.sql").read_text(encoding="utf-8"),
            migrations.RunSQL.noop,
        ),
    ]
