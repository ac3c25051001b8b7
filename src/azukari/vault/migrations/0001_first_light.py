from importlib.resources import files

from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies = [("ledger", "0001_first_light")]
    operations = [
        migrations.RunSQL(
            (files("azukari.vault") / "sql" / "migrations" / "0001_first_light.sql").read_text(encoding="utf-8"),
            migrations.RunSQL.noop,
        ),
    ]
