# What is published of each problem, the words around it, and who reviewed them.

import django.db.models.deletion
from django.db import migrations, models

REVIEW = (
    ("hands", models.JSONField(default=list)),
    ("reviewed_on", models.DateField(null=True, verbose_name="公开审核日")),
    ("reviewed_by", models.CharField(blank=True, max_length=80)),
    ("public_note", models.CharField(blank=True, max_length=400, verbose_name="公开表述退回的说明")),
)


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0013_reminder_letters"),
    ]

    operations = [
        *(
            migrations.AddField("listedproblem", name, field)
            for name, field in (
                ("public", models.CharField(blank=True, max_length=2000, verbose_name="公开表述")),
                *REVIEW,
            )
        ),
        migrations.CreateModel(
            name="ListedPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(blank=True, max_length=120, verbose_name="标题")),
                ("period", models.CharField(blank=True, max_length=60, verbose_name="整改时段")),
                ("opening", models.CharField(blank=True, max_length=2000, verbose_name="开头")),
                ("closing", models.CharField(blank=True, max_length=1000, verbose_name="结尾")),
                ("contact", models.CharField(blank=True, max_length=400, verbose_name="联系方式")),
                *REVIEW,
                ("matter", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="records.matter")),
                ("unit", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.organ")),
            ],
        ),
        migrations.AddConstraint(
            model_name="listedpart",
            constraint=models.UniqueConstraint(fields=("matter", "unit"), name="listed_part_once"),
        ),
    ]
