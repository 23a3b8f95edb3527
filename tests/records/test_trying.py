"""What another version would change is told for each open matter, and nothing is written by asking."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from records.support_packs import PACK, load_text
from zeren.records import packs, trying
from zeren.records.matters import acts
from zeren.records.obligations.models import Obligation
from zeren.records.trying import Changed

pytestmark = pytest.mark.django_db


def nine_days() -> Any:
    """The same regulation, with nine days to report instead of ten, from June."""
    return replace(load_text(PACK.replace("days: 10", "days: 9")), version=date(2026, 6, 1))


def test_the_same_version_changes_nothing(county: Any, opened: Any) -> None:
    acts.record_event(county.zhao, opened().pk, "heard", "2026-03-10")
    (pack,) = packs.installed().packs
    assert list(trying.open_matters(pack, pack)) == []


def test_a_shorter_period_is_told_with_both_days_and_nothing_is_written(county: Any, opened: Any) -> None:
    matter = opened()
    acts.record_event(county.zhao, matter.pk, "heard", "2026-03-10")
    before = list(Obligation.objects.values_list("norm", "due").order_by("pk"))
    (pack,) = packs.installed().packs
    (found,) = trying.open_matters(pack, nine_days())
    assert found.number == matter.number
    assert found.changes == (Changed("report-10d", county.sun, "pending 2026-03-20", "pending 2026-03-19"),)
    assert list(Obligation.objects.values_list("norm", "due").order_by("pk")) == before


def test_a_rule_that_falls_away_is_told_as_an_answer_that_ends(county: Any, opened: Any) -> None:
    acts.record_event(county.zhao, opened().pk, "heard", "2026-03-10")
    (pack,) = packs.installed().packs
    without = replace(pack, norms=tuple(n for n in pack.norms if n.id != "report-10d"), digest="another")
    (found,) = trying.open_matters(pack, without)
    assert [(c.norm, c.before, c.after) for c in found.changes] == [("report-10d", "pending 2026-03-20", "")]


def test_a_closed_matter_is_left_alone(county: Any, opened: Any) -> None:
    matter = opened()
    acts.record_event(county.zhao, matter.pk, "heard", "2026-03-10")
    acts.close(county.zhao, matter.pk, date(2026, 3, 11))
    (pack,) = packs.installed().packs
    assert list(trying.open_matters(pack, nine_days())) == []
