"""In which section of the integrity file the matters of a procedure stand: ``file`` in ``desk.yaml`` beside the pack."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from zeren.law.packs.form import Pack
from zeren.records.beside import RulesError, section

SECTION = "file"
SECTIONS: Mapping[str, str] = {
    "reports": "报告和请示",
    "talks": "谈话、函询、诫勉",
    "interviews": "约谈",
    "statements": "述纪述廉",
    "assessments": "考核",
    "complaints": "已办结的信访举报",
    "cases": "案件",
    "measures": "组织处理和调整",
    "audits": "经济责任审计",
    "trainings": "教育培训",
    "selection": "选拔任用",
}
USUAL = "cases"
CONCLUDED = frozenset({"complaints"})
"""Sections in which a matter stands only once it is closed: an open one tells nothing here."""


def check(installed: Iterable[Pack]) -> None:
    """Read the sections of every pack. Raises RulesError."""
    for folder in sorted({Path(pack.file).parent for pack in installed}):
        _of_folder(folder)


def section_of(pack: Pack, procedure: str) -> str:
    """The section of a procedure; a case where its pack names none."""
    return _of_folder(Path(pack.file).parent).get(procedure, USUAL)


@lru_cache(maxsize=256)
def _of_folder(folder: Path) -> Mapping[str, str]:
    return section(folder, SECTION, read)


def read(given: Any) -> str:
    """One procedure's section. Raises RulesError."""
    if given not in SECTIONS:
        raise RulesError(SECTION, f"no section {given}; known are {', '.join(SECTIONS)}")
    return str(given)
