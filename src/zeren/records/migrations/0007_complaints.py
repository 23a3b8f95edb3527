# Complaints: content, log, files and the sealed reporter, each row under a data key of its own.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0006_materials'),
    ]

    operations = [
        migrations.CreateModel(
            name='Complaint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key_id', models.CharField(blank=True, default='', max_length=20)),
                ('wrapped', models.BinaryField(null=True)),
                ('sealed', models.BinaryField(default=b'')),
                ('number', models.CharField(max_length=80, verbose_name='编号')),
                ('received', models.DateField(verbose_name='收到日')),
                ('channel', models.CharField(choices=[('web', '网上'), ('phone', '电话'), ('letter', '来信'), ('visit', '来访')], max_length=10, verbose_name='渠道')),
                ('kind', models.CharField(choices=[('anonymous', '匿名'), ('named', '署名')], max_length=10, verbose_name='署名')),
                ('state', models.CharField(choices=[('received', '收到'), ('accepted', '受理'), ('verifying', '核实'), ('replied', '已答复'), ('closed', '办结')], default='received', max_length=10, verbose_name='状态')),
                ('withdrawn', models.DateField(null=True, verbose_name='撤回日')),
                ('reprisal', models.DateField(null=True, verbose_name='反映受到打击报复之日')),
                ('asked', models.BooleanField(default=False, verbose_name='等举报人回答')),
                ('news', models.BooleanField(default=False, verbose_name='举报人又写了')),
                ('wants_reply', models.BooleanField(default=True, verbose_name='要答复')),
                ('code', models.CharField(max_length=64, null=True, unique=True)),
                ('passphrase', models.CharField(blank=True, default='', max_length=200)),
                ('once', models.CharField(max_length=64, null=True, unique=True)),
                ('holder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='complaints_held', to='records.organ', verbose_name='办理的机关')),
                ('organ', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='complaints', to='records.organ', verbose_name='收到的机关')),
            ],
        ),
        migrations.CreateModel(
            name='Reporter',
            fields=[
                ('key_id', models.CharField(blank=True, default='', max_length=20)),
                ('wrapped', models.BinaryField(null=True)),
                ('sealed', models.BinaryField(default=b'')),
                ('complaint', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='reporter', serialize=False, to='records.complaint')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ComplaintAbout',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('complaint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='about', to='records.complaint')),
                ('organ', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.organ')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.person')),
            ],
        ),
        migrations.CreateModel(
            name='ComplaintEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key_id', models.CharField(blank=True, default='', max_length=20)),
                ('wrapped', models.BinaryField(null=True)),
                ('sealed', models.BinaryField(default=b'')),
                ('seq', models.PositiveIntegerField()),
                ('act', models.CharField(choices=[('received', '收到'), ('accepted', '受理'), ('transferred', '转送'), ('signed_for', '签收转送'), ('verified', '核实'), ('asked', '向举报人提问'), ('wrote', '举报人又写'), ('declined', '举报人不回答'), ('replied', '答复'), ('withdrawn', '撤回举报'), ('reprisal', '反映打击报复'), ('linked', '作为案件来源'), ('closed', '办结')], max_length=12)),
                ('on', models.DateField()),
                ('account', models.CharField(blank=True, default='', max_length=80)),
                ('complaint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='records.complaint')),
                ('organ', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.organ')),
            ],
            options={
                'ordering': ['complaint', 'seq'],
            },
        ),
        migrations.CreateModel(
            name='ComplaintFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key_id', models.CharField(blank=True, default='', max_length=20)),
                ('wrapped', models.BinaryField(null=True)),
                ('seq', models.PositiveIntegerField(verbose_name='随哪一条记录')),
                ('name', models.CharField(max_length=40)),
                ('media_type', models.CharField(max_length=100)),
                ('size', models.PositiveIntegerField()),
                ('file', models.CharField(max_length=40, unique=True)),
                ('complaint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='records.complaint')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='complaint',
            index=models.Index(fields=['organ', '-received', '-id'], name='complaint_organ'),
        ),
        migrations.AddIndex(
            model_name='complaint',
            index=models.Index(fields=['holder', '-received', '-id'], name='complaint_holder'),
        ),
        migrations.AddConstraint(
            model_name='complaint',
            constraint=models.UniqueConstraint(fields=('organ', 'number'), name='complaint_number_once'),
        ),
        migrations.AddConstraint(
            model_name='complaintabout',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('organ__isnull', True), ('person__isnull', False)), models.Q(('organ__isnull', False), ('person__isnull', True)), _connector='OR'), name='about_person_or_organ'),
        ),
        migrations.AddConstraint(
            model_name='complaintabout',
            constraint=models.UniqueConstraint(fields=('complaint', 'person'), name='about_person_once'),
        ),
        migrations.AddConstraint(
            model_name='complaintabout',
            constraint=models.UniqueConstraint(fields=('complaint', 'organ'), name='about_organ_once'),
        ),
        migrations.AddConstraint(
            model_name='complaintentry',
            constraint=models.UniqueConstraint(fields=('complaint', 'seq'), name='complaint_entry_seq_once'),
        ),
    ]
