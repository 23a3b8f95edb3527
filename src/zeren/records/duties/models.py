"""The duty list of an organ and a year: who owes what (明责), and the activities that show it (尽责).

``DutyEntry`` is the log: chained, only ever added to. Every other table is a projection of it (``laying``), equal to
replay; ``zeren rebuild`` writes them anew. Numbers count within a list and are never used twice.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from zeren.records.organs.models import Organ
from zeren.records.people.models import Person
from zeren.records.scope import Scoped, scope_indexes
from zeren.records.vault import SealedKey


class DutyList(Scoped):
    """责任清单: one organ, one calendar year. ``seq`` and ``link``: the end of its log's chain."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="duty_lists", verbose_name="机关")
    year = models.PositiveSmallIntegerField("年度")
    version = models.PositiveSmallIntegerField("版本", default=0)
    since = models.DateField("本版起日", null=True)
    published_on = models.DateField("公布日", null=True)
    published_at = models.CharField("公布在何处", max_length=200, blank=True)
    numbered = models.PositiveIntegerField("用到第几号履责记录", default=0)
    seq = models.PositiveIntegerField(default=0)
    link = models.CharField(max_length=64, blank=True)
    seal = models.CharField(max_length=64, blank=True)
    key_id = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organ", "year"], name="duty_list_once")]
        indexes = scope_indexes("duty_list", "year")


class DutyEntry(models.Model):
    """One act on a list, as it was done: generated, changed, signed, published, an occasion, activities."""

    list = models.ForeignKey(DutyList, models.PROTECT, related_name="entries")
    seq = models.PositiveIntegerField()
    act = models.CharField(max_length=20)
    recorded = models.DateTimeField()
    account = models.CharField(max_length=150)
    person = models.BigIntegerField(null=True)
    organ = models.BigIntegerField(null=True)
    body = models.TextField()
    key_id = models.CharField(max_length=40)
    link = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list", "seq"], name="duty_entry_once")]


class DutyHolder(models.Model):
    """责任主体: a person in one capacity from day to day, or (``person`` empty) the organ's leading group.

    ``capacity`` is a word of the vocabulary's ``duty_holders``. Days are inclusive; none: all the year.
    """

    list = models.ForeignKey(DutyList, models.CASCADE, related_name="holders")
    number = models.PositiveIntegerField()
    capacity = models.CharField("身份", max_length=40)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="duty_holders")
    post = models.CharField("职务", max_length=100, blank=True)
    starts = models.DateField("起日", null=True)
    ends = models.DateField("止日", null=True)

    class Meta:
        ordering = ["list", "number"]
        constraints = [models.UniqueConstraint(fields=["list", "number"], name="duty_holder_once")]


class Duty(models.Model):
    """清单的一条: one norm that one holder owes, broken down into a task, measures and a due day of the organ's own.

    ``countersign``: on this list an activity counts for it only when countersigned. ``dropped``: the version with which
    it left the list; none: it stands.
    """

    list = models.ForeignKey(DutyList, models.CASCADE, related_name="duties")
    holder = models.ForeignKey(DutyHolder, models.CASCADE, related_name="duties")
    number = models.PositiveIntegerField("条")
    pack = models.CharField(max_length=60)
    pack_version = models.DateField()
    norm = models.CharField(max_length=80)
    standing = models.BooleanField("常态", default=False)
    title = models.CharField("责任", max_length=200)
    task = models.TextField("具体任务", blank=True)
    measures = models.TextField("措施", blank=True)
    due = models.DateField("本机关定的时限", null=True)
    countersign = models.BooleanField("须会签", default=False)
    version = models.PositiveSmallIntegerField("列入的版本")
    changed = models.PositiveSmallIntegerField("最后改动的版本")
    dropped = models.PositiveSmallIntegerField("删去的版本", null=True)
    signed = models.PositiveSmallIntegerField("签字时的版本", null=True)
    signed_on = models.DateField("签字日", null=True)

    class Meta:
        ordering = ["list", "number"]
        constraints = [models.UniqueConstraint(fields=["list", "number"], name="duty_once")]
        indexes = [models.Index(fields=["holder", "norm"], name="duty_of_holder")]


class Explanation(models.Model):
    """说明情况: why a period of a duty was missed, in the words of ``person``, who owes it. ``period``: key and head.

    ``due``: the day by which it is to be made up for, where one was named. It changes no state.
    """

    list = models.ForeignKey(DutyList, models.CASCADE, related_name="explanations")
    duty = models.ForeignKey(Duty, models.CASCADE, related_name="explanations")
    period = models.CharField("哪一期", max_length=80)
    words = models.TextField("情况")
    on = models.DateField("日期")
    due = models.DateField("新定的时限", null=True)
    person = models.BigIntegerField("说明的人")
    entry = models.PositiveIntegerField("记录")

    class Meta:
        ordering = ["list", "entry"]
        constraints = [models.UniqueConstraint(fields=["list", "entry"], name="duty_explanation_once")]


class Occasion(models.Model):
    """What forces a duty (三到会、五必谈 …): a meeting called, a clue received; ``event`` is the pack's event type."""

    list = models.ForeignKey(DutyList, models.CASCADE, related_name="occasions")
    number = models.PositiveIntegerField()
    pack = models.CharField(max_length=60)
    event = models.CharField(max_length=60)
    at = models.DateField("日期")
    title = models.CharField("事由", max_length=200)
    unit = models.ForeignKey(Organ, models.PROTECT, null=True, related_name="duty_occasions")
    about = models.ForeignKey(Person, models.PROTECT, null=True, related_name="duty_occasions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list", "number"], name="duty_occasion_once")]
        indexes = [models.Index(fields=["list", "at"], name="duty_occasion_day")]


class Activity(models.Model):
    """履责记录, as it stands after corrections. ``topics``: words of ``duty_topics`` in order, each between bars.

    ``source``: form, phone, excel, record or issue (of a periodical); ``made_from``: the entry of a matter that it was made from, once.
    """

    list = models.ForeignKey(DutyList, models.CASCADE, related_name="activities")
    number = models.PositiveIntegerField()
    at = models.DateField("日期")
    kind = models.CharField("方式", max_length=40)
    title = models.CharField("做了什么", max_length=200)
    topics = models.CharField("事项", max_length=400, blank=True)
    form = models.CharField("形式", max_length=20, blank=True)
    to = models.CharField("报给谁", max_length=200, blank=True)
    person_times = models.PositiveIntegerField("人次", null=True)
    evidence = models.CharField("佐证", max_length=400, blank=True)
    occasion = models.ForeignKey(Occasion, models.SET_NULL, null=True, related_name="activities")
    source = models.CharField("来源", max_length=10)
    made_from = models.CharField(max_length=60, null=True)
    entry = models.PositiveIntegerField("最后改动的记录")
    first = models.PositiveIntegerField("最初的记录")
    countersigned = models.BigIntegerField("会签人", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["list", "number"], name="activity_once"),
            models.UniqueConstraint(
                fields=["list", "made_from"], name="activity_made_once", condition=Q(made_from__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["list", "at", "number"], name="activity_day")]


class ActivityDoer(models.Model):
    """By whom: one holder of the list. What the rules ask about is repeated here, so that counting reads one table."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="doers")
    holder = models.ForeignKey(DutyHolder, models.CASCADE, related_name="acts")
    in_person = models.BooleanField("本人", null=True)
    signed = models.BooleanField("签字", null=True)
    at = models.DateField()
    kind = models.CharField(max_length=40)
    topics = models.CharField(max_length=400, blank=True)
    form = models.CharField(max_length=20, blank=True)
    to = models.CharField(max_length=200, blank=True)
    evidenced = models.BooleanField(default=False)
    countersigned = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "holder"], name="activity_doer_once")]
        indexes = [models.Index(fields=["holder", "at", "activity"], name="activity_of_holder")]


class ActivityTarget(models.Model):
    """With or about whom: a person talked with, a unit visited. ``ref`` is ``person:7`` or ``organ:3``."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="targets")
    ref = models.CharField(max_length=30)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "ref"], name="activity_target_once")]
        indexes = [models.Index(fields=["ref"], name="activity_target_ref")]


class ActivityFile(SealedKey):
    """佐证材料: a photo or paper of an activity, made anew and sealed in the data folder; kept with the log.

    ``activity`` is the number, ``entry`` the entry of the log that tells of it: rows of activities are written anew.
    """

    list = models.ForeignKey(DutyList, models.PROTECT, related_name="files")
    activity = models.PositiveIntegerField("履责记录的号")
    entry = models.PositiveIntegerField("随哪一条记录")
    name = models.CharField("名称", max_length=100)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    checksum = models.CharField(max_length=64)
    file = models.CharField(max_length=40, unique=True)
    added = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["list", "activity"], name="activity_file_of")]


class DutyState(models.Model):
    """How many duties of one holder stand how on a day (``standing.ORDER``), for the page that looks over many lists.

    ``changes_on``: the first day on which it may be otherwise by itself; none: never again. Computed from the rest.
    """

    list = models.ForeignKey(DutyList, models.CASCADE, related_name="states")
    holder = models.OneToOneField(DutyHolder, models.CASCADE, related_name="state")
    as_of = models.DateField("截至")
    changes_on = models.DateField(null=True)
    over = models.PositiveIntegerField("未达到", default=0)
    unknown = models.PositiveIntegerField("待查明", default=0)
    risk = models.PositiveIntegerField("有风险", default=0)
    going = models.PositiveIntegerField("按进度", default=0)
    met = models.PositiveIntegerField("达到", default=0)
    lapsed = models.PositiveIntegerField("未办", default=0)
    standing = models.PositiveIntegerField("常态", default=0)
    away = models.PositiveIntegerField("离任", default=0)
    none = models.PositiveIntegerField("没有触发", default=0)

    class Meta:
        indexes = [models.Index(fields=["changes_on", "list"], name="duty_state_stale")]
