# 说明情况: why a period of a duty was missed, in the words of whoever owes it.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0021_duty_demands_and_states'),
    ]

    operations = [
        migrations.CreateModel(
            name='Explanation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period', models.CharField(max_length=80, verbose_name='哪一期')),
                ('words', models.TextField(verbose_name='情况')),
                ('on', models.DateField(verbose_name='日期')),
                ('due', models.DateField(null=True, verbose_name='新定的时限')),
                ('person', models.BigIntegerField(verbose_name='说明的人')),
                ('entry', models.PositiveIntegerField(verbose_name='记录')),
                ('duty', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='explanations', to='records.duty')),
                ('list', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='explanations', to='records.dutylist')),
            ],
            options={
                'ordering': ['list', 'entry'],
                'constraints': [models.UniqueConstraint(fields=('list', 'entry'), name='duty_explanation_once')],
            },
        ),
    ]
