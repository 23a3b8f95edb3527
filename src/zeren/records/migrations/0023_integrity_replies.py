# The discipline organ's replies on the integrity of candidates, with their sealed log.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0022_explanations_and_evidence'),
    ]

    operations = [
        migrations.CreateModel(
            name='IntegrityReply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.PositiveIntegerField(null=True)),
                ('state', models.CharField(choices=[('drafted', '待审批'), ('returned', '退回修改'), ('approved', '已批，待签发'), ('issued', '已签发')], default='drafted', max_length=10)),
                ('intent', models.CharField(max_length=20)),
                ('day', models.DateField(verbose_name='核查日')),
                ('drafted_by', models.CharField(max_length=80)),
                ('approved_by', models.CharField(blank=True, max_length=80)),
                ('number', models.CharField(blank=True, max_length=80, verbose_name='编号')),
                ('issued', models.DateTimeField(null=True)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('asker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.organ')),
                ('dossier', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.matter')),
                ('organ', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.organ')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.person')),
            ],
        ),
        migrations.CreateModel(
            name='ReplyEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key_id', models.CharField(blank=True, default='', max_length=20)),
                ('wrapped', models.BinaryField(null=True)),
                ('sealed', models.BinaryField(default=b'')),
                ('seq', models.PositiveIntegerField()),
                ('act', models.CharField(max_length=10)),
                ('account', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
                ('reply', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='records.integrityreply')),
            ],
        ),
        migrations.AddIndex(
            model_name='integrityreply',
            index=models.Index(fields=['organ', 'state', '-id'], name='reply_organ'),
        ),
        migrations.AddConstraint(
            model_name='integrityreply',
            constraint=models.UniqueConstraint(condition=models.Q(('number', ''), _negated=True), fields=('organ', 'number'), name='reply_number_once'),
        ),
        migrations.AddConstraint(
            model_name='replyentry',
            constraint=models.UniqueConstraint(fields=('reply', 'seq'), name='reply_entry_once'),
        ),
    ]
