"""Documents: where each stands, and the sealed log of how it came about. The numbers given are kept for ever."""

from __future__ import annotations

from django.db import models

from zeren.records.matters.models import Attachment, Matter
from zeren.records.organs.models import Organ
from zeren.records.vault import Sealed

ISSUE, PIECE = "bulletin", "bulletin-piece"
"""The papers of a periodical (``records.bulletin``): an issue, and a piece that stands in one and has no number itself."""


class State(models.TextChoices):
    """How far a document is."""

    DRAFT = "draft", "拟稿"
    REVIEW = "review", "待审核"
    SIGN = "sign", "待签发"
    SIGNED = "signed", "待编号印发"
    RETURNED = "returned", "退回修改"
    ISSUED = "issued", "已印发"
    VOIDED = "voided", "已作废"
    DROPPED = "dropped", "不再办理"


class OfficialPaper(models.Model):
    """One document of one matter, of the organ that handles it: where it stands.

    ``paper`` and ``step``: the paper beside the pack, and the step that it records (which may withhold it);
    ``subject``: whom it is about, as the engine names it. ``important``: only the principal signs. ``head``: the
    last entry of the log. ``corrects``: the issued document that this one puts right.
    """

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="documents")
    paper = models.CharField(max_length=80)
    step = models.CharField(max_length=80)
    label = models.CharField("文种", max_length=80)
    subject = models.CharField(max_length=40, blank=True)
    title = models.CharField("标题", max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    important = models.BooleanField(default=False)
    head = models.PositiveIntegerField(default=0)
    drafted_by = models.CharField(max_length=80)
    reviewed_by = models.CharField(max_length=80, blank=True)
    signed_by = models.CharField(max_length=80, blank=True)
    signed_on = models.DateField(null=True)
    mark = models.CharField("发文代字", max_length=40, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    serial = models.PositiveIntegerField(null=True)
    issued_on = models.DateField("印发日期", null=True)
    docx = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")
    pdf = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrected_by")
    began = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["organ", "state", "-id"], name="document_organ"),
            models.Index(fields=["matter", "-id"], name="document_matter"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organ", "year", "mark", "serial"], name="document_number_once"),
            models.CheckConstraint(
                condition=models.Q(serial__isnull=True) | models.Q(state__in=["issued", "voided"]),
                name="document_number_kept",
            ),
        ]

    @property
    def number(self) -> str:
        """青纪发〔2026〕31号; empty before the number was given."""
        return f"{self.mark}〔{self.year}〕{self.serial}号" if self.serial else ""


class OfficialPaperEntry(Sealed):
    """One step of a document, added and never changed; what it says is sealed."""

    document = models.ForeignKey(OfficialPaper, models.PROTECT, related_name="entries")
    seq = models.PositiveIntegerField()
    act = models.CharField(max_length=10)
    account = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "seq"], name="document_entry_once")]
