# 说明情况: why a period was missed, in the words of whoever owes it. 佐证材料: files of activities, sealed outside the database.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0021_duty_demands_and_states'),
    ]

    operations = [
        migrations.CreateModel(
            name='ActivityFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key_id', models.CharField(blank=True, default='', max_length=20)),
                ('wrapped', models.BinaryField(null=True)),
                ('activity', models.PositiveIntegerField(verbose_name='履责记录的号')),
                ('entry', models.PositiveIntegerField(verbose_name='随哪一条记录')),
                ('name', models.CharField(max_length=100, verbose_name='名称')),
                ('media_type', models.CharField(max_length=100)),
                ('size', models.PositiveIntegerField()),
                ('checksum', models.CharField(max_length=64)),
                ('file', models.CharField(max_length=40, unique=True)),
                ('added', models.DateTimeField()),
                ('list', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='records.dutylist')),
            ],
            options={
                'indexes': [models.Index(fields=['list', 'activity'], name='activity_file_of')],
            },
        ),
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
