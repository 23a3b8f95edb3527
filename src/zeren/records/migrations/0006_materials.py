# Sealed material about a person: what it is, and each section under a data key of its own.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0005_retention_and_heads'),
    ]

    operations = [
        migrations.CreateModel(
            name='Material',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60, verbose_name='种类')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('on', models.DateField(verbose_name='收到日')),
                ('title', models.CharField(max_length=100, verbose_name='名称')),
                ('custodian', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='keeps', to='records.person', verbose_name='保管人')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='materials', to='records.person', verbose_name='报告人')),
                ('receiver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='materials', to='records.organ', verbose_name='受理部门')),
            ],
        ),
        migrations.CreateModel(
            name='MaterialSection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key_id', models.CharField(blank=True, default='', max_length=20)),
                ('wrapped', models.BinaryField(null=True)),
                ('sealed', models.BinaryField(default=b'')),
                ('section', models.CharField(max_length=60)),
                ('material', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sections', to='records.material')),
            ],
        ),
        migrations.AddIndex(
            model_name='material',
            index=models.Index(fields=['person', 'kind', 'year'], name='material_of'),
        ),
        migrations.AddConstraint(
            model_name='materialsection',
            constraint=models.UniqueConstraint(fields=('material', 'section'), name='material_section_once'),
        ),
    ]
