"""Reading templates: an organ's own people; what a document is made from."""

from __future__ import annotations

from hashlib import sha256

from django.db.models import QuerySet

from zeren.records.actor import Actor
from zeren.records.documents.queries import organs_of
from zeren.records.errors import Problem, Refused
from zeren.records.templates.models import PaperTemplate


def visible_to(actor: Actor) -> QuerySet[PaperTemplate]:
    """The templates of the organs in which the actor works, those in use first."""
    found = PaperTemplate.objects.filter(organ__in=organs_of(actor)).select_related("organ")
    return found.defer("content").order_by("organ__rank", "pack", "paper", "-version")


def one(actor: Actor, pk: int) -> PaperTemplate | None:
    """One version."""
    return visible_to(actor).filter(pk=pk).first()


def in_use(organ: int, pack: str, paper: str) -> PaperTemplate | None:
    """The version from which an organ's paper is made today; None: the built-in layout."""
    return PaperTemplate.objects.filter(organ=organ, pack=pack, paper=paper, ended__isnull=True).first()


def any_in_use() -> bool:
    """Whether any organ has a template in use."""
    return PaperTemplate.objects.filter(ended__isnull=True).exists()


def kept(pk: int) -> PaperTemplate | None:
    """The version that a document names."""
    return PaperTemplate.objects.filter(pk=pk).first()


def content_of(row: PaperTemplate) -> bytes:
    """The file. Raises Refused where it was altered."""
    content = bytes(row.content)
    if sha256(content).hexdigest() != row.checksum:
        zh = f"模板“{row.name}”已被改动，不能使用"
        raise Refused([Problem("template", zh, f"template {row.pk} was altered")])
    return content
