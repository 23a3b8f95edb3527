"""说明情况: who owes a missed duty says why; it stands beside the state and changes none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from zeren.records.duties import acts, explaining, judging, log, register, replaying, states
from zeren.records.duties.explaining import Said
from zeren.records.duties.models import Duty, DutyList
from zeren.records.errors import OutOfSight, Refused

pytestmark = pytest.mark.django_db
TODAY = date(2026, 4, 2)


@pytest.fixture
def drawn(county: SimpleNamespace, settings: Any) -> DutyList:
    """The committee's list on 2 April: the first quarter's research and the report of January are missed."""
    lst = acts.generate(county.office, county.organs["Q"].pk, 2026)
    settings.ZEREN = replace(settings.ZEREN, today=TODAY)
    return lst


def duty(lst: DutyList, norm: str, code: str) -> Duty:
    """A duty of somebody; of the group where no code is given."""
    return lst.duties.get(norm=norm, holder__person__code=code) if code else lst.duties.get(norm=norm)


def of_research(lst: DutyList, **more: Any) -> Said:
    """The secretary's words on the first quarter."""
    said = Said(duty(lst, "research", "wang").number, "2026-Q1", "防汛，没有成行", TODAY, date(2026, 4, 20))
    return replace(said, **more)


def test_it_stands_in_the_log_and_changes_no_state(drawn: DutyList, county: SimpleNamespace) -> None:
    one = duty(drawn, "research", "wang")

    def stands() -> list[tuple[str | None, str]]:
        found = judging.stand(register.read(), drawn, one.holder, TODAY).of(one.pack, one.norm)
        return [(f.key, f.status.value) for f in found]

    before = stands()
    assert ("2026-Q1", "breached") in before
    entry = explaining.explain(county.wang, drawn.pk, of_research(drawn))
    assert entry.act == "explained" and stands() == before
    (row,) = drawn.explanations.all()
    assert (row.duty, row.words, row.due, row.person) == (
        one, "防汛，没有成行", date(2026, 4, 20), county.people["wang"].pk,
    )  # fmt: skip
    explaining.explain(county.wang, drawn.pk, of_research(drawn, words="已于 4 月 2 日补办", due=None))
    rows = replaying.standing_rows()
    states.catch_up()
    replaying.replay(log.locked(drawn.pk))
    assert replaying.standing_rows()["Explanation"] == rows["Explanation"]
    assert [e.words for e in drawn.explanations.all()] == ["防汛，没有成行", "已于 4 月 2 日补办"]


def test_only_who_owes_it_explains_and_the_principal_for_the_group(
    drawn: DutyList, county: SimpleNamespace
) -> None:
    for actor in (county.office, county.feng, county.beside):
        with pytest.raises(OutOfSight):
            explaining.explain(actor, drawn.pk, of_research(drawn))
    group = duty(drawn, "meetings", "").number
    assert group in explaining.may_explain(county.wang, drawn)
    assert group not in explaining.may_explain(county.feng, drawn)
    with pytest.raises(Refused, match="not missed"):  # its half-year still runs
        explaining.explain(county.wang, drawn.pk, of_research(drawn, duty=group, period="2026-H1"))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"period": "2026-Q2"}, "period"),
        ({"period": ""}, "period"),
        ({"words": " "}, "words"),
        ({"words": "长" * 501}, "words"),
        ({"on": date(2026, 4, 3)}, "on"),
        ({"on": date(2025, 12, 31)}, "on"),
        ({"due": date(2026, 4, 1)}, "due"),
    ],
)
def test_what_is_false_is_refused(
    drawn: DutyList, county: SimpleNamespace, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        explaining.explain(county.wang, drawn.pk, of_research(drawn, **wrong))
    assert [p.field for p in refused.value.problems] == [field]
    assert not drawn.explanations.exists()


def test_both_sides_of_each_boundary_are_taken(drawn: DutyList, county: SimpleNamespace) -> None:
    for words, due in (("字" * 500, TODAY), ("可", None)):
        explaining.explain(county.wang, drawn.pk, of_research(drawn, words=words, due=due))
    assert drawn.explanations.count() == 2
