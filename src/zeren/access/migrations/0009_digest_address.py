# Where the daily digest of an account goes, and the day of its last.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0008_calendar_tokens'),
    ]

    operations = [
        migrations.AddField(
            model_name='account',
            name='mail',
            field=models.EmailField(blank=True, default='', max_length=254, verbose_name='提醒邮箱'),
        ),
        migrations.AddField(
            model_name='account',
            name='mailed',
            field=models.DateField(null=True, verbose_name='最近提醒日'),
        ),
    ]
