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
        indexes = [
            models.Index(fields=["noun", "target", "seq"], name="trail_target"),
            # The ledger is read newest first from any filter; each of these makes that one range of one index.
            models.Index(fields=["at", "seq"], name="trail_at"),
            models.Index(fields=["account", "at", "seq"], name="trail_account"),
            models.Index(fields=["act", "at", "seq"], name="trail_act"),
            models.Index(fields=["basis", "at", "seq"], name="trail_basis", condition=~models.Q(basis="")),
        ]


class TrailHead(models.Model):
    """The last link, sealed with the key: one row, so that a tail cut off is noticed."""

    seq = models.BigIntegerField(default=0)
    link = models.CharField(max_length=64, default="")
    seal = models.CharField(max_length=64, default="")
    key_id = models.CharField(max_length=20, default="")


class ExportedHead(models.Model):
    """日首: where the trail ended on a day, sealed, as it was handed out. Never changed: what was sent elsewhere says
    the same, and a trail that no longer reaches it was cut."""

    day = models.DateField()
    seq = models.BigIntegerField()
    link = models.CharField(max_length=64)
    key_id = models.CharField(max_length=20)
    seal = models.CharField(max_length=64)
    at = models.DateTimeField()
    account = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["day", "id"], name="trail_head_day")]


class SentHead(models.Model):
    """That a head was sent elsewhere: to whom, how, when."""

    head = models.ForeignKey(ExportedHead, models.PROTECT, related_name="sent")
    to = models.CharField(max_length=100)
    on = models.DateField()
    at = models.DateTimeField()
    account = models.CharField(max_length=80)


class Verification(models.Model):
    """One run over the trail, taken a part at a time; ``link`` is the last one read, ``report`` what was found.

    It may be left and taken up again; its end stands on the trail.
    """

    started = models.DateTimeField()
    account = models.CharField(max_length=80)
    total = models.BigIntegerField(default=0)
    reached = models.BigIntegerField(default=0)
    done = models.BigIntegerField(default=0)
    link = models.CharField(max_length=64, default="", blank=True)
    seconds = models.FloatField(default=0)
    finished = models.DateTimeField(null=True)
    report = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["finished", "id"], name="trail_verified")]
