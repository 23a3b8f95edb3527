"""Accounts: a sign-in name, whose it is, and the roles it has from day to day."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac

from zeren.records.actor import ROLE_LABELS, Role
from zeren.records.organs.models import Organ
from zeren.records.people.models import Appointment, Person


class AccountManager(BaseUserManager["Account"]):
    """Looks accounts up by their sign-in name."""

    def get_by_natural_key(self, username: str | None) -> Account:
        """The account of that name. Raises Account.DoesNotExist."""
        return self.get(signin=username)


class Account(AbstractBaseUser):
    """One person's way in. ``failures`` and ``locked_until`` slow down guessing.

    ``generation`` grows with a new password, with reset factors and when the account is stopped: sessions and tokens
    of an earlier one are over.
    ``second_factor``: one is bound, so every session must give it. ``must_change``: an administrator set the
    password, so the first sign-in sets another.
    ``own_only``: of a removed cadre nothing but the own desk stays, whatever other roles are still written down.
    ``mail``: where the daily digest goes, which says how much is due and nothing of what; ``mailed``: the day of the last.
    ``one_time_until``: the password was given by the administrators, opens until then, and must be changed first.
    """

    signin = models.CharField("登录名", max_length=60, unique=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="accounts")
    organ = models.ForeignKey(Organ, models.PROTECT, null=True, related_name="accounts")
    label = models.CharField("显示名", max_length=60, blank=True)
    is_active = models.BooleanField("启用", default=True)
    demonstration = models.BooleanField("演示口令", default=False)
    failures = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    generation = models.PositiveIntegerField(default=0)
    second_factor = models.BooleanField("第二因素", default=False)
    must_change = models.BooleanField("须改口令", default=False)
    own_only = models.BooleanField("只留本人页", default=False)
    one_time_until = models.DateTimeField("一次性口令有效至", null=True)
    mail = models.EmailField("提醒邮箱", blank=True, default="")
    mailed = models.DateField("最近提醒日", null=True)

    USERNAME_FIELD = "signin"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = AccountManager()

    def __str__(self) -> str:
        return self.label or self.signin

    def set_password(self, raw_password: str | None) -> None:
        """A new password, with which every session of before is over (saved by the caller)."""
        super().set_password(raw_password)
        self.generation += 1

    def get_session_auth_hash(self) -> str:
        """What a session holds of the account. Not of the hash: hashing anew with another method ends nothing."""
        return salted_hmac(
            "zeren session", f"{self.signin} {self.generation}", algorithm="sha256"
        ).hexdigest()

    def same_holder(self, other: Account | None) -> bool:
        """Whether both are one person's: where two have to act, two accounts of one person are one."""
        if other is None:
            return False
        return self.pk == other.pk or (self.person_id is not None and self.person_id == other.person_id)

    def one_time_over(self, now: datetime) -> bool:
        """Whether its password was a one-time one that opens no more."""
        return self.one_time_until is not None and self.one_time_until <= now


class RoleGrant(models.Model):
    """One role in one organ for a time; ``functions`` are pack roles, parted by blanks.

    With an ``appointment`` the role ends at the latest with it. ``basis``: the paper that gave the role.
    ``withdrawn``: taken back on its very first day, so that it was held on none.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="grants")
    role = models.CharField(max_length=40, choices=[(role.value, ROLE_LABELS[role]) for role in Role])
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="grants")
    functions = models.CharField(max_length=400, blank=True)
    start = models.DateField()
    end = models.DateField(null=True)
    appointment = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="grants")
    basis = models.CharField("依据文号", max_length=200, blank=True)
    withdrawn = models.BooleanField("当日收回", default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "role", "organ", "start"], condition=Q(withdrawn=False), name="grant_once"
            ),
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=F("start")), name="grant_start_before_end"
            ),
            # 一次一授权: an inspection team's authorisation always has a last day.
            models.CheckConstraint(
                condition=~Q(role=Role.TEAM_MEMBER.value) | Q(end__isnull=False), name="grant_of_team_ends"
            ),
        ]
