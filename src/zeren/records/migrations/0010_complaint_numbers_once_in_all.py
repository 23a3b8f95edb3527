# A complaint's number is given once in all, not once for each organ: it goes along on a transfer.

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0009_what_is_kept_in_the_worklists_indexes")]

    operations = [
        migrations.RemoveConstraint("complaint", "complaint_number_once"),
        migrations.AddConstraint(
            "complaint", models.UniqueConstraint(fields=["number"], name="complaint_number_once")
        ),
    ]
