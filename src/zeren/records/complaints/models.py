"""Complaints (举报): what was written is sealed, who wrote it is sealed apart under keys of its own.

Nothing here knows a time of day, an address or an account of the person who complains: days are all that is kept.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zeren.records.keys import Purpose
from zeren.records.organs.models import Organ
from zeren.records.people.models import Person
from zeren.records.vault import Sealed, SealedKey


class Complaint(Sealed):
    """One complaint. ``organ`` received it, ``holder`` deals with it (another after a transfer).

    ``code`` is the keyed digest of the receipt code, ``once`` that of the form that it came with (a page sent
    twice is one complaint). ``sealed``: about whom, and what.
    """

    class Channel(models.TextChoices):
        WEB = "web", "网上"
        PHONE = "phone", "电话"
        LETTER = "letter", "来信"
        VISIT = "visit", "来访"

    class Kind(models.TextChoices):
        ANONYMOUS = "anonymous", "匿名"
        NAMED = "named", "署名"

    class State(models.TextChoices):
        RECEIVED = "received", "收到"
        ACCEPTED = "accepted", "受理"
        VERIFYING = "verifying", "核实"
        REPLIED = "replied", "已答复"
        CLOSED = "closed", "办结"

    number = models.CharField("编号", max_length=80)
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="complaints", verbose_name="收到的机关")
    holder = models.ForeignKey(
        Organ, models.PROTECT, related_name="complaints_held", verbose_name="办理的机关"
    )
    received = models.DateField("收到日")
    channel = models.CharField("渠道", max_length=10, choices=Channel.choices)
    kind = models.CharField("署名", max_length=10, choices=Kind.choices)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.RECEIVED)
    withdrawn = models.DateField("撤回日", null=True)
    reprisal = models.DateField("反映受到打击报复之日", null=True)
    asked = models.BooleanField("等举报人回答", default=False)
    news = models.BooleanField("举报人又写了", default=False)
    wants_reply = models.BooleanField("要答复", default=True)
    code = models.CharField(max_length=64, null=True, unique=True)
    passphrase = models.CharField(max_length=200, blank=True, default="")
    once = models.CharField(max_length=64, null=True, unique=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["number"], name="complaint_number_once")]
        indexes = [
            models.Index(fields=["organ", "-received", "-id"], name="complaint_organ"),
            models.Index(fields=["holder", "-received", "-id"], name="complaint_holder"),
        ]

    def __str__(self) -> str:
        return self.number


class ComplaintAbout(models.Model):
    """Whom of the registers a complaint names, set by the officer: it decides who must not see it, and no more.

    Never counted, listed or searched per person.
    """

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="about")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    organ = models.ForeignKey(Organ, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, organ__isnull=True)
                | Q(person__isnull=True, organ__isnull=False),
                name="about_person_or_organ",
            ),
            models.UniqueConstraint(fields=["complaint", "person"], name="about_person_once"),
            models.UniqueConstraint(fields=["complaint", "organ"], name="about_organ_once"),
        ]


class ComplaintEntry(Sealed):
    """One entry of a complaint's log, added and never changed. ``account`` is empty for the reporter."""

    class Act(models.TextChoices):
        RECEIVED = "received", "收到"
        ACCEPTED = "accepted", "受理"
        TRANSFERRED = "transferred", "转送"
        SIGNED_FOR = "signed_for", "签收转送"
        VERIFIED = "verified", "核实"
        ASKED = "asked", "向举报人提问"
        WROTE = "wrote", "举报人又写"
        DECLINED = "declined", "举报人不回答"
        REPLIED = "replied", "答复"
        WITHDRAWN = "withdrawn", "撤回举报"
        REPRISAL = "reprisal", "反映打击报复"
        LINKED = "linked", "作为案件来源"
        CLOSED = "closed", "办结"

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="entries")
    seq = models.PositiveIntegerField()
    act = models.CharField(max_length=12, choices=Act.choices)
    on = models.DateField()
    account = models.CharField(max_length=80, blank=True, default="")
    organ = models.ForeignKey(Organ, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["complaint", "seq"]
        constraints = [models.UniqueConstraint(fields=["complaint", "seq"], name="complaint_entry_seq_once")]


class ComplaintFile(SealedKey):
    """A photo or paper with its hidden information taken away; it lies sealed in the data folder.

    Its name is ours (附件1.jpg): a file's own name may give its writer away.
    """

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="files")
    seq = models.PositiveIntegerField("随哪一条记录")
    name = models.CharField(max_length=40)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    file = models.CharField(max_length=40, unique=True)


class Reporter(Sealed):
    """举报人身份: name and contact, and nothing else anywhere. Opened by ``access.unsealing`` only."""

    purpose: ClassVar[Purpose] = Purpose.REPORTER

    complaint = models.OneToOneField(Complaint, models.PROTECT, primary_key=True, related_name="reporter")
