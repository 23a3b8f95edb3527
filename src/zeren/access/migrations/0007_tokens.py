# Bearer tokens of the HTTP interface: a keyed digest, a scope, a last day.

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0006_unsealing'),
    ]

    operations = [
        migrations.CreateModel(
            name='Token',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(max_length=60, verbose_name='用途')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('password_mark', models.CharField(max_length=64)),
                ('scope', models.CharField(choices=[('read', '只读'), ('write', '读和记录')], max_length=10, verbose_name='范围')),
                ('made', models.DateTimeField(verbose_name='建立时间')),
                ('expires', models.DateField(verbose_name='有效期末日')),
                ('revoked', models.DateTimeField(null=True, verbose_name='停用时间')),
                ('last_used', models.DateField(null=True, verbose_name='最近使用日')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['account', '-made'], name='token_of_account')],
                'constraints': [models.CheckConstraint(condition=models.Q(('scope__in', ('read', 'write'))), name='token_scope_known'), models.CheckConstraint(condition=models.Q(('last_used__isnull', True), ('last_used__lte', models.F('expires')), _connector='OR'), name='token_used_in_time')],
            },
        ),
    ]
