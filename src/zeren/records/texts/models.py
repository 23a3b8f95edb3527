"""Official texts as imported: documents, their versions with checksum, every provision by address."""

from __future__ import annotations

from django.db import models


class Document(models.Model):
    """One regulation's text. ``slug`` is the pack's id where there is a pack."""

    slug = models.CharField(max_length=120, unique=True)
    title = models.CharField(max_length=300)

    class Meta:
        ordering = ["slug"]


class TextVersion(models.Model):
    """One imported copy: the file's checksum, when it was imported, its defects and differences as reported."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="versions")
    version = models.CharField(max_length=20)
    file = models.CharField(max_length=300)
    checksum = models.CharField(max_length=64)
    imported = models.DateTimeField()
    by = models.CharField(max_length=80)
    report = models.TextField(blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "version"], name="text_version_once")]


class ProvisionText(models.Model):
    """One unit of the text: its address, place in document order, lines of the file, wording."""

    version = models.ForeignKey(TextVersion, models.CASCADE, related_name="provisions")
    at = models.CharField(max_length=60)
    place = models.PositiveIntegerField()
    lines = models.CharField(max_length=20, blank=True)
    text = models.TextField()
    whole = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["version", "place"]
        constraints = [models.UniqueConstraint(fields=["version", "at"], name="provision_text_once")]
