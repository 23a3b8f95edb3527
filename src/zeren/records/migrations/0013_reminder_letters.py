# 提醒函: the ledger of reminder letters, a projection of the logs, and whom each went to.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0012_talent_pool_and_draws'),
    ]

    operations = [
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('a1', models.BigIntegerField(null=True)),
                ('a2', models.BigIntegerField(null=True)),
                ('a3', models.BigIntegerField(null=True)),
                ('a4', models.BigIntegerField(null=True)),
                ('a5', models.BigIntegerField(null=True)),
                ('a6', models.BigIntegerField(null=True)),
                ('seq', models.PositiveIntegerField()),
                ('number', models.CharField(max_length=80, verbose_name='编号')),
                ('light', models.CharField(choices=[('green', '绿'), ('amber', '黄'), ('red', '红')], max_length=10)),
                ('on', models.DateField(verbose_name='发函日')),
                ('account', models.CharField(max_length=80)),
                ('pack', models.CharField(max_length=120)),
                ('norm', models.CharField(max_length=120)),
                ('key', models.CharField(max_length=200)),
                ('subject', models.CharField(blank=True, max_length=40)),
                ('act', models.CharField(max_length=200)),
                ('cites', models.CharField(max_length=200)),
                ('due', models.DateField(verbose_name='到期日')),
                ('withdrawn', models.DateField(null=True, verbose_name='收回日')),
                ('standing', models.CharField(choices=[('open', '待办'), ('met', '已办'), ('gone', '不再要求')], default='open', max_length=10)),
                ('met_on', models.DateField(null=True, verbose_name='办结日')),
                ('met_by', models.CharField(blank=True, max_length=40)),
                ('restricted', models.BooleanField(default=False)),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='records.matter')),
                ('organ', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.organ', verbose_name='发函机关')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.organ', verbose_name='应办单位')),
            ],
        ),
        migrations.CreateModel(
            name='LetterRecipient',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField()),
                ('capacity', models.CharField(choices=[('handler', '承办人'), ('leader', '分管领导'), ('unit', '应办单位'), ('principal', '主要负责人')], max_length=10)),
                ('received', models.DateField(null=True, verbose_name='收到日')),
                ('answered', models.DateField(null=True, verbose_name='回复日')),
                ('letter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recipients', to='records.letter')),
                ('organ', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.organ')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.person')),
            ],
            options={
                'ordering': ['letter', 'place'],
            },
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(fields=['matter', 'norm', 'key', 'light'], name='letter_of_obligation'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(fields=['a1', '-on', '-id'], name='letter_a1'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(fields=['a2', '-on', '-id'], name='letter_a2'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(fields=['a3', '-on', '-id'], name='letter_a3'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(fields=['a4', '-on', '-id'], name='letter_a4'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(fields=['a5', '-on', '-id'], name='letter_a5'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(fields=['a6', '-on', '-id'], name='letter_a6'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.UniqueConstraint(fields=('matter', 'seq'), name='letter_entry_once'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.UniqueConstraint(fields=('organ', 'number'), name='letter_number_once'),
        ),
        migrations.AddConstraint(
            model_name='letterrecipient',
            constraint=models.UniqueConstraint(fields=('letter', 'place'), name='letter_recipient_once'),
        ),
        migrations.AddConstraint(
            model_name='letterrecipient',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('organ__isnull', True), ('person__isnull', False)), models.Q(('organ__isnull', False), ('person__isnull', True)), _connector='OR'), name='letter_recipient_person_or_organ'),
        ),
    ]
