"""任前核查 over everybody: the statement for all and the check of one say the same of each person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import groupby
from types import SimpleNamespace
from typing import Any

import pytest

from records import support_precheck
from records.test_precheck import DAY, desk, real  # noqa: F401 - the same cast
from zeren.records.actor import Actor, Role
from zeren.records.people.models import Person
from zeren.records.precheck import elsewhere, everybody, queries
from zeren.records.precheck.everybody import Round
from zeren.records.precheck.expression import Terms
from zeren.records.precheck.model import Asked, Weight
from zeren.records.restrictions.models import Restriction


def everyone(actor: Actor, intent: str = "promotion") -> Round:
    return Round(actor, Person.objects.all(), intent, DAY)


@pytest.mark.parametrize(
    "people", [400, pytest.param(50_000, marks=(pytest.mark.proof, pytest.mark.anywhere))]
)
def test_everybody_at_once_and_one_by_one_is_the_same(desk: SimpleNamespace, people: int) -> None:  # noqa: F811
    made = support_precheck.population(desk, people)
    some = Restriction.objects.filter(act="promoted").order_by("pk")[: people // 20]
    # A restriction that means only some posts, and records of the check: the engine is asked about these.
    Restriction.objects.filter(pk__in=[row.pk for row in some]).update(sure=False)
    for one in made[:3]:
        desk.open("cn-2014-selection-supervision", "selection-dossier", subject=f"person:{one.person}")
    for intent in ("promotion", "award", "abroad") if people < 50_000 else ("promotion",):
        them = everyone(desk.officer, intent)
        whole = list(everybody.standings(them))
        asked = [Asked(one.person, intent, DAY) for one in whole]
        answers = queries.check(desk.officer, asked)
        single = [everybody.of(answer) for answer in answers]
        assert [_told(one) for one in whole] == [_told(one) for one in single]
        assert any(one.lacks for one in whole) is (intent != "award")
        assert {one.person for one in made} <= {one.person for one in whole}
        assert _days(elsewhere_on("duckdb", Terms.lines)(them)) == _days(everybody.in_place(them))
    promotion = list(everybody.standings(everyone(desk.officer)))
    assert sum(bool(one.of(Weight.BAR)) for one in promotion) > people // 10
    assert 3 <= sum(one.by_record for one in promotion) < people // 5


def _told(one: everybody.Standing) -> tuple[object, ...]:
    return one.person, one.held, one.lacks


@pytest.mark.parametrize("field", ["retired", "left"])
def test_who_is_out_of_service_on_the_day_is_no_one_to_be_promoted(desk: SimpleNamespace, field: str) -> None:  # noqa: F811
    Person.objects.filter(pk=desk.pk).update(**{field: DAY})

    def there(intent: str, day: date) -> bool:
        asked = Round(desk.officer, Person.objects.all(), intent, day)
        return desk.pk in {one.person for one in everybody.standings(asked)}

    assert there("promotion", DAY - timedelta(days=1)) and not there("promotion", DAY)
    assert there("enterprise", DAY)  # asked of those who retired, too
    assert queries.check_one(desk.officer, Asked(desk.pk, "promotion", DAY)).lines  # one by one as before


def test_nobody_checks_himself_or_whom_he_does_not_see(desk: SimpleNamespace) -> None:  # noqa: F811
    mine = desk.actor("wu", Role.ORGANIZATION_OFFICER, "QZ", "sun", "organization_department")
    found = {one.person for one in everybody.standings(everyone(mine))}
    assert found == set(queries.askable(mine, list(Person.objects.values_list("pk", flat=True))))
    assert desk.pk not in found
    subject = desk.actor("sun", Role.SUBJECT, "QZ", "sun")
    assert not list(everybody.standings(everyone(subject)))


def elsewhere_on(engine: str, statement: Callable[[Terms], str]) -> Callable[[Round], Any]:
    pytest.importorskip({"duckdb": "duckdb", "spark": "pyspark"}[engine])
    return elsewhere.on(getattr(elsewhere, engine), statement)


@pytest.mark.parametrize("engine", ["here", "duckdb", "spark"])
def test_the_summary_counts_the_lines_of_those_about_whom_something_stands(
    desk: SimpleNamespace,  # noqa: F811
    engine: str,
) -> None:
    made = support_precheck.population(desk, 300)
    desk.open("cn-2014-selection-supervision", "selection-dossier", subject=f"person:{made[0].person}")
    asked = everyone(desk.officer)
    rows = (
        everybody.in_place(asked, Terms.summary)
        if engine == "here"
        else elsewhere_on(engine, Terms.summary)(asked)
    )
    found = {row[0]: (*row[1:3], everybody._day(row[3]), *row[4:]) for row in rows}
    lines = groupby(everybody.in_place(asked), key=lambda row: row[0])
    assert found == {person: _counted(own) for person, own in lines}
    assert 0 < len(found) < Person.objects.count() and made[0].person in found


def _days(rows: Any) -> list[tuple[Any, ...]]:
    """The lines with their days as days (SQLite writes them as text), in one order (each engine sorts words its way)."""
    return sorted(((*row[:4], *map(everybody._day, row[4:])) for row in rows), key=str)


def _counted(rows: Any) -> tuple[Any, ...]:
    own = list(rows)
    ends = [everybody._day(row[5]) for row in own if row[1] == "bar"]
    weights = [row[1] for row in own]
    last = max((end for end in ends if end), default=None)
    return len(ends), ends.count(None), last, weights.count("hint"), weights.count("ask")


@pytest.mark.parametrize("engine", ["duckdb", "spark"])
def test_the_statement_answers_alike_on_another_engine(desk: SimpleNamespace, engine: str) -> None:  # noqa: F811
    support_precheck.population(desk, 300)
    asked = everyone(desk.officer)
    here = list(everybody.standings(asked))
    assert list(everybody.standings(asked, elsewhere_on(engine, Terms.lines))) == here
    assert any(one.held for one in here)
