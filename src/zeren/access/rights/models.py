"""Changes of rights: what one administrator proposes and another confirms or returns. Rows are added, never changed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from zeren.access.accounts.models import Account, RoleGrant
from zeren.records.actor import ROLE_LABELS, Role
from zeren.records.organs.models import Organ
from zeren.records.people.models import Appointment, Person
from zeren.records.vault import Sealed

PAIR = (Role.SYSTEM_ADMIN.value, Role.SECURITY_ADMIN.value)
"""The two who propose and confirm; the audit administrator does neither."""


class Kind(models.TextChoices):
    """What may be proposed."""

    MAKE = "make", "建账号"
    STOP = "stop", "停用账号"
    START = "start", "启用账号"
    GRANT = "grant", "授权"
    REVOKE = "revoke", "收权"
    PASSWORD = "password", "重置口令"
    FACTOR = "factor", "重置动态口令"
    UNLOCK = "unlock", "解除锁定"
    ROTATE = "rotate", "密钥轮换"


class Series(models.Model):
    """The last number of a mark in a year; the row is locked until the act ends, so that no number is left out."""

    mark = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mark", "year"], name="series_once")]


class RightsChange(models.Model):
    """权变〔2026〕88号. Which fields are filled follows the kind; ``basis`` is the paper or ground."""

    year = models.PositiveSmallIntegerField()
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="changes")
    basis = models.CharField("依据", max_length=200)
    proposed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    proposed_as = models.CharField(max_length=40)
    proposed = models.DateTimeField()

    signin = models.CharField("登录名", max_length=60, blank=True, default="")
    label = models.CharField("显示名", max_length=60, blank=True, default="")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    organ = models.ForeignKey(Organ, models.PROTECT, null=True, related_name="+")
    role = models.CharField(
        max_length=40, choices=[(role.value, ROLE_LABELS[role]) for role in Role], blank=True, default=""
    )
    functions = models.CharField(max_length=400, blank=True, default="")
    start = models.DateField("起", null=True)
    end = models.DateField("止", null=True)
    appointment = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    grant = models.ForeignKey(RoleGrant, models.PROTECT, null=True, related_name="+")
    own_stays = models.BooleanField("本人页保留", default=False)
    purpose = models.CharField("密钥用途", max_length=20, blank=True, default="")

    class Meta:
        ordering = ["-year", "-seq"]
        constraints = [
            models.UniqueConstraint(fields=["year", "seq"], name="rights_change_number"),
            models.CheckConstraint(condition=~Q(basis=""), name="rights_change_has_basis"),
            models.CheckConstraint(condition=Q(proposed_as__in=PAIR), name="rights_change_by_administrator"),
            models.CheckConstraint(
                condition=Q(account__isnull=False) | Q(kind__in=[Kind.MAKE.value, Kind.ROTATE.value]),
                name="rights_change_of_account",
            ),
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(start__isnull=True) | Q(end__gte=F("start")),
                name="rights_change_start_before_end",
            ),
        ]
        indexes = [models.Index(fields=["account", "proposed"], name="rights_change_account")]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """权变〔2026〕088号."""
        return f"权变〔{self.year}〕{self.seq:03}号"


class RightsDecision(models.Model):
    """The other administrator's word: confirmed, or returned with the reason. There is one for a change, or none."""

    change = models.OneToOneField(RightsChange, models.PROTECT, related_name="decision")
    confirmed = models.BooleanField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    decided_as = models.CharField(max_length=40)
    at = models.DateTimeField()
    reason = models.CharField("退回原因", max_length=200, blank=True, default="")
    grant = models.ForeignKey(RoleGrant, models.PROTECT, null=True, related_name="confirmed_in")
    made = models.ForeignKey(Account, models.PROTECT, null=True, related_name="made_in")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed=True) | ~Q(reason=""), name="rights_returned_has_reason"
            ),
            models.CheckConstraint(condition=Q(decided_as__in=PAIR), name="rights_decided_by_administrator"),
        ]


class HalfPassword(Sealed):
    """The proposer's half of a one-time password, sealed until the proposer has read it once; then its key is destroyed."""

    change = models.OneToOneField(RightsChange, models.CASCADE, related_name="half")
    until = models.DateTimeField()
    read = models.DateTimeField(null=True)


class KeyRotation(models.Model):
    """A confirmed rotation that the system administrator carried out: the key it made."""

    change = models.OneToOneField(RightsChange, models.PROTECT, related_name="rotation")
    key = models.CharField(max_length=20)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()
