from importlib.resources import files

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("rights", "0004_named_notices")]
    operations = [
        migrations.RunSQL(
            (files("azukari.rights") / "sql" / "migrations" / "0005_acknowledged.sql").read_text(encoding="utf-8"),
            migrations.RunSQL.noop,
        ),
    ]
