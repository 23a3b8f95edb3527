"""密级 in words: their order, how a name or a paper carries one. Who may set one: ``matters.secrecy``."""

from __future__ import annotations

from collections.abc import Iterable

from zeren.records.errors import Problems
from zeren.records.matters.models import Attachment, Matter

LEVELS = ("公开", "内部", "秘密", "机密", "绝密")
USUAL = "内部"
SECRET = "秘密"
NEEDS_CIRCLE = ("机密", "绝密")


def rank(level: str) -> int:
    """The place of a level; an empty one is the usual."""
    return LEVELS.index(level or USUAL)


def highest(levels: Iterable[str], least: str = USUAL) -> str:
    """The highest of several levels: what a list or a file that holds them all is."""
    return max((least, *(level or USUAL for level in levels)), key=rank)


def marked(level: str, name: str) -> str:
    """A file name that carries the level from 秘密 on: 〔机密〕决定书.pdf."""
    return f"〔{level}〕{name}" if rank(level) >= rank(SECRET) else name


def mark_of(matter: Matter) -> str:
    """Level and period as a paper carries them: 机密★至2030年6月1日."""
    level = matter.classification or USUAL
    day = matter.classified_until
    return f"{level}★至{day.year}年{day.month}月{day.day}日" if day else level


def check_level(level: str, problems: Problems) -> None:
    """One of the levels."""
    if level not in LEVELS:
        known = "、".join(LEVELS)
        problems.add(
            "level", f"没有“{level}”这一密级，可为：{known}", f"no level '{level}', allowed: {known}"
        )


def name_of(paper: Attachment) -> str:
    """The name under which a paper leaves: with its own level or its matter's, whichever is higher."""
    level = highest([paper.matter.classification, paper.classification], LEVELS[0])
    return marked(level, paper.name)
