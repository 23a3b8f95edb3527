# Who keeps away from a matter, and the circle of those who may know of a restricted one.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0003_contents_sealed_in_the_vault'),
    ]

    operations = [
        migrations.AddField('obligation', 'restricted', models.BooleanField(default=False)),
        migrations.CreateModel(
            name='MatterCircle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
        ),
        migrations.CreateModel(
            name='Recusal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('relation', models.CharField(choices=[('kin', '亲属关系'), ('interest', '有利害关系'), ('involved', '与本事有关'), ('other', '其他可能影响公正处理的情形')], max_length=12)),
                ('state', models.CharField(choices=[('asked', '待决定'), ('in_force', '回避'), ('refused', '不予回避'), ('ended', '已解除')], max_length=10)),
                ('since', models.DateField()),
                ('until', models.DateField(null=True)),
                ('source', models.CharField(blank=True, max_length=80)),
            ],
        ),
        migrations.AddField(
            model_name='attachment',
            name='classification',
            field=models.CharField(blank=True, default='', max_length=20, verbose_name='密级'),
        ),
        migrations.AddField(
            model_name='matter',
            name='classified_until',
            field=models.DateField(null=True, verbose_name='保密期限'),
        ),
        migrations.AddField(
            model_name='matter',
            name='restricted',
            field=models.BooleanField(default=False, verbose_name='限定知悉范围'),
        ),
        migrations.AddIndex(
            model_name='matter',
            index=models.Index(condition=models.Q(('restricted', True)), fields=['id'], name='matter_restricted'),
        ),
        migrations.AddField(
            model_name='mattercircle',
            name='matter',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='circle', to='records.matter'),
        ),
        migrations.AddField(
            model_name='mattercircle',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.person'),
        ),
        migrations.AddField(
            model_name='recusal',
            name='about',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.person'),
        ),
        migrations.AddField(
            model_name='recusal',
            name='matter',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='recusals', to='records.matter'),
        ),
        migrations.AddField(
            model_name='recusal',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recusals', to='records.person'),
        ),
        migrations.AddConstraint(
            model_name='mattercircle',
            constraint=models.UniqueConstraint(fields=('matter', 'person'), name='circle_once'),
        ),
        migrations.AddIndex(
            model_name='recusal',
            index=models.Index(fields=['person', 'state'], name='recusal_person'),
        ),
        migrations.AddConstraint(
            model_name='recusal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('about__isnull', True), ('matter__isnull', False)), models.Q(('about__isnull', False), ('matter__isnull', True)), _connector='OR'), name='recusal_from_matter_or_person'),
        ),
    ]
