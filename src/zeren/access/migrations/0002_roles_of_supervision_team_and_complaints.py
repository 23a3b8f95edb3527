# The roles of supervision, inspection team and complaints; a grant that rests on an appointment.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0001_accounts_and_roles'),
        ('records', '0003_contents_sealed_in_the_vault'),
    ]

    operations = [
        migrations.AddField(
            model_name='rolegrant',
            name='appointment',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='records.appointment'),
        ),
        migrations.AddField(
            model_name='rolegrant',
            name='basis',
            field=models.CharField(blank=True, max_length=200, verbose_name='依据文号'),
        ),
        migrations.AlterField(
            model_name='rolegrant',
            name='role',
            field=models.CharField(choices=[('case_handler', '承办人'), ('supervision_officer', '监督室干部'), ('team_member', '巡察组成员'), ('complaint_officer', '举报受理'), ('leader_in_charge', '分管领导'), ('principal', '主要负责人'), ('committee_office', '党委办公室'), ('organization_officer', '组织部门干部'), ('unit_liaison', '单位联络员'), ('subject', '本人'), ('viewer', '查阅'), ('system_admin', '系统管理员'), ('security_admin', '安全保密管理员'), ('audit_admin', '安全审计员')], max_length=40),
        ),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('role', 'team_member'), _negated=True), ('end__isnull', False), _connector='OR'), name='grant_of_team_ends'),
        ),
    ]
