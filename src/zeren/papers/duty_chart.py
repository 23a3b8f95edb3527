"""The duty chart as it is published (责任图表): bodies, duties, tasks and measures, days, provisions. No record, no state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zeren.papers.official.model import OfficialDocument, Paragraph, Table

HEAD = ("条", "责任主体", "责任", "任务和措施", "时限", "依据")
WIDTHS = (2.7, 4.4, 7.2, 6.4, 3, 4.3)


@dataclass(frozen=True, slots=True)
class ChartLine:
    """One duty: its number, who bears it, what it asks and how often, the task and the measures, until when, why."""

    number: int
    holder: str
    duty: str
    amount: str
    task: str
    measures: str
    due: str
    cite: str

    @property
    def cells(self) -> tuple[str, ...]:
        """As they stand in the row; a quota and a measure on a line of their own."""
        duty = f"{self.duty}\n（{self.amount}）" if self.amount else self.duty
        done = "\n".join(filter(None, (self.task, self.measures and f"措施：{self.measures}")))
        return str(self.number), self.holder, duty, done, self.due, self.cite


def document(
    title: str, lines: Iterable[ChartLine], *, version: int, since: date, organ: str, published: date | None
) -> OfficialDocument:
    """As an official document with a table; a draft until it was published."""
    told = f"第{version}版，自{since.year}年{since.month}月{since.day}日起。"
    return OfficialDocument(
        title=title, body=(Paragraph(told), Table(WIDTHS, tuple(line.cells for line in lines), HEAD)), signed_by=organ,
        dated=published, draft=published is None,
    )  # fmt: skip
