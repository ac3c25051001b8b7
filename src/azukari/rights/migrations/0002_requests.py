from importlib.resources import files

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("rights", "0001_visits")]
    operations = [
        migrations.RunSQL(
            (files("azukari.rights") / "sql" / "migrations" / "0002_requests.sql").read_text(encoding="utf-8"),
            migrations.RunSQL.noop,
        ),
    ]
