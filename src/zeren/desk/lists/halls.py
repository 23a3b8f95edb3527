"""The tabs of 督责: overview, ledger of tasks, what is to be looked at again."""

from __future__ import annotations

from zeren.desk import links
from zeren.desk.components import Tab
from zeren.records.actor import Actor

PAGES = (("lists-overview", "总览"), ("lists", "整改任务"), ("lists-checks", "请核对"))


def tabs(actor: Actor, current: str) -> tuple[Tab, ...]:
    """The pages of the hall that are there."""
    shown = ((name, text, links.named(name)) for name, text in PAGES)
    return tuple(Tab(text, url, name == current) for name, text, url in shown if url)
