from importlib.resources import files

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("person_keys", "0003_import")]
    operations = [
        migrations.RunSQL(
            (files("azukari.vault") / "sql" / "migrations" / "person_keys_0004_case_keys.sql").read_text(
                encoding="utf-8"
            ),
            migrations.RunSQL.noop,
        ),
    ]
