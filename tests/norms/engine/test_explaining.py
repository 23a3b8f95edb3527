"""What a reader is told: sentences, steps, what is missing; the receipt; one event more."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from norms.engine.small import log, pack
from zeren.norms.calendar import NO_CALENDAR, Calendar
from zeren.norms.cases import event
from zeren.norms.evaluating import evaluate
from zeren.norms.explain import explain
from zeren.norms.incremental import Incremental
from zeren.norms.model import Finding, Log
from zeren.norms.receipt import receipt

NORMS = """
- {id: duty, per: subject, duty: {act: told, by: office, on: decided, within: {months: 1}, roll: yes}}
- {id: prompt, duty: {act: approved, by: office, on: decided, promptly: yes}}
- {id: right, force: may, duty: {act: appealed, by: person, on: decided, within: {months: 1}, roll: yes}}
- {id: order, require: {act: decided, after: heard, has: paper, that: {field: this.total, at_least: 2}}}
- {id: who, authority: {act: decided, by: committee}}
- {id: bar, per: subject, bar: {acts: promoted, from: decided, for: {years: 1}}}
- {id: pick, choice: {of: decided.picked, items: [{id: a, cite: "1"}]}}
- {id: always, standing: {by: office, act: resumed}}
- {id: x, cite: "2", if: {field: matter.secret, is: yes}, exception: {to: order, then: lift}}
"""
DECIDED = "{id: d, type: decided, at: '2024-03-04', subject: 甲, by: %s, total: %s, picked: [%s]}"


def said(
    norm: str,
    cn: Calendar,
    day: str,
    *,
    by: str = "office",
    total: str = "1",
    picked: str = "z",
    more: str = "",
    secret: str = "no",
) -> str:
    p = pack(NORMS)
    case = log(f"[{DECIDED % (by, total, picked)}{more}]", matter={"secret": secret})
    found = evaluate([p], case, date.fromisoformat(day), cn)
    return explain(found.of(norm)[0], p, {"甲": "王某"}, found.as_of).sentence


def test_a_duty_open_done_late_and_undone(cn: Calendar) -> None:
    roll = "自2024年3月4日次日起算1个月，末日2024年4月4日为休息日，顺延至2024年4月7日。"
    assert (
        said("duty", cn, "2024-04-07")
        == f"依据《small办法》第一条，办公室（王某）应于2024年4月7日前（含当日）told。{roll}"
    )
    told = ", {type: told, at: '%s', subject: 甲}"
    assert (
        said("duty", cn, "2024-05-01", more=told % "2024-04-07")
        == "依据《small办法》第一条，办公室（王某）已于2024年4月7日told，限期2024年4月7日，合乎期限。"
    )
    assert "实于2024年4月9日办理，迟2日" in said("duty", cn, "2024-05-01", more=told % "2024-04-09")
    assert "至今未办，已过期限3日" in said("duty", cn, "2024-04-10")
    assert (
        said("prompt", cn, "2024-03-14")
        == "依据《small办法》第一条，办公室应及时approved，条文无定量期限，已历10日。"
    )


def test_a_right_that_lapsed_is_no_fault(cn: Calendar) -> None:
    assert "可于2024年4月7日前appealed，期限已过，未行使" in said("right", cn, "2024-04-08")
    late = said("right", cn, "2024-04-30", more=", {type: appealed, at: '2024-04-08'}")
    assert "实于2024年4月8日提出，已过期限1日" in late


def test_an_act_that_is_not_right_names_each_failing_part(cn: Calendar) -> None:
    text = said("order", cn, "2024-03-05")
    assert text.startswith("依据《small办法》第一条，2024年3月4日decided不合规定：")
    for part in ("应先有heard，未见在先的记录", "应不少于2，实为1", "应载明"):
        assert part in text
    assert (
        said("who", cn, "2024-03-05")
        == "依据《small办法》第一条，2024年3月4日decided由办公室作出；有权者为党委。"
    )
    assert "z不在所列" in said("pick", cn, "2024-03-05")
    assert (
        said("order", cn, "2024-03-05", secret="yes")
        == "依据《small办法》第二条，不适用《small办法》第一条。"
    )
    assert "缺" in said(
        "order", cn, "2024-03-05", total="'?'", more=", {type: heard, at: '2024-03-01'}", secret="?"
    )


def test_bars_and_standing_duties(cn: Calendar) -> None:
    assert (
        said("bar", cn, "2024-03-05")
        == "依据《small办法》第一条，自2024年3月4日至2025年3月3日不得promoted，源于decided。"
    )
    inside = said("bar", cn, "2024-06-05", more=", {type: promoted, at: '2024-06-01', subject: 甲}")
    assert inside.endswith("2024年6月1日promoted在此期间内。")
    assert said("always", cn, "2024-03-05").endswith("条文无定量，不作达标判断；本年记录0条。")


def test_a_bar_says_which_acts_it_means_and_which_event_opened_it(cn: Calendar) -> None:
    p = pack(
        "[{id: n, bar: {acts: promoted, from: [decided, ruled], for: {years: 1}, where: {field: this.level, more_than: opener.level}}}]"
    )
    case = log("[{type: ruled, at: '2024-03-04', level: deputy}]")
    found = evaluate([p], case, date(2024, 3, 5), cn)
    text = explain(found.of("n")[0], p).sentence
    assert text.endswith("不得promoted（限level超过deputy的），源于ruled。")


def test_a_power_without_a_day_may_be_used(cn: Calendar) -> None:
    p = pack("[{id: n, force: may, per: subject, duty: {act: appealed, by: person, on: decided}}]")
    found = evaluate([p], log("[{type: decided, at: '2024-03-04', subject: 甲}]"), date(2024, 3, 5), cn)
    assert "本人（甲）可appealed" in explain(found.of("n")[0], p).sentence


def test_the_steps_of_a_period_and_the_assumed_convention_are_told(cn: Calendar) -> None:
    p = pack(NORMS)
    found = evaluate([p], log(f"[{DECIDED % ('office', 1, 'z')}]"), date(2024, 3, 5), cn)
    told = explain(found.of("duty")[0], p)
    assert told.steps[-1].endswith("顺延至2024年4月7日（星期日，调休上班）")
    assert told.assumed == ("（计算方法条文未定，按民法典第二百零一条至第二百零三条处理。）",)
    assert told.citations == (("《small办法》第一条", "一条"),)


def test_every_finding_of_every_status_has_a_sentence_without_gaps(cn: Calendar) -> None:
    p = pack(NORMS)
    case = log(f"[{DECIDED % ('office', 1, 'z')}, {{type: promoted, at: '2024-06-01', subject: 甲}}]")
    found = evaluate([p], case, date(2024, 12, 1), cn)
    assert {f.status.value for f in found} >= {"breached", "lapsed", "pending", "standing"}
    for finding in found:
        text = explain(finding, p, None, found.as_of).sentence
        assert text.endswith("。")
        assert not {"{", "}", "None"} & set(text)
        assert "《small办法》" in text


# ---------------------------------------------------------------- receipt


def test_the_receipt_changes_with_whatever_may_change_the_answer(cn: Calendar) -> None:
    p, case = pack(NORMS), log(f"[{DECIDED % ('office', 1, 'z')}]", matter={"secret": "no"})
    base = receipt([p], case, date(2024, 3, 5), cn)
    assert json.loads(json.dumps(base)) == base
    assert receipt([pack(NORMS)], case, date(2024, 3, 5), cn) == base
    others = [
        receipt([pack(NORMS, version="2011-01-01")], case, date(2024, 3, 5), cn),
        receipt([p], replace(case, matter={"secret": "yes"}), date(2024, 3, 5), cn),
        receipt(
            [p], replace(case, events=(replace(case.events[0], by=("committee",)),)), date(2024, 3, 5), cn
        ),
        receipt([p], case, date(2024, 3, 6), cn),
        receipt([p], case, date(2024, 3, 5), cn, date(2024, 3, 4)),
        receipt([p], case, date(2024, 3, 5), NO_CALENDAR),
    ]
    assert all(other != base for other in others)


# ---------------------------------------------------------------- one event more


@pytest.mark.parametrize("subjects", [[], ["甲", "乙"]])
def test_growing_event_by_event_always_equals_a_fresh_evaluation(subjects: list[str], cn: Calendar) -> None:
    p, day = pack(NORMS + EXPIRING), date(2024, 12, 1)
    written = [
        {"type": "decided", "at": "2024-03-04", "by": "office", "subject": "甲", "total": "2"},
        {"type": "heard", "at": "2024-03-01", "subject": "甲"},
        {"id": "v", "type": "told", "at": "2024-04-07", "subject": "甲"},
        {"type": "promoted", "at": "2024-06-01", "subject": "甲"},
        {"type": "decided", "at": "2024-05-01", "by": "committee", "subject": ["甲", "乙"]},
        {"type": "told", "at": "2024-04-08", "subject": "甲", "corrects": "v"},
        {"type": "departure_reasoned", "at": "2024-07-01", "norm": "order"},
        {"type": "ruled", "at": "2024-07-01", "subject": "甲"},
    ]
    growing = Incremental([p], log("[]", subjects=subjects, opened="2024-01-01"), day, cn)
    whole: Log = growing.log
    for place, raw in enumerate(written, 1):
        one = event(raw, place)
        whole = replace(whole, events=(*whole.events, one))
        fresh = evaluate([p], whole, day, cn)
        assert list(growing.add(one)) == list(fresh)
        assert growing.findings.next_change == fresh.next_change


EXPIRING = """
- {id: after, per: subject, duty: {act: ruled, expired: duty, within: {days: 10}}}
- {id: yearly, duty: {act: told, every: quarter}}
- {id: asks, per: subject, if: {norm: duty, status: [breached]}, duty: {act: paused, on: promoted}}
"""


def test_a_finding_cannot_be_changed() -> None:
    found = evaluate([pack(NORMS)], log("[]"), date(2024, 1, 1), NO_CALENDAR)[0]
    assert type(found) is Finding
    with pytest.raises(AttributeError):
        found.note = "x"  # type: ignore[misc]
