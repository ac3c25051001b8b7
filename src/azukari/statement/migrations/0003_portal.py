from importlib.resources import files

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("statement", "0002_api")]
    operations = [
        migrations.RunSQL(
            (files("azukari.statement") / "sql" / "migrations" / "0003_portal.sql").read_text(encoding="utf-8"),
            migrations.RunSQL.noop,
        ),
    ]
