"""Daily heads and runs over the trail are kept; disposal is proposed by one and answered by another."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0004_recusals_and_circles_of_knowledge'),
    ]

    operations = [
        migrations.CreateModel(
            name='DisposalProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('years', models.PositiveSmallIntegerField()),
                ('ended', models.DateField()),
                ('basis', models.CharField(max_length=200)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('at', models.DateTimeField()),
                ('account', models.CharField(max_length=80)),
                ('person', models.BigIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='ExportedHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('seq', models.BigIntegerField()),
                ('link', models.CharField(max_length=64)),
                ('key_id', models.CharField(max_length=20)),
                ('seal', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('account', models.CharField(max_length=80)),
            ],
        ),
        migrations.CreateModel(
            name='PaperDisposal',
            fields=[
                ('attachment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='disposal', serialize=False, to='records.attachment')),
            ],
        ),
        migrations.CreateModel(
            name='SentHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('to', models.CharField(max_length=100)),
                ('on', models.DateField()),
                ('at', models.DateTimeField()),
                ('account', models.CharField(max_length=80)),
            ],
        ),
        migrations.CreateModel(
            name='Verification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started', models.DateTimeField()),
                ('account', models.CharField(max_length=80)),
                ('total', models.BigIntegerField(default=0)),
                ('reached', models.BigIntegerField(default=0)),
                ('done', models.BigIntegerField(default=0)),
                ('link', models.CharField(blank=True, default='', max_length=64)),
                ('seconds', models.FloatField(default=0)),
                ('finished', models.DateTimeField(null=True)),
                ('report', models.JSONField(default=list)),
            ],
        ),
        migrations.AddField(
            model_name='matter',
            name='disposed',
            field=models.DateField(null=True, verbose_name='销毁日'),
        ),
        migrations.AddIndex(
            model_name='trailentry',
            index=models.Index(fields=['at', 'seq'], name='trail_at'),
        ),
        migrations.AddIndex(
            model_name='trailentry',
            index=models.Index(fields=['account', 'at', 'seq'], name='trail_account'),
        ),
        migrations.AddIndex(
            model_name='trailentry',
            index=models.Index(fields=['act', 'at', 'seq'], name='trail_act'),
        ),
        migrations.AddIndex(
            model_name='trailentry',
            index=models.Index(condition=models.Q(('basis', ''), _negated=True), fields=['basis', 'at', 'seq'], name='trail_basis'),
        ),
        migrations.CreateModel(
            name='DisposalAnswer',
            fields=[
                ('proposal', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='answer', serialize=False, to='records.disposalproposal')),
                ('answer', models.CharField(choices=[('confirmed', '已销毁'), ('refused', '不同意销毁')], max_length=20)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('entries', models.PositiveIntegerField(default=0)),
                ('papers', models.PositiveIntegerField(default=0)),
                ('at', models.DateTimeField()),
                ('account', models.CharField(max_length=80)),
                ('person', models.BigIntegerField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name='disposalproposal',
            name='matter',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disposal_proposals', to='records.matter'),
        ),
        migrations.AddIndex(
            model_name='exportedhead',
            index=models.Index(fields=['day', 'id'], name='trail_head_day'),
        ),
        migrations.AddField(
            model_name='paperdisposal',
            name='proposal',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='records.disposalproposal'),
        ),
        migrations.AddField(
            model_name='senthead',
            name='head',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sent', to='records.exportedhead'),
        ),
        migrations.AddIndex(
            model_name='verification',
            index=models.Index(fields=['finished', 'id'], name='trail_verified'),
        ),
    ]
