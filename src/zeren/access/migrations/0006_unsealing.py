# Opening a sealed reporter: requests, decisions of two, looks; all of them append-only.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0005_consulting'),
        ('records', '0007_complaints'),
    ]

    operations = [
        migrations.CreateModel(
            name='Unsealing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key_id', models.CharField(blank=True, default='', max_length=20)),
                ('wrapped', models.BinaryField(null=True)),
                ('sealed', models.BinaryField(default=b'')),
                ('use', models.CharField(choices=[('protect', '遇报复，要保护本人'), ('verify', '核实须当面问本人'), ('answer', '须当面答复本人')], max_length=10, verbose_name='用途')),
                ('asker', models.CharField(max_length=80, verbose_name='提出人')),
                ('looker', models.CharField(max_length=80, verbose_name='查看人')),
                ('asked', models.DateTimeField()),
                ('complaint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='unsealings', to='records.complaint')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='UnsealingLook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
                ('unsealing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='looks', to='access.unsealing')),
            ],
        ),
        migrations.CreateModel(
            name='UnsealingDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key_id', models.CharField(blank=True, default='', max_length=20)),
                ('wrapped', models.BinaryField(null=True)),
                ('sealed', models.BinaryField(default=b'')),
                ('verdict', models.CharField(choices=[('granted', '批准'), ('refused', '不批准'), ('withdrawn', '收回')], max_length=10)),
                ('account', models.CharField(max_length=80)),
                ('person', models.BigIntegerField(null=True)),
                ('seat', models.CharField(max_length=200, verbose_name='以什么身份')),
                ('at', models.DateTimeField()),
                ('unsealing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='access.unsealing')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('unsealing', 'account', 'verdict'), name='unsealing_verdict_once')],
            },
        ),
    ]
