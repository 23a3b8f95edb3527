"""The pages of the talent pool and of a draw: what is told, what is refused, that the commands shown really work."""

from __future__ import annotations

import html
import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from desk.support_draw import announced, form, inspection, pool_of
from desk.support_workbook import whole
from records import support_packs
from zeren.records import packs
from zeren.records.actor import SYSTEM
from zeren.records.draws import queries
from zeren.records.pool.models import PoolMember
from zeren.records.trail.models import TrailEntry


@pytest.fixture
def installed(home: Path) -> Iterator[packs.Installed]:
    """The packs as they are delivered."""
    with support_packs.delivered() as found:
        yield found


@pytest.fixture
def people(desk: SimpleNamespace) -> dict[str, Any]:
    """Eight in the commission's pool, two of whom may be head."""
    return pool_of(8)


@pytest.fixture
def matter(desk: SimpleNamespace, people: Any) -> Any:
    """An inspection of the bureau."""
    return inspection(desk)


def told(answer: Any) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", answer.content.decode()))


# ---------------------------------------------------------------- the pool


def test_the_pool_is_listed_and_narrowed(desk: SimpleNamespace, people: Any) -> None:
    client = desk.sign_in("wang")
    assert "8 人次" in told(client.get("/pool"))
    assert "2 人次" in told(client.get("/pool?head=yes"))
    assert "1 人次" in told(client.get("/pool?name=R003"))
    assert "0 人次" in told(client.get("/pool?state=out"))
    assert "0 人次" in told(desk.sign_in("bai").get("/pool"))


def test_one_is_entered_by_name_and_taken_out_with_a_reason(desk: SimpleNamespace) -> None:
    client = desk.sign_in("wang")
    given = {
        "organ": "QJ",
        "person": "李某某〔li〕",
        "since": "2026-10-01",
        "may_head": "yes",
        "basis": "青委任〔2025〕3号",
    }
    answer = client.post("/pool/new", given)
    member = PoolMember.objects.get()
    assert answer["Location"] == "/pool" and (member.person.code, member.may_head) == ("li", True)
    assert "已列入人才库" in told(client.get("/pool"))
    place = f"/pool/{member.pk}"
    assert client.post(place, {"do": "end", "until": "2026-10-13", "reason": "岗位调整"})["Location"] == place
    said = told(client.get(place))
    assert "已移出人才库" in said and "2026-10-13 出库" in said and "岗位调整" in said


def test_a_wrong_entry_is_told_at_its_fields_and_kept(desk: SimpleNamespace) -> None:
    answer = desk.sign_in("wang").post(
        "/pool/new", {"organ": "", "person": "没有这人", "since": "2026-13-01", "basis": "某号"}
    )
    said = told(answer)
    assert answer.status_code == 422
    assert all(one in said for one in ("请选保管机关", "登记中没有“没有这人”", "“2026-13-01”不是日期"))
    assert 'value="没有这人"' in answer.content.decode() and 'value="某号"' in answer.content.decode()


def test_a_member_is_not_changed_without_basis_or_reason(desk: SimpleNamespace, people: Any) -> None:
    client, member = desk.sign_in("wang"), PoolMember.objects.get(person__code="R005")
    for data, words in (
        ({"do": "qualify", "may_head": "yes", "basis": ""}, "可任组长的，写明依据"),
        ({"do": "end", "until": "2026-10-13", "reason": ""}, "请写明出库的原因"),
        ({"do": "end", "until": "x", "reason": "甲"}, "“x”不是日期"),
    ):
        answer = client.post(f"/pool/{member.pk}", data)
        assert answer.status_code == 422 and words in told(answer)
    assert client.post(f"/pool/{member.pk}", {"do": "other"}).status_code == 404
    client.post(f"/pool/{member.pk}", {"do": "qualify", "may_head": "yes", "basis": "青委任〔2026〕1号"})
    member.refresh_from_db()
    assert (member.may_head, member.basis) == (True, "青委任〔2026〕1号")


def test_the_workbook_that_goes_out_comes_back_without_a_change(desk: SimpleNamespace, people: Any) -> None:
    client = desk.sign_in("wang")
    sent = client.get("/pool/export.xlsx").content
    assert len(whole(client, "/pool/export.xlsx")) == 9
    head = [cell.value for cell in openpyxl.load_workbook(BytesIO(sent)).active[1]]
    assert {"保管机关代码", "人员代码", "姓名", "入库日", "可任组长", "可任组长的依据"} <= set(head)
    answer = client.post("/registers/pool/import", {"file": SimpleUploadedFile("人才库.xlsx", sent)})
    said = told(answer)
    assert "8 行中 8 行可以写入" in said and "没有变化 8" in said and "姓名、单位" in said
    token = client.session["import"]["token"]
    assert client.post("/registers/pool/import", {"token": token, "do": "all"})["Location"] == "/pool"
    assert "新增 0，更新 0，没有变化 8" in told(client.get("/pool"))


def test_a_wrong_row_names_its_cell_and_nothing_is_written(desk: SimpleNamespace) -> None:
    book, out = openpyxl.Workbook(), BytesIO()
    for row in (
        ("保管机关代码", "人员代码", "入库日", "可任组长", "可任组长的依据"),
        ("QJ", "li", "2026-10-01", "是", ""),
        ("BJ", "bai", "2026-10-01", "否", ""),
    ):
        book.active.append(row)
    book.save(out)
    file = SimpleUploadedFile("人才库.xlsx", out.getvalue())
    said = told(desk.sign_in("wang").post("/registers/pool/import", {"file": file}))
    assert (
        "可任组长的，写明依据" in said
        and "“BJ”的人才库不由您登记" in said
        and "没有代码为“bai”的人员" in said
    )
    assert not PoolMember.objects.exists()


def test_the_pool_stands_behind_the_name_and_not_among_the_registers_of_the_administrator(
    desk: SimpleNamespace,
) -> None:
    assert 'href="/pool"' in desk.sign_in("wang").get("/").content.decode()
    admin = desk.sign_in("guanli")
    assert "/registers/pool" not in admin.get("/organs").content.decode()
    assert admin.get("/pool").status_code == admin.get("/registers/pool/import").status_code == 403


# ---------------------------------------------------------------- the draw


def test_the_tab_is_there_only_where_the_procedure_has_a_draw(desk: SimpleNamespace, matter: Any) -> None:
    client = desk.sign_in("wang")
    assert f"/matters/{matter.pk}/draw" in client.get(f"/matters/{matter.pk}/").content.decode()
    other = inspection(desk, procedure="inspection-programme")
    assert f"/matters/{other.pk}/draw" not in client.get(f"/matters/{other.pk}/").content.decode()
    assert client.get(f"/matters/{other.pk}/draw").status_code == 404


def test_before_it_is_announced_the_form_shows_who_could_be_listed_and_why_not(
    desk: SimpleNamespace, matter: Any, people: Any
) -> None:
    from zeren.records.recusals import acts as recusals

    recusals.declare(SYSTEM, matter.pk, people["R004"].pk, "kin", "配偶在该局")
    said = told(desk.sign_in("wang").get(f"/matters/{matter.pk}/draw"))
    assert "8 人在库，7 人可以列入，其中可任组长 2 人" in said
    assert "回避：回避本案：亲属关系" in said


def test_checking_first_writes_nothing_and_asks_the_regulation(desk: SimpleNamespace, matter: Any) -> None:
    client = desk.sign_in("wang")
    answer = client.post(f"/matters/{matter.pk}/draw/announce", form(inspectors="2", check="1"))
    said = told(answer)
    assert answer.status_code == 200 and "尚未公布" in said and "“巡察员人数”应不少于3，实为2" in said
    assert "说明原因" not in said and queries.of_matter(SYSTEM, matter.pk) == ()
    few = client.post(f"/matters/{matter.pk}/draw/announce", form(heads="3", check="1"))
    assert few.status_code == 422 and "组长缺 1 人" in told(few) and "照此不能公布" in told(few)
    good = told(client.post(f"/matters/{matter.pk}/draw/announce", form(check="1")))
    assert "照此可以公布，人数合于规定" in good and queries.of_matter(SYSTEM, matter.pk) == ()


def test_what_is_wrong_is_told_together_and_what_was_filled_in_stays(
    desk: SimpleNamespace, matter: Any, people: Any
) -> None:
    out = {f"out-{people['R005'].pk}": "正在休假"}
    answer = desk.sign_in("wang").post(
        f"/matters/{matter.pk}/draw/announce",
        form(heads="x", kind="public", source="", known_on="2026-10-13", **out),
    )
    said = told(answer)
    assert answer.status_code == 422
    assert all(
        one in said for one in ("请写组长人数，0 至 99", "缺种子的来源", "应当在公布名单以后的日期产生")
    )
    assert 'value="正在休假"' in answer.content.decode()
    assert answer.content.decode().count('aria-invalid="true"') == 3


def test_too_few_are_told_by_seat(desk: SimpleNamespace, matter: Any) -> None:
    said = told(desk.sign_in("wang").post(f"/matters/{matter.pk}/draw/announce", form(heads="3")))
    assert "组长缺 1 人：可任组长的候选人不够" in said


def test_the_announced_list_shows_its_digest_and_waits_for_the_seed(
    desk: SimpleNamespace, matter: Any, settings: Any
) -> None:
    client = desk.sign_in("wang")
    later = form(kind="public", source="10 月 14 日某指数", known_on="2026-10-14")
    assert (
        client.post(f"/matters/{matter.pk}/draw/announce", later)["Location"] == f"/matters/{matter.pk}/draw"
    )
    said = told(client.get(f"/matters/{matter.pk}/draw"))
    (held,) = queries.of_matter(SYSTEM, matter.pk)
    assert held.digest in said and "等 2026-10-14 产生种子" in said and "候选 8 人" in said
    answer = client.post(f"/matters/{matter.pk}/draw/draw", {"seed": "1", "witnesses": "某某"})
    assert answer.status_code == 422 and "此前不能抽取" in told(answer)
    settings.ZEREN = replace(settings.ZEREN, today=date(2026, 10, 14))
    assert (
        client.post(f"/matters/{matter.pk}/draw/draw", {"seed": "1", "witnesses": "某某"}).status_code == 302
    )


def test_the_result_is_told_with_every_rank_value_and_how_to_check(
    desk: SimpleNamespace, matter: Any
) -> None:
    client = announced(desk, matter)
    refused = client.post(f"/matters/{matter.pk}/draw/draw", {"seed": "4 2 6", "witnesses": ""})
    assert refused.status_code == 422 and 'value="4 2 6"' in refused.content.decode()
    client.post(f"/matters/{matter.pk}/draw/draw", {"seed": "4 2 6", "witnesses": "某某（县委办）、甲某"})
    said = told(client.get(f"/matters/{matter.pk}/draw"))
    (held,) = queries.of_matter(SYSTEM, matter.pk)
    assert all(one.value in said for one in held.ranking())
    assert "系统已按名单和种子重算，与记录一致" in said and "某某（县委办）、甲某" in said
    assert "去记录“抽调巡察组”" in said


def test_the_commands_on_the_page_give_what_the_page_says(
    desk: SimpleNamespace, matter: Any, tmp_path: Path
) -> None:
    client = announced(desk, matter)
    client.post(f"/matters/{matter.pk}/draw/draw", {"seed": "it's '4 2 6' $x", "witnesses": "某某"})
    page = client.get(f"/matters/{matter.pk}/draw").content.decode()
    of_list, of_one, octets, of_all = (
        html.unescape(text) for text in re.findall(r'<pre class="cmd[^>]*>(.*?)</pre>', page, re.S)
    )
    (held,) = queries.of_matter(SYSTEM, matter.pk)
    file = client.get(f"/matters/{matter.pk}/draw/{held.seq}.txt")
    (tmp_path / f"draw-{held.seq}.txt").write_bytes(file.content)

    def run(command: str) -> str:
        done = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, check=True)
        return done.stdout.decode()

    ranked = held.ranking()
    assert run(of_list).split()[0] == held.digest
    assert run(of_one).split()[0] == ranked[0].value
    assert run(of_all).splitlines() == [f"{one.value} {one.candidate.code}" for one in ranked]
    assert bytes.fromhex(octets).startswith(b"it's '4 2 6' $x\n")


def test_the_list_that_leaves_is_on_the_trail(desk: SimpleNamespace, matter: Any) -> None:
    client = announced(desk, matter)
    (held,) = queries.of_matter(SYSTEM, matter.pk)
    assert client.get(f"/matters/{matter.pk}/draw/{held.seq}.txt").content == held.text.encode()
    entry = TrailEntry.objects.filter(act="exported").latest("seq")
    assert (entry.target, entry.detail) == ("抽调名单", "8 TXT")
    assert client.get(f"/matters/{matter.pk}/draw/99.txt").status_code == 404


def test_one_drawn_is_replaced_and_the_page_tells_both(desk: SimpleNamespace, matter: Any) -> None:
    client = announced(desk, matter)
    client.post(f"/matters/{matter.pk}/draw/draw", {"seed": "4 2 6", "witnesses": "某某"})
    (held,) = queries.of_matter(SYSTEM, matter.pk)
    person = held.result.seats["inspectors"][0]  # type: ignore[union-attr]
    place = f"/matters/{matter.pk}/draw/replace"
    assert "请写不能参加的理由" in told(client.post(place, {"person": person, "reason": ""}))
    assert client.post(place, {"person": "x", "reason": "住院"}).status_code == 422
    client.post(place, {"person": person, "reason": "住院"})
    said = told(client.get(f"/matters/{matter.pk}/draw"))
    assert "巡察员，不能参加：住院" in said and "（第 4 号：住院）" in said
    log = told(client.get(f"/matters/{matter.pk}/records"))
    assert "公布抽调名单" in log and "随机抽取" in log and "不能参加" in log and "由谁替补" in log
    assert "person:" not in log and held.digest in log


def test_what_came_up_since_stands_beside_the_name(desk: SimpleNamespace, matter: Any) -> None:
    from zeren.records.recusals import acts as recusals

    client = announced(desk, matter)
    client.post(f"/matters/{matter.pk}/draw/draw", {"seed": "4 2 6", "witnesses": "某某"})
    (held,) = queries.of_matter(SYSTEM, matter.pk)
    recusals.declare(SYSTEM, matter.pk, next(iter(held.seated())), "kin", "亲属调入")
    assert "名单公布以后：回避：回避本案：亲属关系" in told(client.get(f"/matters/{matter.pk}/draw"))


def test_announced_anew_the_earlier_one_stays_on_the_page(desk: SimpleNamespace, matter: Any) -> None:
    client = announced(desk, matter)
    place = f"/matters/{matter.pk}/draw"
    assert "请写另行公布的理由" in told(client.post(f"{place}/announce", form()))
    client.post(f"{place}/announce", form(reason="少列一人"))
    said = told(client.get(place))
    assert "第 2 号公布 8 人的名单，没有抽取；由第 3 号另行公布（当时种子已到产生的日期）" in said
    assert "理由：少列一人" in said


def test_the_form_of_the_step_shows_what_the_draw_says_and_fills_in_nothing(
    desk: SimpleNamespace, matter: Any
) -> None:
    client = announced(desk, matter)
    client.post(f"/matters/{matter.pk}/draw/draw", {"seed": "4 2 6", "witnesses": "某某"})
    page = client.get(f"/matters/{matter.pk}/?act=team_drawn")
    assert "按第 3 号随机抽取：3" in told(page) and "按第 3 号随机抽取：是" in told(page)
    assert 'name="f-inspectors" value=""' in page.content.decode()


def test_on_an_earlier_day_the_page_is_only_to_be_looked_at(desk: SimpleNamespace, matter: Any) -> None:
    client = announced(desk, matter)
    page = client.get(f"/matters/{matter.pk}/draw?as_of=2026-10-12").content.decode()
    assert "候选 8 人" in page and "draw/draw" not in page and "draw/announce" not in page


def test_who_only_looks_sees_the_list_and_no_form(desk: SimpleNamespace, matter: Any) -> None:
    from zeren.access.accounts import acts as accounts
    from zeren.records.actor import Role

    announced(desk, matter)
    account = accounts.make_account(SYSTEM, "kan", "qinglan-kan-2026", organ=desk.organs["Q"], label="查阅")
    accounts.give_role(SYSTEM, account, Role.VIEWER, desk.organs["Q"], date(2020, 1, 1))
    desk.accounts["kan"] = account
    page = desk.sign_in("kan").get(f"/matters/{matter.pk}/draw").content.decode()
    assert "候选 8 人" in page and "draw/draw" not in page and "draw/announce" not in page
    assert desk.sign_in("bai").get(f"/matters/{matter.pk}/draw").status_code == 404


def test_without_a_pool_in_sight_the_page_says_where_one_comes_from(desk: SimpleNamespace) -> None:
    said = told(desk.sign_in("wang").get(f"/matters/{inspection(desk).pk}/draw"))
    assert "没有可供抽调的人才库" in said and "承办机关、其上级或者同一党委所属机关" in said


def test_a_page_of_a_large_pool_asks_a_fixed_number_of_queries(
    desk: SimpleNamespace, matter: Any, django_assert_max_num_queries: Any
) -> None:
    client = desk.sign_in("wang")
    client.get(f"/matters/{matter.pk}/draw")
    for number in (8, 60):
        pool_of(number)
        with django_assert_max_num_queries(75):
            client.get(f"/matters/{matter.pk}/draw")
