"""A condition is asked on no day on which its answer cannot change: asked on all of them, the findings are the same."""

from __future__ import annotations

import random
from typing import Any

import pytest

from crosscheck.records import Records, every_pack
from zeren.law.packs.form import Duty, OpenWhen, Pack
from zeren.norms import openers
from zeren.norms.calendar import Calendar
from zeren.norms.evaluating import evaluate

OPENED_BY_CONDITION = [
    pack
    for pack in every_pack()
    if any(isinstance(norm.body, Duty) and isinstance(norm.body.opener, OpenWhen) for norm in pack.norms)
]


@pytest.mark.parametrize("pack", OPENED_BY_CONDITION, ids=lambda pack: pack.ref)
def test_the_days_left_out_change_nothing(pack: Pack, cn: Calendar, monkeypatch: pytest.MonkeyPatch) -> None:
    narrowed = openers.own_days

    def every_day(*asked: Any) -> list[Any]:
        days: list[Any] = asked[-1]
        return days

    for procedure in (one for one in pack.procedures.values() if one.steps):
        for seed in range(4):
            records = Records(pack, procedure, random.Random(seed))
            log = records.log()
            for day in random.Random(seed).sample(records.days(log), 2):
                found = []
                for days in (narrowed, every_day):
                    monkeypatch.setattr(openers, "own_days", days)
                    found.append(evaluate([pack], log, day, cn))
                assert list(found[0]) == list(found[1])
                assert found[0].next_change == found[1].next_change


def test_some_are_left_out(cn: Calendar, monkeypatch: pytest.MonkeyPatch) -> None:
    narrowed, left = openers.own_days, []

    def counted(*asked: Any) -> list[Any]:
        days = narrowed(*asked)
        left.append(len(asked[-1]) - len(days))
        return days

    monkeypatch.setattr(openers, "own_days", counted)
    for pack in OPENED_BY_CONDITION:
        records = Records(pack, next(one for one in pack.procedures.values() if one.steps), random.Random(1))
        log = records.log()
        evaluate([pack], log, max(records.days(log)), cn)
    assert sum(left) > 0
