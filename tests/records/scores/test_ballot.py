"""A closed ballot flows into the score once, with the conversion that the organ had set before the meeting."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest

from records import support_ballots as meetings
from records.scores.conftest import TODAY
from zeren.desk.ballots import build, typed
from zeren.records.actor import Role
from zeren.records.ballots import acts, casting, handing, sealing
from zeren.records.ballots.handing import Handing
from zeren.records.ballots.models import Ballot
from zeren.records.ballots.setting import Asked
from zeren.records.errors import Refused
from zeren.records.matters import events
from zeren.records.matters.models import Event, Matter
from zeren.records.scores import conversion, tree

POINTS = {"points_excellent": "100", "points_good": "85.5", "points_average": "65", "points_poor": "40"}
SOURCE = "考核办〔2026〕1号"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words are hashed slowly on purpose; here quickly."""
    monkeypatch.setattr(sealing, "ROUNDS", 1)
    monkeypatch.setattr(sealing, "MEMORY", 8)


def setting(place: Any) -> Matter:
    """The unit's matter, the conversion set from the day on which the programme was opened."""
    programme = Matter.objects.get(pk=place.programme)
    conversion.set_for(place.zhao, programme, POINTS, date(2026, 1, 4), SOURCE)
    return Matter.objects.get(pk=place.unit)


def counted(place: Any, slips: list[tuple[int, ...]]) -> SimpleNamespace:
    """A whole ballot on the group, set up from the organ's conversion, to its result."""
    matter = setting(place)
    people = meetings.enter_voters(max(2, len(slips)))
    second = place.actor("v001", Role.UNIT_LIAISON, "QT")
    second = type(second)(
        **{**{name: getattr(second, name) for name in second.__slots__}, "person": people[0].pk}
    )
    form = typed.blank(matter)
    options = tuple(tuple(line.split(" ")) for line in form.texts["options"].splitlines())
    found = SimpleNamespace(
        matter=matter,
        people=people,
        organiser=place.zhao,
        first=place.qian,
        second=second,
        codes=[],
        words=["", ""],
    )
    asked = Asked(
        "民主测评", form.texts["at"], TODAY, options, ((place.group, ""),), form.texts["basis"], "left_out", exact=True,
        voters=tuple((p.pk, "参会人员") for p in people), tellers=(place.people["qian"].pk, people[0].pk),
    )  # type: ignore[arg-type]  # fmt: skip
    found.ballot = acts.prepare(place.zhao, matter.pk, asked)
    meetings.open_with(found, len(slips))
    meetings.came(found, len(slips))
    for code, slip in zip(found.codes, slips, strict=True):
        casting.cast(code, slip)
    meetings.close(found)
    meetings.reveal(found)
    return meetings.again(found)


SLIPS = [(1,)] * 3 + [(2,)] * 2 + [(3,)] + [(0,)]


def usual(ballot: Ballot) -> Handing:
    """What the page offers, as people leave it."""
    offered = build._usual(ballot)
    step, _, points = offered.pop("target").partition(".")
    more = {name.partition(".")[2]: value for name, value in offered.items()}
    return Handing(step, points, "assessment_team", more)


def test_the_result_goes_into_the_score_with_its_counts_and_the_conversion_in_words(place: Any) -> None:
    held = counted(place, SLIPS)
    (event,) = handing.hand_over(place.zhao, held.ballot.pk, usual(held.ballot))
    entry = events.read(Event.objects.select_related("payload").get(pk=event.pk))
    # 3 × 100 + 2 × 85.5 + 65, over the six that did not abstain.
    assert entry.fields == {
        "points": "268/3", "valid": "6", "issued": "7", "collected": "7", "excellent": "3", "good": "2", "average": "1", "poor": "0",
        "secret": "yes", "conversion": f"优秀 100、良好 85.5、一般 65、较差 40，弃权不计入分母；依据 {SOURCE}（会前设定）",
    }  # fmt: skip
    nodes = [
        node for _, node in tree.walk(tree.standings(Matter.objects.get(pk=place.unit))[place.group].nodes)
    ]
    assert next(n for n in nodes if n.scored.id == "ballot").scored.points == Fraction(268, 3)


def test_it_goes_in_once(place: Any) -> None:
    held = counted(place, SLIPS)
    handing.hand_over(place.zhao, held.ballot.pk, usual(held.ballot))
    with pytest.raises(Refused) as wrong:
        handing.hand_over(place.zhao, held.ballot.pk, usual(held.ballot))
    assert "已经送交" in wrong.value.problems[0].zh
    assert Event.objects.filter(matter=place.unit, type="ballot").count() == 1


@pytest.mark.parametrize(("came", "said"), [(6, ""), (5, "有效票 6 张，多于签到的 5 人")])
def test_more_slips_than_people_who_came_are_no_result_to_score_by(place: Any, came: int, said: str) -> None:
    held = counted(place, SLIPS)
    Ballot.objects.filter(pk=held.ballot.pk).update(attended=came)
    if not said:
        assert handing.hand_over(place.zhao, held.ballot.pk, usual(held.ballot))
        return
    with pytest.raises(Refused) as wrong:
        handing.hand_over(place.zhao, held.ballot.pk, usual(held.ballot))
    assert said in wrong.value.problems[0].zh


# ---------------------------------------------------------------- the setting


def test_without_a_setting_nothing_is_offered_and_there_are_no_points(place: Any) -> None:
    matter = Matter.objects.get(pk=place.unit)
    assert conversion.of(matter) is None
    assert typed.blank(matter).texts == {"options": "好\n较好\n一般\n较差"}


@pytest.mark.parametrize(
    ("values", "since", "source", "fields"),
    [
        ({**POINTS, "points_good": "100.01"}, date(2026, 1, 4), SOURCE, {"points_good"}), ({**POINTS, "points_good": ""}, date(2026, 1, 4), SOURCE, {"points_good"}),
        (POINTS, None, SOURCE, {"since"}), (POINTS, date(2026, 3, 17), SOURCE, {"since"}), (POINTS, date(2026, 1, 4), " ", {"source"}),
    ],
)  # fmt: skip
def test_every_figure_its_paper_and_its_day_are_wanted(
    place: Any, values: Any, since: Any, source: str, fields: set[str]
) -> None:
    programme = Matter.objects.get(pk=place.programme)
    with pytest.raises(Refused) as wrong:
        conversion.set_for(place.zhao, programme, values, since, source)
    assert {problem.field for problem in wrong.value.problems} == fields
    assert conversion.of(programme) is None


def test_it_holds_for_what_is_opened_from_its_day_on(place: Any) -> None:
    programme, unit = (Matter.objects.get(pk=pk) for pk in (place.programme, place.unit))
    conversion.set_for(place.zhao, programme, POINTS, date(2026, 1, 5), SOURCE)
    assert conversion.of(programme) is None
    found = conversion.of(unit)
    assert (
        found is not None
        and found.words == "优秀 100、良好 85.5、一般 65、较差 40"
        and found.source == SOURCE
    )


def test_who_may_not_record_sets_none(place: Any) -> None:
    programme = Matter.objects.get(pk=place.programme)
    with pytest.raises(Refused):
        conversion.set_for(place.viewer, programme, POINTS, date(2026, 1, 4), SOURCE)
    assert conversion.of(programme) is None
