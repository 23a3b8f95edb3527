"""In which section of the integrity file the matters of a procedure stand: ``file`` in ``desk.yaml`` beside the pack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zeren.law.packs.form import Pack
from zeren.records.beside import RulesError, Section

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


def section_of(pack: Pack, procedure: str) -> str:
    """The section of a procedure; a case where its pack names none."""
    return RULES.beside(pack).get(procedure, USUAL)


def read(given: Any) -> str:
    """One procedure's section. Raises RulesError."""
    if given not in SECTIONS:
        raise RulesError(SECTION, f"no section {given}; known are {', '.join(SECTIONS)}")
    return str(given)


RULES: Section[str] = Section(SECTION, read)
check = RULES.check
