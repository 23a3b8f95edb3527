# 会签: what a list demands of an activity, repeated where counting reads it.

from django.db import migrations, models


def repeat(apps, schema_editor):
    """What was countersigned before stands so at each who did it."""
    doers = apps.get_model('records', 'ActivityDoer').objects
    doers.filter(activity__countersigned__isnull=False).update(countersigned=True)


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0020_ballots'),
    ]

    operations = [
        migrations.AddField(
            model_name='activitydoer',
            name='countersigned',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='duty',
            name='countersign',
            field=models.BooleanField(default=False, verbose_name='须会签'),
        ),
        migrations.RunPython(repeat, migrations.RunPython.noop),
    ]
