"""Once a term: shown in each year's list with what was done in all of the term; duties that read alike are told apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from records.duties.conftest import DUTIES
from zeren.law.packs.form import Vocabulary
from zeren.law.packs.loading import load_pack_text
from zeren.records import packs, registers
from zeren.records.actor import SYSTEM
from zeren.records.duties import activities, acts, judging, naming, norms, register, standing
from zeren.records.duties.activities import Doer, Doing
from zeren.records.duties.models import Duty, DutyList

pytestmark = pytest.mark.django_db
TERMS = """
pack: t-2019-terms
version: "2019-01-01"
title: 任期规定（测试）
issuer: 测试
level: county
conventions: {counting: {use: civil-code-201-203, roll: no, basis: assumed}}
provisions:
  "1": {label: 任期内述职, status: encoded}
  "2": {label: 教育和监督, status: encoded}
  "3": {label: 谈话, status: encoded}
norms:
  - {id: states, cite: "1", force: must, per: subject, if: {field: subject.holder, is: principal},
     duty: {act: activity, by: principal, every: {term: subject.term}, with: {all: [{field: this.kind, is: report_made}, {field: this.topic, includes: three_statements}]}}}
  - {id: teaches, cite: "2", standing: {by: principal, act: activity, topic: warning_education}}
  - {id: watches, cite: "2", standing: {by: principal, act: activity, topic: inner_supervision}}
  - {id: leads, cite: "2", standing: {by: principal, act: activity, topic: warning_education}}
  - {id: talks, cite: "3", force: must, per: {each: subject.lower_principals}, duty: {act: activity, every: year, by: principal, with: {field: this.kind, is: talk}}}
  - {id: reports-up, cite: "3", force: must, if: {field: subject.holder, is: leading_group},
     duty: {act: activity, every: half_year, by: leading_group, with: {all: [{field: this.kind, is: report_made}, {field: this.to, includes: superior_discipline_commission}]}}}
  - {id: reports-above, cite: "3", force: must, if: {field: subject.holder, is: leading_group},
     duty: {act: activity, every: year, by: leading_group, with: {all: [{field: this.kind, is: report_made}, {field: this.to, includes: superior_committee}]}}}
  - {id: hears-own, cite: "3", force: must, if: {field: subject.holder, is: leading_group},
     duty: {act: activity, every: year, by: leading_group, with: {all: [{field: this.kind, is: report_heard}, {field: this.to, includes: party_committee}]}}}
  - {id: talks-members, cite: "3", force: must, per: {each: subject.group_members}, duty: {act: activity, every: year, by: principal, with: {field: this.kind, is: talk}}}
"""


@pytest.fixture(autouse=True)
def terms(pack: packs.Installed, shared: Vocabulary) -> Iterator[packs.Installed]:
    """The regulation on terms besides the small one on duties."""
    both = [load_pack_text(t.encode(), f"{n}.yaml", shared) for t, n in ((DUTIES, "t-2020-duties"), (TERMS, "t-2019-terms"))]  # fmt: skip
    with packs.using(both, shared) as installed:
        yield installed


@pytest.fixture
def years(county: SimpleNamespace) -> tuple[DutyList, DutyList]:
    """The lists of last year and this."""
    organ = county.organs["Q"].pk
    return acts.generate(county.office, organ, 2025), acts.generate(county.office, organ, 2026)


def of(lst: DutyList, day: date, norm: str = "states") -> tuple[list[tuple[Any, ...]], str]:
    """The findings of a duty of the secretary's, and how it stands in one word."""
    duty = Duty.objects.select_related("holder").get(list=lst, norm=norm, holder__person__code="wang")
    found = judging.stand(register.read(), lst, duty.holder, day).of("t-2019-terms", norm)
    rows = [(f.starts, f.ends, f.status.value, f.because) for f in found if f.status.value != "not_triggered"]
    return rows, standing.of_duty(duty, found, day)


def state(lst: DutyList, on: date) -> None:
    """The secretary states on a day."""
    number = lst.holders.get(person__code="wang").number
    doing = Doing(on, "report_made", "述职述廉", (Doer(number, True),), ("three_statements",))
    activities.record(SYSTEM, lst.pk, [doing])


def test_what_was_done_in_an_earlier_year_of_the_term_counts_in_this_years_list(
    years: tuple[DutyList, DutyList],
) -> None:
    last, this = years
    assert of(this, date(2026, 3, 16)) == ([(date(2024, 3, 1), None, "pending", ())], "going")
    state(last, date(2025, 11, 20))
    assert of(this, date(2026, 3, 16)) == ([(date(2024, 3, 1), None, "met", ("2025a1",))], "met")
    assert of(last, date(2025, 12, 31)) == ([(date(2024, 3, 1), None, "met", ("a1",))], "met")
    # The year's own duties do not count what was done in another.
    holder = this.holders.get(person__code="wang")
    found = judging.stand(register.read(), this, holder, date(2026, 3, 16))
    assert not any(
        "2025a1" in f.because for key in found.findings if key[1] != "states" for f in found.of(*key)
    )


@pytest.mark.parametrize(("day", "kind"), [(date(2026, 3, 31), "risk"), (date(2026, 4, 1), "over")])
def test_a_term_that_ended_without_it_is_missed_on_the_day_after(
    day: date, kind: str, county: SimpleNamespace, settings: Any
) -> None:
    rows = [
        {
            "person": "wang",
            "post": "QS",
            "start": "2024-03-01",
            "end": "2026-03-31",
            "source": "任字〔2026〕9号",
        }
    ]
    assert registers.import_rows(SYSTEM, "appointments", rows).written
    settings.ZEREN = replace(settings.ZEREN, today=date(2026, 6, 1))
    lst = acts.generate(county.office, county.organs["Q"].pk, 2026)
    assert of(lst, day)[1] == kind
    # A quarter that was over on the last day is missed as well; the next is not owed.
    holder = lst.holders.get(person__code="wang")
    found = judging.stand(register.read(), lst, holder, day).of("t-2020-duties", "research")
    owed = {f.key: f.status.value for f in found if f.status.value != "not_triggered"}
    assert owed == {"2026-Q1": "pending" if kind == "risk" else "breached"}


def test_duties_of_one_provision_that_read_alike_are_told_apart() -> None:
    owed = [o for o in norms.owed("principal", 2026) if o.pack.id == "t-2019-terms"]
    assert {ref[1]: name for ref, name in naming.titles(owed).items()} == {
        "states": "报告履责：述纪述廉述作风",
        "teaches": "教育和监督：警示教育（一）",
        "watches": "教育和监督：党内监督",
        "leads": "教育和监督：警示教育（二）",
        "talks": "谈话提醒：下级党组织主要负责人",
        "talks-members": "谈话提醒：班子其他成员",
    }


def test_a_report_goes_to_those_whom_the_texts_name_in_the_order_of_the_shared_list() -> None:
    assert naming.report_to(norms.owed("leading_group", 2026)) == ("上级党委（党组）", "上级纪委")
    assert naming.report_to(norms.owed("member", 2026)) == ()


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("subject.institution_heads", "登记没有内设机构主要负责人"),
        ("activity.to", "没有记报给谁"),
        ("param.mid_year", "本机关没有定年中的日期"),
        ("organ:7.unheard_of@2026-11-30", ""),
    ],
)
def test_what_is_not_known_is_said_in_words(what: str, said: str) -> None:
    assert naming.lacking(what) == said
