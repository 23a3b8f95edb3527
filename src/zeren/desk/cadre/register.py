"""The register of people that a viewer sees: columns, filters, cells."""

from __future__ import annotations

from typing import Any

from zeren.desk import links
from zeren.desk.components import Cell
from zeren.desk.listing import Field


def post_of(person: Any) -> Any:
    """The main post held today, if one is registered."""
    return person.held[0].post if person.held else None


def managed_words(post: Any) -> str:
    """Who manages, by the post: its own word, else the organ that appoints; unknown is empty."""
    if post is None:
        return ""
    organ = post.managing_organ
    return post.managed_by or (f"{organ.short or organ.name}管理" if organ else "")


def _post(person: Any) -> Cell:
    held = person.held
    if not held:
        return Cell("没有登记", dim=True)
    names = "、".join(row.post.in_full for row in held)
    return Cell(names)


def _managed(person: Any) -> Cell:
    words = managed_words(post_of(person))
    return Cell(words) if words else Cell("没有登记", dim=True)


def _manager(person: Any) -> Cell:
    post = post_of(person)
    organ = post.managing_organ if post else None
    return Cell(organ.name) if organ else Cell("没有登记", dim=True)


def _state(person: Any) -> Cell:
    if person.left:
        return Cell(f"{person.left.isoformat()} 调离", dim=True)
    if person.retired:
        return Cell(f"{person.retired.isoformat()} 退休", dim=True)
    return Cell("在职")


def fields(managers: tuple[tuple[str, str], ...]) -> tuple[Field[Any], ...]:
    """The columns. No column ranks or counts anything about a person."""
    return (
        Field(
            "name",
            "姓名",
            lambda p: Cell(p.name, url=links.person(p.pk)),
            "text",
            hint="姓名或代码",
            sort="name",
            width=10,
        ),
        Field("code", "代码", lambda p: Cell(p.code, dim=True), sort="code", usual=False, width=10),
        Field(
            "organ",
            "单位",
            lambda p: Cell(p.organ.name) if p.organ else Cell("没有登记", dim=True),
            "text",
            sort="organ__rank",
            width=26,
        ),
        Field("post", "现任职务", _post, width=34),
        Field("managed", "管理权限", _managed, "select", managers, width=14),
        Field("manager", "任免机关", _manager, usual=False, width=20),
        Field(
            "since",
            "任现职起",
            lambda p: Cell(p.held[0].start.isoformat()) if p.held else Cell("没有登记", dim=True),
            width=12,
        ),
        Field("state", "在职情况", _state, width=18),
    )
