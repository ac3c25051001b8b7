from importlib.resources import files

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("sharing", "0001_engagements")]
    operations = [
        migrations.RunSQL(
            (files("azukari.sharing") / "sql" / "migrations" / "0002_entrusted.sql").read_text(encoding="utf-8"),
            migrations.RunSQL.noop,
        ),
    ]
