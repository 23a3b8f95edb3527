"""People, posts and dated appointments. Nothing is kept here that no provision calls for."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from zeren.records.organs.models import Organ
from zeren.records.scope import COLUMNS, Scoped


class Person(Scoped):
    """A cadre or staff member. Scope columns follow the organ of the main appointment."""

    code = models.CharField("人员代码", max_length=40, unique=True)
    name = models.CharField("姓名", max_length=60)
    # Retirement age rests on it; no provision asks for more than the day.
    birth = models.DateField("出生日期", null=True)
    organ = models.ForeignKey(
        Organ, models.PROTECT, null=True, related_name="people", verbose_name="所在单位"
    )
    retired = models.DateField("退休日", null=True)
    left = models.DateField("调离日", null=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            *(models.Index(fields=[name, "id"], name=f"person_{name}") for name in COLUMNS),
            models.Index(fields=["name"], name="person_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """职务。``rank``, ``post_class`` and ``managed_by`` are words of the packs' vocabulary."""

    code = models.CharField("职务代码", max_length=40, unique=True)
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="posts", verbose_name="单位")
    name = models.CharField("职务名称", max_length=100)
    rank = models.CharField("职级", max_length=40, blank=True)
    post_class = models.CharField("职务类别", max_length=40, blank=True)
    managed_by = models.CharField("管理权限", max_length=60, blank=True)
    managing_organ = models.ForeignKey(
        Organ, models.PROTECT, null=True, related_name="manages", verbose_name="任免机关"
    )
    principal = models.BooleanField("主要负责人", default=False)
    approved = models.PositiveSmallIntegerField("核定职数", null=True)

    def __str__(self) -> str:
        return self.name

    @property
    def in_full(self) -> str:
        """The unit and the post; what both say stands once: 县委 and 县委书记 are 县委书记."""
        unit, name = self.organ.short or self.organ.name, self.name
        if name[:2] == unit[:2]:
            return name
        shared = next((n for n in range(len(name), 1, -1) if unit.endswith(name[:n])), 0)
        return unit + name[shared:]


class Appointment(models.Model):
    """任职：first and last day (inclusive; none: still held). A change is a new row, the old one gets its end."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments")
    post = models.ForeignKey(Post, models.PROTECT, related_name="appointments")
    start = models.DateField("任职日")
    end = models.DateField("免职前末日", null=True)
    main = models.BooleanField("主要职务", default=True)
    source = models.CharField("任免文号", max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "post", "start"], name="appointment_once"),
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=F("start")), name="appointment_start_before_end"
            ),
        ]
        indexes = [models.Index(fields=["post", "start"], name="appointment_post")]


class Charge(models.Model):
    """分管：who is in charge of a unit, from day to day (a principal is in charge by the post itself)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="charges")
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="charges")
    start = models.DateField("分管起日")
    end = models.DateField("分管止日", null=True)
    source = models.CharField("分工文号", max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "organ", "start"], name="charge_once"),
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=F("start")), name="charge_start_before_end"
            ),
        ]
