# Each organ's share in a matter that another handles, a projection of the logs and of the register of organs.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0014_public_wording"),
    ]

    operations = [
        migrations.CreateModel(
            name="MatterShare",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(max_length=80)),
                ("means", models.CharField(max_length=80)),
                ("since", models.DateField(verbose_name="开始应办日")),
                ("restricted", models.BooleanField(default=False)),
                ("matter", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="shares", to="records.matter")),
                ("organ", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.organ")),
                ("wants", models.ManyToManyField(related_name="shares", to="records.obligation")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("matter", "role"), name="share_role_once")],
            },
        ),
    ]
