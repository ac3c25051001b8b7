from importlib.resources import files

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("letters", "0001_first_light")]
    operations = [
        migrations.RunSQL(
            (files("azukari.web.letters") / "sql" / "migrations" / "0002_code.sql").read_text(encoding="utf-8"),
            migrations.RunSQL.noop,
        ),
    ]
