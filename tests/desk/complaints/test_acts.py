"""What officers write on a complaint: received once, passed on where it may go, numbered once in all."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from desk.complaints.conftest import TODAY, actor, take_in
from zeren.records.complaints import acts, log, queries, reporting
from zeren.records.complaints.log import Written
from zeren.records.complaints.models import Complaint
from zeren.records.complaints.stripping import Clean
from zeren.records.errors import Refused
from zeren.records.trail.models import TrailEntry

pytestmark = pytest.mark.django_db


def received() -> int:
    return TrailEntry.objects.filter(act="complaint_received").count()


def test_that_it_came_is_told_once_even_if_the_reporter_wrote_again_before_anyone_looked(county: Any) -> None:
    reporting.submit(reporting.Given(county.organs["QZ"].pk, Written("某人", "某事"), "form-1"))
    complaint = Complaint.objects.get()
    reporting.write(complaint.pk, "还有一件")
    for name in ("shouli", "shouli2"):
        acts.look(actor(name), complaint.pk)
    assert received() == 1
    reporting.write(complaint.pk, "又有一件")
    acts.look(actor("shouli"), complaint.pk)
    assert received() == 1 and not Complaint.objects.get().news


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE records_reporter SET sealed = wrapped",
        "DELETE FROM records_reporter",
        "UPDATE records_complaintentry SET account = 'x'",
        "DELETE FROM records_complaintentry",
        "UPDATE records_complaintfile SET name = 'x'",
        "DELETE FROM records_complaintfile",
    ],
)
def test_the_database_itself_keeps_who_wrote_and_what_was_done(named: Any, sql: str) -> None:
    log.keep_files(named, 1, (Clean("txt", "text/plain", b"x", ()),))
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_it_is_passed_on_only_to_an_organ_that_the_form_offers(county: Any) -> None:
    complaint = take_in(county, about="")
    bureau = county.organs["QT"].pk
    assert bureau not in {organ.pk for organ in queries.takers(complaint)}
    with pytest.raises(Refused) as refused:
        acts.record(actor("shouli"), complaint.pk, "transferred", TODAY, "转办", organ=bureau)
    assert "不是党委、纪检机关或者组织部门" in refused.value.problems[0].zh
    acts.record(actor("shouli"), complaint.pk, "transferred", TODAY, "转办", organ=county.organs["QJ"].pk)
    assert Complaint.objects.get().holder.code == "QJ"


def test_a_number_is_given_once_whatever_the_organ(county: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter([0, 0, 5])
    monkeypatch.setattr(log.secrets, "randbelow", lambda _most: next(drawn))
    first = take_in(county)
    other = acts.Intake(county.organs["QJ"].pk, "letter", TODAY, Written("某人", "某事"))
    second = acts.take_in(actor("jwshouli"), other)
    assert (first.number, second.number) == ("信访〔2026〕101号", "信访〔2026〕106号")
