# Official papers from draft to number, with their sealed log; a series of numbers says what it numbers.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0024_material_form'),
    ]

    operations = [
        migrations.AddField(
            model_name='numberseries',
            name='use',
            field=models.CharField(choices=[('file', '案号、函号'), ('document', '发文字号')], default='file', max_length=10),
        ),
        migrations.CreateModel(
            name='OfficialPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('paper', models.CharField(max_length=80)),
                ('step', models.CharField(max_length=80)),
                ('label', models.CharField(max_length=80, verbose_name='文种')),
                ('subject', models.CharField(blank=True, max_length=40)),
                ('title', models.CharField(blank=True, max_length=200, verbose_name='标题')),
                ('state', models.CharField(choices=[('draft', '拟稿'), ('review', '待审核'), ('sign', '待签发'), ('signed', '待编号印发'), ('returned', '退回修改'), ('issued', '已印发'), ('voided', '已作废'), ('dropped', '不再办理')], default='draft', max_length=10)),
                ('important', models.BooleanField(default=False)),
                ('head', models.PositiveIntegerField(default=0)),
                ('drafted_by', models.CharField(max_length=80)),
                ('reviewed_by', models.CharField(blank=True, max_length=80)),
                ('signed_by', models.CharField(blank=True, max_length=80)),
                ('signed_on', models.DateField(null=True)),
                ('mark', models.CharField(blank=True, max_length=40, verbose_name='发文代字')),
                ('year', models.PositiveSmallIntegerField(null=True)),
                ('serial', models.PositiveIntegerField(null=True)),
                ('issued_on', models.DateField(null=True, verbose_name='印发日期')),
                ('began', models.DateTimeField()),
                ('corrects', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_by', to='records.officialpaper')),
                ('docx', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.attachment')),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='records.matter')),
                ('organ', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.organ')),
                ('pdf', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.attachment')),
            ],
        ),
        migrations.CreateModel(
            name='OfficialPaperEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key_id', models.CharField(blank=True, default='', max_length=20)),
                ('wrapped', models.BinaryField(null=True)),
                ('sealed', models.BinaryField(default=b'')),
                ('seq', models.PositiveIntegerField()),
                ('act', models.CharField(max_length=10)),
                ('account', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='records.officialpaper')),
            ],
        ),
        migrations.AddIndex(
            model_name='officialpaper',
            index=models.Index(fields=['organ', 'state', '-id'], name='document_organ'),
        ),
        migrations.AddIndex(
            model_name='officialpaper',
            index=models.Index(fields=['matter', '-id'], name='document_matter'),
        ),
        migrations.AddConstraint(
            model_name='officialpaper',
            constraint=models.UniqueConstraint(fields=('organ', 'year', 'mark', 'serial'), name='document_number_once'),
        ),
        migrations.AddConstraint(
            model_name='officialpaper',
            constraint=models.CheckConstraint(condition=models.Q(('serial__isnull', True), ('state__in', ['issued', 'voided']), _connector='OR'), name='document_number_kept'),
        ),
        migrations.AddConstraint(
            model_name='officialpaperentry',
            constraint=models.UniqueConstraint(fields=('document', 'seq'), name='document_entry_once'),
        ),
    ]
