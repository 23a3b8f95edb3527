"""A register of integrity risks of three units: signed and not, near their day of review, one lifted, one to be looked at."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from zeren.access.accounts import queries as accounts
from zeren.cli.demo import county
from zeren.records import clock, registers
from zeren.records.actor import SYSTEM, Actor
from zeren.records.people import queries as people
from zeren.records.risks import acts
from zeren.records.risks.models import Risk

LONG = "long"
UNITS = {"Q-01": "lianluo", "Q-02": "dangban", "Q-JW": "chengban"}
"""Whose register is entered by which account."""

Row = tuple[str, str, str, str, str, str, str, str | int]
ROWS: dict[str, tuple[Row, ...]] = {
    "Q-01": (
        ("招标管理岗", "确定招标代理机构", "不经集体研究指定代理机构", "高", "局党组会议纪要〔2026〕7号", "在名录中随机确定，全程录像", "部门:建管股", LONG),
        ("招标管理岗", "确定招标代理机构", "不经集体研究指定代理机构", "高", "局党组会议纪要〔2026〕7号", "代理机构名录每年更新并公布", "部门:建管股", 60),
        ("招标管理岗", "编制资格条件", "设置排斥性条件，量身定做", "高", "局党组会议纪要〔2026〕7号", "资格条件上网征求意见三日", "部门:建管股", 20),
        ("质量监督岗", "竣工验收监督", "降低标准出具监督意见", "高", "局党组会议纪要〔2026〕7号", "两人到场，影像留存", "岗位:质监站站长", LONG),
        ("质量监督岗", "行政处罚裁量", "同案不同罚，以罚代管", "中", "局党组会议纪要〔2026〕7号", "处罚案件集体审理、全部公开", "部门:法制股", LONG),
        ("保障房分配岗", "审核申请资格", "优亲厚友，越序分配", "高", "局党组会议纪要〔2026〕7号", "三级公示，公开摇号", "部门:住房保障中心", 2),
        ("保障房分配岗", "审核申请资格", "优亲厚友，越序分配", "高", "局党组会议纪要〔2026〕7号", "抽查入户一成", "班子成员:*", 45),
        ("维修资金管理岗", "审核使用申请", "虚增工程量套取资金", "中", "局党组会议纪要〔2026〕7号", "第三方审价，业主签认", "部门:物业股", LONG),
        ("财务岗", "经费报销", "票据审核不严", "低", "局党组会议纪要〔2026〕7号", "双人复核，每季抽查", "部门:办公室", LONG),
        ("许可窗口岗", "施工许可受理", "超时办理，额外收取材料", "中", "局党组会议纪要〔2026〕7号", "材料清单公布，超时自动提示", "部门:行政审批股", 10),
        ("房产交易岗", "网签备案", "违规撤销备案", "", "", "撤销须双方到场并由股长复核", "部门:房产交易中心", LONG),
        ("拆迁安置岗", "认定面积", "虚报面积，*一人说了算", "", "", "", "", ""),
    ),
    "Q-02": (
        ("用地审批岗", "用地预审", "化整为零规避审批", "高", "局党组会议纪要〔2026〕4号", "图上核验，会审签字", "部门:用地股", LONG),
        ("矿权管理岗", "采矿权延续", "资料不全办理延续", "中", "局党组会议纪要〔2026〕4号", "清单核对，缺一不办", "部门:矿管股", 30),
    ),
    "Q-JW": (
        ("承办室", "线索处置", "自行扩大、缩小核查范围", "高", "县纪委常委会纪要〔2026〕2号", "处置方案经集体研究", "岗位:县纪委副书记", LONG),
        ("涉案财物管理岗", "保管涉案财物", "账物不符，未及时处置", "中", "县纪委常委会纪要〔2026〕2号", "双人双锁，每季盘点", "部门:案管室", 15),
    ),
}  # fmt: skip
SIGNED = {"Q-01": (1, 3, 5), "Q-JW": (1,)}
KINDS = {"岗位": "post", "部门": "department", "班子成员": "member"}
LEVELS = {"高": "high", "中": "middle", "低": "low", "": ""}
REVIEWS = (0, 2, 40, 365)
"""Days from today of the day of review, in turn."""


def enter() -> None:
    """Enter the registers through the acts that people use; a leader of each unit signs some of it."""
    for unit, signin in UNITS.items():
        account = accounts.find(signin)
        assert account is not None
        leader = next(seat for seat in county.seats() if seat.unit.code == unit and seat.part == "member")
        rows = [_cells(unit, row, leader.person, leader.name) for row in ROWS[unit]]
        report = registers.import_rows(accounts.actor_of(account), "risks", rows)
        assert report.written, report.problems[:3]
        _sign(unit, leader.person)
    lifted = Risk.objects.filter(organ__code="Q-02").order_by("-number")[0]
    acts.lift(SYSTEM, lifted.pk, "审批权上收市局")


def _cells(unit: str, row: Row, person: str, name: str) -> dict[str, str]:
    post, power, point, level, basis, measure, owner, due = row
    kind, _, who = owner.partition(":")
    cells = {
        "organ": unit, "post": post, "power": power, "point": point.replace("*", name), "level": LEVELS[level],
        "basis": basis, "review": _after(REVIEWS[len(point) % len(REVIEWS)]), "measure": measure,
        "owner_kind": KINDS.get(kind, ""), "owner": person if who == "*" else who,
        "due": due if due == LONG or due == "" else _after(int(due)),
    }  # fmt: skip
    return {column: str(text) for column, text in cells.items()}


def _after(days: int) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()


def _sign(unit: str, code: str) -> None:
    person = people.by_code(code)
    assert person is not None
    actor: Actor = replace(SYSTEM, account=code, name=person.name, person=person.pk)
    for number in SIGNED.get(unit, ()):
        acts.sign(actor, Risk.objects.get(organ__code=unit, number=number).pk)
