# What is kept from a viewer stands in the worklist's indexes too, so that its counts read the index alone.

from __future__ import annotations

from django.db import migrations, models

SINCE = ["want", "due", "id", "restricted", "matter"]
FIRST = {"obligation_handler": "handler", **{f"obligation_a{depth}": f"a{depth}" for depth in range(1, 7)}}


class Migration(migrations.Migration):
    dependencies = [("records", "0008_own_desk")]

    operations = [
        operation
        for name, first in FIRST.items()
        for operation in (
            migrations.RemoveIndex("obligation", name),
            migrations.AddIndex("obligation", models.Index(fields=[first, *SINCE], name=name)),
        )
    ]
