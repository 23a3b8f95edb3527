"""Posts and staffing, training, the checks of selection: a row for each whom a matter is about, by the packs' own norms."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import lxml.html
import openpyxl
import pytest

from desk import support_registers
from desk.support_registers import client, entering
from zeren.desk.rosters import cells
from zeren.law.packs.loading import load_pack
from zeren.records.actor import SYSTEM, Grant, Role
from zeren.records.beside import RulesError
from zeren.records.matters import checks
from zeren.records.rosters import rules

TODAY = date(2026, 11, 30)
FOLDER = Path(__file__).resolve().parents[2] / "packs"
pytestmark = pytest.mark.django_db


def enter() -> None:
    """The matters."""
    from zeren.cli.demo import rosters

    rosters.enter()


entered = entering(enter, TODAY)
county = support_registers.county(TODAY)


def rows(url: str, who: str = "ganjian") -> dict[str, dict[str, str]]:
    """By the first column, the cells by their headings."""
    answer = client(who).get(url)
    assert answer.status_code == 200, answer.content.decode()[-800:]
    found = lxml.html.fromstring(answer.content.decode())
    heads = [" ".join(th.text_content().split()) for th in found.xpath("//thead/tr[1]/th")]
    listed = {}
    for row in found.xpath("//tr[contains(@class, 'row')]"):
        cells = [" ".join(" ".join(td.xpath(".//text()")).split()) for td in row.xpath("./td")]
        listed[cells[heads.index("单位") if heads[0] == "状态" else 0]] = dict(
            zip(heads, cells, strict=False)
        )
    return listed


def table(page: str, pack: str, procedure: str, place: int = 1, query: str = "") -> dict[str, dict[str, str]]:
    """A list of a page."""
    return rows(f"/{page}?of={pack}/{procedure}/{place}{query}")


STAFFED, CONTROL = ("cn-2014-post-quota", "post-staffing"), "zy-2014-staffing-control"


# ---------------------------------------------------------------- posts and staffing


def test_posts_are_held_against_the_approved_number_and_what_is_not_registered_is_not_guessed(
    county: None,
) -> None:
    found = rows("/quotas?state=over")
    assert {name: (row["核定"], row["实配"], row["超、空"]) for name, row in found.items()} == dict.fromkeys(
        ("县自然资源局", "县交通运输局", "县教育局", "县卫健局"), ("2", "3", "超 1 名")
    )
    assert found["县自然资源局"]["特殊情况、消化"] == "特殊情况已书面报告；上级两部门审核，同意：是"
    assert found["县教育局"]["特殊情况、消化"] == "特殊情况已书面报告；上级两部门审核，同意：否"
    assert found["县卫健局"]["特殊情况、消化"].startswith("查明超 1 名；计划 2027-06-18")
    assert found["县交通运输局"]["特殊情况、消化"] == "没有记录"
    unknown = rows("/quotas?state=open&unit=水务&part=member")
    assert unknown["县水务局"]["核定"] == "没有登记" and unknown["县水务局"]["超、空"] == "—"


def test_who_left_a_post_does_not_fill_it_from_the_next_day_on(county: None) -> None:
    from zeren.records.people.models import Appointment
    from zeren.records.people.staffing import staffed

    one = Appointment.objects.filter(post__organ__code="Q-02", post__post_class="principal").get()
    Appointment.objects.filter(pk=one.pk).update(end=TODAY)

    def filled(day: date) -> tuple[int, int | None]:
        actor = replace(
            SYSTEM, system=False, grants=(Grant(Role.PRINCIPAL, one.post.organ_id, one.post.organ.depth),)
        )
        row = next(row for row in staffed(actor, day) if row.post_class == "principal")
        return row.filled, row.over

    assert filled(TODAY) == (1, 0)
    assert filled(date(2026, 12, 1)) == (0, -1)


def test_over_quota_stands_only_where_both_upper_departments_agreed(county: None) -> None:
    found = table("quotas", *STAFFED)
    assert found["县自然资源局"]["职数、规格"] == "符合" and "超 1 名" in found["县自然资源局"]["配备"]
    assert found["县教育局"]["职数、规格"] == "待说明" and "同意：否" in found["县教育局"]["上级两部门审核"]
    assert found["县住建局"]["职数、规格"] == "符合" and "满" in found["县住建局"]["配备"]


def test_an_excess_that_was_found_freezes_the_posts_until_it_is_worked_off(county: None) -> None:
    found = table("quotas", *STAFFED)["县卫健局"]
    assert found["现在的限制"] == "不得配备领导职务" and found["消化和计划"] == "已历 120 日"
    assert "2027-06-18" in found["整改计划"]


def test_ten_percent_is_compared_as_an_exact_fraction(county: None) -> None:
    found = table("quotas", CONTROL, "organ-staffing")
    assert (
        found["县住建局"]["预留空编"] == "2／12 ＝ 1/6 大于 1/10" and found["县住建局"]["预留一成"] == "符合"
    )
    assert (
        found["县自然资源局"]["预留空编"] == "1／20 小于 1/10" and found["县自然资源局"]["预留一成"] == "提示"
    )


def test_the_application_is_due_on_the_tenth_of_december_of_whom_people_are_needed(county: None) -> None:
    found = table("quotas", CONTROL, "staff-plan")
    assert found["县自然资源局"]["十二月十日前"] == "余 10 日 12-10 止"
    assert found["县住建局"]["十二月十日前"] == "符合" and found["县教育局"]["十二月十日前"] == "不涉及"
    assert found["县教育局"]["先审核后安排"] == "待说明"


def test_what_one_entry_breaks_is_not_laid_on_the_others_of_the_matter(county: None) -> None:
    found = table("quotas", CONTROL, "staff-entry")
    assert {row["空编内"] for name, row in found.items() if "调入" in row["进人"]} == {"待说明"}
    assert {row["空编内"] for name, row in found.items() if "公开招考" in row["进人"]} == {"符合"}
    assert {row["空编内"] for name, row in found.items() if row["进人"] == "没有记录"} == {"不涉及"}


# ---------------------------------------------------------------- training


def test_leave_of_exactly_a_seventh_is_not_over_it(county: None) -> None:
    found = table("training", "cn-2013-trainee-management", "trainee")
    said = {row["请假、总学时"]: row["超过七分之一"] for row in found.values() if "／" in row["请假、总学时"]}
    assert said == {
        "12／84 ＝ 1/7 等于 1/7": "不涉及",
        "12.5／84 ＝ 25/168 大于 1/7": "已历 33 日",
        "18／84 ＝ 3/14 大于 1/7": "符合",
    }


@pytest.mark.parametrize(
    "text, said", [("1/0", None), ("0/7", 0), ("50%", Fraction(1, 2)), ("半", None), (("1", "2"), None)]
)
def test_a_figure_that_is_none_breaks_no_list(text: Any, said: Any) -> None:
    entry = SimpleNamespace(fields={"accumulated": text})
    assert cells._number(entry, "accumulated") == said  # type: ignore[arg-type]
    fits = checks.TYPES["decimal"][0]
    assert isinstance(text, tuple) or fits(text) is (said is not None)


def test_half_a_month_runs_from_the_day_after_taking_office(county: None) -> None:
    found = table("training", "zy-2013-new-cadre-education", "new-cadre-education")
    assert sorted(row["半个月内"] for row in found.values()) == [
        "不涉及",
        "余 7 日 12-07 止",
        "符合",
        "过期 7 日 11-23 止",
    ]


def test_social_training_wants_a_report_an_approval_and_one_s_own_money(county: None) -> None:
    found = table("training", "cn-2014-social-training", "social-training")
    assert sorted((row["报告和批准"], row["费用自理"]) for row in found.values()) == [
        ("待说明", "待说明"),
        ("符合", "符合"),
    ]


def test_a_list_is_narrowed_by_unit_name_and_state(county: None) -> None:
    assert list(table("training", "cn-2013-trainee-management", "trainee", query="&state=explain")) != []
    assert {
        row["单位"]
        for row in table("training", "cn-2013-trainee-management", "trainee", query="&unit=审计").values()
    } == {"县审计局"}
    assert table("training", "cn-2013-trainee-management", "trainee", query="&name=没有这人") == {}
    assert len(table("training", "cn-2013-trainee-management", "trainee", query="&state=nothing")) == 4


def test_of_one_cadre_every_list_says_how_many_it_has_and_the_file_leads_there(county: None) -> None:
    from zeren.records.people import queries as people

    person = people.by_code("R250")
    assert person is not None
    page = lxml.html.fromstring(client("ganjian").get(f"/cadres/{person.pk}").content.decode())
    (url,) = page.xpath("//h2[@id='s-trainings']/a/@href")
    body = lxml.html.fromstring(client("ganjian").get(url).content.decode())
    told = {
        " ".join(" ".join(tab.xpath(".//text()")).split()): tab.get("href")
        for tab in body.xpath("//*[contains(@class, 'tabs')]//a")
    }
    assert {"新任职廉政教育 1", "任前廉政法规考试 1", "学员管理 0"} <= set(told)
    assert list(rows(told["新任职廉政教育 1"])) == [person.name]
    assert list(rows(url)) == [person.name], "the first list with something"


def test_of_many_matters_the_newest_are_read_and_that_is_told(
    county: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zeren.records.rosters.queries.MOST", 1)
    at = "/training?of=cn-2014-social-training/social-training/1"
    assert (
        "只列最近立项的 1 件事项，更早的还有 1 件，按姓名、单位可查"
        in client("ganjian").get(at).content.decode()
    )
    book = openpyxl.load_workbook(io.BytesIO(client("ganjian").get(at.replace("?", "/export.xlsx?")).content))
    assert book.active.title.endswith("（最近立项的 1 件）")
    listed = list(rows(at))
    assert len(listed) == 1
    older = client("ganjian").get(f"{at}&unit=青河").content.decode()
    assert "只列最近立项的" not in older and listed[0] not in older


def test_however_many_matters_there_are_an_excess_is_read_beside_its_posts(
    county: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zeren.records.rosters.queries.MOST", 1)
    found = rows("/quotas?state=over")
    assert found["县教育局"]["特殊情况、消化"] == "特殊情况已书面报告；上级两部门审核，同意：否"
    assert found["县卫健局"]["特殊情况、消化"].startswith("查明超 1 名")
    assert "有的没有读事项" in client("ganjian").get("/quotas").content.decode()


# ---------------------------------------------------------------- selection


def test_each_organ_is_checked_within_five_years_of_the_last(county: None) -> None:
    found = table("selection", "cn-2014-selection-supervision", "selection-checks")
    assert found["县住建局"]["三至五年查一遍"] == "余 126 日 2027-04-05 止"
    assert found["县自然资源局"]["三至五年查一遍"] == "过期 1064 日 2024-01-01 止"


def test_who_appoints_and_was_never_checked_is_named(county: None, monkeypatch: pytest.MonkeyPatch) -> None:
    body = client("shuji").get("/selection").content.decode()
    assert "没有记录的有用人权的单位：县委" in body
    monkeypatch.setattr("zeren.records.rosters.queries.MOST", 0)
    again = client("shuji").get("/selection").content.decode()
    assert "更早的还有 1 件" in again and "没有记录的有用人权的单位：县委<" in again, (
        "an older matter speaks as well"
    )


def test_the_check_within_five_years_stands_on_the_worklist(county: None) -> None:
    from zeren.records.obligations.models import Obligation

    listed = Obligation.objects.filter(norm="general-checks")
    assert {(row.due, row.subject) for row in listed} >= set()
    assert date(2027, 4, 5) in {row.due for row in listed}


def test_both_reviews_are_secret_ballots_whose_figures_go_over_as_they_are_shown(county: None) -> None:
    from zeren.cli.demo import appraisals
    from zeren.records.ballots.models import Ballot

    appraisals.enter()
    found = table("selection", "cn-2014-selection-supervision", "selection-appraisals")
    assert found["县委"]["评议结果"].endswith("好 20，较好、一般、差合计 16，弃权 0；有效票：36；无效票：0")
    assert [row["评议结果"] for name, row in found.items() if name != "县委"] == ["没有记录", "没有记录"]
    waiting = Ballot.objects.get(title="新选拔任用干部民主评议")
    form = client("buzhang").get(f"/ballots/{waiting.pk}/edit").content.decode()
    assert "较好" in form and waiting.voted.count() == 2


def test_a_new_ballot_of_the_two_reviews_begins_with_its_options(county: None) -> None:
    from zeren.cli.demo import appraisals
    from zeren.records.matters.models import Matter

    appraisals.enter()
    matter = Matter.objects.get(procedure="selection-appraisals")
    form = client("buzhang").get(f"/matters/{matter.pk}/ballots").content.decode()
    assert "好\n较好\n一般\n差" in form and "县委" in form


def test_what_a_ballot_without_points_takes_no_points_are_handed_to(county: None) -> None:
    from zeren.cli.demo import appraisals
    from zeren.records.ballots import handing
    from zeren.records.ballots.handing import Handing
    from zeren.records.ballots.models import Ballot
    from zeren.records.errors import Refused

    appraisals.enter()
    ballot = Ballot.objects.get(title="选人用人工作民主评议")
    Ballot.objects.filter(pk=ballot.pk).update(handed="")
    with pytest.raises(Refused, match="outcome"):
        handing.hand_over(SYSTEM, ballot.pk, Handing("selection_reviewed", "outcome", "party_committee"))


# ---------------------------------------------------------------- the check of an appointment


@pytest.mark.parametrize(
    ("unit", "filled", "barred"),
    [
        ("Q-05", "4", False),
        ("Q-05", "5", True),
        ("Q-02", "5", False),
        ("Q-01", "5", True),
        ("Q-06", "4", True),
    ],
)
def test_an_appointment_over_quota_is_barred_unless_both_upper_departments_agreed(
    county: None, unit: str, filled: str, barred: bool
) -> None:
    """严禁超职数通知一；三：未消化前不得新配备。"""
    from zeren.records.people import queries as people
    from zeren.records.people.models import Post
    from zeren.records.precheck import queries
    from zeren.records.precheck.model import Asked

    post, person = Post.objects.filter(organ__code=unit, post_class="member").first(), people.by_code("R260")
    fields = {
        "approved": "4",
        "filled_after": filled,
        "organ_level": "section_principal",
        "rank_given": "section_deputy",
    }
    answer = queries.check_one(SYSTEM, Asked(person.pk, "promotion", TODAY, post.pk, post.organ_id, fields))
    lines = [
        line for line in answer.lines if line.pack.startswith("cn-2014-post-quota") and line.weight == "bar"
    ]
    assert bool(lines) is barred


def test_the_approval_over_quota_is_withheld_unless_both_upper_departments_agreed(county: None) -> None:
    from zeren.records.matters.models import Matter

    matter = Matter.objects.get(pack=STAFFED[0], title="领导职务配备")
    places = {row.organ.code: place for place, row in enumerate(matter.subjects.all(), start=1) if row.organ}

    def asked(code: str) -> int:
        return (
            client("buzhang").get(f"/matters/{matter.pk}/papers/approval.docx?of={places[code]}").status_code
        )

    assert {code: asked(code) for code in ("Q-01", "Q-02", "Q-05")} == {"Q-01": 200, "Q-02": 200, "Q-05": 409}


# ---------------------------------------------------------------- the countersignature


def test_the_unit_s_principal_signs_on_a_page_of_their_own_and_nothing_of_the_content_is_there(
    county: None,
) -> None:
    head = client("danwei")
    body = lxml.html.fromstring(head.get("/shares/").content.decode())
    (url,) = body.xpath("//a[contains(@href, 'unit_principal')]/@href")
    page = head.get(url).content.decode()
    assert "您是所在单位主要负责人，只见您应办的和它所依据的" in page and "以您本人的名义" in page
    assert "报告的内容封存" in page and "新任报告" in page
    assert client("lianluo").get(url).status_code == 404 and client("shuji").get(url).status_code == 404


# ---------------------------------------------------------------- who sees what


def test_out_of_sight_nothing_is_listed_and_other_roles_are_told_who_does_this(county: None) -> None:
    key = "cn-2013-trainee-management/trainee/1"
    assert rows(f"/training?of={key}", "chengban") == {}
    assert client("xuncha").get("/training").status_code == 403
    assert client("ganjian").get("/training?of=nothing/at/all").status_code == 404


def test_the_workbook_has_the_filtered_rows(county: None) -> None:
    got = client("ganjian").get("/training/export.xlsx?of=cn-2013-trainee-management/trainee/1&unit=审计")
    sheet = openpyxl.load_workbook(io.BytesIO(got.content)).active
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert "18／84 ＝ 3/14，大于 1/7" in cells and "县审计局" in cells and "县财政局" not in cells
    posts = openpyxl.load_workbook(
        io.BytesIO(client("ganjian").get("/quotas/export.xlsx?state=over").content)
    ).active
    assert [row[4:6] for row in posts.iter_rows(values_only=True) if row[1] == "县教育局"] == [(2, 3)]


# ---------------------------------------------------------------- trips beside the absences


def test_trips_stand_beside_the_absences_with_the_last_day_for_the_documents(county: None) -> None:
    body = lxml.html.fromstring(client("shuji").get("/absences?month=2026-11").content.decode())
    signs = [(a.text, a.get("aria-label")) for a in body.xpath("//td[@class='abroad']/a")]
    assert ("证", "12月4日七日、十日内交回：出国（境）") not in signs, "the next month"
    assert {sign for sign, _ in signs} == {"批", "回", "证"}
    words = [
        " ".join(row.text_content().split())
        for row in body.xpath("//section[contains(@class,'of-trips')]//tr[@data-id]")
    ]
    assert len(words) == 3
    assert [("余 4 日" in w, "过期 5 日" in w) for w in words].count((True, False)) == 1
    assert any("因私" in w and "所在单位组织人事部门" in w for w in words)


def test_a_trip_that_is_settled_is_gone_in_the_month_after_and_one_that_is_not_stays(county: None) -> None:
    body = lxml.html.fromstring(client("shuji").get("/absences?month=2026-12").content.decode())
    assert len(body.xpath("//section[contains(@class,'of-trips')]//tr[@data-id]")) == 0
    past = lxml.html.fromstring(client("shuji").get("/absences?month=2026-09").content.decode())
    assert "本月没有出国（境）的记录" in past.text_content()


# ---------------------------------------------------------------- the rules


def test_all_that_the_rules_name_is_in_the_pack() -> None:
    packs = [load_pack(file) for file in FOLDER.glob("*/*/????-??-??.yaml")]
    found = list(rules.every(packs))
    assert {roster.page for _, _, roster in found} == {*rules.PAGES, rules.CALENDAR}
    for _, pack, roster in found:
        assert rules.faults(roster, pack, pack.procedures[roster.procedure]) == []


COLUMN: dict[str, Any] = {"title": "甲", "step": "a"}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"ranking": "yes"}, "ranking"),
        ({"title": None}, "title"),
        ({"page": "nothing"}, "no page nothing"),
        ({"whole": "everybody"}, "appointing was expected"),
        ({"columns": [{"title": "甲"}]}, "one of step, fact, norms"),
        ({"columns": [COLUMN | {"norms": ["b"]}]}, "one of step, fact, norms"),
        ({"columns": [COLUMN | {"colour": "red"}]}, "one of step, fact, norms"),
    ],
)
def test_a_key_that_is_none_and_one_that_is_missing_are_told(wrong: dict[str, Any], said: str) -> None:
    body: dict[str, Any] = {"page": "quotas", "title": "甲", "columns": [COLUMN]}
    changed = {name: value for name, value in (body | wrong).items() if value is not None}
    with pytest.raises(RulesError, match=said):
        rules.read([changed])


def test_what_the_pack_does_not_have_is_told() -> None:
    pack = load_pack(FOLDER / "central" / "cn-2013-trainee-management" / "2013-03-20.yaml")
    columns = (
        rules.Column("甲", step="nothing"), rules.Column("乙", step="course_finished", shows=("x",)), rules.Column("丙", fact="y"),
        rules.Column("丁", norms=("z",)), rules.Column("戊", step="trainee_leave_taken", share="leave-formalities"),
    )  # fmt: skip
    roster = rules.Roster(pack.id, "trainee", "training", "学员", columns)
    assert rules.faults(roster, pack, pack.procedures["trainee"]) == [
        "no norm z", "no step nothing", "no field course_finished.x", "no fact y", "no share in leave-formalities",
    ]  # fmt: skip
