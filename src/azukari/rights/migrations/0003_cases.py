from importlib.resources import files

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("rights", "0002_requests")]
    operations = [
        migrations.RunSQL(
            (files("azukari.rights") / "sql" / "migrations" / "0003_cases.sql").read_text(encoding="utf-8"),
            migrations.RunSQL.noop,
        ),
    ]
