# 会签: what a list demands of an activity, repeated where counting reads it. How each holder stands, stored.

import django.db.models.deletion
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
        migrations.CreateModel(
            name='DutyState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('as_of', models.DateField(verbose_name='截至')),
                ('changes_on', models.DateField(null=True)),
                ('over', models.PositiveIntegerField(default=0, verbose_name='未达到')),
                ('unknown', models.PositiveIntegerField(default=0, verbose_name='待查明')),
                ('risk', models.PositiveIntegerField(default=0, verbose_name='有风险')),
                ('going', models.PositiveIntegerField(default=0, verbose_name='按进度')),
                ('met', models.PositiveIntegerField(default=0, verbose_name='达到')),
                ('lapsed', models.PositiveIntegerField(default=0, verbose_name='未办')),
                ('standing', models.PositiveIntegerField(default=0, verbose_name='常态')),
                ('away', models.PositiveIntegerField(default=0, verbose_name='离任')),
                ('none', models.PositiveIntegerField(default=0, verbose_name='没有触发')),
                ('holder', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='state', to='records.dutyholder')),
                ('list', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='states', to='records.dutylist')),
            ],
            options={
                'indexes': [models.Index(fields=['changes_on', 'list'], name='duty_state_stale')],
            },
        ),
    ]
