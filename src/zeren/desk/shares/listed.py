"""The list of matters in which the viewer's organs have duties: what is due next, by whom the matter is handled."""

from __future__ import annotations

from datetime import date

from zeren.desk import days, links, listing, sources
from zeren.desk.components import Bit, Empty, Head, Light, Link, Sign
from zeren.desk.listing import PAGE_SIZE, Asked
from zeren.desk.shares.page import ShareList, ShareRow
from zeren.desk.wording import words_of
from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.obligations.models import Obligation
from zeren.records.shares import queries
from zeren.records.shares.models import MatterShare


def _nothing() -> Empty:
    return Empty(
        "没有别处承办、由本机关应办的事项。",
        "别的机关承办的事项里，规定由本机关办的，从送到本机关之日起列在这里。",
        Link("看待办", links.named("worklist")),
    )


def page(actor: Actor, question: Asked) -> ShareList:
    """One page of the list."""
    total = queries.visible_to(actor).count()
    start, stop = listing.window(question, total)
    rows = queries.listed(actor, start, stop)
    wants = queries.wants_of(rows)
    today = clock.today()
    made = tuple(_row(row, wants.get(row.pk, []), today) for row in rows)
    pages = listing.pages(question, total) if total > PAGE_SIZE else None
    crumbs = (Link("待办", links.with_query(links.named("worklist"), ("tab", "elsewhere"))), Link("别处承办"))
    sub = ((Bit("别的机关承办，其中有本机关应办的"),), (Bit(f"{total} 件"),))
    return ShareList(Head("别处承办", crumbs, sub=sub), made, pages, None if rows else _nothing())


def _row(share: MatterShare, wants: list[Obligation], today: date) -> ShareRow:
    matter = share.matter
    words = words_of(f"{matter.pack}@{matter.version.isoformat()}")
    first = wants[0] if wants else None
    more = f"　另 {len(wants) - 1} 项" if len(wants) > 1 else ""
    what = (words.acts(first.act.split()) if words else first.act) + more if first else "现在没有应办的"
    return ShareRow(
        links.named("share", matter.pk, share.role), matter.number,
        words.procedure(matter.procedure) if words else matter.procedure,
        matter.organ.short or matter.organ.name, words.role(share.role) if words else share.role,
        days.in_cell(share.since, today), what, _light(first, today),
        days.in_cell(first.due, today) if first else "—",
    )  # fmt: skip


def _light(row: Obligation | None, today: date) -> Light:
    if row is None:
        return Light(Sign.DONE, "已办")
    if row.due is None:
        return days.elapsed_light(row.opened, today) if row.opened else Light(Sign.ELAPSED, "没有期限")
    return days.due_light(row.due, today, sources.calendar(), provisional=row.provisional)
