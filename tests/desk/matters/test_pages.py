"""What a case handler sees and can do on the pages of a matter."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document
from pypdf import PdfReader

from desk.matters.conftest import SUBJECT, opening, record

pytestmark = pytest.mark.django_db

BEGIN = "/matters/new/cn-2019-accountability/accountability"


def text_of(answer: Any) -> str:
    return answer.content.decode()


def test_a_case_is_begun_with_a_number_that_goes_on(as_: Callable[[str], Client], subject: Any) -> None:
    handler = as_("chengban")
    first = handler.post(BEGIN, opening(SUBJECT))
    second = handler.post(BEGIN, opening(SUBJECT, title="另一案"))
    assert "青纪问〔2024〕1号" in text_of(handler.get(first.headers["Location"]))
    assert "青纪问〔2024〕2号" in text_of(handler.get(second.headers["Location"]))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"subjects": "无此人"}, "登记中没有“无此人”"),
        ({"title": ""}, "缺事由"),
        ({"opened": "2024-06-29"}, "晚于今日"),
        ({"opened": "某日"}, "请填日期"),
        ({"mark": ""}, "缺发文代字或编号"),
        ({"f-s-part": "director"}, "应为"),
    ],
)
def test_a_false_form_is_told_field_by_field_and_nothing_is_written(
    as_: Callable[[str], Client], subject: Any, wrong: dict[str, str], says: str
) -> None:
    from zeren.records.actor import SYSTEM
    from zeren.records.matters import queries

    answer = as_("chengban").post(BEGIN, opening(SUBJECT, **wrong))
    assert answer.status_code == 422
    assert says in text_of(answer)
    assert "住建局副局长 问责" in text_of(answer) or "title" in wrong
    assert queries.visible_to(SYSTEM).count() == 0


def test_the_next_act_is_offered_with_the_provision_of_each_field(case: Any) -> None:
    handler, url = case
    page = text_of(handler.get(url))
    assert "发现问责情形" in page
    assert 'name="f-situations"' in page
    assert "第九条第一款" in page


def test_recording_goes_on_to_the_next_step_and_tells_what_is_still_missing(case: Any) -> None:
    handler, url = case
    answer = record(handler, url, "discovered", "2024-01-08", "discipline_commission")
    assert answer.status_code == 302
    page = text_of(handler.get(url))
    assert "已记录，内容尚缺。" in page
    assert "涉及情形" in page


def test_a_day_in_the_future_is_refused_and_the_input_is_kept(case: Any) -> None:
    handler, url = case
    answer = record(handler, url, "discovered", "2024-07-01", "discipline_commission", outline="来信未答复")
    assert answer.status_code == 422
    page = text_of(answer)
    assert "晚于今日" in page
    assert "来信未答复" in page
    assert "发现问责情形 2024-07-01" not in page


def test_what_nobody_chose_is_not_filled_in(case: Any) -> None:
    handler, url = case
    page = text_of(handler.get(f"{url}?act=decided"))
    assert 'name="f-measure"' in page
    for line in page.split("<input")[1:]:
        if 'name="f-' in line.split(">")[0]:
            assert "checked" not in line.split(">")[0]


def test_checking_first_says_what_the_act_lacks_and_records_nothing(case: Any) -> None:
    handler, url = case
    answer = handler.post(
        f"{url}record/opened", {"at": "2024-01-10", "by": ["discipline_commission"], "check": "1"}
    )
    page = text_of(answer)
    assert "尚未记录。" in page
    assert "未见在先" in page
    assert "启动问责调查" in page
    assert len(_entries(url)) == 2


def _entries(url: str) -> Any:
    from zeren.records.actor import SYSTEM
    from zeren.records.matters import queries

    return queries.entries(SYSTEM, int(url.rstrip("/").rpartition("/")[2]))


def test_the_report_before_the_hearing_is_kept_as_it_was_and_shown_with_its_provision(case: Any) -> None:
    handler, url = case
    record(
        handler,
        url,
        "report_adopted",
        "2024-02-05",
        "investigation_team",
        report="调查报告",
        parts=["basics"],
    )
    record(handler, url, "facts_shown", "2024-02-08", "investigation_team", in_person="yes")
    page = text_of(handler.get(url))
    assert "次序不一致" in page
    assert "第十一条第一款" in page
    assert "2024年2月5日" in page


def test_an_appeal_a_day_late_is_told_with_the_arithmetic(case: Any) -> None:
    """Received 4 March 2024: nominal 4 April is a holiday, the period ends on Sunday 7 April, a working day."""
    handler, url = case
    record(handler, url, "decided", "2024-03-01", "discipline_commission", outcome="accountable")
    record(handler, url, "decision_received", "2024-03-04", "subject")
    on_time = text_of(handler.get(f"{url}rights?as_of=2024-04-07"))
    assert "4月7日" in on_time
    assert "顺延" in on_time
    record(handler, url, "appeal_filed", "2024-04-08", "subject", form="written")
    late = text_of(handler.get(f"{url}findings?show=lapsed"))
    assert "2024年4月7日" in late
    assert "第二十条第一款" in late


def test_a_correction_keeps_the_old_entry_and_needs_a_reason(case: Any) -> None:
    handler, url = case
    record(handler, url, "discovered", "2024-01-08", "discipline_commission", outline="甲")
    seq = _entries(url)[-1].seq
    refused = handler.post(
        f"{url}records/{seq}/correct", {"at": "2024-01-09", "f-outline": "乙", "reason": ""}
    )
    assert refused.status_code == 422
    assert "须写明理由" in text_of(refused)
    done = handler.post(
        f"{url}records/{seq}/correct", {"at": "2024-01-09", "f-outline": "乙", "reason": "日期录错"}
    )
    assert done.status_code == 302
    page = text_of(handler.get(f"{url}records"))
    assert "已由第" in page
    assert "日期录错" in page


def test_a_void_entry_stays_visible(case: Any) -> None:
    handler, url = case
    record(handler, url, "discovered", "2024-01-08", "discipline_commission")
    seq = _entries(url)[-1].seq
    handler.post(f"{url}records/{seq}/void", {"reason": "没有发生"})
    page = text_of(handler.get(f"{url}records"))
    assert f"撤销第 {seq} 号" in page
    assert "没有发生" in page


def test_a_correction_that_was_itself_voided_leaves_the_first_entry_in_force(case: Any) -> None:
    handler, url = case
    record(handler, url, "discovered", "2024-01-08", "discipline_commission", outline="甲")
    seq = _entries(url)[-1].seq
    handler.post(f"{url}records/{seq}/correct", {"at": "2024-01-09", "f-outline": "乙", "reason": "录错"})
    assert f"已由第 {seq + 1} 号更正" in text_of(handler.get(f"{url}records"))
    handler.post(f"{url}records/{seq + 1}/void", {"reason": "原记录不错"})
    log = text_of(handler.get(f"{url}records"))
    assert f"已由第 {seq + 1} 号更正" not in log and f"已由第 {seq + 2} 号撤销" in log
    assert f"{url}records/{seq}/correct" in log, "it can be corrected again"
    assert "再记一次　发现问责情形" in text_of(handler.get(f"{url}?act=discovered")), (
        "the step stands as done"
    )


def test_a_draft_survives_the_browser(case: Any, as_: Callable[[str], Client]) -> None:
    handler, url = case
    handler.post(f"{url}draft/discovered", {"at": "2024-01-09", "f-outline": "写到一半"})
    again = as_("chengban")
    assert "写到一半" in text_of(again.get(f"{url}?act=discovered"))
    assert "写到一半" not in text_of(as_("jiwei").get(f"{url}?act=discovered"))


def test_somebody_recorded_in_between_is_told_and_nothing_is_lost(case: Any) -> None:
    handler, url = case
    head = len(_entries(url))
    record(handler, url, "discovered", "2024-01-08", "discipline_commission")
    answer = handler.post(
        f"{url}record/opening_approved",
        {"at": "2024-01-09", "by": ["committee_principal"], "head": str(head)},
    )
    assert answer.status_code == 422
    assert "别人记录了" in text_of(answer)
    assert record(handler, url, "opening_approved", "2024-01-09", "committee_principal").status_code == 302


def test_the_same_form_sent_twice_is_recorded_once(case: Any) -> None:
    handler, url = case
    data = {"at": "2024-01-08", "by": ["discipline_commission"], "token": "abc123"}
    handler.post(f"{url}record/discovered", data)
    handler.post(f"{url}record/discovered", data)
    assert [e.type for e in _entries(url)].count("discovered") == 1


def test_the_decision_is_withheld_until_the_gap_is_closed_or_a_reason_recorded(case: Any) -> None:
    handler, url = case
    record(
        handler,
        url,
        "decided",
        "2024-03-01",
        "discipline_commission",
        outcome="accountable",
        collective="yes",
    )
    page = text_of(handler.get(f"{url}materials"))
    assert "问责决定书》暂不出具" in page
    assert "第十一条第一款" in page
    assert handler.get(f"{url}papers/decision.pdf").status_code == 409
    for norm in _blocking(url):
        answer = record(handler, url, "departure_reasoned", "2024-03-02", norm=norm, reasons="接案前已办")
        assert answer.status_code == 302
    pdf = handler.get(f"{url}papers/decision.pdf")
    assert pdf.status_code == 200
    assert PdfReader(BytesIO(pdf.content)).pages


def _blocking(url: str) -> list[str]:
    from zeren.records import evaluation
    from zeren.records.actor import SYSTEM
    from zeren.records.matters import queries

    matter = queries.get_matter(SYSTEM, int(url.rstrip("/").rpartition("/")[2]))
    return sorted({finding.norm for finding in evaluation.withheld(matter, "decided")})


def test_the_notice_of_appeal_rights_names_day_and_organ(case: Any) -> None:
    handler, url = case
    record(handler, url, "decided", "2024-03-01", "discipline_commission", outcome="accountable")
    record(handler, url, "decision_received", "2024-03-04", "subject")
    docx = handler.get(f"{url}papers/appeal-notice.docx")
    assert docx.status_code == 200
    text = "\n".join(p.text for p in Document(BytesIO(docx.content)).paragraphs)
    assert "2024年4月7日" in text
    assert "中共青岚县纪律检查委员会" in text
    assert "第二十条第一款" in text


def test_an_attachment_is_kept_with_its_checksum_and_given_back(case: Any) -> None:
    handler, url = case
    handler.post(f"{url}materials", {"file": SimpleUploadedFile("谈话笔录.txt", "内容".encode())})
    page = text_of(handler.get(f"{url}materials"))
    assert "谈话笔录.txt" in page
    link = next(part.split('"')[0] for part in page.split('href="') if "/materials/" in part.split('"')[0])
    assert handler.get(link).content.decode() == "内容"


def test_an_attachment_that_is_not_what_it_says_is_refused(case: Any) -> None:
    handler, url = case
    handler.post(f"{url}materials", {"file": SimpleUploadedFile("报告.pdf", b"not a pdf")})
    assert "没有收下" in text_of(handler.get(f"{url}materials"))


def test_the_receipt_names_engine_packs_calendar_and_head(case: Any) -> None:
    handler, url = case
    found = json.loads(handler.get(f"{url}receipt").content)
    assert set(found) >= {"engine", "packs", "calendar", "log", "as_of"}
    assert found["packs"][0]["pack"].startswith("cn-2019-accountability@")


def test_who_does_not_see_a_matter_gets_404_on_every_page_of_it(
    case: Any, as_: Callable[[str], Client]
) -> None:
    _, url = case
    stranger = as_("lianluo")
    for page in (
        "",
        "findings",
        "records",
        "materials",
        "rights",
        "receipt",
        "papers/decision.pdf",
        "records/1/correct",
    ):
        assert stranger.get(url + page).status_code == 404, page
    assert stranger.post(f"{url}record/discovered", {"at": "2024-01-08"}).status_code == 404


def test_a_viewer_reads_and_records_nothing(case: Any, as_: Callable[[str], Client]) -> None:
    _, url = case
    viewer = as_("chayue")
    page = text_of(viewer.get(url))
    assert "住建局副局长 问责" in page
    assert "form-end" not in page
    assert record(viewer, url, "discovered", "2024-01-08").status_code in (403, 404, 422)
    assert len(_entries(url)) == 2


def test_a_case_under_way_is_taken_over_and_what_came_before_is_not_a_breach(
    as_: Callable[[str], Client], subject: Any
) -> None:
    handler = as_("chengban")
    data = opening(
        SUBJECT,
        take_over="1",
        taken_over="2024-05-06",
        **{"k-opened": "2024-01-10", "k-decided": "2024-05-20"},
    )
    answer = handler.post(BEGIN, data)
    assert answer.status_code == 302, text_of(answer)[:1500]
    url = answer.headers["Location"].rstrip("/") + "/"
    page = text_of(handler.get(f"{url}findings?show=undetermined"))
    assert "接管前" in page


def test_open_cases_are_pasted_from_a_sheet_all_or_none(as_: Callable[[str], Client], subject: Any) -> None:
    handler = as_("chengban")
    good = f"编号\t对象\t事由\t立项日\t接管日\n青纪问〔2023〕8号\t{SUBJECT}\t甲案\t2023-11-02\t2024-05-06\n"
    bad = good + "青纪问〔2023〕9号\t无此人\t乙案\t2023-13-02\t\n"
    chosen = "cn-2019-accountability/accountability"
    wrong = text_of(handler.post("/matters/paste", {"text": bad, "procedure": chosen, "write": "1"}))
    assert "1 行需要补正" in wrong
    assert "应为日期" in wrong
    tried = text_of(handler.post("/matters/paste", {"text": good, "procedure": chosen}))
    assert "1 行都可以接管，尚未写入" in tried
    assert (
        handler.post("/matters/paste", {"text": good, "procedure": chosen, "write": "1"}).status_code == 302
    )
    assert "青纪问〔2023〕8号" in text_of(handler.get("/ledger"))


@pytest.mark.exhaustive
def test_every_whole_regulation_runs_on_the_same_pages(as_: Callable[[str], Client], subject: Any) -> None:
    """Without code for a regulation: the pages are made from the pack."""
    secretary = as_("shuji")
    for pack, procedure, step in (
        ("cn-2021-organizational-handling", "organizational-handling", "situation_found"),
        ("zy-2015-responsibility-pursuit", "responsibility-pursuit", "pursuit_opened"),
        ("cn-2014-economic-audit", "audit-plan", "audited"),
        ("cn-2014-economic-audit", "economic-audit", "team_report_approved"),
        ("zy-2015-inspection", "inspection", "work_meeting_held"),
        ("zy-2015-inspection", "clue-transfer", "clue_reported"),
        ("zy-2015-dual-accountability", "dual-investigation", "clue_found"),
        ("zy-2015-dual-accountability", "same-level-referral", "same_level_found"),
        ("zy-2014-three-statements-principals", "three-statements-programme", "round_held"),
        ("zy-2014-three-statements-principals", "three-statements", "meeting_held"),
        ("zy-2014-three-statements-discipline", "three-statements", "date_fixed"),
    ):
        data = {
            "subjects": SUBJECT,
            "title": procedure,
            "mark": "青组",
            "opened": "2024-01-08",
            "f-m-kind": "case",
        }
        begun = secretary.post(f"/matters/new/{pack}/{procedure}", data)
        assert begun.status_code == 302, text_of(begun)[:1500]
        url = begun.headers["Location"].rstrip("/") + "/"
        assert record(secretary, url, step, "2024-01-09").status_code == 302
        for page in ("", "findings", "records", "materials", "rights"):
            assert secretary.get(url + page).status_code == 200


def test_the_hall_counts_by_procedure_and_links_to_the_ledger(case: Any) -> None:
    handler, _ = case
    page = text_of(handler.get("/matters/"))
    assert "/ledger?pack=cn-2019-accountability&amp;procedure=accountability&amp;state=open" in page
    assert "启动一案" in page
