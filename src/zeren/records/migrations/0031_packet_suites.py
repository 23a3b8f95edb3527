# Packets by national ciphers: the public keys of SM2 on a card, and by which suite a packet came or went.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0030_paper_templates'),
    ]

    operations = [
        migrations.AddField(
            model_name='packet',
            name='suite',
            field=models.CharField(blank=True, default='', max_length=60),
        ),
        migrations.AddField(
            model_name='packetpartner',
            name='sm2_open_key',
            field=models.CharField(blank=True, default='', max_length=130),
        ),
        migrations.AddField(
            model_name='packetpartner',
            name='sm2_sign_key',
            field=models.CharField(blank=True, default='', max_length=130),
        ),
    ]
