# The talent pool; and the draws of the logs as other matters ask for them, a projection that ``zeren rebuild`` lays anew.

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("records", "0011_the_three_lists"),
    ]

    operations = [
        migrations.CreateModel(
            name='Draw',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entry', models.PositiveIntegerField()),
                ('on', models.DateField()),
                ('digest', models.CharField(max_length=64)),
                ('state', models.CharField(choices=[('announced', '待抽'), ('drawn', '已抽'), ('superseded', '已另行公布')], max_length=10)),
                ('drawn', models.PositiveIntegerField(null=True)),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='draws', to='records.matter')),
            ],
        ),
        migrations.CreateModel(
            name='PoolMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('a1', models.BigIntegerField(null=True)),
                ('a2', models.BigIntegerField(null=True)),
                ('a3', models.BigIntegerField(null=True)),
                ('a4', models.BigIntegerField(null=True)),
                ('a5', models.BigIntegerField(null=True)),
                ('a6', models.BigIntegerField(null=True)),
                ('since', models.DateField(verbose_name='入库日')),
                ('until', models.DateField(null=True, verbose_name='出库日')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='出库原因')),
                ('may_head', models.BooleanField(default=False, verbose_name='可任组长')),
                ('basis', models.CharField(blank=True, max_length=200, verbose_name='可任组长的依据')),
                ('organ', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pool', to='records.organ', verbose_name='保管机关')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pools', to='records.person', verbose_name='人员')),
            ],
        ),
        migrations.CreateModel(
            name='TeamSeat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seat', models.CharField(max_length=40)),
                ('since', models.PositiveIntegerField()),
                ('until', models.PositiveIntegerField(null=True)),
                ('draw', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='records.draw')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.person')),
            ],
        ),
        migrations.AddConstraint(
            model_name='draw',
            constraint=models.UniqueConstraint(fields=('matter', 'entry'), name='draw_once'),
        ),
        migrations.AddIndex(
            model_name='poolmember',
            index=models.Index(fields=['a1', 'id'], name='pool_a1'),
        ),
        migrations.AddIndex(
            model_name='poolmember',
            index=models.Index(fields=['a2', 'id'], name='pool_a2'),
        ),
        migrations.AddIndex(
            model_name='poolmember',
            index=models.Index(fields=['a3', 'id'], name='pool_a3'),
        ),
        migrations.AddIndex(
            model_name='poolmember',
            index=models.Index(fields=['a4', 'id'], name='pool_a4'),
        ),
        migrations.AddIndex(
            model_name='poolmember',
            index=models.Index(fields=['a5', 'id'], name='pool_a5'),
        ),
        migrations.AddIndex(
            model_name='poolmember',
            index=models.Index(fields=['a6', 'id'], name='pool_a6'),
        ),
        migrations.AddConstraint(
            model_name='poolmember',
            constraint=models.UniqueConstraint(fields=('organ', 'person', 'since'), name='pool_once'),
        ),
        migrations.AddConstraint(
            model_name='poolmember',
            constraint=models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='pool_since_before_until'),
        ),
        migrations.AddConstraint(
            model_name='poolmember',
            constraint=models.CheckConstraint(condition=models.Q(('may_head', False), models.Q(('basis', ''), _negated=True), _connector='OR'), name='pool_head_with_its_basis'),
        ),
        migrations.AddConstraint(
            model_name='teamseat',
            constraint=models.UniqueConstraint(fields=('draw', 'person'), name='team_seat_once'),
        ),
    ]
