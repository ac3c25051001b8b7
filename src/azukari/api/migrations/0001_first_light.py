from importlib.resources import files

from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(
            (files("azukari.api") / "sql" / "migrations" / "0001_first_light.sql").read_text(encoding="utf-8"),
            migrations.RunSQL.noop,
        ),
    ]
