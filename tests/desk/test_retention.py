"""The pages of retention: one proposes, another confirms, each proving who it is; then it says 已销毁."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from desk.conftest import PASSWORD
from zeren.access.accounts import acts as accounts
from zeren.desk.retention import views
from zeren.records.actor import SYSTEM, Role
from zeren.records.matters import acts as matters
from zeren.records.matters import files
from zeren.records.matters.models import EventPayload, Matter
from zeren.records.obligations.models import Obligation
from zeren.records.retention import acts
from zeren.records.retention.models import DisposalProposal
from zeren.records.retention.periods import NAME

pytestmark = pytest.mark.django_db
SYSTEM_2 = replace(SYSTEM, account="system-2")
BASIS = "青档〔2024〕1号"


@pytest.fixture
def case(desk: Any, home: Any, settings: Any) -> Any:
    """A matter closed in 2026, in 2033, with six years to keep; a keeper of the files and a principal."""
    (home / NAME).write_text(f"periods: {{other: {{years: 6, basis: {BASIS}}}}}\n", encoding="utf-8")
    account = accounts.make_account(SYSTEM, "dangban", PASSWORD, organ=desk.organs["Q"], label="党委办甲")
    accounts.give_role(SYSTEM, account, Role.COMMITTEE_OFFICE, desk.organs["Q"], date(2020, 1, 1))
    desk.accounts["dangban"] = account
    matter = desk.open("赵某某 提醒", ("noticed", date(2026, 9, 20)), ("heard", date(2026, 9, 28)))
    files.add_attachment(SYSTEM, matter.pk, "笔录.txt", b"a")
    matters.close(SYSTEM, matter.pk, date(2026, 10, 13))
    Obligation.objects.filter(matter=matter).delete()
    settings.ZEREN = replace(settings.ZEREN, today=date(2033, 1, 4))
    matter.refresh_from_db()
    return matter


def text(answer: Any) -> str:
    return answer.content.decode()


def proposed(desk: Any, case: Any) -> DisposalProposal:
    given = {"pick": case.pk, "proof": PASSWORD}
    assert desk.sign_in("dangban").post("/retention", given).status_code == 302
    return DisposalProposal.objects.get()


def test_what_is_due_is_listed_with_basis_and_can_be_picked(desk: Any, case: Any) -> None:
    found = text(desk.sign_in("dangban").get("/retention"))
    assert case.number in found and "2032-10-13" in found and f"6 年，{BASIS}" in found
    assert f'name="pick" value="{case.pk}"' in found and "可以提出" in found
    found = text(desk.sign_in("shuji").get("/retention?tab=due"))
    assert case.number in found and 'name="pick"' not in found


def test_why_one_may_not_be_destroyed_stands_in_its_row(desk: Any, case: Any) -> None:
    Obligation.objects.create(
        matter=case, organ_id=case.organ_id, want=5, pack="p", norm="n", key="", kind="duty", force="may", status="pending", act="a", cites=""
    )  # fmt: skip
    found = text(desk.sign_in("dangban").get("/retention"))
    assert "不能销毁" in found and "权利期限（申诉、复核等）没有届满" in found and 'name="pick"' not in found
    answer = desk.sign_in("dangban").post("/retention", {"pick": case.pk, "proof": PASSWORD})
    assert answer.status_code == 422 and "没有提出任何一件" in text(answer)


@pytest.mark.parametrize(("proof", "why"), [("", "确认是本人"), ("wrong", "没有办理；您填的内容都在")])
def test_without_proof_nothing_is_proposed_and_what_was_typed_is_kept(
    desk: Any, case: Any, proof: str, why: str
) -> None:
    given = {"pick": case.pk, "proof": proof, "note": "满六年"}
    answer = desk.sign_in("dangban").post("/retention", given)
    assert answer.status_code == 422 and why in text(answer)
    assert 'value="满六年"' in text(answer) and " checked" in text(answer)
    assert not DisposalProposal.objects.exists()


def test_nothing_picked_is_told(desk: Any, case: Any) -> None:
    answer = desk.sign_in("dangban").post("/retention", {"pick": "x", "proof": PASSWORD})
    assert answer.status_code == 422 and "没有选定案件" in text(answer)


def copied(case: Any, number: int) -> list[Matter]:
    """Matters like this one, each with its own number."""
    kept = {f.attname: getattr(case, f.attname) for f in Matter._meta.concrete_fields if not f.primary_key}
    return Matter.objects.bulk_create(
        Matter(**{**kept, "number": f"青提〔2026〕9{n:03}号"}) for n in range(number)
    )


def test_of_more_than_a_page_each_row_can_be_proposed(desk: Any, case: Any) -> None:
    last = copied(case, 50)[-1]
    found = text(desk.sign_in("dangban").get("/retention?tab=due&page=2"))
    ticks = [row for row in found.split("<input")[1:] if 'name="pick"' in row.split(">")[0]]
    assert len(ticks) == 1 and f'value="{last.pk}"' in ticks[0] and 'form="propose"' in ticks[0]
    # A form within a form is none to the browser: the one of the pager must not stand inside.
    assert found.index("</form>", found.index('class="pager"')) < found.index(
        '<form method="post" id="propose"'
    )
    action = found.split('id="propose" action="')[1].split('"')[0].replace("&amp;", "&")
    refused = desk.sign_in("dangban").post(action, {"pick": last.pk, "proof": "wrong"})
    assert refused.status_code == 422 and "第 51—51 行，共 51 行" in text(refused)
    assert f'value="{last.pk}"' in text(refused) and " checked" in text(refused)
    assert desk.sign_in("dangban").post(action, {"pick": last.pk, "proof": PASSWORD}).status_code == 302
    assert DisposalProposal.objects.get().matter_id == last.pk


def test_the_register_goes_on_where_a_sheet_is_full_and_its_numbers_run_on(
    desk: Any, case: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(views, "MOST", 2)
    matters_ = [case, *copied(case, 2)]
    for n, matter in enumerate(matters_):
        acts.propose(SYSTEM, [matter.pk])
        acts.confirm(SYSTEM_2, DisposalProposal.objects.get(matter=matter).pk)
        Matter.objects.filter(pk=matter.pk).update(disposed=date(2031 + n, 1, 4))
    client = desk.sign_in("dangban")
    first, second = (text(client.get(f"/retention/register?page={n}")) for n in (1, 2))
    assert "3 件" in first and matters_[2].number in first and matters_[0].number not in first
    assert matters_[0].number in second and '<td class="num">3</td>' in second
    assert all(f'<option value="{year}"' in first for year in (2031, 2032, 2033))
    assert "第 1—1 行" not in text(client.get("/retention/register?year=2031"))


def test_one_proposes_another_confirms_and_the_file_says_so(desk: Any, case: Any) -> None:
    proposal = proposed(desk, case)
    keeper, principal = desk.sign_in("dangban"), desk.sign_in("shuji")
    url = f"/retention/{proposal.pk}"
    assert "由主要负责人确认" in text(keeper.get(url)) and 'value="confirm"' not in text(keeper.get(url))
    assert keeper.post(url, {"do": "confirm", "proof": PASSWORD}).status_code == 422
    found = text(principal.get(url))
    assert "不能恢复" in found and "附件 1 件" in found and 'value="confirm"' in found
    assert principal.post(url, {"do": "confirm"}).status_code == 422
    assert EventPayload.objects.filter(event__matter=case).exists()
    assert principal.post(url, {"do": "confirm", "proof": PASSWORD})["Location"] == "/retention?tab=waiting"
    assert not EventPayload.objects.filter(event__matter=case).exists()
    assert f"{case.number} 已销毁" in text(principal.get("/retention?tab=waiting"))
    _stands_destroyed(desk, case)
    assert principal.get(url)["Location"].startswith(f"/matters/{case.pk}")


def _stands_destroyed(desk: Any, case: Any) -> None:
    client, said = desk.sign_in("wang"), f"已销毁（2033-01-04，shuji 批准，{BASIS}）"
    for page in ("records", "materials"):
        found = text(client.get(f"/matters/{case.pk}/{page}"))
        assert said in found and "县城" not in found and "笔录" not in found, page
    for page in ("", "findings", "rights", "manage"):
        assert "2033-01-04 销毁" in text(client.get(f"/matters/{case.pk}/{page}")), page
    assert client.get(f"/matters/{case.pk}/receipt").status_code == 409
    register = text(desk.sign_in("dangban").get("/retention/register?year=2033"))
    assert case.number in register and "党委办甲" in register and "shuji" in register
    assert "没有销毁过的案卷" in text(desk.sign_in("dangban").get("/retention/register?year=2032"))


def test_a_refusal_wants_its_reason(desk: Any, case: Any) -> None:
    proposal = proposed(desk, case)
    client, url = desk.sign_in("shuji"), f"/retention/{proposal.pk}"
    answer = client.post(url, {"do": "refuse", "reason": ""})
    assert answer.status_code == 422 and "写明理由" in text(answer)
    assert client.post(url, {"do": "refuse", "reason": "留作史料"}).status_code == 302
    assert EventPayload.objects.filter(event__matter=case).exists()


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({}, "没有选“确认销毁”或者“不同意”"),
        ({"do": "yes"}, "没有选“确认销毁”或者“不同意”"),
        ({"do": "confirm", "reason": "留作史料"}, "写了不同意的理由，没有销毁"),
    ],
)
def test_nothing_is_destroyed_but_by_the_word_itself_and_never_with_a_reason_against_it(
    desk: Any, case: Any, given: dict[str, str], why: str
) -> None:
    url = f"/retention/{proposed(desk, case).pk}"
    answer = desk.sign_in("shuji").post(url, {**given, "proof": PASSWORD})
    assert answer.status_code == 422 and why in text(answer)
    assert EventPayload.objects.filter(event__matter=case).exists()
    assert "reason" not in given or 'value="留作史料"' in text(answer)


def test_the_reason_against_stands_in_a_form_that_can_only_refuse(desk: Any, case: Any) -> None:
    found = text(desk.sign_in("shuji").get(f"/retention/{proposed(desk, case).pk}"))
    forms = [part.split("</form>")[0] for part in found.split("<form")]
    confirming = [form for form in forms if 'name="do" value="confirm"' in form]
    refusing = [form for form in forms if 'name="do" value="refuse"' in form]
    assert len(confirming) == len(refusing) == 1
    assert 'name="reason"' in refusing[0] and 'name="reason"' not in confirming[0]
    assert 'name="proof"' in confirming[0] and "confirm" not in refusing[0]


def test_a_setting_that_cannot_be_used_is_told_and_lists_nothing(desk: Any, case: Any, home: Any) -> None:
    (home / NAME).write_text("periods: 6", encoding="utf-8")
    answer = desk.sign_in("dangban").get("/retention")
    assert (
        answer.status_code == 500
        and "保管期限的设定不能使用" in text(answer)
        and case.number not in text(answer)
    )


def test_out_of_sight_is_not_there_and_other_roles_do_not_do_this(desk: Any, case: Any) -> None:
    proposal = proposed(desk, case)
    assert desk.sign_in("wang").get("/retention").status_code == 403
    assert desk.sign_in("guanli").get(f"/retention/{proposal.pk}").status_code == 403
    account = accounts.make_account(SYSTEM, "bqi", PASSWORD, organ=desk.organs["B"], label="邻县书记")
    accounts.give_role(SYSTEM, account, Role.PRINCIPAL, desk.organs["B"], date(2020, 1, 1))
    desk.accounts["bqi"] = account
    assert desk.sign_in("bqi").get(f"/retention/{proposal.pk}").status_code == 404
    assert case.number not in text(desk.sign_in("bqi").get("/retention?tab=waiting"))
