"""Templates of papers: one row a version, added and never changed but for its end."""

from __future__ import annotations

from django.db import models

from zeren.records.organs.models import Organ


class PaperTemplate(models.Model):
    """A version of an organ's template for one paper of a pack (``pack`` and ``paper``). ``ended``: since when no new
    document is made from it; documents made before name it still."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name="机关")
    pack = models.CharField(max_length=80)
    paper = models.CharField(max_length=80)
    version = models.PositiveIntegerField("版次")
    name = models.CharField("文件名", max_length=120)
    content = models.BinaryField()
    checksum = models.CharField(max_length=64)
    account = models.CharField(max_length=80)
    added = models.DateTimeField()
    ended = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organ", "pack", "paper", "version"], name="template_version_once"
            ),
            models.UniqueConstraint(
                fields=["organ", "pack", "paper"],
                name="template_one_in_use",
                condition=models.Q(ended__isnull=True),
            ),
        ]
