"""Words that stand on every page: a post with its unit, the period of a duty that comes back, why a record does not count."""

from __future__ import annotations

import pytest

from zeren.desk.duties.peek import why
from zeren.desk.wording import period_of
from zeren.law.packs.form import Force, Kind
from zeren.norms.model import Failed, Finding, State
from zeren.records.organs.models import Organ
from zeren.records.people.models import Post


@pytest.mark.parametrize(
    ("unit", "post", "said"),
    [
        ("县委", "县委书记", "县委书记"),
        ("县纪委监委", "县纪委书记", "县纪委书记"),
        ("县政府党组", "党组书记、县长", "县政府党组书记、县长"),
        ("市水务局", "党组书记、局长", "市水务局党组书记、局长"),
        ("县委组织部", "部长", "县委组织部部长"),
    ],
)
def test_what_unit_and_post_both_say_stands_once(unit: str, post: str, said: str) -> None:
    assert Post(organ=Organ(short=unit), name=post).in_full == said


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("2025", "2025年"),
        ("2025-H2", "2025年下半年"),
        ("2025-Q3", "2025年三季度"),
        ("2025-10", "2025年10月"),
        ("e7", ""),
        (None, ""),
    ],
)
def test_a_duty_that_comes_back_names_its_period(key: str | None, said: str) -> None:
    found = Finding("p@2020-01-01", "n", Kind.DUTY, Force.MUST, ("1",), State.PENDING, key=key)
    assert period_of(found) == said


def test_what_a_record_lacks_is_said_without_a_code_word() -> None:
    assert why(Failed("this.to", "filled yes", "-")) == "没有写报送对象；补上即计入"
