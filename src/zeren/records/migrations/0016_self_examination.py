# What a unit found itself (自查) stands among the problems of the three lists.

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0015_shares"),
    ]

    operations = [
        migrations.AddField("listedproblem", "self_found", models.BooleanField(default=False, verbose_name="自查")),
    ]
