# The register of integrity risks of posts: its rows, its log, the end of the log of each organ.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0017_duty_lists_and_activities'),
    ]

    operations = [
        migrations.CreateModel(
            name='RiskRegister',
            fields=[
                ('organ', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='risk_register', serialize=False, to='records.organ')),
                ('numbers', models.PositiveIntegerField(default=0)),
                ('head_seq', models.PositiveIntegerField(default=0)),
                ('head_link', models.CharField(default='', max_length=64)),
                ('head_seal', models.CharField(default='', max_length=64)),
                ('head_key', models.CharField(default='', max_length=20)),
            ],
        ),
        migrations.CreateModel(
            name='Risk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('a1', models.BigIntegerField(null=True)),
                ('a2', models.BigIntegerField(null=True)),
                ('a3', models.BigIntegerField(null=True)),
                ('a4', models.BigIntegerField(null=True)),
                ('a5', models.BigIntegerField(null=True)),
                ('a6', models.BigIntegerField(null=True)),
                ('number', models.PositiveIntegerField(verbose_name='编号')),
                ('post_name', models.CharField(max_length=100, verbose_name='岗位名称')),
                ('power', models.CharField(max_length=200, verbose_name='行使的权力')),
                ('point', models.CharField(max_length=400, verbose_name='风险点')),
                ('level', models.CharField(blank=True, choices=[('high', '高'), ('middle', '中'), ('low', '低')], max_length=10, verbose_name='等级')),
                ('basis', models.CharField(blank=True, max_length=200, verbose_name='定级依据')),
                ('review', models.DateField(verbose_name='复核日')),
                ('reviewed_on', models.DateField(null=True, verbose_name='上次复核')),
                ('state', models.CharField(choices=[('unsigned', '待签'), ('signed', '已签'), ('lifted', '已解除')], default='unsigned', max_length=10, verbose_name='状态')),
                ('signed_on', models.DateField(null=True, verbose_name='签字日')),
                ('asks', models.CharField(blank=True, max_length=400, verbose_name='请核对')),
                ('due', models.DateField(null=True, verbose_name='时限')),
                ('version', models.PositiveIntegerField(default=0)),
                ('organ', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='risks', to='records.organ', verbose_name='单位')),
                ('post', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='risks', to='records.post', verbose_name='岗位')),
                ('signed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.person', verbose_name='签字人')),
            ],
        ),
        migrations.CreateModel(
            name='RiskMeasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='序号')),
                ('text', models.CharField(max_length=400, verbose_name='防控措施')),
                ('kind', models.CharField(choices=[('post', '岗位'), ('department', '部门'), ('member', '班子成员')], max_length=10, verbose_name='责任类别')),
                ('owner', models.CharField(blank=True, max_length=40)),
                ('owner_name', models.CharField(max_length=100, verbose_name='责任')),
                ('due', models.DateField(null=True, verbose_name='时限')),
                ('long_term', models.BooleanField(default=False, verbose_name='长期')),
                ('done', models.DateField(null=True, verbose_name='落实日')),
                ('risk', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='measures', to='records.risk')),
            ],
            options={
                'ordering': ['risk', 'number'],
            },
        ),
        migrations.CreateModel(
            name='RiskEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.PositiveIntegerField()),
                ('version', models.PositiveIntegerField()),
                ('act', models.CharField(choices=[('entered', '登记'), ('changed', '修改'), ('carried_out', '登记落实'), ('reviewed', '复核'), ('signed', '签字背书'), ('cleared', '核对人名'), ('lifted', '解除'), ('restored', '恢复在册')], max_length=12)),
                ('on', models.DateField()),
                ('recorded', models.DateTimeField()),
                ('account', models.CharField(max_length=80)),
                ('person', models.BigIntegerField(null=True)),
                ('body', models.TextField()),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('key_id', models.CharField(max_length=20)),
                ('link', models.CharField(max_length=64)),
                ('risk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='records.risk')),
                ('register', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='records.riskregister')),
            ],
        ),
        migrations.AddIndex(
            model_name='risk',
            index=models.Index(fields=['a1', 'organ', 'number'], name='risk_a1'),
        ),
        migrations.AddIndex(
            model_name='risk',
            index=models.Index(fields=['a2', 'organ', 'number'], name='risk_a2'),
        ),
        migrations.AddIndex(
            model_name='risk',
            index=models.Index(fields=['a3', 'organ', 'number'], name='risk_a3'),
        ),
        migrations.AddIndex(
            model_name='risk',
            index=models.Index(fields=['a4', 'organ', 'number'], name='risk_a4'),
        ),
        migrations.AddIndex(
            model_name='risk',
            index=models.Index(fields=['a5', 'organ', 'number'], name='risk_a5'),
        ),
        migrations.AddIndex(
            model_name='risk',
            index=models.Index(fields=['a6', 'organ', 'number'], name='risk_a6'),
        ),
        migrations.AddIndex(
            model_name='risk',
            index=models.Index(condition=models.Q(('state', 'lifted'), _negated=True), fields=['a1', 'review', 'id'], name='risk_review_a1'),
        ),
        migrations.AddIndex(
            model_name='risk',
            index=models.Index(condition=models.Q(('state', 'lifted'), _negated=True), fields=['a2', 'review', 'id'], name='risk_review_a2'),
        ),
        migrations.AddIndex(
            model_name='risk',
            index=models.Index(condition=models.Q(('state', 'lifted'), _negated=True), fields=['a3', 'review', 'id'], name='risk_review_a3'),
        ),
        migrations.AddIndex(
            model_name='risk',
            index=models.Index(condition=models.Q(('state', 'lifted'), _negated=True), fields=['a4', 'review', 'id'], name='risk_review_a4'),
        ),
        migrations.AddIndex(
            model_name='risk',
            index=models.Index(condition=models.Q(('state', 'lifted'), _negated=True), fields=['a5', 'review', 'id'], name='risk_review_a5'),
        ),
        migrations.AddIndex(
            model_name='risk',
            index=models.Index(condition=models.Q(('state', 'lifted'), _negated=True), fields=['a6', 'review', 'id'], name='risk_review_a6'),
        ),
        migrations.AddConstraint(
            model_name='risk',
            constraint=models.UniqueConstraint(fields=('organ', 'number'), name='risk_number_once'),
        ),
        migrations.AddConstraint(
            model_name='risk',
            constraint=models.CheckConstraint(condition=models.Q(('level', ''), models.Q(('basis', ''), _negated=True), _connector='OR'), name='risk_level_with_its_basis'),
        ),
        migrations.AddConstraint(
            model_name='riskmeasure',
            constraint=models.UniqueConstraint(fields=('risk', 'number'), name='risk_measure_once'),
        ),
        migrations.AddConstraint(
            model_name='riskmeasure',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('due__isnull', False), ('long_term', False)), models.Q(('due__isnull', True), ('long_term', True)), _connector='OR'), name='risk_measure_day_or_long_term'),
        ),
        migrations.AddConstraint(
            model_name='riskentry',
            constraint=models.UniqueConstraint(fields=('register', 'seq'), name='risk_entry_seq_once'),
        ),
        migrations.AddConstraint(
            model_name='riskentry',
            constraint=models.UniqueConstraint(fields=('risk', 'version'), name='risk_entry_version_once'),
        ),
    ]
