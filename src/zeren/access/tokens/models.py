"""Bearer tokens: a program's way in on behalf of one account. The secret itself is kept nowhere."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from zeren.access.accounts.models import Account


class Token(models.Model):
    """One token. ``digest`` is keyed outside the database: who writes rows there still can't make one that works.

    ``password_mark`` is that of the account's password on the day it was made: a new password ends it.
    """

    class Scope(models.TextChoices):
        READ = "read", "只读"
        WRITE = "write", "读和记录"
        CALENDAR = "calendar", "日历订阅"

    account = models.ForeignKey(Account, models.CASCADE, related_name="tokens")
    label = models.CharField("用途", max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    password_mark = models.CharField(max_length=64)
    scope = models.CharField("范围", max_length=10, choices=Scope.choices)
    made = models.DateTimeField("建立时间")
    expires = models.DateField("有效期末日")
    revoked = models.DateTimeField("停用时间", null=True)
    last_used = models.DateField("最近使用日", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(scope__in=("read", "write", "calendar")), name="token_scope_known"
            ),
            models.CheckConstraint(
                condition=Q(last_used__isnull=True) | Q(last_used__lte=F("expires")),
                name="token_used_in_time",
            ),
        ]
        indexes = [models.Index(fields=["account", "-made"], name="token_of_account")]
