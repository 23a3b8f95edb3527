"""Whom this installation exchanges packets with, each packet out and in, and what came in."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from zeren.records.vault import Sealed


class Relation(models.TextChoices):
    """What the other one is to us."""

    SUPERIOR = "superior", "上级"
    SUBORDINATE = "subordinate", "下级"


class PacketPartner(models.Model):
    """Another installation: its organ and its public keys, compared by voice or on paper when it was entered.

    ``scope``: codes of the organs about which a subordinate reports (with what stands under them in the register).
    ``sent``, ``taken``: numbers of the last packet to it and from it; an older one is a replay.
    """

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=100)
    relation = models.CharField(max_length=20, choices=Relation.choices)
    sign_key = models.CharField(max_length=64)
    open_key = models.CharField(max_length=64)
    sm2_sign_key = models.CharField(max_length=130, blank=True, default="")
    sm2_open_key = models.CharField(max_length=130, blank=True, default="")
    scope: Any = models.JSONField(default=list)
    entered = models.DateTimeField()
    ended = models.DateTimeField(null=True)
    sent = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(ended__isnull=True), name="packet_partner_once"
            )
        ]


class Packet(models.Model):
    """One packet. ``suite``: by which ciphers; empty where it was not kept yet. ``receipt``: what became of each item, as the receiver said (out) or as we said (in)."""

    class Way(models.TextChoices):
        OUT = "out", "发出"
        IN = "in", "收到"

    partner = models.ForeignKey(PacketPartner, models.PROTECT, related_name="packets")
    way = models.CharField(max_length=5, choices=Way.choices)
    kind = models.CharField(max_length=20)
    number = models.CharField(max_length=36)
    seq = models.PositiveIntegerField()
    made = models.DateTimeField()
    entered = models.DateTimeField()
    digest = models.CharField(max_length=64)
    suite = models.CharField(max_length=60, blank=True, default="")
    scope: Any = models.JSONField(default=dict)
    count = models.PositiveIntegerField()
    receipt: Any = models.JSONField(null=True)
    receipted = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "way", "seq"], name="packet_seq_once"),
            models.UniqueConstraint(fields=["way", "number"], name="packet_number_once"),
        ]


class PacketItem(Sealed):
    """One thing that came in, as it was sent; ``head``: how far its log reached, so that a later packet goes on from it."""

    packet = models.ForeignKey(Packet, models.PROTECT, related_name="items")
    place = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=100)
    organ = models.CharField(max_length=40)
    head_seq = models.PositiveIntegerField(default=0)
    head_link = models.CharField(max_length=64, blank=True, default="")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["packet", "place"], name="packet_item_once")]
        indexes = [models.Index(fields=["kind", "key", "id"], name="packet_item_of")]
