"""案件信息: facts, related matters, handing over, showing to the person, closing; and what the pages do with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from desk.matters.conftest import SUBJECT, opening, record

pytestmark = pytest.mark.django_db

BEGIN = "/matters/new/cn-2019-accountability/accountability"


def text_of(answer: Any) -> str:
    return answer.content.decode()


def matter_of(url: str) -> Any:
    from zeren.records.actor import SYSTEM
    from zeren.records.matters import queries

    return queries.get_matter(SYSTEM, int(url.rstrip("/").rpartition("/")[2]))


def subject_ref(url: str) -> str:
    return next(iter(matter_of(url).subjects.all())).ref


@pytest.fixture
def bare(as_: Callable[[str], Client], subject: Any) -> Any:
    """A matter begun with nothing known of its subject."""
    handler = as_("chengban")
    data = {name: text for name, text in opening(SUBJECT).items() if not name.startswith("f-s-")}
    answer = handler.post(BEGIN, data)
    return handler, answer.headers["Location"].rstrip("/") + "/"


def test_facts_are_shown_with_their_source_and_the_unknown_ones_are_asked_for(bare: Any) -> None:
    handler, url = bare
    page = text_of(handler.get(f"{url}manage"))
    assert "项还不清楚" in page
    assert "还不清楚" in page
    assert "任字〔" in page  # management authority comes from the register of appointments
    assert "第九条第三款" in page


def test_a_stated_fact_counts_from_its_day_and_names_its_record(bare: Any) -> None:
    handler, url = bare
    ref = subject_ref(url)
    data = {"of": ref, "start": "2024-02-01", f"f-{ref}-under_review": "no", "reason": "干部信息表"}
    assert handler.post(f"{url}manage/facts", data).status_code == 302
    page = text_of(handler.get(f"{url}manage"))
    assert "现为 否（第 2 号记录" in page
    assert "已登记，第 2 号。" in page
    assert "干部信息表" in text_of(handler.get(f"{url}records"))


@pytest.mark.parametrize(
    ("differs", "says"),
    [
        ({}, "没有填写要登记的事实"),
        ({"under_review": "perhaps"}, "应为"),
        ({"under_review": "no", "start": "某日"}, "应为年-月-日"),
    ],
)
def test_a_false_fact_is_refused_with_the_place_and_the_rest_is_kept(
    bare: Any, differs: dict[str, str], says: str
) -> None:
    handler, url = bare
    ref = subject_ref(url)
    data = {"of": ref, "start": differs.get("start", "2024-02-01"), f"f-{ref}-part": "principal"}
    data |= {f"f-{ref}-{name}": text for name, text in differs.items() if name != "start"}
    if not differs:
        del data[f"f-{ref}-part"]
    answer = handler.post(f"{url}manage/facts", data)
    assert answer.status_code == 422
    page = text_of(answer)
    assert "没有办成。" in page
    assert says in page
    assert matter_of(url).head_seq == 1
    if differs:
        assert 'value="principal" checked' in page


def test_the_findings_that_miss_a_fact_lead_to_the_form(bare: Any) -> None:
    handler, url = bare
    record(handler, url, "discovered", "2024-01-08", "discipline_commission", investigation_needed="yes")
    record(handler, url, "opened", "2024-01-12", "discipline_commission")
    page = text_of(handler.get(f"{url}findings?show=undetermined"))
    assert f'{url}manage#facts"' in page
    assert "谁能补" in page


def test_a_members_case_is_begun_from_the_organizations_and_each_shows_the_other(
    as_: Callable[[str], Client], subject: Any
) -> None:
    handler = as_("chengban")
    whole = handler.post(
        BEGIN, opening("县住建局", title="住建局党组 问责", **{"f-s-subject_kind": "organization"})
    )
    parent = whole.headers["Location"].rstrip("/") + "/"
    page = text_of(handler.get(f"{parent}manage"))
    start = next(
        part.split('"')[0] for part in page.split('href="') if "parent=" in part.split('"')[0]
    ).replace("&amp;", "&")
    form = text_of(handler.get(start))
    assert "住建局党组 问责" in form
    pk = matter_of(parent).pk
    done = handler.post(BEGIN, opening(SUBJECT, title="成员案", parent=str(pk), kind="member"))
    child = done.headers["Location"].rstrip("/") + "/"
    assert "上级案件　住建局党组 问责" in text_of(handler.get(child))
    assert "关联案件　成员案" in text_of(handler.get(parent))


def test_a_members_case_of_a_case_out_of_sight_is_not_begun(case: Any, as_: Callable[[str], Client]) -> None:
    handler, _ = case
    assert handler.get(f"{BEGIN}?parent=999999&kind=member").status_code == 404
    assert handler.post(BEGIN, opening(SUBJECT, parent="999999", kind="member")).status_code == 404


def test_an_existing_case_is_joined_by_its_number_and_a_circle_is_refused(case: Any) -> None:
    handler, url = case
    other = handler.post(BEGIN, opening(SUBJECT, title="另一案")).headers["Location"].rstrip("/") + "/"
    number = matter_of(other).number
    assert handler.post(f"{url}manage/link", {"number": number, "side": "child"}).status_code == 302
    assert "另一案" in text_of(handler.get(url))
    again = handler.post(f"{url}manage/link", {"number": number, "side": "parent"})
    assert again.status_code == 422
    assert "关联成环" in text_of(again)
    unknown = handler.post(f"{url}manage/link", {"number": "青纪问〔2024〕99号"})
    assert "没有编号“青纪问〔2024〕99号”" in text_of(unknown)


def test_a_case_is_handed_over_and_it_is_on_the_record(case: Any) -> None:
    from zeren.records.people import queries as people

    handler, url = case
    taker = people.by_code("R254")
    assert taker is not None
    answer = handler.post(
        f"{url}manage/handover", {"taker": "R254", "on": "2024-06-03", "reason": "岗位调整"}
    )
    assert answer.status_code == 302
    assert matter_of(url).handler_id == taker.pk
    page = text_of(handler.get(f"{url}records"))
    assert "移交承办" in page
    assert "岗位调整" in page
    assert taker.name in text_of(handler.get(url))


@pytest.mark.parametrize(
    ("taker", "says"), [("", "请写接手的人"), ("无此人", "登记中没有“无此人”"), ("县住建局", "登记中没有")]
)
def test_a_case_is_not_handed_to_nobody(case: Any, taker: str, says: str) -> None:
    handler, url = case
    answer = handler.post(f"{url}manage/handover", {"taker": taker, "on": "2024-06-03"})
    assert answer.status_code == 422
    assert says in text_of(answer)


def test_what_was_shown_to_the_person_says_since_when(case: Any) -> None:
    handler, url = case
    page = text_of(handler.get(f"{url}manage"))
    assert "出示以前，本人看不到本案" in page
    future = handler.post(f"{url}manage/show", {"on": "2024-06-29"})
    assert future.status_code == 422
    assert "晚于今日" in text_of(future)
    assert handler.post(f"{url}manage/show", {"on": "2024-06-20"}).status_code == 302
    assert "2024-06-20 起本人可见" in text_of(handler.get(url))


def test_a_closed_case_says_so_and_can_still_be_recorded_on(case: Any) -> None:
    handler, url = case
    assert handler.post(f"{url}manage/close", {"on": "2024-06-20", "reason": "办理完毕"}).status_code == 302
    page = text_of(handler.get(url))
    assert "已于 2024-06-20 办结" in page
    assert "办理完毕" in text_of(handler.get(f"{url}records"))
    assert record(handler, url, "discovered", "2024-01-08", "discipline_commission").status_code == 302


def test_who_only_looks_sees_the_facts_and_no_form(case: Any, as_: Callable[[str], Client]) -> None:
    _, url = case
    viewer = as_("chayue")
    page = text_of(viewer.get(f"{url}manage"))
    assert "<button" not in page.split("登记事实")[1].split("</main>")[0]
    assert "现为" in page
    for what in ("facts", "handover", "show", "close", "link"):
        answer = viewer.post(
            f"{url}manage/{what}",
            {"on": "2024-06-03", "taker": "R254", "of": "", "f-matter-organ": "discipline_commission"},
        )
        assert answer.status_code in (404, 422), what
    assert matter_of(url).head_seq == 2


def test_a_stranger_gets_404_there_too(case: Any, as_: Callable[[str], Client]) -> None:
    _, url = case
    stranger = as_("lianluo")
    assert stranger.get(f"{url}manage").status_code == 404
    assert stranger.post(f"{url}manage/close", {"on": "2024-06-03"}).status_code == 404
    assert as_("chengban").post(f"{url}manage/nothing").status_code == 404
