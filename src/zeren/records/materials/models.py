"""Sealed material about a person: what kind, of which year, where it is kept; each section sealed by itself."""

from __future__ import annotations

from django.db import models

from zeren.records.organs.models import Organ
from zeren.records.people.models import Person
from zeren.records.vault import Sealed


class Material(models.Model):
    """One document (个人事项规定 第十四条: kept by a named person). ``kind`` is declared by a pack's ``access.yaml``;
    ``title`` says which document it is, never what it holds."""

    kind = models.CharField("种类", max_length=60)
    person = models.ForeignKey(Person, models.PROTECT, related_name="materials", verbose_name="报告人")
    year = models.PositiveSmallIntegerField("年度")
    on = models.DateField("收到日")
    title = models.CharField("名称", max_length=100)
    # Which form of the pack's ``reports`` it was given in by; empty: it came on paper.
    form = models.CharField("表", max_length=40, blank=True, default="")
    receiver = models.ForeignKey(Organ, models.PROTECT, related_name="materials", verbose_name="受理部门")
    custodian = models.ForeignKey(Person, models.PROTECT, related_name="keeps", verbose_name="保管人")

    class Meta:
        indexes = [models.Index(fields=["person", "kind", "year"], name="material_of")]


class MaterialSection(Sealed):
    """The content of one section, under a data key of its own: an approval of one section opens no other."""

    material = models.ForeignKey(Material, models.PROTECT, related_name="sections")
    section = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["material", "section"], name="material_section_once")]

    @property
    def place(self) -> str:
        """Where it is sealed for: copied into another row it does not open."""
        return f"material {self.material_id} {self.section}"
