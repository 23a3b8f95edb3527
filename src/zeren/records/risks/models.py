"""The register of integrity risks: a post, the power it exercises, the risk point, the measures against it.

There is no person on a risk. A member of the leading group may answer for a measure, and signs; both are duties of
an office (甘肃省委意见 二之3（3）), and say nothing about anybody's conduct.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from zeren.records.organs.models import Organ
from zeren.records.people.models import Person, Post
from zeren.records.scope import Scoped, scope_indexes


class Level(models.TextChoices):
    """等级 as the organ sets it, in this order; nothing computes it."""

    HIGH = "high", "高"
    MIDDLE = "middle", "中"
    LOW = "low", "低"


class State(models.TextChoices):
    """Where an entry of the register stands."""

    UNSIGNED = "unsigned", "待签"
    SIGNED = "signed", "已签"
    LIFTED = "lifted", "已解除"


class OwnerKind(models.TextChoices):
    """Who answers for a measure: a post, a department, or a member of the leading group."""

    POST = "post", "岗位"
    DEPARTMENT = "department", "部门"
    MEMBER = "member", "班子成员"


class Act(models.TextChoices):
    """What an entry of the log tells."""

    ENTERED = "entered", "登记"
    CHANGED = "changed", "修改"
    CARRIED_OUT = "carried_out", "登记落实"
    REVIEWED = "reviewed", "复核"
    SIGNED = "signed", "签字背书"
    CLEARED = "cleared", "核对人名"
    LIFTED = "lifted", "解除"
    RESTORED = "restored", "恢复在册"


class RiskRegister(models.Model):
    """The register of one organ: the last number given, and the sealed end of its log."""

    organ = models.OneToOneField(Organ, models.PROTECT, primary_key=True, related_name="risk_register")
    numbers = models.PositiveIntegerField(default=0)
    head_seq = models.PositiveIntegerField(default=0)
    head_link = models.CharField(max_length=64, default="")
    head_seal = models.CharField(max_length=64, default="")
    head_key = models.CharField(max_length=20, default="")


class Risk(Scoped):
    """One risk point as it stands: a projection of its last version in the log.

    ``post`` is one of the register of posts, or ``post_name`` names a kind of post. ``review`` is the organ's own target.
    ``asks``: words that look like somebody's name, number or telephone, to be looked at. ``version`` is the number of
    versions, ``due`` the first open day of its measures.
    """

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="risks", verbose_name="单位")
    number = models.PositiveIntegerField("编号")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="risks", verbose_name="岗位")
    post_name = models.CharField("岗位名称", max_length=100)
    power = models.CharField("行使的权力", max_length=200)
    point = models.CharField("风险点", max_length=400)
    level = models.CharField("等级", max_length=10, choices=Level.choices, blank=True)
    basis = models.CharField("定级依据", max_length=200, blank=True)
    review = models.DateField("复核日")
    reviewed_on = models.DateField("上次复核", null=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.UNSIGNED)
    signed_on = models.DateField("签字日", null=True)
    signed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name="签字人")
    asks = models.CharField("请核对", max_length=400, blank=True)
    due = models.DateField("时限", null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organ", "number"], name="risk_number_once"),
            models.CheckConstraint(condition=Q(level="") | ~Q(basis=""), name="risk_level_with_its_basis"),
        ]
        indexes = [
            *scope_indexes("risk", "organ", "number"),
            *scope_indexes("risk_review", "review", "id", condition=~Q(state="lifted")),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class RiskMeasure(models.Model):
    """防控措施 with who answers for it. ``owner``: ``post:2``, ``organ:3``, ``person:7`` where it is registered."""

    risk = models.ForeignKey(Risk, models.CASCADE, related_name="measures")
    number = models.PositiveIntegerField("序号")
    text = models.CharField("防控措施", max_length=400)
    kind = models.CharField("责任类别", max_length=10, choices=OwnerKind.choices)
    owner = models.CharField(max_length=40, blank=True)
    owner_name = models.CharField("责任", max_length=100)
    due = models.DateField("时限", null=True)
    long_term = models.BooleanField("长期", default=False)
    done = models.DateField("落实日", null=True)

    class Meta:
        ordering = ["risk", "number"]
        constraints = [
            models.UniqueConstraint(fields=["risk", "number"], name="risk_measure_once"),
            models.CheckConstraint(
                condition=Q(due__isnull=False, long_term=False) | Q(due__isnull=True, long_term=True),
                name="risk_measure_day_or_long_term",
            ),
        ]


class RiskEntry(models.Model):
    """One version of a risk, added and never changed or removed: triggers on the table see to it.

    ``body`` is the whole version as canonical JSON; ``link`` an HMAC over the entry before it in the organ's register.
    """

    register = models.ForeignKey(RiskRegister, models.PROTECT, related_name="entries")
    seq = models.PositiveIntegerField()
    risk = models.ForeignKey(Risk, models.PROTECT, related_name="entries")
    version = models.PositiveIntegerField()
    act = models.CharField(max_length=12, choices=Act.choices)
    on = models.DateField()
    recorded = models.DateTimeField()
    account = models.CharField(max_length=80)
    person = models.BigIntegerField(null=True)
    body = models.TextField()
    reason = models.CharField(max_length=200, blank=True)
    key_id = models.CharField(max_length=20)
    link = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["register", "seq"], name="risk_entry_seq_once"),
            models.UniqueConstraint(fields=["risk", "version"], name="risk_entry_version_once"),
        ]
