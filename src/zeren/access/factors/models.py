"""What proves, beside the password, that it is the person: a phone, a passkey, a recovery code."""

from __future__ import annotations

from django.db import models

from zeren.access.accounts.models import Account
from zeren.records import vault


class OneTimeCode(vault.Sealed):
    """The sealed secret that a phone shares. ``pending`` until a code of it was given; ``last_step``: the thirty
    seconds whose code was accepted last, so that no code is accepted twice."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="codes")
    pending = models.BooleanField(default=True)
    made = models.DateTimeField()
    last_step = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "pending"], name="one_code_bound_one_pending"),
        ]


class Passkey(models.Model):
    """The public part of a passkey: nothing secret. ``host``: the name under which it was made and works."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="passkeys")
    label = models.CharField("名称", max_length=40)
    host = models.CharField("主机名", max_length=253)
    credential = models.BinaryField()
    digest = models.CharField(max_length=64, unique=True)
    count = models.BigIntegerField(default=0)
    made = models.DateTimeField()
    used = models.DateTimeField(null=True)


class RecoveryCode(models.Model):
    """A code for the day on which the phone is lost, as a keyed digest; it opens once."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64, unique=True)
    used = models.DateTimeField(null=True)
