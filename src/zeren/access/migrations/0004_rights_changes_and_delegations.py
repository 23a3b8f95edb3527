# Changes of rights by two administrators, delegations by a leader, an account of which only the own desk stays.

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0003_second_factors'),
        ('records', '0003_contents_sealed_in_the_vault'),
    ]

    operations = [
        migrations.CreateModel(
            name='Delegation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('seq', models.PositiveIntegerField()),
                ('role', models.CharField(choices=[('principal', '主要负责人'), ('leader_in_charge', '分管领导')], max_length=40)),
                ('functions', models.CharField(blank=True, max_length=400)),
                ('start', models.DateField(verbose_name='起')),
                ('end', models.DateField(verbose_name='止')),
                ('reason', models.CharField(max_length=200, verbose_name='原因')),
                ('made', models.DateTimeField()),
            ],
            options={
                'ordering': ['-year', '-seq'],
            },
        ),
        migrations.CreateModel(
            name='DelegationEnd',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('reason', models.CharField(blank=True, default='', max_length=200, verbose_name='原因')),
            ],
        ),
        migrations.CreateModel(
            name='HalfPassword',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key_id', models.CharField(blank=True, default='', max_length=20)),
                ('wrapped', models.BinaryField(null=True)),
                ('sealed', models.BinaryField(default=b'')),
                ('until', models.DateTimeField()),
                ('read', models.DateTimeField(null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='KeyRotation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=20)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='RightsChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('seq', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('make', '建账号'), ('stop', '停用账号'), ('start', '启用账号'), ('grant', '授权'), ('revoke', '收权'), ('password', '重置口令'), ('factor', '重置动态口令'), ('unlock', '解除锁定'), ('rotate', '密钥轮换')], max_length=20)),
                ('basis', models.CharField(max_length=200, verbose_name='依据')),
                ('proposed_as', models.CharField(max_length=40)),
                ('proposed', models.DateTimeField()),
                ('signin', models.CharField(blank=True, default='', max_length=60, verbose_name='登录名')),
                ('label', models.CharField(blank=True, default='', max_length=60, verbose_name='显示名')),
                ('role', models.CharField(blank=True, choices=[('case_handler', '承办人'), ('supervision_officer', '监督室干部'), ('team_member', '巡察组成员'), ('complaint_officer', '举报受理'), ('leader_in_charge', '分管领导'), ('principal', '主要负责人'), ('committee_office', '党委办公室'), ('organization_officer', '组织部门干部'), ('unit_liaison', '单位联络员'), ('subject', '本人'), ('viewer', '查阅'), ('system_admin', '系统管理员'), ('security_admin', '安全保密管理员'), ('audit_admin', '安全审计员')], default='', max_length=40)),
                ('functions', models.CharField(blank=True, default='', max_length=400)),
                ('start', models.DateField(null=True, verbose_name='起')),
                ('end', models.DateField(null=True, verbose_name='止')),
                ('own_stays', models.BooleanField(default=False, verbose_name='本人页保留')),
                ('purpose', models.CharField(blank=True, default='', max_length=20, verbose_name='密钥用途')),
            ],
            options={
                'ordering': ['-year', '-seq'],
            },
        ),
        migrations.CreateModel(
            name='RightsDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('confirmed', models.BooleanField()),
                ('decided_as', models.CharField(max_length=40)),
                ('at', models.DateTimeField()),
                ('reason', models.CharField(blank=True, default='', max_length=200, verbose_name='退回原因')),
            ],
        ),
        migrations.CreateModel(
            name='Series',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.CharField(max_length=20)),
                ('year', models.PositiveSmallIntegerField()),
                ('last', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='rolegrant',
            name='grant_once',
        ),
        migrations.AddField(
            model_name='account',
            name='one_time_until',
            field=models.DateTimeField(null=True, verbose_name='一次性口令有效至'),
        ),
        migrations.AddField(
            model_name='account',
            name='own_only',
            field=models.BooleanField(default=False, verbose_name='只留本人页'),
        ),
        migrations.AddField(
            model_name='rolegrant',
            name='withdrawn',
            field=models.BooleanField(default=False, verbose_name='当日收回'),
        ),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn', False)), fields=('account', 'role', 'organ', 'start'), name='grant_once'),
        ),
        migrations.AddField(
            model_name='delegation',
            name='giver',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='given', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='delegation',
            name='grant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='delegations', to='access.rolegrant'),
        ),
        migrations.AddField(
            model_name='delegation',
            name='to',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='received', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='delegationend',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='delegationend',
            name='delegation',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='ended', to='access.delegation'),
        ),
        migrations.AddField(
            model_name='keyrotation',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='rightschange',
            name='account',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='rightschange',
            name='appointment',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.appointment'),
        ),
        migrations.AddField(
            model_name='rightschange',
            name='grant',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.rolegrant'),
        ),
        migrations.AddField(
            model_name='rightschange',
            name='organ',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.organ'),
        ),
        migrations.AddField(
            model_name='rightschange',
            name='person',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.person'),
        ),
        migrations.AddField(
            model_name='rightschange',
            name='proposed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='keyrotation',
            name='change',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='rotation', to='access.rightschange'),
        ),
        migrations.AddField(
            model_name='halfpassword',
            name='change',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='half', to='access.rightschange'),
        ),
        migrations.AddField(
            model_name='rightsdecision',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='rightsdecision',
            name='change',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='decision', to='access.rightschange'),
        ),
        migrations.AddField(
            model_name='rightsdecision',
            name='grant',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='confirmed_in', to='access.rolegrant'),
        ),
        migrations.AddField(
            model_name='rightsdecision',
            name='made',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='made_in', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='series',
            constraint=models.UniqueConstraint(fields=('mark', 'year'), name='series_once'),
        ),
        migrations.AddConstraint(
            model_name='delegation',
            constraint=models.UniqueConstraint(fields=('year', 'seq'), name='delegation_number'),
        ),
        migrations.AddConstraint(
            model_name='delegation',
            constraint=models.CheckConstraint(condition=models.Q(('end__gte', models.F('start'))), name='delegation_start_before_end'),
        ),
        migrations.AddConstraint(
            model_name='delegation',
            constraint=models.CheckConstraint(condition=models.Q(('giver', models.F('to')), _negated=True), name='delegation_to_another'),
        ),
        migrations.AddConstraint(
            model_name='delegation',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='delegation_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='delegation',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['principal', 'leader_in_charge'])), name='delegation_of_a_leader'),
        ),
        migrations.AddIndex(
            model_name='rightschange',
            index=models.Index(fields=['account', 'proposed'], name='rights_change_account'),
        ),
        migrations.AddConstraint(
            model_name='rightschange',
            constraint=models.UniqueConstraint(fields=('year', 'seq'), name='rights_change_number'),
        ),
        migrations.AddConstraint(
            model_name='rightschange',
            constraint=models.CheckConstraint(condition=models.Q(('basis', ''), _negated=True), name='rights_change_has_basis'),
        ),
        migrations.AddConstraint(
            model_name='rightschange',
            constraint=models.CheckConstraint(condition=models.Q(('proposed_as__in', ('system_admin', 'security_admin'))), name='rights_change_by_administrator'),
        ),
        migrations.AddConstraint(
            model_name='rightschange',
            constraint=models.CheckConstraint(condition=models.Q(('account__isnull', False), ('kind__in', ['make', 'rotate']), _connector='OR'), name='rights_change_of_account'),
        ),
        migrations.AddConstraint(
            model_name='rightschange',
            constraint=models.CheckConstraint(condition=models.Q(('end__isnull', True), ('start__isnull', True), ('end__gte', models.F('start')), _connector='OR'), name='rights_change_start_before_end'),
        ),
        migrations.AddConstraint(
            model_name='rightsdecision',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed', True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='rights_returned_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='rightsdecision',
            constraint=models.CheckConstraint(condition=models.Q(('decided_as__in', ('system_admin', 'security_admin'))), name='rights_decided_by_administrator'),
        ),
    ]
