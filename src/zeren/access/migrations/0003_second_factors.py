# Second factors: sealed phone secrets, public passkeys, digests of recovery codes; sessions end with a generation.

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0002_roles_of_supervision_team_and_complaints'),
    ]

    operations = [
        migrations.AddField(
            model_name='account',
            name='generation',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='account',
            name='must_change',
            field=models.BooleanField(default=False, verbose_name='须改口令'),
        ),
        migrations.AddField(
            model_name='account',
            name='second_factor',
            field=models.BooleanField(default=False, verbose_name='第二因素'),
        ),
        migrations.CreateModel(
            name='Passkey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(max_length=40, verbose_name='名称')),
                ('host', models.CharField(max_length=253, verbose_name='主机名')),
                ('credential', models.BinaryField()),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('count', models.BigIntegerField(default=0)),
                ('made', models.DateTimeField()),
                ('used', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passkeys', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='RecoveryCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('used', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recovery_codes', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='OneTimeCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key_id', models.CharField(blank=True, default='', max_length=20)),
                ('wrapped', models.BinaryField(null=True)),
                ('sealed', models.BinaryField(default=b'')),
                ('pending', models.BooleanField(default=True)),
                ('made', models.DateTimeField()),
                ('last_step', models.BigIntegerField(default=0)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codes', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('account', 'pending'), name='one_code_bound_one_pending')],
            },
        ),
    ]
