"""What becomes of letters when the contents of their matter are destroyed."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from zeren.records import clock, integrity, rebuild
from zeren.records.errors import OutOfSight
from zeren.records.letters import acts, queries
from zeren.records.letters.models import Letter
from zeren.records.matters.models import Disposal, Event, EventPayload
from zeren.records.obligations import refresh

pytestmark = pytest.mark.django_db


def destroy(matter: Any) -> None:
    for event in Event.objects.filter(matter=matter):
        Disposal.objects.create(
            event=event, at=clock.now(), by="a", confirmed_by="b", basis="青档〔2026〕1号"
        )
    EventPayload.objects.filter(event__matter=matter).delete()
    matter.refresh_from_db()
    matter.disposed = clock.today()
    refresh.matter(matter, save=True)


def test_the_ledger_forgets_what_was_destroyed_and_the_number_stays_used(
    county: SimpleNamespace, errand: Any, key: Any
) -> None:
    matter = errand(date(2026, 3, 19))
    letter = acts.issue(county.zhao, key(matter))
    destroy(matter)
    assert not Letter.objects.exists()
    with pytest.raises(OutOfSight):
        queries.get(county.zhao, letter.matter_id, letter.seq)
    with pytest.raises(OutOfSight):
        acts.answer(county.zhao, letter.matter_id, letter.seq, "在办")
    before = rebuild.contents()
    rebuild.rebuild()
    assert rebuild.contents() == before and integrity.verify().faults == ()
    assert acts.issue(county.zhao, key(errand(date(2026, 3, 19)))).number == "督提〔2026〕2号"
