# Templates of papers: every version of an organ's own layout, kept.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0028_packets'),
    ]

    operations = [
        migrations.CreateModel(
            name='PaperTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pack', models.CharField(max_length=80)),
                ('paper', models.CharField(max_length=80)),
                ('version', models.PositiveIntegerField(verbose_name='版次')),
                ('name', models.CharField(max_length=120, verbose_name='文件名')),
                ('content', models.BinaryField()),
                ('checksum', models.CharField(max_length=64)),
                ('account', models.CharField(max_length=80)),
                ('added', models.DateTimeField()),
                ('ended', models.DateTimeField(null=True)),
                ('ended_by', models.CharField(blank=True, max_length=80)),
                ('organ', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.organ', verbose_name='机关')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organ', 'pack', 'paper', 'version'), name='template_version_once'), models.UniqueConstraint(condition=models.Q(('ended__isnull', True)), fields=('organ', 'pack', 'paper'), name='template_one_in_use')],
            },
        ),
    ]
