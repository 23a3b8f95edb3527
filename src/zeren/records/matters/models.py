"""Matters and their append-only, hash-chained events."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from zeren.records.organs.models import Organ
from zeren.records.people.models import Person
from zeren.records.scope import Scoped, scope_indexes
from zeren.records.vault import Sealed, SealedKey


class Matter(Scoped):
    """One run of a procedure. ``head_seq`` and ``head_link`` are the end of its chain, ``head_seal`` keyed.

    ``stale_on`` is the first day on which a finding may change merely because time has passed.
    """

    class State(models.TextChoices):
        OPEN = "open", "在办"
        CLOSED = "closed", "办结"

    number = models.CharField("编号", max_length=80)
    title = models.CharField("事由", max_length=200)
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="matters", verbose_name="承办机关")
    handler = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="handled", verbose_name="承办人"
    )
    pack = models.CharField(max_length=80)
    version = models.DateField()
    procedure = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    opened = models.DateField("立项日")
    closed = models.DateField("办结日", null=True)
    facts_day = models.DateField("事实发生日", null=True)
    taken_over = models.DateField("接管日", null=True)
    shown_on = models.DateField("向本人出示日", null=True)
    classification = models.CharField("密级", max_length=20, blank=True)
    classified_until = models.DateField("保密期限", null=True)
    restricted = models.BooleanField("限定知悉范围", default=False)
    disposed = models.DateField("销毁日", null=True)
    head_seq = models.PositiveIntegerField(default=0)
    head_link = models.CharField(max_length=64, default="")
    head_seal = models.CharField(max_length=64, default="")
    head_key = models.CharField(max_length=20, default="")
    last_step = models.CharField(max_length=80, blank=True)
    last_on = models.DateField(null=True)
    next_due = models.DateField(null=True)
    worst = models.CharField(max_length=20, blank=True)
    stale_on = models.DateField(null=True)
    evaluated_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organ", "number"], name="matter_number_once")]
        indexes = [
            models.Index(fields=["handler", "state", "-opened", "-id"], name="matter_handler"),
            models.Index(fields=["id"], name="matter_restricted", condition=Q(restricted=True)),
            models.Index(fields=["stale_on", "id"], name="matter_stale", condition=Q(stale_on__isnull=False)),
            *scope_indexes("matter", "state", "-opened", "-id"),
            *scope_indexes("matter_all", "-opened", "-id"),
        ]

    def __str__(self) -> str:
        return self.number


class MatterCircle(models.Model):
    """知悉范围: one of the people who may know of a restricted matter; nobody else sees it, whatever the role."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="circle")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "person"], name="circle_once")]


class NumberSeries(models.Model):
    """The last number given in one series (organ, year, mark): numbers have no gaps.

    ``use``: a mark numbers files (matters, and what is numbered with them) or documents, never both.
    """

    class Use(models.TextChoices):
        """What is numbered."""

        FILE = "file", "案号、函号"
        DOCUMENT = "document", "发文字号"

    organ = models.ForeignKey(Organ, models.PROTECT)
    year = models.PositiveSmallIntegerField()
    mark = models.CharField(max_length=40)
    use = models.CharField(max_length=10, choices=Use.choices, default=Use.FILE)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organ", "year", "mark"], name="number_series_once")]


class MatterSubject(models.Model):
    """Who or which organ a matter concerns: exactly one of the two.

    ``shown_on``: since when the matter stands on their own desk, a projection of the log (``matters.showing``).
    """

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="subjects")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="concerned")
    organ = models.ForeignKey(Organ, models.PROTECT, null=True, related_name="concerned")
    place = models.PositiveSmallIntegerField(default=0)
    shown_on = models.DateField("本人可见起", null=True)

    class Meta:
        ordering = ["matter", "place"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, organ__isnull=True)
                | Q(person__isnull=True, organ__isnull=False),
                name="subject_person_or_organ",
            ),
            models.UniqueConstraint(fields=["matter", "person"], name="subject_person_once"),
            models.UniqueConstraint(fields=["matter", "organ"], name="subject_organ_once"),
        ]

    @property
    def ref(self) -> str:
        """The subject's name in the engine: ``person:7`` or ``organ:3``."""
        return f"person:{self.person_id}" if self.person_id else f"organ:{self.organ_id}"


class MatterLink(models.Model):
    """Parent and child: an organization's case and its members', decision and appeal, case and dual review."""

    parent = models.ForeignKey(Matter, models.CASCADE, related_name="child_links")
    child = models.ForeignKey(Matter, models.CASCADE, related_name="parent_links")
    kind = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["parent", "child"], name="matter_link_once"),
            models.CheckConstraint(condition=~Q(parent=models.F("child")), name="matter_link_not_self"),
        ]


class Event(models.Model):
    """One entry of a matter's log, never changed and never removed: triggers on the table see to it.

    The row is the stub that stays for ever; what was recorded lies in ``EventPayload``. ``link`` is an
    HMAC over the previous link, the stub and the payload's salted digest.
    """

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    type = models.CharField(max_length=80)
    at = models.CharField(max_length=32)
    on = models.DateField()
    recorded = models.DateTimeField()
    account = models.CharField(max_length=80)
    person = models.BigIntegerField(null=True)
    corrects = models.PositiveIntegerField(null=True)
    voids = models.PositiveIntegerField(null=True)
    idempotency = models.CharField(max_length=80, null=True)
    digest = models.CharField(max_length=64)
    key_id = models.CharField(max_length=20)
    link = models.CharField(max_length=64)

    class Meta:
        ordering = ["matter", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "seq"], name="event_seq_once"),
            models.UniqueConstraint(fields=["matter", "idempotency"], name="event_idempotency_once"),
        ]


class EventPayload(Sealed):
    """What an event says, with the salt of its digest, sealed. Only a recorded disposal may remove it."""

    event = models.OneToOneField(Event, models.PROTECT, primary_key=True, related_name="payload")


class Disposal(models.Model):
    """A payload disposed of when its retention ended, by two persons; the stub and the chain stay."""

    event = models.OneToOneField(Event, models.PROTECT, primary_key=True, related_name="disposal")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    confirmed_by = models.CharField(max_length=80)
    basis = models.CharField(max_length=200)


class Attachment(SealedKey):
    """A paper given with a matter; the file lies sealed in the data folder, this row holds its key.

    ``file`` is the file's name there; empty: one of version 0.1, in clear under its checksum. Disposed of: key and
    file are gone, ``checksum`` and ``size`` stay.
    """

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    checksum = models.CharField(max_length=64)
    classification = models.CharField("密级", max_length=20, blank=True, default="")
    file = models.CharField(max_length=40, blank=True, default="")
    added = models.DateTimeField()
    account = models.CharField(max_length=80)
    event = models.PositiveIntegerField(null=True)


class Draft(Sealed):
    """A form not yet recorded: one for each account, matter and step; it survives a closed browser."""

    account = models.CharField(max_length=80)
    matter = models.ForeignKey(Matter, models.CASCADE, null=True, related_name="drafts")
    step = models.CharField(max_length=80)
    saved = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "matter", "step"], name="draft_once"),
            models.UniqueConstraint(
                fields=["account", "step"], condition=Q(matter__isnull=True), name="draft_of_new_matter_once"
            ),
        ]


class HandOver(models.Model):
    """A matter passed from one handler to another."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="hand_overs")
    giver = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    taker = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on = models.DateField()
    reason = models.CharField(max_length=200, blank=True)
    account = models.CharField(max_length=80)
