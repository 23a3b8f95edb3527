"""The columns of the ledger: what is sealed is in none of them, so the workbook cannot hold it either."""

from __future__ import annotations

from datetime import date

from zeren.desk import days, links
from zeren.desk.complaints import page
from zeren.desk.components import Cell
from zeren.desk.listing import Field
from zeren.records.complaints.models import Complaint


def fields(today: date) -> tuple[Field[Complaint], ...]:
    """Number, day, channel, kind, state, elapsed days, what wants a look, who deals with it."""
    return (
        Field("number", "编号", lambda c: Cell(c.number, url=links.named("complaint", c.pk)), "text", sort="number", width=20),
        Field("received", "收到", lambda c: Cell(f"{c.received:%Y-%m-%d}"), "day", sort="received", excel=lambda c: c.received, width=12),
        Field("channel", "渠道", lambda c: Cell(c.get_channel_display()), "select", choices=tuple(Complaint.Channel.choices), width=8),
        Field("kind", "署名", lambda c: Cell(c.get_kind_display()), "select", choices=tuple(Complaint.Kind.choices), width=8),
        Field("state", "状态", lambda c: Cell(light=page.light_of(c)), "select", choices=page.STATES, width=16),
        Field("days", "已历", lambda c: Cell("—", dim=True) if c.state == "closed" else Cell(light=days.elapsed_light(c.received, today)), sort="days", excel=lambda c: None if c.state == "closed" else (today - c.received).days, width=10),
        Field("mark", "先看", lambda c: Cell(light=light) if (light := page.mark_of(c)) else Cell("—", dim=True), width=16),
        Field("holder", "办理机关", lambda c: Cell(c.holder.short or c.holder.name), width=24),
    )  # fmt: skip
