from importlib.resources import files

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("person_keys", "0006_compacting")]
    operations = [
        migrations.RunSQL(
            (files("azukari.vault") / "sql" / "migrations" / "person_keys_0007_entrusted.sql").read_text(
                encoding="utf-8"
            ),
            migrations.RunSQL.noop,
        ),
    ]
