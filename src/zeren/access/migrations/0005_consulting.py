# Consulting sealed material with approval: requests, decisions, withdrawals, looks.

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0004_rights_changes_and_delegations'),
        ('records', '0006_materials'),
    ]

    operations = [
        migrations.CreateModel(
            name='ConsultRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=80, verbose_name='编号')),
                ('kind', models.CharField(max_length=60)),
                ('way', models.CharField(max_length=60)),
                ('purpose', models.CharField(max_length=60)),
                ('years', models.CharField(max_length=200)),
                ('sections', models.TextField()),
                ('reason', models.TextField(verbose_name='理由')),
                ('matter_number', models.CharField(blank=True, max_length=80, verbose_name='事由编号')),
                ('begins', models.DateField(verbose_name='起')),
                ('ends', models.DateField(verbose_name='止')),
                ('pack', models.CharField(max_length=100)),
                ('cite', models.CharField(max_length=40)),
                ('on', models.DateField(verbose_name='送批日')),
                ('at', models.DateTimeField()),
                ('asker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='asked_consultations', to=settings.AUTH_USER_MODEL)),
                ('matter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consultations', to='records.matter')),
                ('organ', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consultations', to='records.organ', verbose_name='申请机关')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consultations', to='records.person')),
                ('sent_to', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sent_consultations', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ConsultLooker',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consultations', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lookers', to='access.consultrequest')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='ConsultLook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('materials', models.TextField()),
                ('sections', models.TextField()),
                ('at', models.DateTimeField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='looks', to='access.consultrequest')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='ConsultForwarding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('sender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('to', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='forwardings', to='access.consultrequest')),
            ],
        ),
        migrations.CreateModel(
            name='ConsultDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('granted', '批准'), ('returned', '退回'), ('refused', '不批准')], max_length=10)),
                ('reasons', models.TextField(blank=True)),
                ('begins', models.DateField(null=True)),
                ('ends', models.DateField(null=True)),
                ('pack', models.CharField(max_length=100)),
                ('cite', models.CharField(max_length=40)),
                ('on', models.DateField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consult_decisions', to=settings.AUTH_USER_MODEL)),
                ('request', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='decision', to='access.consultrequest')),
            ],
        ),
        migrations.CreateModel(
            name='ConsultWithdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reasons', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawal', to='access.consultrequest')),
            ],
        ),
        migrations.AddIndex(
            model_name='consultrequest',
            index=models.Index(fields=['person', 'purpose', 'on'], name='consultation_of'),
        ),
        migrations.AddConstraint(
            model_name='consultrequest',
            constraint=models.UniqueConstraint(fields=('organ', 'number'), name='consultation_number_once'),
        ),
        migrations.AddConstraint(
            model_name='consultrequest',
            constraint=models.CheckConstraint(condition=models.Q(('ends__gte', models.F('begins'))), name='consultation_begins_before_end'),
        ),
        migrations.AddConstraint(
            model_name='consultlooker',
            constraint=models.UniqueConstraint(fields=('request', 'account'), name='consultation_looker_once'),
        ),
        migrations.AddConstraint(
            model_name='consultdecision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('begins__isnull', False), ('ends__gte', models.F('begins')), ('outcome', 'granted')), models.Q(models.Q(('outcome', 'granted'), _negated=True), models.Q(('reasons', ''), _negated=True)), _connector='OR'), name='consult_decision_has_days_or_reasons'),
        ),
    ]
