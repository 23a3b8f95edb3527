"""The forms of a matter: only what the law offers here, in words; nothing is chosen beforehand; people are found by name."""

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


def entries(url: str) -> Any:
    from zeren.records.actor import SYSTEM
    from zeren.records.matters import queries

    return queries.entries(SYSTEM, int(url.rstrip("/").rpartition("/")[2]))


# ---------------------------------------------------------------- choices and forms


def test_a_cadre_is_offered_the_measures_for_cadres_only(case: Any) -> None:
    handler, url = case
    page = text_of(handler.get(f"{url}?act=decided"))
    assert 'value="m-cadre-admonish"' in page
    assert 'value="m-org-circular"' not in page


def test_an_organization_is_offered_the_measures_for_organizations_only(
    as_: Callable[[str], Client], subject: Any
) -> None:
    handler = as_("chengban")
    begun = handler.post(BEGIN, opening("县住建局", **{"f-s-subject_kind": "organization"}))
    page = text_of(handler.get(f"{begun.headers['Location']}?act=decided"))
    assert 'value="m-org-circular"' in page
    assert 'value="m-cadre-admonish"' not in page


def test_where_the_kind_is_not_known_both_are_offered_each_under_its_provision(
    as_: Callable[[str], Client], subject: Any
) -> None:
    handler = as_("chengban")
    data = {name: text for name, text in opening(SUBJECT).items() if name != "f-s-subject_kind"}
    page = text_of(handler.get(f"{handler.post(BEGIN, data).headers['Location']}?act=decided"))
    measures = page.split('id="f-measure"')[1].split('id="f-')[0]
    assert 'value="m-org-circular"' in measures
    assert 'value="m-cadre-admonish"' in measures
    assert measures.count('class="meta og"') == 2
    assert "checked" not in measures


def test_the_form_of_an_appeal_is_chosen_in_words_and_read_in_words(case: Any) -> None:
    handler, url = case
    page = text_of(handler.get(f"{url}?act=appeal_filed"))
    assert 'type="radio" name="f-form" value="written"' in page
    assert "书面" in page
    record(handler, url, "decided", "2024-03-01", "discipline_commission", outcome="accountable")
    record(handler, url, "decision_received", "2024-03-04", "subject")
    record(handler, url, "appeal_filed", "2024-04-03", "subject", form="written")
    log = text_of(handler.get(f"{url}records"))
    assert '<span class="dim">形式</span>　书面' in log
    assert "written" not in log


def test_a_form_that_is_a_choice_of_its_own_stays_one(case: Any) -> None:
    handler, url = case
    page = text_of(handler.get(f"{url}?act=admonished"))
    assert 'value="admonish-talk"' in page
    assert 'name="f-form" value="oral"' not in page


# ---------------------------------------------------------------- reasons


def two_breaches(handler: Client, url: str) -> None:
    record(handler, url, "opened", "2024-01-10", "discipline_commission")
    record(
        handler,
        url,
        "report_adopted",
        "2024-02-05",
        "investigation_team",
        report="调查报告",
        parts=["basics"],
    )


def norms_in(page: str) -> list[str]:
    return [
        part.split('value="')[1].split('"')[0]
        for part in page.split("<input")[1:]
        if 'name="f-norm"' in part.split(">")[0]
    ]


def test_reasons_name_the_norm_in_words_and_one_text_may_serve_several(case: Any) -> None:
    handler, url = case
    two_breaches(handler, url)
    page = text_of(handler.get(f"{url}?act=departure_reasoned"))
    norms = norms_in(page)
    assert len(norms) >= 2
    assert "未见在先的" in page.split('id="f-norm"')[1]
    done = handler.post(
        f"{url}record/departure_reasoned",
        {"at": "2024-06-03", "f-norm": norms[:2], "f-reasons": "材料补签在后"},
    )
    assert done.status_code == 302
    assert entries(url)[-1].fields["norm"] == tuple(norms[:2])
    log = text_of(handler.get(f"{url}records"))
    assert "材料补签在后" in log
    for norm in norms[:2]:
        assert norm not in log
    after = text_of(handler.get(url)).split('id="act"')[0]
    assert f"norm={norms[0]}#" not in after


def test_the_norm_that_was_come_from_is_chosen_and_kept_when_refused(case: Any) -> None:
    handler, url = case
    two_breaches(handler, url)
    norm = norms_in(text_of(handler.get(f"{url}?act=departure_reasoned")))[1]

    def chosen(page: str) -> list[str]:
        parts = [
            part.split(">")[0] for part in page.split("<input")[1:] if 'name="f-norm"' in part.split(">")[0]
        ]
        return [part.split('value="')[1].split('"')[0] for part in parts if "checked" in part]

    assert chosen(text_of(handler.get(f"{url}?act=departure_reasoned&norm={norm}"))) == [norm]
    refused = handler.post(
        f"{url}record/departure_reasoned", {"at": "2024-07-09", "f-norm": [norm], "f-reasons": "补签"}
    )
    assert refused.status_code == 422
    page = text_of(refused)
    assert chosen(page) == [norm]
    assert "补签" in page
    assert "说明原因" in page


# ---------------------------------------------------------------- the page


def test_the_form_says_whether_it_is_the_next_act_or_another(case: Any) -> None:
    handler, url = case
    assert "<h2>下一步　发现问责情形</h2>" in text_of(handler.get(url))
    assert "<h2>补录　作出问责决定</h2>" in text_of(handler.get(f"{url}?act=decided"))
    record(handler, url, "discovered", "2024-01-08", "discipline_commission")
    assert "<h2>再记一次　发现问责情形</h2>" in text_of(handler.get(f"{url}?act=discovered"))


def test_who_only_looks_is_told_who_records(case: Any, as_: Callable[[str], Client]) -> None:
    _, url = case
    page = text_of(as_("chayue").get(url))
    assert "您可以查看。" in page
    assert 'id="act"' not in page


def test_a_past_day_is_only_looked_at(case: Any) -> None:
    handler, url = case
    page = text_of(handler.get(f"{url}?as_of=2024-02-01"))
    assert "只供查看" in page
    assert 'id="act"' not in page


def test_what_is_missing_is_told_under_its_field_when_checked_first(case: Any) -> None:
    handler, url = case
    page = text_of(handler.post(f"{url}record/discovered", {"at": "2024-01-08", "check": "1"}))
    assert "还没有填；照样可以记录" in page


def test_what_was_recorded_without_its_content_leads_to_the_correction(case: Any) -> None:
    handler, url = case
    record(handler, url, "discovered", "2024-01-08", "discipline_commission")
    assert f'{url}records/3/correct"' in text_of(handler.get(url))


def test_the_next_matter_of_the_list_is_a_key_away(case: Any) -> None:
    handler, url = case
    other = (
        handler.post(BEGIN, opening(SUBJECT, title="后一案", opened="2024-02-01"))
        .headers["Location"]
        .rstrip("/")
        + "/"
    )
    assert f'rel="prev" href="{other}"' in text_of(handler.get(url)).replace(
        other.rstrip("/") + '"', other + '"'
    )
    assert f'rel="next" href="{url}"' in text_of(handler.get(other)).replace(url.rstrip("/") + '"', url + '"')


def test_rights_stand_open_first_and_what_is_done_without_a_day_is_folded(case: Any) -> None:
    handler, url = case
    record(handler, url, "decided", "2024-06-03", "discipline_commission", outcome="accountable")
    record(handler, url, "decision_received", "2024-06-05", "subject")
    record(handler, url, "self_criticism_submitted", "2024-06-10", "subject", form="written")
    page = text_of(handler.get(f"{url}rights"))
    theirs = page.split("本人的权利和应办")[1].split("组织应当办的")[0]
    assert theirs.index("提出书面申诉") < theirs.index("已办")
    assert "提交书面检讨" in theirs.split("已办")[1]
    assert 'class="days"' in theirs
    assert "7月5日" in theirs


def test_a_long_log_is_read_by_the_hundred(case: Any) -> None:
    from zeren.records.actor import SYSTEM
    from zeren.records.matters import acts

    handler, url = case
    pk = int(url.rstrip("/").rpartition("/")[2])
    rows = [acts.Row(pk, "2024-01-08", {"outline": f"第{n}封来信"}) for n in range(120)]
    acts.record_many(SYSTEM, "discovered", rows, by=("discipline_commission",))
    first = text_of(handler.get(f"{url}records"))
    assert first.count("<tr id=") == 100
    assert "共 122 行" in first
    last = text_of(handler.get(f"{url}records?page=2"))
    assert last.count("<tr id=") == 22
    assert 'id="e1"' in last
    held = text_of(handler.get(f"{url}records?at=5"))
    assert 'id="e5"' in held
    for strange in ("page=0", "page=x", "page=99999999999999", "at=0", "at=x"):
        assert handler.get(f"{url}records?{strange}").status_code == 200


# ---------------------------------------------------------------- starting


def test_a_short_name_means_its_organ_and_a_full_name_its_only_bearer(
    as_: Callable[[str], Client], subject: Any
) -> None:
    handler = as_("chengban")
    page = text_of(handler.post(BEGIN, {"subjects": subject.name, "look": "1"}))
    assert "请在下面选" not in page
    assert f"{subject.name}　县" in page
    begun = handler.post(BEGIN, opening("县住建局"))
    assert begun.status_code == 302


def test_of_several_people_of_one_name_it_is_asked_which(as_: Callable[[str], Client], subject: Any) -> None:
    from zeren.records import registers
    from zeren.records.actor import SYSTEM

    report = registers.import_rows(
        SYSTEM, "people", [{"code": "X900", "name": subject.name, "organ": "Q-08"}]
    )
    assert not report.problems, report.problems
    handler = as_("chengban")
    asked = handler.post(BEGIN, opening(subject.name))
    assert asked.status_code == 422
    page = text_of(asked)
    assert f"名为“{subject.name}”的不止一人" in page
    assert f'name="same-{subject.name}" value="{SUBJECT}"' in page
    assert 'value="X900"' in page
    done = handler.post(BEGIN, opening(subject.name, **{f"same-{subject.name}": SUBJECT}))
    assert done.status_code == 302


def test_what_the_registers_know_is_told_with_its_source_and_not_filled_in(
    as_: Callable[[str], Client], subject: Any
) -> None:
    handler = as_("chengban")
    page = text_of(handler.get(f"{BEGIN}?subjects={SUBJECT}"))
    assert "登记为 " in page
    assert "不填即依登记" in page
    assert subject.name in page
    facts = page.split("对象的情况")[1]
    assert "checked" not in facts


def test_a_field_that_a_provision_wants_is_not_optional_and_one_wanted_in_some_cases_says_so(
    case: Any,
) -> None:
    handler, url = case
    team = text_of(handler.get(f"{url}?act=team_formed"))
    leader = team.split('for="f-leader"')[1].split("</label>")[0]
    assert "选填" not in leader
    decided = text_of(handler.get(f"{url}?act=decided"))
    assert "视情形" in decided.split('id="f-measure-lab"')[1].split("</span></span>")[0]


def test_what_came_before_a_takeover_is_marked_and_is_not_the_next_step(
    as_: Callable[[str], Client], subject: Any
) -> None:
    handler = as_("chengban")
    data = opening(
        SUBJECT,
        take_over="1",
        taken_over="2024-05-06",
        **{"k-opened": "2024-01-10", "k-decided": "2024-03-20"},
    )
    page = text_of(handler.get(handler.post(BEGIN, data).headers["Location"]))
    assert "接管前，待查明" in page
    assert "下一步：组成调查组" not in page
    assert "opening_approved" not in page.replace("act=opening_approved", "").replace(
        'value="opening_approved"', ""
    )


def test_people_and_organs_are_typed_by_name_and_kept_as_references(case: Any, subject: Any) -> None:
    handler, url = case
    form = text_of(handler.get(f"{url}?act=team_formed"))
    assert 'list="people-known"' in form
    assert f'<option value="{subject.name}〔{SUBJECT}〕">' in form
    record(
        handler,
        url,
        "team_formed",
        "2024-01-10",
        "discipline_commission",
        leader=f"{subject.name}〔{SUBJECT}〕",
        members="五人",
    )
    assert entries(url)[-1].fields["leader"] == f"person:{subject.pk}"
    assert f'<span class="dim">组长</span>　{subject.name}' in text_of(handler.get(f"{url}records"))
    seq = entries(url)[-1].seq
    again = text_of(handler.get(f"{url}records/{seq}/correct"))
    assert f'value="{subject.name}"' in again
    assert "person:" not in again.split('name="f-leader"')[1].split(">")[0]


def test_a_name_that_no_register_has_is_kept_as_written(case: Any) -> None:
    handler, url = case
    record(
        handler,
        url,
        "team_formed",
        "2024-01-10",
        "discipline_commission",
        leader="外县抽调人员",
        members="五人",
    )
    assert entries(url)[-1].fields["leader"] == "外县抽调人员"


def test_a_person_who_does_not_exist_is_refused_and_the_rest_is_kept(case: Any) -> None:
    handler, url = case
    answer = record(
        handler,
        url,
        "team_formed",
        "2024-01-10",
        "discipline_commission",
        leader="person:999999",
        members="五人",
    )
    assert answer.status_code == 422
    page = text_of(answer)
    assert "没有编号为 999999 的人员" in page
    assert "五人" in page


def test_a_removal_says_which_acts_its_bars_reach(as_: Callable[[str], Client], subject: Any) -> None:
    handler = as_("chengban")
    url = handler.post(BEGIN, opening(SUBJECT)).headers["Location"].rstrip("/") + "/"
    fields = {
        "outcome": "accountable",
        "measure": ["m-cadre-org"],
        "handling": ["m-remove"],
        "level": "section_deputy",
        "year": "2024",
    }
    record(handler, url, "decided", "2024-06-03", "discipline_commission", **fields)
    page = text_of(handler.get(f"{url}rights")).split("影响期与限制")[1]
    assert "提拔职务" in page
    assert "2026-06-02" in page
    assert "新任职务层次高于" in page


def test_many_findings_are_read_by_the_hundred(case: Any) -> None:
    from zeren.records.actor import SYSTEM
    from zeren.records.matters import acts

    handler, url = case
    pk = int(url.rstrip("/").rpartition("/")[2])
    acts.record_many(
        SYSTEM, "opened", [acts.Row(pk, "2024-01-08") for _ in range(60)], by=("discipline_commission",)
    )
    page = text_of(handler.get(f"{url}findings?show=breached"))
    assert page.count("<article") <= 100
    for strange in ("show=none", "show=breached&page=99999", "show=breached&page=x"):
        assert handler.get(f"{url}findings?{strange}").status_code == 200


@pytest.mark.parametrize(("kind", "asked"), [("reminder", False), ("warning", True)])
def test_what_only_one_kind_of_talk_asks_for_is_next_in_that_kind_alone(
    as_: Callable[[str], Client], subject: Any, kind: str, asked: bool
) -> None:
    """整改 is set a term in a 告诫整改谈话 (谈话办法 三之3); a reminder where it says so (六之5); 到任 is asked about after a 任前谈话."""
    handler = as_("chengban")
    begun = handler.post("/matters/new/zy-2015-talks/talk", opening(SUBJECT, **{"f-m-kind": kind}))
    url = begun.headers["Location"]
    held = {
        "form": "individual",
        "recorded_by": "holding_organ",
        "transcript": "谈话记录",
        "requirements": "改",
    }
    none = {"explanation_needed": "no", "rectification_needed": "no"}
    held |= {"warned": "yes", "correct_by": "2024-02-20"} if asked else none
    assert record(handler, url, "talk_held", "2024-01-20", "discipline_commission", **held).status_code == 302
    assert record(handler, url, "record_kept", "2024-01-21", "organization_department").status_code == 302
    assert ("下一步：整改完成" if asked else "没有待办的下一步") in text_of(handler.get(url))


def test_of_several_causes_one_is_enough_and_what_follows_from_another_is_not_next(
    as_: Callable[[str], Client], subject: Any
) -> None:
    """诫勉: what is verified leads to 拟予诫勉, that to the talk, not to the findings of other provisions."""
    handler = as_("jiandu")
    begun = handler.post("/matters/new/cn-2009-strict-cadre-management/admonition", opening(SUBJECT))
    url = begun.headers["Location"]
    verified = {"public_reaction": "yes", "budding": "yes", "aspects": "budding-duty"}
    record(handler, url, "preliminary_verified", "2024-01-10", "party_organization", **verified)
    assert "下一步：拟予诫勉" in text_of(handler.get(url))
    record(handler, url, "admonition_proposed", "2024-01-11", "party_committee", grounds="admonish-budding")
    assert "下一步：诫勉谈话" in text_of(handler.get(url))
    record(
        handler, url, "admonition_talk_held", "2024-01-12", "organization_department", measures_asked="yes"
    )
    assert "下一步：本人提出改正措施" in text_of(handler.get(url)), "not 书面诫勉, which is the other way"


def test_what_is_counted_on_the_list_of_duties_is_not_asked_of_a_matter(as_: Callable[[str], Client]) -> None:
    """三之12 asks whoever is in charge of units once a year; the appraisal of a unit's report can't tell it."""
    handler = as_("chengban")
    begun = handler.post("/matters/new/zy-2015-two-responsibilities/report-appraisal", opening("县住建局"))
    url = begun.headers["Location"]
    page = text_of(handler.get(url))
    assert "下一步：收到报告" in page
    assert "units_in_charge" not in page
    assert "units_in_charge" not in text_of(handler.get(f"{url}findings?show=undetermined"))
