"""What the tests of the pages of duties share: words of a page, a duty, a holder, a form as it is sent."""

from __future__ import annotations

from typing import Any

from zeren.records.duties.models import Duty, DutyList


def body(answer: Any) -> str:
    """The words of a page."""
    return answer.content.decode()


def duty(norm: str, code: str) -> Duty:
    """A duty of somebody."""
    return Duty.objects.get(norm=norm, holder__person__code=code)


def holder(code: str) -> str:
    """The number of a holder."""
    return str(DutyList.objects.get(year=2026, organ__code="Q").holders.get(person__code=code).number)


def filled(**more: Any) -> dict[str, Any]:
    """A form of the secretary's research, as it is sent."""
    return {
        "day": "2026-02-26", "kind": "research", "title": "城关镇作风调研", "topics": ["conduct_building"],
        "holder": [holder("wang")], "in_person": [holder("wang")],
    } | more  # fmt: skip
