"""Disposal when retention has ended: one person proposes, another confirms; both are kept for ever."""

from __future__ import annotations

from django.db import models

from zeren.records.matters.models import Attachment, Matter


class DisposalProposal(models.Model):
    """That the contents of a matter be destroyed: which kind of record, kept how long, on which basis."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="disposal_proposals")
    kind = models.CharField(max_length=60)
    years = models.PositiveSmallIntegerField()
    ended = models.DateField()
    basis = models.CharField(max_length=200)
    note = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    account = models.CharField(max_length=80)
    person = models.BigIntegerField(null=True)


class DisposalAnswer(models.Model):
    """The other person's answer to a proposal; a confirmed one was carried out in the same transaction."""

    class Answer(models.TextChoices):
        CONFIRMED = "confirmed", "已销毁"
        REFUSED = "refused", "不同意销毁"

    proposal = models.OneToOneField(DisposalProposal, models.PROTECT, primary_key=True, related_name="answer")
    answer = models.CharField(max_length=20, choices=Answer.choices)
    reason = models.CharField(max_length=200, blank=True)
    entries = models.PositiveIntegerField(default=0)
    papers = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    account = models.CharField(max_length=80)
    person = models.BigIntegerField(null=True)


class PaperDisposal(models.Model):
    """A paper of which key and file were destroyed."""

    attachment = models.OneToOneField(Attachment, models.PROTECT, primary_key=True, related_name="disposal")
    proposal = models.ForeignKey(DisposalProposal, models.PROTECT, related_name="papers")
