"""Problems and tasks as rows: a projection of the matter's log, equal to its replay (``lists.replaying``)."""

from __future__ import annotations

from datetime import date

from django.db import models

from zeren.records.matters.models import Attachment, Matter
from zeren.records.organs.models import Organ
from zeren.records.people.models import Person
from zeren.records.scope import Scoped, scope_indexes

NO_DAY = date.max
"""Where a task without a day stands in an order of days: last."""


class Standing(models.IntegerChoices):
    """How far a task is on its way to being closed (对账销号), in the order of the ledger."""

    OPEN = 1, "整改中"
    RETURNED = 2, "退回重做"
    DONE = 3, "已完成，未申请"
    APPLIED = 4, "等待审核"
    LONG = 5, "长期坚持"
    CLOSED = 6, "已销号"
    VOID = 9, "已撤销"


class Reviewed(models.Model):
    """Words for the public with their review. ``hands``: the accounts and people that had a hand in them as they
    stand; who is among them does not review them."""

    hands = models.JSONField(default=list)
    reviewed_on = models.DateField("公开审核日", null=True)
    reviewed_by = models.CharField(max_length=80, blank=True)
    public_note = models.CharField("公开表述退回的说明", max_length=400, blank=True)

    class Meta:
        abstract = True


class ListedProblem(Scoped, Reviewed):
    """One problem that a unit is to put right. ``number`` counts within the matter's list of that unit.

    ``self_found``: the unit found it itself (自查); its days are the unit's own and no period of a regulation.
    """

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="listed_problems")
    unit = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name="整改单位")
    number = models.PositiveSmallIntegerField("序号")
    text = models.CharField("问题", max_length=1000)
    kind = models.CharField("类型", max_length=60, blank=True)
    provision = models.CharField("涉及条款", max_length=120, blank=True)
    severity = models.CharField("严重程度", max_length=60, blank=True)
    page = models.CharField("反馈原文页码", max_length=60, blank=True)
    basis = models.CharField("问题佐证", max_length=1000, blank=True)
    found = models.DateField("发现日", null=True)
    self_found = models.BooleanField("自查", default=False)
    void = models.BooleanField("已撤销", default=False)
    public = models.CharField("公开表述", max_length=2000, blank=True)
    restricted = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter", "unit", "number"], name="listed_problem_once")
        ]
        indexes = scope_indexes("listed_problem", "void", "id", "restricted", "matter")


class ListedPart(Reviewed):
    """The words of one unit's public report that belong to no problem."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="+")
    unit = models.ForeignKey(Organ, models.PROTECT, related_name="+")
    title = models.CharField("标题", max_length=120, blank=True)
    period = models.CharField("整改时段", max_length=60, blank=True)
    opening = models.CharField("开头", max_length=2000, blank=True)
    closing = models.CharField("结尾", max_length=1000, blank=True)
    contact = models.CharField("联系方式", max_length=400, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "unit"], name="listed_part_once")]


class ListedTask(Scoped):
    """One task for one problem. ``turn`` is its day in an order of days; ``stage`` of a long one is ``1/3``.

    ``restricted`` and the ancestor columns are the matter's, copied, so that a ledger is one index range.
    """

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="+")
    problem = models.ForeignKey(ListedProblem, models.CASCADE, related_name="tasks")
    unit = models.ForeignKey(Organ, models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveSmallIntegerField("任务号")
    text = models.CharField("任务", max_length=1000)
    due = models.DateField("完成时限", null=True)
    turn = models.DateField(default=NO_DAY)
    long_term = models.BooleanField("长期坚持", default=False)
    stage = models.CharField("阶段", max_length=20, blank=True)
    office = models.CharField("承办股室", max_length=60, blank=True)
    partners = models.CharField("配合单位", max_length=200, blank=True)
    progress = models.CharField("进展", max_length=1000, blank=True)
    evidence = models.CharField("佐证", max_length=1000, blank=True)
    done = models.DateField("完成日", null=True)
    standing = models.PositiveSmallIntegerField(choices=Standing.choices, default=Standing.OPEN)
    note = models.CharField("退回或者重开的说明", max_length=400, blank=True)
    applied_on = models.DateField("申请销号日", null=True)
    applied_by = models.CharField(max_length=80, blank=True)
    applicant = models.BigIntegerField(null=True)
    closed_on = models.DateField("销号日", null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=80, blank=True)
    judged = models.CharField("核看的说明", max_length=400, blank=True)
    reopened = models.PositiveSmallIntegerField("重开次数", default=0)
    extended = models.PositiveSmallIntegerField("延期次数", default=0)
    restricted = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["problem", "number"], name="listed_task_once")]
        indexes = [
            models.Index(fields=["unit", "standing", "turn", "id"], name="listed_task_unit"),
            models.Index(fields=["matter", "standing", "turn", "id"], name="listed_task_matter"),
            *scope_indexes("listed_task", "standing", "turn", "id", "restricted", "matter"),
        ]


class Responsible(models.Model):
    """责任清单: somebody who answers for a task, as its lead (牵头领导) or as the one who carries it out (承办人)."""

    task = models.ForeignKey(ListedTask, models.CASCADE, related_name="responsible")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    leads = models.BooleanField("牵头", default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "person", "leads"], name="listed_responsible_once")
        ]


class TaskPaper(models.Model):
    """A paper of the matter that was given as evidence of a task."""

    task = models.ForeignKey(ListedTask, models.CASCADE, related_name="papers")
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "attachment"], name="listed_paper_once")]
