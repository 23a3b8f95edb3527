# By which form of the pack a person gave a report in; what came on paper has none.

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0023_integrity_replies")]

    operations = [
        migrations.AddField(
            model_name="material",
            name="form",
            field=models.CharField(blank=True, default="", max_length=40, verbose_name="表"),
        ),
    ]
