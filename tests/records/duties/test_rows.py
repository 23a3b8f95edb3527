"""Activities by Excel: every bad cell told, nothing half-written, a second import changes only what changed."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from zeren.records import registers
from zeren.records.duties import acts, queries
from zeren.records.duties.models import Activity, DutyList

pytestmark = pytest.mark.django_db
ROW = {
    "organ": "Q", "at": "2026-02-26", "kind": "专题调研", "title": "城关镇作风调研", "doers": "王书记", "in_person": "是",
    "topics": "党风廉政建设、作风建设规定", "targets": "青县交通局", "evidence": "调研报告",
}  # fmt: skip


@pytest.fixture
def drawn(county: SimpleNamespace) -> DutyList:
    """The committee's list of 2026."""
    return acts.generate(county.office, county.organs["Q"].pk, 2026)


def test_rows_become_activities_in_one_entry(drawn: DutyList, county: SimpleNamespace) -> None:
    group = ROW | {"doers": "领导班子、王书记", "kind": "专题会议", "title": "专题研究", "targets": ""}
    report = registers.import_rows(county.office, "activities", [ROW, group])
    assert (report.written, report.new) == (True, 2)
    first, second = Activity.objects.order_by("number")
    assert (first.kind, first.topics, first.source) == (
        "research",
        "|conduct_building|conduct_rules|",
        "excel",
    )
    assert [d.holder.capacity for d in second.doers.order_by("holder__number")] == [
        "leading_group",
        "principal",
    ]
    assert drawn.entries.filter(act="recorded").count() == 1


def test_a_second_import_corrects_only_what_differs(drawn: DutyList, county: SimpleNamespace) -> None:
    registers.import_rows(county.office, "activities", [ROW, ROW | {"title": "另一次"}])
    again = [ROW | {"number": "1"}, ROW | {"number": "2", "title": "另一次调研"}]
    report = registers.import_rows(county.office, "activities", again)
    assert (report.same, report.changed, report.new) == (1, 1, 0)
    assert [e.act for e in queries.history(drawn, 2)] == ["recorded", "corrected"]
    assert [e.act for e in queries.history(drawn, 1)] == ["recorded"]
    assert registers.import_rows(county.office, "activities", again).changed == 0


def test_an_empty_cell_of_a_correction_leaves_what_stands(drawn: DutyList, county: SimpleNamespace) -> None:
    full = ROW | {"signed": "是", "form": "书面", "to": "", "times": "3", "doers": "领导班子、王书记"}
    registers.import_rows(county.office, "activities", [full])
    bare = {name: ROW[name] for name in ("organ", "at", "kind", "title")} | {
        "number": "1",
        "doers": "领导班子、王书记",
    }
    assert registers.import_rows(county.office, "activities", [bare]).same == 1
    report = registers.import_rows(
        county.office, "activities", [bare | {"title": "作风调研", "in_person": ""}]
    )
    assert (report.changed, report.problems) == (1, ())
    one = Activity.objects.get()
    stands = (one.title, one.topics, one.form, one.person_times, one.evidence, one.targets.count())
    assert stands == ("作风调研", "|conduct_building|conduct_rules|", "written", 3, "调研报告", 1)
    said = {d.holder.capacity: (d.in_person, d.signed) for d in one.doers.all()}
    assert said == {"leading_group": (None, None), "principal": (True, True)}


def test_what_a_correction_says_is_written_of_whom_it_names(drawn: DutyList, county: SimpleNamespace) -> None:
    registers.import_rows(county.office, "activities", [ROW | {"signed": "是"}])
    again = ROW | {"number": "1", "in_person": "否", "doers": "王书记、冯副书记"}
    assert registers.import_rows(county.office, "activities", [again]).changed == 1
    said = {d.holder.capacity: (d.in_person, d.signed) for d in Activity.objects.get().doers.all()}
    # Who was not named before has nothing to keep.
    assert said == {"principal": (False, True), "member": (False, None)}


def test_every_bad_cell_is_told_and_nothing_is_written(drawn: DutyList, county: SimpleNamespace) -> None:
    rows = [
        ROW,
        ROW | {"at": "2026-12-31"},
        ROW | {"kind": "跳舞"},
        ROW | {"doers": "无此人"},
        ROW | {"topics": "党风廉政建设、闲话"},
        ROW | {"targets": "无此人"},
        ROW | {"number": "99"},
        ROW | {"organ": "没有"},
        ROW | {"to": "无此机关"},
        ROW | {"title": ""},
    ]
    report = registers.import_rows(county.office, "activities", rows)
    wanted = {
        (2, "at"),
        (3, "kind"),
        (4, "doers"),
        (5, "topics"),
        (6, "targets"),
        (7, "number"),
        (8, "organ"),
        (9, "to"),
        (10, "title"),
    }
    assert {(p.row, p.field) for p in report.problems} >= wanted
    assert not report.written and not Activity.objects.exists()


def test_the_good_rows_alone_may_be_written(drawn: DutyList, county: SimpleNamespace) -> None:
    rows = [ROW, ROW | {"kind": "跳舞"}]
    report = registers.import_rows(county.office, "activities", rows, good_only=True)
    assert report.written and Activity.objects.count() == 1


def test_rows_of_another_organ_are_refused(drawn: DutyList, county: SimpleNamespace) -> None:
    report = registers.import_rows(county.beside, "activities", [ROW])
    assert [(p.field, p.en) for p in report.problems] == [("organ", "the activities of 'Q' are another's")]
    assert not Activity.objects.exists()
