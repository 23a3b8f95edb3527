"""The trail: who did what, in one keyed chain. Writing and reading alike."""

from __future__ import annotations

from django.db import models


class TrailEntry(models.Model):
    """One act. ``detail`` holds numbers and ids, nothing personal beyond what is needed; ``basis`` names the
    approval that it rests on."""

    seq = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
    account = models.CharField(max_length=80)
    person = models.BigIntegerField(null=True)
    organ = models.BigIntegerField(null=True)
    act = models.CharField(max_length=60)
    noun = models.CharField(max_length=40)
    target = models.CharField(max_length=80)
    detail = models.TextField(default="", blank=True)
    basis = models.CharField(max_length=80, blank=True, default="")
    head_seq = models.BigIntegerField(null=True)
    head_link = models.CharField(max_length=64, blank=True, default="")
    salt = models.CharField(max_length=32)
    key_id = models.CharField(max_length=20)
    link = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["noun", "target", "seq"], name="trail_target")]


class TrailHead(models.Model):
    """The last link, sealed with the key: one row, so that a tail cut off is noticed."""

    seq = models.BigIntegerField(default=0)
    link = models.CharField(max_length=64, default="")
    seal = models.CharField(max_length=64, default="")
    key_id = models.CharField(max_length=20, default="")
