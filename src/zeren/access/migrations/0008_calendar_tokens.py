# Tokens that open the calendar feed and nothing else.

from django.db import migrations, models


def end_subscriptions(apps, schema_editor):
    """On the way back: what older versions do not know as a scope works no more; it is made again in a minute."""
    apps.get_model('access', 'Token').objects.filter(scope='calendar').delete()


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0007_tokens'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='token',
            name='token_scope_known',
        ),
        migrations.AlterField(
            model_name='token',
            name='scope',
            field=models.CharField(choices=[('read', '只读'), ('write', '读和记录'), ('calendar', '日历订阅')], max_length=10, verbose_name='范围'),
        ),
        migrations.AddConstraint(
            model_name='token',
            constraint=models.CheckConstraint(condition=models.Q(('scope__in', ('read', 'write', 'calendar'))), name='token_scope_known'),
        ),
        migrations.RunPython(migrations.RunPython.noop, end_subscriptions),
    ]
