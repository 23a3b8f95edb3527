# Since when a matter stands on the own desk of each of its subjects: in the query, and for each of them apart.

from __future__ import annotations

from typing import Any

from django.db import migrations, models


def put_before_all(apps: Any, schema_editor: Any) -> None:
    """A matter that the organ put before those concerned stands on the desk of each of them.

    What single acts opened is written when the matter is evaluated next (``zeren rebuild`` does all at once).
    """
    for matter, day in apps.get_model("records", "Matter").objects.filter(shown_on__isnull=False).values_list("pk", "shown_on"):
        apps.get_model("records", "MatterSubject").objects.filter(matter=matter).update(shown_on=day)


class Migration(migrations.Migration):
    dependencies = [("records", "0007_complaints")]

    operations = [
        migrations.AddField("mattersubject", "shown_on", models.DateField(null=True, verbose_name="本人可见起")),
        migrations.RunPython(put_before_all, migrations.RunPython.noop),
    ]
