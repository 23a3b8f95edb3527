"""The talent pool as plain data: columns of the list and of its workbook, the form of entering, one member."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from zeren.desk import links
from zeren.desk.components import Cell, Citation, Grid, Head, Light, Notice, Pages, Sign
from zeren.desk.listing import Field
from zeren.records import clock
from zeren.records.pool.models import PoolMember

YES_NO = (("yes", "可任组长"), ("no", "不任组长"))
STATES = (("in", "在库"), ("out", "不在库"))


@dataclass(frozen=True, slots=True)
class PoolPage:
    """The list."""

    head: Head
    grid: Grid
    pages: Pages | None
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class NewPage:
    """The form of entering; after a refusal with what was given and what is wrong, by field."""

    head: Head
    organs: tuple[tuple[str, str], ...]
    people: tuple[tuple[str, str], ...]
    today: str
    cites: tuple[Citation | None, Citation | None]
    given: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MemberPage:
    """One member: what is entered, and the forms to change it."""

    head: Head
    pk: int
    lines: tuple[tuple[str, str], ...]
    light: Light
    may_head: bool
    basis: str
    may_keep: bool
    ended: bool
    today: str
    since: str
    cites: tuple[Citation | None, Citation | None]
    notices: tuple[Notice, ...] = ()
    given: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    wrong: str = ""


def light_of(member: PoolMember) -> Light:
    """在库, or since when not any more."""
    if member.until is None or member.until > clock.today():
        return Light(Sign.DONE, "在库")
    return Light(Sign.LAPSED, f"{member.until.isoformat()} 出库")


def post_words(person: Any) -> str:
    """The posts held today, the main one first; empty where none is registered. ``held``: fetched by the query."""
    return "、".join(row.post.in_full for row in person.held)


def _post(member: PoolMember) -> Cell:
    words = post_words(member.person)
    return Cell(words) if words else Cell("没有登记", dim=True)


def _place(member: PoolMember) -> Cell:
    organ = member.person.organ
    return Cell(organ.name) if organ else Cell("没有登记", dim=True)


def _head(member: PoolMember) -> Cell:
    return Cell("可任组长") if member.may_head else Cell("不任组长", dim=True)


def fields() -> tuple[Field[Any], ...]:
    """The columns of the list. None ranks or counts anything about a person."""
    return (
        Field("name", "姓名", lambda m: Cell(m.person.name, url=links.named("pool-member", m.pk)), "text", hint="姓名或代码", sort="person__name", width=10),
        Field("code", "代码", lambda m: Cell(m.person.code, dim=True), sort="person__code", usual=False, width=10),
        Field("place", "单位", _place, sort="person__organ__rank", width=26),
        Field("post", "现任职务", _post, width=30),
        Field("head", "可任组长", _head, "select", YES_NO, sort="may_head", width=12),
        Field("basis", "依据", lambda m: Cell(m.basis) if m.basis else Cell("—", dim=True), width=20),
        Field("since", "入库日", lambda m: Cell(m.since.isoformat()), sort="since", width=12),
        Field("state", "在库情况", lambda m: Cell(light=light_of(m)), "select", STATES, width=16),
        Field("reason", "出库原因", lambda m: Cell(m.reason) if m.reason else Cell("—", dim=True), usual=False, width=20),
        Field("organ", "保管机关", lambda m: Cell(m.organ.short or m.organ.name), "text", sort="organ__rank", width=20),
    )  # fmt: skip


def sheet_fields() -> tuple[Field[Any], ...]:
    """The columns of the workbook: those of the template, so that it can be read in again, and for the reader the
    name and the place of work."""
    none = Cell()
    return (
        Field("organ", "保管机关代码", lambda m: none, excel=lambda m: m.organ.code),
        Field("person", "人员代码", lambda m: none, excel=lambda m: m.person.code),
        Field("name", "姓名", lambda m: none, excel=lambda m: m.person.name, width=10),
        Field("place", "单位", lambda m: none, excel=lambda m: m.person.organ.name if m.person.organ else "", width=26),
        Field("since", "入库日", lambda m: none, excel=lambda m: m.since, width=12),
        Field("until", "出库日", lambda m: none, excel=lambda m: m.until, width=12),
        Field("reason", "出库原因", lambda m: none, excel=lambda m: m.reason, width=20),
        Field("head", "可任组长", lambda m: none, choices=YES_NO, excel=lambda m: "是" if m.may_head else "否", width=10),
        Field("state", "在库情况", lambda m: none, choices=STATES, excel=lambda m: light_of(m).words, width=18),
        Field("basis", "可任组长的依据", lambda m: none, excel=lambda m: m.basis, width=24),
    )  # fmt: skip
