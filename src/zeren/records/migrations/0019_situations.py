# Facts of matters that call for considering a talk or an interview, a projection of findings and logs.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0018_risks'),
    ]

    operations = [
        migrations.CreateModel(
            name='Situation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('a1', models.BigIntegerField(null=True)),
                ('a2', models.BigIntegerField(null=True)),
                ('a3', models.BigIntegerField(null=True)),
                ('a4', models.BigIntegerField(null=True)),
                ('a5', models.BigIntegerField(null=True)),
                ('a6', models.BigIntegerField(null=True)),
                ('organ_id', models.BigIntegerField()),
                ('restricted', models.BooleanField(default=False)),
                ('pack', models.CharField(max_length=80)),
                ('procedure', models.CharField(max_length=80)),
                ('rule', models.CharField(max_length=80)),
                ('key', models.CharField(max_length=240)),
                ('cite', models.CharField(max_length=40)),
                ('words', models.CharField(max_length=120)),
                ('source', models.CharField(max_length=120)),
                ('source_cites', models.CharField(max_length=200)),
                ('norm', models.CharField(blank=True, max_length=120)),
                ('event', models.PositiveIntegerField(null=True)),
                ('subject', models.CharField(blank=True, max_length=40)),
                ('on', models.DateField(null=True)),
                ('outcome', models.CharField(blank=True, choices=[('', '待考虑'), ('opened', '已发起'), ('declined', '已考虑，不谈')], max_length=10)),
                ('answered', models.PositiveIntegerField(null=True)),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='situations', to='records.matter')),
            ],
            options={
                'indexes': [models.Index(fields=['a1', 'outcome', '-on', '-id', 'restricted', 'matter'], name='situation_a1'), models.Index(fields=['a2', 'outcome', '-on', '-id', 'restricted', 'matter'], name='situation_a2'), models.Index(fields=['a3', 'outcome', '-on', '-id', 'restricted', 'matter'], name='situation_a3'), models.Index(fields=['a4', 'outcome', '-on', '-id', 'restricted', 'matter'], name='situation_a4'), models.Index(fields=['a5', 'outcome', '-on', '-id', 'restricted', 'matter'], name='situation_a5'), models.Index(fields=['a6', 'outcome', '-on', '-id', 'restricted', 'matter'], name='situation_a6')],
                'constraints': [models.UniqueConstraint(fields=('matter', 'pack', 'procedure', 'key'), name='situation_once')],
            },
        ),
    ]
