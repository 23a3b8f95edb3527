# The three lists: problems, tasks, who answers for them; rows that the log of a matter makes.

import datetime
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0010_complaint_numbers_once_in_all'),
    ]

    operations = [
        migrations.CreateModel(
            name='ListedProblem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('a1', models.BigIntegerField(null=True)),
                ('a2', models.BigIntegerField(null=True)),
                ('a3', models.BigIntegerField(null=True)),
                ('a4', models.BigIntegerField(null=True)),
                ('a5', models.BigIntegerField(null=True)),
                ('a6', models.BigIntegerField(null=True)),
                ('number', models.PositiveSmallIntegerField(verbose_name='序号')),
                ('text', models.CharField(max_length=1000, verbose_name='问题')),
                ('kind', models.CharField(blank=True, max_length=60, verbose_name='类型')),
                ('provision', models.CharField(blank=True, max_length=120, verbose_name='涉及条款')),
                ('severity', models.CharField(blank=True, max_length=60, verbose_name='严重程度')),
                ('page', models.CharField(blank=True, max_length=60, verbose_name='反馈原文页码')),
                ('basis', models.CharField(blank=True, max_length=1000, verbose_name='问题佐证')),
                ('found', models.DateField(null=True, verbose_name='发现日')),
                ('void', models.BooleanField(default=False, verbose_name='已撤销')),
                ('restricted', models.BooleanField(default=False)),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='listed_problems', to='records.matter')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.organ', verbose_name='整改单位')),
            ],
        ),
        migrations.CreateModel(
            name='ListedTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('a1', models.BigIntegerField(null=True)),
                ('a2', models.BigIntegerField(null=True)),
                ('a3', models.BigIntegerField(null=True)),
                ('a4', models.BigIntegerField(null=True)),
                ('a5', models.BigIntegerField(null=True)),
                ('a6', models.BigIntegerField(null=True)),
                ('number', models.PositiveSmallIntegerField(verbose_name='任务号')),
                ('text', models.CharField(max_length=1000, verbose_name='任务')),
                ('due', models.DateField(null=True, verbose_name='完成时限')),
                ('turn', models.DateField(default=datetime.date(9999, 12, 31))),
                ('long_term', models.BooleanField(default=False, verbose_name='长期坚持')),
                ('stage', models.CharField(blank=True, max_length=20, verbose_name='阶段')),
                ('office', models.CharField(blank=True, max_length=60, verbose_name='承办股室')),
                ('partners', models.CharField(blank=True, max_length=200, verbose_name='配合单位')),
                ('progress', models.CharField(blank=True, max_length=1000, verbose_name='进展')),
                ('evidence', models.CharField(blank=True, max_length=1000, verbose_name='佐证')),
                ('done', models.DateField(null=True, verbose_name='完成日')),
                ('standing', models.PositiveSmallIntegerField(choices=[(1, '整改中'), (2, '退回重做'), (3, '已完成，未申请'), (4, '等待审核'), (5, '长期坚持'), (6, '已销号'), (9, '已撤销')], default=1)),
                ('note', models.CharField(blank=True, max_length=400, verbose_name='退回或者重开的说明')),
                ('applied_on', models.DateField(null=True, verbose_name='申请销号日')),
                ('applied_by', models.CharField(blank=True, max_length=80)),
                ("applicant", models.BigIntegerField(null=True)),
                ('closed_on', models.DateField(null=True, verbose_name='销号日')),
                ('closed_at', models.DateTimeField(null=True)),
                ('closed_by', models.CharField(blank=True, max_length=80)),
                ('judged', models.CharField(blank=True, max_length=400, verbose_name='核看的说明')),
                ('reopened', models.PositiveSmallIntegerField(default=0, verbose_name='重开次数')),
                ('extended', models.PositiveSmallIntegerField(default=0, verbose_name='延期次数')),
                ('restricted', models.BooleanField(default=False)),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.matter')),
                ('problem', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='records.listedproblem')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.organ')),
            ],
        ),
        migrations.CreateModel(
            name='Responsible',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('leads', models.BooleanField(default=False, verbose_name='牵头')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.person')),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='responsible', to='records.listedtask')),
            ],
        ),
        migrations.CreateModel(
            name='TaskPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('attachment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.attachment')),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='papers', to='records.listedtask')),
            ],
        ),
        migrations.AddIndex(
            model_name='listedproblem',
            index=models.Index(fields=['a1', 'void', 'id', 'restricted', 'matter'], name='listed_problem_a1'),
        ),
        migrations.AddIndex(
            model_name='listedproblem',
            index=models.Index(fields=['a2', 'void', 'id', 'restricted', 'matter'], name='listed_problem_a2'),
        ),
        migrations.AddIndex(
            model_name='listedproblem',
            index=models.Index(fields=['a3', 'void', 'id', 'restricted', 'matter'], name='listed_problem_a3'),
        ),
        migrations.AddIndex(
            model_name='listedproblem',
            index=models.Index(fields=['a4', 'void', 'id', 'restricted', 'matter'], name='listed_problem_a4'),
        ),
        migrations.AddIndex(
            model_name='listedproblem',
            index=models.Index(fields=['a5', 'void', 'id', 'restricted', 'matter'], name='listed_problem_a5'),
        ),
        migrations.AddIndex(
            model_name='listedproblem',
            index=models.Index(fields=['a6', 'void', 'id', 'restricted', 'matter'], name='listed_problem_a6'),
        ),
        migrations.AddConstraint(
            model_name='listedproblem',
            constraint=models.UniqueConstraint(fields=('matter', 'unit', 'number'), name='listed_problem_once'),
        ),
        migrations.AddIndex(
            model_name='listedtask',
            index=models.Index(fields=['unit', 'standing', 'turn', 'id'], name='listed_task_unit'),
        ),
        migrations.AddIndex(
            model_name='listedtask',
            index=models.Index(fields=['matter', 'standing', 'turn', 'id'], name='listed_task_matter'),
        ),
        migrations.AddIndex(
            model_name='listedtask',
            index=models.Index(fields=['a1', 'standing', 'turn', 'id', 'restricted', 'matter'], name='listed_task_a1'),
        ),
        migrations.AddIndex(
            model_name='listedtask',
            index=models.Index(fields=['a2', 'standing', 'turn', 'id', 'restricted', 'matter'], name='listed_task_a2'),
        ),
        migrations.AddIndex(
            model_name='listedtask',
            index=models.Index(fields=['a3', 'standing', 'turn', 'id', 'restricted', 'matter'], name='listed_task_a3'),
        ),
        migrations.AddIndex(
            model_name='listedtask',
            index=models.Index(fields=['a4', 'standing', 'turn', 'id', 'restricted', 'matter'], name='listed_task_a4'),
        ),
        migrations.AddIndex(
            model_name='listedtask',
            index=models.Index(fields=['a5', 'standing', 'turn', 'id', 'restricted', 'matter'], name='listed_task_a5'),
        ),
        migrations.AddIndex(
            model_name='listedtask',
            index=models.Index(fields=['a6', 'standing', 'turn', 'id', 'restricted', 'matter'], name='listed_task_a6'),
        ),
        migrations.AddConstraint(
            model_name='listedtask',
            constraint=models.UniqueConstraint(fields=('problem', 'number'), name='listed_task_once'),
        ),
        migrations.AddConstraint(
            model_name='responsible',
            constraint=models.UniqueConstraint(fields=('task', 'person', 'leads'), name='listed_responsible_once'),
        ),
        migrations.AddConstraint(
            model_name='taskpaper',
            constraint=models.UniqueConstraint(fields=('task', 'attachment'), name='listed_paper_once'),
        ),
    ]
