# 无记名评议: the setting, who may vote and came, the lock of the tellers, codes, sealed slips, the result.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0019_situations'),
    ]

    operations = [
        migrations.CreateModel(
            name='Ballot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=80)),
                ('at', models.CharField(max_length=40)),
                ('day', models.DateField()),
                ('state', models.CharField(choices=[('prepared', '筹备'), ('open', '投票中'), ('closed', '已闭票'), ('counted', '已开票'), ('off', '已作废')], default='prepared', max_length=10)),
                ('basis', models.CharField(blank=True, max_length=200)),
                ('abstain', models.CharField(blank=True, choices=[('left_out', '弃权不计入分母'), ('as_zero', '弃权按 0 分计入')], max_length=10)),
                ('exact', models.BooleanField(default=False)),
                ('self_out', models.BooleanField(default=False)),
                ('made', models.PositiveIntegerField(default=0)),
                ('left', models.PositiveIntegerField(null=True)),
                ('given', models.PositiveIntegerField(null=True)),
                ('attended', models.PositiveIntegerField(null=True)),
                ('cast', models.PositiveIntegerField(null=True)),
                ('back', models.PositiveIntegerField(null=True)),
                ('paper_void', models.PositiveIntegerField(null=True)),
                ('opened', models.PositiveIntegerField(null=True)),
                ('closed', models.PositiveIntegerField(null=True)),
                ('counted', models.PositiveIntegerField(null=True)),
                ('handed', models.CharField(blank=True, max_length=400)),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ballots', to='records.matter')),
            ],
            options={
                'ordering': ['-day', '-id'],
            },
        ),
        migrations.CreateModel(
            name='BallotResult',
            fields=[
                ('key_id', models.CharField(blank=True, default='', max_length=20)),
                ('wrapped', models.BinaryField(null=True)),
                ('sealed', models.BinaryField(default=b'')),
                ('ballot', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='result', serialize=False, to='records.ballot')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='BallotCode',
            fields=[
                ('digest', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('used', models.BooleanField(default=False)),
                ('ballot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codes', to='records.ballot')),
            ],
        ),
        migrations.CreateModel(
            name='BallotPaper',
            fields=[
                ('key_id', models.CharField(blank=True, default='', max_length=20)),
                ('wrapped', models.BinaryField(null=True)),
                ('sealed', models.BinaryField(default=b'')),
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('ballot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='papers', to='records.ballot')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='BallotAssent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(choices=[('close', '闭票'), ('reason', '记明原因'), ('off', '作废')], max_length=10)),
                ('left', models.PositiveIntegerField(null=True)),
                ('given', models.PositiveIntegerField(null=True)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('ballot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assents', to='records.ballot')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('ballot', 'act', 'person'), name='ballot_assent_once')],
            },
        ),
        migrations.CreateModel(
            name='BallotOption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField()),
                ('label', models.CharField(max_length=20)),
                ('points', models.CharField(blank=True, max_length=10)),
                ('ballot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='options', to='records.ballot')),
            ],
            options={
                'ordering': ['ballot', 'place'],
                'constraints': [models.UniqueConstraint(fields=('ballot', 'place'), name='ballot_option_place_once'), models.UniqueConstraint(fields=('ballot', 'label'), name='ballot_option_label_once')],
            },
        ),
        migrations.CreateModel(
            name='BallotPaperCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key_id', models.CharField(blank=True, default='', max_length=20)),
                ('wrapped', models.BinaryField(null=True)),
                ('sealed', models.BinaryField(default=b'')),
                ('ballot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='paper_counts', to='records.ballot')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('ballot', 'person'), name='ballot_paper_count_once')],
            },
        ),
        migrations.CreateModel(
            name='BallotTeller',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key_id', models.CharField(blank=True, default='', max_length=20)),
                ('wrapped', models.BinaryField(null=True)),
                ('sealed', models.BinaryField(default=b'')),
                ('place', models.PositiveSmallIntegerField()),
                ('public', models.BinaryField(null=True)),
                ('salt', models.BinaryField(null=True)),
                ('ballot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tellers', to='records.ballot')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.person')),
            ],
            options={
                'ordering': ['ballot', 'place'],
                'constraints': [models.UniqueConstraint(fields=('ballot', 'place'), name='ballot_teller_place_once'), models.UniqueConstraint(fields=('ballot', 'person'), name='ballot_teller_once')],
            },
        ),
        migrations.CreateModel(
            name='BallotVoted',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField()),
                ('post', models.CharField(blank=True, max_length=80)),
                ('ballot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='voted', to='records.ballot')),
                ('organ', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.organ')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.person')),
            ],
            options={
                'ordering': ['ballot', 'place'],
                'constraints': [models.UniqueConstraint(fields=('ballot', 'place'), name='ballot_voted_place_once'), models.UniqueConstraint(fields=('ballot', 'person'), name='ballot_voted_person_once'), models.UniqueConstraint(fields=('ballot', 'organ'), name='ballot_voted_organ_once'), models.CheckConstraint(condition=models.Q(models.Q(('organ__isnull', True), ('person__isnull', False)), models.Q(('organ__isnull', False), ('person__isnull', True)), _connector='OR'), name='ballot_voted_person_or_organ')],
            },
        ),
        migrations.CreateModel(
            name='BallotVoter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField()),
                ('group', models.CharField(max_length=60)),
                ('excluded', models.CharField(blank=True, max_length=200)),
                ('attended', models.BooleanField(default=False)),
                ('ballot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='voters', to='records.ballot')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.person')),
            ],
            options={
                'ordering': ['ballot', 'place'],
                'constraints': [models.UniqueConstraint(fields=('ballot', 'person'), name='ballot_voter_once')],
            },
        ),
    ]
