"""Organs: a dated tree with each organ's discipline organ and organization department."""

from __future__ import annotations

from django.db import models

from zeren.records.scope import COLUMNS, Scoped


class Organ(Scoped):
    """机关、单位、党组织。``level`` and ``kind`` are words of the packs' vocabulary."""

    code = models.CharField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=200)
    short = models.CharField("简称", max_length=60, blank=True)
    level = models.CharField("层级", max_length=40)
    kind = models.CharField("类别", max_length=40)
    superior = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="subordinates", verbose_name="上级"
    )
    discipline_organ = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="supervises", verbose_name="纪检机关"
    )
    organization_department = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="organizes", verbose_name="组织部门"
    )
    committee = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="leads", verbose_name="同级党委（党组）"
    )
    depth = models.PositiveSmallIntegerField(default=1)
    rank = models.PositiveIntegerField("排序", default=0)
    since = models.DateField("设立日", null=True)
    until = models.DateField("撤销日", null=True)

    class Meta:
        ordering = ["rank", "id"]
        indexes = [models.Index(fields=[name], name=f"organ_{name}") for name in COLUMNS]

    def __str__(self) -> str:
        return self.name
