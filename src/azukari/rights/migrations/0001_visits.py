from importlib.resources import files

from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies = [("vault", "0004_one_row_for_a_record"), ("ledger", "0003_appending_many")]
    operations = [
        migrations.RunSQL(
            (files("azukari.rights") / "sql" / "migrations" / "0001_visits.sql").read_text(encoding="utf-8"),
            migrations.RunSQL.noop,
        ),
    ]
