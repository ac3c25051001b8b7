from importlib.resources import files

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("vault", "0004_one_row_for_a_record")]
    operations = [
        migrations.RunSQL(
            (files("azukari.vault") / "sql" / "migrations" / "0005_restrictions.sql").read_text(encoding="utf-8"),
            migrations.RunSQL.noop,
        ),
    ]
