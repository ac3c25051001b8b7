from importlib.resources import files

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("vault", "0005_restrictions")]
    operations = [
        migrations.RunSQL(
            (files("azukari.vault") / "sql" / "migrations" / "0006_suppression.sql").read_text(encoding="utf-8"),
            migrations.RunSQL.noop,
        ),
    ]
