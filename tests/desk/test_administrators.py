"""The pages of the administrators in the browser's way: proposing, confirming, returning, delegating."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from openpyxl import load_workbook

from desk.conftest import PASSWORD
from zeren.access.accounts import acts as accounts
from zeren.access.accounts.models import Account, RoleGrant
from zeren.access.delegation.models import Delegation
from zeren.access.rights import acts
from zeren.access.rights.models import Kind, RightsChange, RightsDecision
from zeren.access.rights.proposals import Proposal
from zeren.records import keys, registers
from zeren.records.actor import SYSTEM, Role
from zeren.records.keys import Purpose
from zeren.records.people.models import Appointment

pytestmark = pytest.mark.django_db
GRANT = {
    "kind": "grant", "account": "zhao", "organ": "QT　县交通局", "role": "unit_liaison", "start": "2026-10-09",
    "basis": "任职 青组任〔2026〕41号",
}  # fmt: skip


@pytest.fixture
def county(desk: SimpleNamespace) -> SimpleNamespace:
    """The desk's county with the two other administrators and an account without a role."""
    for name, role in (("baomi", Role.SECURITY_ADMIN), ("shenji", Role.AUDIT_ADMIN)):
        account = accounts.make_account(SYSTEM, name, PASSWORD, organ=desk.organs["Q"], label=name)
        accounts.give_role(SYSTEM, account, role, desk.organs["Q"], date(2020, 1, 1))
        desk.accounts[name] = account
    desk.accounts["zhao"] = accounts.make_account(
        SYSTEM, "zhao", PASSWORD, person=desk.people["zhao"], organ=desk.organs["QT"]
    )
    return desk


def shown(answer: Any) -> list[str]:
    """The sign-in names in the order of the list."""
    return re.findall(r'<tr class="row[^>]*>.*?href="/accounts/([^"]+)"', answer.content.decode(), re.DOTALL)


def text(answer: Any) -> str:
    return re.sub(r"<[^>]*>", " ", answer.content.decode())


def test_one_proposes_the_other_confirms_with_the_password(county: SimpleNamespace) -> None:
    one, other = county.sign_in("guanli"), county.sign_in("baomi")
    answer = one.post("/rights/new", GRANT)
    change = RightsChange.objects.get()
    assert answer.status_code == 302 and answer["Location"] == f"/rights?on={change.pk}"
    own = text(one.get("/rights"))
    assert "您提出的，等别人确认　1" in own and "没有等您确认的" in own
    assert "确认，今日生效" not in own and 'name="reason"' not in own
    page = other.get("/rights").content.decode()
    assert "权限变更：1 件等您确认" in page and "权变〔2026〕001号" in page and "提出人不是您" in page
    url = f"/rights/{change.pk}/confirm"
    assert "请再输一次，确认是本人" in text(other.post(url))
    assert "不对，没有办理" in text(other.post(url, {"proof": "wrong"}))
    assert not RightsDecision.objects.exists()
    assert other.post(url, {"proof": PASSWORD}).status_code == 302
    assert county.sign_in("zhao").get("/").status_code == 200
    assert RoleGrant.objects.get(account=county.accounts["zhao"]).organ == county.organs["QT"]
    again = other.post(url)
    assert (
        again.status_code == 422
        and "已经办过" in text(again)
        and RoleGrant.objects.filter(account__signin="zhao").count() == 1
    )
    mine = text(county.sign_in("zhao").get("/rights/mine"))
    assert "guanli 提出，baomi" in mine and "青组任〔2026〕41号" in mine


def test_the_proposer_confirms_nothing_by_the_address(county: SimpleNamespace) -> None:
    one = county.sign_in("guanli")
    one.post("/rights/new", GRANT)
    pk = RightsChange.objects.get().pk
    for what in ("confirm", "return"):
        answer = one.post(f"/rights/{pk}/{what}", {"proof": PASSWORD, "reason": "x"})
        assert answer.status_code == 422 and "提出的人不能确认" in text(answer)
    assert not RightsDecision.objects.exists()
    assert one.post(f"/rights/{pk}/other").status_code == 404
    assert one.get(f"/rights/{pk}/confirm").status_code == 405


@pytest.mark.parametrize("name", ["wang", "shuji", "shenji", "zhao"])
def test_nobody_else_proposes_or_decides_whatever_the_form_says(county: SimpleNamespace, name: str) -> None:
    change = acts.propose(_actor("guanli"), Proposal(Kind.UNLOCK, "当面", "wang"))
    client = county.sign_in(name)
    mine = {**GRANT, "account": name, "role": "system_admin", "organ": "Q"}
    assert client.post("/rights/new", mine).status_code == 403
    for what in ("confirm", "return", "half"):
        assert (
            client.post(f"/rights/{change.pk}/{what}", {"proof": PASSWORD, "reason": "x"}).status_code == 403
        )
    assert RightsChange.objects.count() == 1 and not RightsDecision.objects.exists()


def _actor(name: str) -> Any:
    from zeren.access.accounts import queries

    return queries.actor_of(Account.objects.get(signin=name))


def test_two_of_the_three_can_only_be_returned_with_a_reason(county: SimpleNamespace) -> None:
    county.sign_in("guanli").post(
        "/rights/new", {**GRANT, "account": "wang", "role": "audit_admin", "organ": "QJ"}
    )
    other, pk = county.sign_in("baomi"), RightsChange.objects.get().pk
    page = text(other.get("/rights"))
    assert "其中 1 件不能确认" in page and "同一人不得兼任" in page and "确认，今日生效" not in page
    answer = other.post(f"/rights/{pk}/confirm", {"proof": PASSWORD})
    assert answer.status_code == 422 and "不能确认，只能退回" in text(answer)
    empty = other.post(f"/rights/{pk}/return", {"reason": " "})
    assert empty.status_code == 422 and "写明为什么退回" in text(empty)
    assert other.post(f"/rights/{pk}/return", {"reason": "不得兼任"}).status_code == 302
    assert "不得兼任" in text(other.get(f"/rights?on={pk}"))


def test_what_is_ones_own_is_listed_as_what_one_cannot_confirm(county: SimpleNamespace) -> None:
    one = county.sign_in("guanli")
    asked = {"kind": "factor", "account": "baomi", "basis": "本人当面"}
    assert one.post("/rights/new", asked).status_code == 302
    page = text(county.sign_in("baomi").get("/rights"))
    assert "其中 1 件不能确认" in page and "变更的是您自己的账号或者权限" in page
    pk = RightsChange.objects.get().pk
    answer = county.sign_in("baomi").post(f"/rights/{pk}/confirm", {"proof": PASSWORD})
    assert answer.status_code == 422 and not RightsDecision.objects.exists()


@pytest.mark.parametrize(
    ("differs", "said"),
    [
        ({"account": "nobody"}, "没有账号“nobody”"),
        ({"organ": "nowhere"}, "登记中没有机关“nowhere”"),
        ({"role": ""}, "请选定角色"),
        ({"role": "root"}, "请选定角色"),
        ({"start": ""}, "写明从哪一天起"),
        ({"start": "昨天"}, "写成 2026-10-13 这样的日期"),
        ({"end": "2026-10-08"}, "止日早于起日"),
        ({"basis": " "}, "写明依据"),
        ({"appointment": "999999999999999999999"}, "请从列出的任职中选定"),
        ({"appointment": "-1"}, "请从列出的任职中选定"),
        ({"appointment": "²"}, "请从列出的任职中选定"),
        ({"appointment": "任免文件"}, "请从列出的任职中选定"),
        ({"appointment": "99999999999999999"}, "这不是本人登记的任职"),
        ({"kind": "revoke", "grant": "x"}, "请从列出的角色中选定"),
        ({"kind": "revoke", "grant": ""}, "请选定要收回的角色"),
        ({"functions": "no_such"}, "没有“no_such”这一职责"),
    ],
)
def test_a_wrong_form_is_told_at_its_field_and_keeps_what_was_typed(
    county: SimpleNamespace, differs: dict[str, str], said: str
) -> None:
    answer = county.sign_in("guanli").post("/rights/new", {**GRANT, "basis": "甲依据", **differs})
    assert answer.status_code == 422 and said in text(answer)
    # Without an account there are no fields to keep it in yet.
    if "basis" not in differs and "account" not in differs:
        assert 'value="甲依据"' in answer.content.decode()
    assert not RightsChange.objects.exists()


@pytest.mark.parametrize("kind", Kind.values)
def test_every_kind_has_its_form(county: SimpleNamespace, kind: str) -> None:
    page = county.sign_in("guanli").get("/rights/new", {"kind": kind, "account": "zhao"}).content.decode()
    assert 'name="basis"' in page and f'name="kind" value="{kind}"' in page


def test_the_halves_of_a_one_time_password_are_shown_once_each(county: SimpleNamespace) -> None:
    one, other = county.sign_in("guanli"), county.sign_in("baomi")
    one.post("/rights/new", {"kind": "password", "account": "wang", "basis": "本人当面"})
    pk = RightsChange.objects.get().pk
    second = other.post(f"/rights/{pk}/confirm", {"proof": PASSWORD})
    assert second.status_code == 200 and second["Cache-Control"] and "no-store" in second["Cache-Control"]
    assert other.post(f"/rights/{pk}/half").status_code == 404
    assert "等您领取" in text(one.get("/rights"))
    assert 'id="h-proof"' in one.get(f"/rights?on={pk}").content.decode()
    for wrong, why in (("", "确认是本人"), ("wrong", "不对，没有办理")):
        answer = one.post(f"/rights/{pk}/half", {"proof": wrong})
        assert (
            answer.status_code == 422
            and why in text(answer)
            and 'class="half"' not in answer.content.decode()
        )
    first = one.post(f"/rights/{pk}/half", {"proof": PASSWORD})
    assert first.status_code == 200
    halves = [re.search(r'class="half" role="status">([^<]*)<', a.content.decode()) for a in (first, second)]
    password = "-".join(found.group(1) for found in halves if found)
    assert accounts.sign_in("wang", password).account is not None
    assert one.post(f"/rights/{pk}/half").status_code == 422
    assert "等您领取" not in text(one.get("/rights"))


def test_a_session_loses_the_power_at_its_next_request_when_the_appointment_ends(
    county: SimpleNamespace,
) -> None:
    late = county.open("孙某某 提醒", ("heard", date(2026, 9, 28)), subject="sun")
    zhao = county.accounts["zhao"]
    post = Appointment.objects.get(person=county.people["zhao"])
    accounts.give_role(
        SYSTEM, zhao, Role.CASE_HANDLER, county.organs["QJ"], date(2026, 1, 1), appointment=post
    )
    client = county.sign_in("zhao")
    assert client.get(f"/matters/{late.pk}/records").status_code == 200
    ended = {"person": "zhao", "post": "P1", "start": "2020-01-01", "end": "2026-10-12"}
    assert registers.import_rows(SYSTEM, "appointments", [ended]).written
    assert client.get(f"/matters/{late.pk}/records").status_code == 404
    assert "到期自停" in text(county.sign_in("guanli").get("/rights"))


def test_a_leader_sees_the_matters_of_a_handler_without_a_role_and_the_administrators_do_not(
    county: SimpleNamespace, late: Any
) -> None:
    RoleGrant.objects.filter(account__signin="wang").update(end=date(2026, 10, 12))
    page = text(county.sign_in("shuji").get("/handover-left"))
    assert "待移交：1 件" in page and late.number in page and "王某某" in page
    for name in ("guanli", "baomi", "li"):
        answer = county.sign_in(name).get("/handover-left")
        assert answer.status_code == 403 and late.number not in text(answer)
    account = text(county.sign_in("guanli").get("/accounts/wang"))
    assert late.number not in account and "待移交" in account


def test_accounts_are_filtered_paged_and_taken_out(county: SimpleNamespace) -> None:
    made = [
        Account(signin=f"u{n:05}", organ=county.organs["B"], label=f"员{n:05}", password="!")
        for n in range(10_000)
    ]
    Account.objects.bulk_create(made)
    client = county.sign_in("guanli")
    first = client.get("/accounts")
    assert "10008 个" in text(first) and first.content.decode().count('<tr class="row') == 50
    assert "u09999" in text(client.get("/accounts?holder=u09999"))
    assert "没有符合筛选的账号" in text(client.get("/accounts?holder=zzz"))
    assert shown(client.get("/accounts?role=principal")) == ["shuji"]
    ordered = sorted(Account.objects.values_list("signin", flat=True))
    assert shown(client.get("/accounts?page=201")) == ordered[10_000:]
    assert shown(client.get("/accounts?page=0&sort=-account")) == ordered[:-51:-1]
    book = load_workbook(BytesIO(client.get("/accounts/export.xlsx?holder=u0999").content))
    told = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert [name for name in told if name.startswith("u0")] == [f"u{n:05}" for n in range(9990, 10_000)]


def test_a_rotation_is_carried_out_by_the_system_administrator_after_the_confirmation(
    county: SimpleNamespace,
) -> None:
    one, other = county.sign_in("guanli"), county.sign_in("baomi")
    before = keys.ring().of(Purpose.VAULT)
    one.post("/rights/new", {"kind": "rotate", "purpose": "vault", "basis": "年度轮换"})
    pk = RightsChange.objects.get().pk
    assert one.post(f"/vault/keys/{pk}/rotate", {"proof": PASSWORD}).status_code == 422
    other.post(f"/rights/{pk}/confirm", {"proof": PASSWORD})
    assert "1 次轮换等系统管理员操作" in text(other.get("/vault/keys"))
    assert "换成新密钥</button>" not in other.get("/vault/keys").content.decode()
    assert one.post(f"/vault/keys/{pk}/rotate", {}).status_code == 302  # the password was given above
    now = keys.ring().of(Purpose.VAULT)
    page = one.get("/vault/keys").content.decode()
    assert now.id != before.id and now.id in page
    assert now.secret.hex() not in page and before.secret.hex() not in page
    assert one.post("/vault/keys/rewrap", {"purpose": "lookup"}).status_code == 422


def test_each_rotation_that_waits_asks_for_the_password_and_says_its_error_in_its_own_form(
    county: SimpleNamespace,
) -> None:
    one, other = county.sign_in("guanli"), county.sign_in("baomi")
    for purpose in ("vault", "reporter"):
        one.post("/rights/new", {"kind": "rotate", "purpose": purpose, "basis": "年度轮换"})
    first, second = RightsChange.objects.order_by("pk").values_list("pk", flat=True)
    for pk in (first, second):
        assert other.post(f"/rights/{pk}/confirm", {"proof": PASSWORD}).status_code == 302
    answer = one.post(f"/vault/keys/{second}/rotate", {"proof": "wrong"})
    page = answer.content.decode()
    forms = {
        pk: page.split(f'action="/vault/keys/{pk}/rotate"')[1].split("</form>")[0] for pk in (first, second)
    }
    assert answer.status_code == 422
    assert all('name="proof"' in form for form in forms.values())
    assert "不对，没有办理" in forms[second] and "不对，没有办理" not in forms[first]
    ids = re.findall(r' id="([^"]*proof[^"]*)"', page)
    assert len(ids) == len(set(ids)) == 3  # two fields and one error
    assert one.post(f"/vault/keys/{second}/rotate", {"proof": PASSWORD}).status_code == 302


def test_a_leader_entrusts_and_takes_back_in_the_browser(county: SimpleNamespace) -> None:
    shuji, wang = county.sign_in("shuji"), county.sign_in("wang")
    grant = RoleGrant.objects.get(account=county.accounts["shuji"]).pk
    form = {
        "grant": str(grant), f"functions-{grant}": "secretary", "to": "wang", "start": "2026-10-13",
        "end": "2026-10-20", "reason": "外出学习",
    }  # fmt: skip
    assert "委托代批：没有" in text(shuji.get("/delegations"))
    wrong = shuji.post("/delegations", {**form, "end": "2026-12-13", "proof": PASSWORD})
    assert (
        wrong.status_code == 422
        and "最多委托 30 日" in text(wrong)
        and 'value="外出学习"' in wrong.content.decode()
    )
    assert shuji.post("/delegations", form).status_code == 302
    assert "受他人委托 1 项" in text(wang.get("/delegations")) and "委托给他人 1 项" in text(
        shuji.get("/delegations")
    )
    assert "主要负责人" in text(wang.get("/rights/mine"))
    assert wang.post("/delegations", {**form, "to": "li"}).status_code == 403
    pk = Delegation.objects.get().pk
    assert county.sign_in("li").post(f"/delegations/{pk}/end").status_code == 404
    assert shuji.post(f"/delegations/{pk}/end").status_code == 302
    assert "委托代批：没有" in text(wang.get("/delegations")) and "已收回" in text(shuji.get("/delegations"))


def test_the_name_in_the_bar_leads_to_what_is_the_viewers(county: SimpleNamespace) -> None:
    bars = {
        name: county.sign_in(name).get("/rights/mine").content.decode()
        for name in ("shuji", "wang", "guanli")
    }
    assert 'href="/delegations"' in bars["shuji"] and 'href="/handover-left"' in bars["shuji"]
    assert 'href="/delegations"' in bars["wang"] and 'href="/handover-left"' not in bars["wang"]
    assert 'href="/delegations"' not in bars["guanli"] and 'href="/rights/mine"' in bars["guanli"]
