"""The demonstration's trail and retention: a head that was sent, a run, old interview records at the end of keeping."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from django.conf import settings

from zeren.cli.demo import loading, plans
from zeren.records import clock
from zeren.records.actor import SYSTEM
from zeren.records.retention.periods import NAME
from zeren.records.trail import heads, verifying

YEARS = 8
PERIODS = f"""# 示范：条文没有写保存多少年，期限由本单位设定并写明依据；没有列出的种类长期保管。
warn_days: 90
periods:
  interviews: {{years: {YEARS}, basis: 青岚档〔2024〕3号（示范）}}
"""
ENDED = (400, 150, -60)
"""Days since the period ended; of the last one it is still to end."""


def enter() -> None:
    """Set the periods, enter the old records, hand out today's head, run over the trail once."""
    path = settings.ZEREN.home / NAME
    if not path.exists():
        path.write_text(PERIODS, encoding="utf-8")
    interviews = [plan for plan in plans.plans() if plan.story == "interview" and not plan.fault]
    for number, days in enumerate(ENDED):
        _old(interviews[number % len(interviews)], clock.today() - timedelta(days=days))
    row = heads.export(SYSTEM, clock.today())
    heads.sent(SYSTEM, row.pk, "市纪委监委", clock.today())
    run = verifying.start(SYSTEM)
    while verifying.go_on(SYSTEM, run.pk).finished is None:
        pass


def _old(like: plans.Plan, ended: date) -> None:
    """An interview of long ago, closed so that its period ended on this day."""
    closed = ended.replace(year=ended.year - YEARS, day=min(ended.day, 28))
    age = (clock.today() - closed).days + plans.CLOSED_AFTER
    loading._enter(replace(like, age=age, turn=plans.CLOSED), clock.today(), 0)
