from importlib.resources import files

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("vault", "0006_suppression")]
    operations = [
        migrations.RunSQL(
            (files("azukari.vault") / "sql" / "migrations" / "0007_imports_are_shown.sql").read_text(encoding="utf-8"),
            migrations.RunSQL.noop,
        ),
    ]
